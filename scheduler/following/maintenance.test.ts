import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sentences } from "../../offers/sentences.ts";
import { aCore, callsOf, job, launchedIds, recorded } from "../core/core.builders.ts";
import type { MaintenanceTuning } from "../state/tuning.ts";

const HOUR = 3_600_000;
const leaving = (startMs: number, requestId = "q1", agentId?: string) =>
  ({
    type: "maintenance",
    requestId,
    ...(agentId === undefined ? {} : { agentId }),
    unavailability: { startMs },
  }) as const;

/** Task 1 may run for an hour, task 2 without a limit; both began at 0 on a1. */
function twoTasks(policy: MaintenanceTuning["policy"]) {
  const c = aCore({ nowMs: 0, maintenance: { policy, marginMs: 60_000, assumedMs: 24 * HOUR } });
  c.connect();
  c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64]));
  c.submit(job(1, { walltimeSeconds: 3600, graceSeconds: 30 }), job(2, { graceSeconds: 10 }));
  c.cycle(c.offer("a1", 2));
  c.cycle(c.status("1.1.1", "running"), c.status("2.1.1", "running"));
  return c;
}
type Asked = ReturnType<typeof twoTasks>;
const answer = (c: Asked, startMs: number, agentId?: string) =>
  callsOf(c.cycle(c.fromBackend(leaving(startMs, "q1", agentId))), "answer_maintenance").map(
    ({ accept, requestIds }) => [accept, ...requestIds],
  );

describe("[C-44] a question whether an agent can be left", () => {
  it("is answered yes when every task there ends in time", () => {
    assert.deepEqual(answer(twoTasks("finish"), 25 * HOUR, "a1"), [[true, "q1"]]);
  });
  it("is answered no when one does not, and the policy lets it run", () => {
    assert.deepEqual(answer(twoTasks("finish"), 2 * HOUR, "a1"), [[false, "q1"]]);
  });
  it("is answered yes when the policy stops what does not", () => {
    assert.deepEqual(answer(twoTasks("requeue"), 2 * HOUR, "a1"), [[true, "q1"]]);
  });
  it("is answered yes for an agent that runs nothing of ours", () => {
    assert.deepEqual(answer(twoTasks("finish"), 1000, "a2"), [[true, "q1"]]);
  });
  it("may be about all agents", () => {
    assert.deepEqual(answer(twoTasks("finish"), 2 * HOUR), [[false, "q1"]]);
  });
  it("is answered no once a task has run for longer than was assumed: nobody knows its end", () => {
    const c = twoTasks("finish");
    c.cycle(c.status("1.1.1", "finished"));
    c.advance(25 * HOUR);
    assert.deepEqual(answer(c, 30 * HOUR, "a1"), [[false, "q1"]]);
  });
});

describe("tasks that would not end before a maintenance", () => {
  const killed = (decision: ReturnType<Asked["cycle"]>) =>
    callsOf(decision, "kill").map(({ task, graceMs }) => [task.taskId, graceMs]);
  it("are stopped in time for their grace and the margin, and not before", () => {
    const c = twoTasks("requeue");
    answer(c, 2 * HOUR, "a1");
    c.cycle(c.status("1.1.1", "finished"));
    c.advance(2 * HOUR - 120_000);
    c.cycle(c.fromBackend(leaving(2 * HOUR, "q2", "a1"))); // it comes again
    assert.deepEqual(killed(c.advance(49_000)), []);
    assert.deepEqual(killed(c.advance(1000)), [["2.1.1", 10_000]]);
  });
  it("are tried again elsewhere without a charge", () => {
    const c = twoTasks("requeue");
    const stopping = c.cycle(c.fromBackend(leaving(60_000, "q1", "a1")));
    assert.deepEqual(recorded(stopping), ["1:stopping", "2:stopping"]);
    const ended = c.cycle(c.status("2.1.1", "failed", { exitCode: 143 }));
    const [record] = ended.records;
    assert.ok(record?.type === "job" && record.event.type === "ended");
    const { reason, retryAtMs, avoidAgent } = record.event.end;
    assert.deepEqual([reason, retryAtMs, avoidAgent], ["Maintenance", 1000, undefined]);
    c.advance(1000);
    const unavailability = { startMs: 60_000 };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8, 64, { unavailability }))), []);
    const again = c.cycle(c.offer("a2", 8));
    const [launched] = again.records;
    assert.ok(launched?.type === "job" && launched.event.type === "launched");
    assert.deepEqual([launched.event.start.attempt, launched.event.start.charged], [2, 1]);
  });
  it("are cancelled all the same when somebody asks for that", () => {
    const c = twoTasks("requeue");
    c.cycle(c.fromBackend(leaving(60_000, "q1", "a1")));
    c.request({ job: 2, verb: "cancel" });
    c.cycle(c.status("2.1.1", "killed"));
    assert.equal(c.core.explain(2), undefined, "over, and not tried again");
  });
  for (const [what, event] of [
    ["the question is taken back", { type: "maintenance_rescinded", requestId: "q1" }],
    ["the connection is lost, and the question does not come again", { type: "disconnected", cause: "cut" }],
  ] as const) {
    it(`are left alone when ${what}`, () => {
      const c = twoTasks("requeue");
      answer(c, 2 * HOUR, "a1");
      c.cycle(c.fromBackend(event));
      assert.deepEqual(
        killed(c.advance(2 * HOUR)).filter(([id]) => id === "2.1.1"),
        [],
      );
    });
  }
});

describe("a job for which only agents have room that go away", () => {
  it("is told when they go, and which limit is too long", () => {
    const c = aCore({ nowMs: Date.UTC(2030, 0, 1, 12, 0) });
    c.connect();
    c.submit(job(1, { walltimeSeconds: 4 * 3600 }));
    const unavailability = { startMs: Date.UTC(2030, 0, 1, 14, 20) };
    c.cycle(c.offer("a1", 4, 64, { unavailability }), c.offer("a2", 4, 64, { unavailability }));
    const explanation = c.core.explain(1);
    assert.ok(explanation !== undefined);
    assert.ok(
      sentences(explanation).includes(
        "the agents with room go away at 14:20 UTC, before its limit of 4 h would end",
      ),
      sentences(explanation).join("\n"),
    );
    const cause = explanation.causes.find((one) => one.kind === "no_room");
    assert.deepEqual(
      cause?.refusals.map(({ agents, lacking }) => [lacking, agents]),
      [["maintenance", 2]],
    );
  });
  it("starts there when the maintenance is over", () => {
    const c = aCore({ nowMs: 1000 });
    c.connect();
    c.submit(job(1));
    const unavailability = { startMs: 0, endMs: 2000 };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 64, { unavailability }))), []);
    c.advance(1000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4, 64, { unavailability }))), ["1.1.1"]);
  });
});
