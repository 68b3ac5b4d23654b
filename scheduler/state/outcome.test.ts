import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy } from "../../jobs/life/job.builders.ts";
import type { AttemptEnd, JobEvent } from "../../jobs/life/job.ts";
import type { Fault, TaskState } from "../../offers/backend.ts";
import { aCore, callsOf, job, launched, launchedIds, recorded, type Core } from "../core/core.builders.ts";

const endIn = (decision: ReturnType<Core["step"]>): AttemptEnd => {
  const ended = decision.records.find(
    (record): record is { type: "job"; job: number; event: Extract<JobEvent, { type: "ended" }> } =>
      record.type === "job" && record.event.type === "ended",
  );
  assert.ok(ended !== undefined, "nothing ended");
  return ended.event.end;
};
const anyCause = { retry: aRetryPolicy({ maxAttempts: 5, on: ["any"] }) };
const running = (c: ReturnType<typeof aCore>) => {
  c.connect();
  c.submit(job(1, anyCause));
  c.cycle(c.offer("a1", 1));
  c.cycle(c.status("1.1.1", "running"));
  return c;
};

describe("the end of a task that did not end by itself", () => {
  for (const [fault, state, reason, avoids, again] of [
    ["agent", "lost", "NodeLost", true, true],
    ["agent", "killed", "NodeLost", true, true],
    ["launch", "failed", "Launch", true, true],
    ["image", "failed", "ImagePull", true, true],
    ["preempted", "gone", "Preempted", undefined, true],
    ["refused", "error", "Refused", undefined, false],
    ["refused", "failed", "Refused", undefined, false],
    ["job", "failed", undefined, undefined, true],
  ] as const satisfies readonly (readonly [
    Fault,
    TaskState,
    AttemptEnd["reason"],
    true | undefined,
    boolean,
  ])[]) {
    it(`for the fault ${fault} (${state}) is read as ${reason}${again ? "" : ", for good"}`, () => {
      const c = aCore();
      c.connect();
      c.submit(job(1, anyCause));
      c.cycle(c.offer("a1", 1));
      if (fault !== "refused" && fault !== "launch") c.cycle(c.status("1.1.1", "running"));
      const end = endIn(c.cycle(c.status("1.1.1", state, { fault, message: "why" })));
      assert.deepEqual([end.state, end.reason, end.avoidAgent], ["failed", reason, avoids]);
      assert.equal(end.retryAtMs !== undefined, again);
      assert.match(end.message ?? "", /\(why\)/);
    });
  }
  it("[F-28] for a void offer is no attempt, and no agent's fault", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    const end = endIn(
      c.cycle(c.status("1.1.1", "dropped", { message: "Task launched with invalid offers" })),
    );
    assert.deepEqual([end.reason, end.neverBegan, end.avoidAgent], ["LaunchDropped", true, undefined]);
  });
  it("[F-17] for its memory is the job's own fault", () => {
    const c = running(aCore());
    const end = endIn(c.cycle(c.status("1.1.1", "failed", { outOfMemory: true, fault: "job" })));
    assert.deepEqual([end.reason, end.avoidAgent], ["OutOfMemory", undefined]);
  });
});

describe("an update", () => {
  it("[F-31] that refuses a second launch of a running task does not end it; the truth is asked for", () => {
    const c = running(aCore());
    const update = c.cycle(c.status("1.1.1", "error", { message: "Task has duplicate ID: 1.1.1" }));
    assert.deepEqual(recorded(update), []);
    assert.deepEqual(
      callsOf(update, "reconcile")[0]?.tasks.map((task) => task.taskId),
      ["1.1.1"],
    );
  });
  it("brings the address of a task in its network", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1));
    c.cycle(c.offer("a1", 1));
    const [record] = c.cycle(c.status("1.1.1", "running", { address: "10.0.0.7" })).records;
    assert.ok(record?.type === "job" && record.event.type === "running");
    assert.equal(record.event.address, "10.0.0.7");
  });
});

describe("a registration that the cluster removed", () => {
  it("[F-23] takes all tasks with it: they are lost and tried again under the new one", () => {
    const c = running(aCore());
    const removed = c.cycle(c.fromBackend({ type: "removed", cause: "Framework has been removed" }));
    const end = endIn(removed);
    assert.equal(end.reason, "NodeLost");
    assert.match(end.message ?? "", /removed this scheduler and its tasks \(Framework has been removed\)/);
    assert.deepEqual(recorded(c.cycle(c.fromBackend({ type: "connected", registrationId: "f-2" }))), [
      "registered",
    ]);
    c.advance(5000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["1.2.1"]);
  });
  it("ends what was being cancelled as cancelled", () => {
    const c = running(aCore());
    c.request({ verb: "cancel" });
    const removed = c.cycle(c.fromBackend({ type: "removed", cause: "Framework has been removed" }));
    assert.equal(endIn(removed).state, "cancelled");
  });
  it("is not the end of tasks on other clusters", () => {
    const c = running(aCore());
    c.core.addBackend("swarm", undefined);
    const removed = c.cycle({ type: "backend", backend: "swarm", event: { type: "removed", cause: "x" } });
    assert.deepEqual(recorded(removed), []);
  });
});

describe("a running task that no attempt accounts for", () => {
  const killed = (decision: ReturnType<Core["step"]>) =>
    callsOf(decision, "kill").map(({ task }) => task.taskId as string);
  it("[C-46] [F-50] is killed, or left alone if the site wants that", () => {
    const c = aCore();
    c.connect();
    assert.deepEqual(killed(c.cycle(c.status("9.1.1", "running"))), ["9.1.1"]);
    c.core.configure({ unknownTasks: "ignore" });
    assert.deepEqual(killed(c.cycle(c.status("9.1.1", "running"))), []);
  });
  for (const unknownTasks of ["kill", "ignore"] as const) {
    it(`[F-13] [C-47] is killed when its attempt was given up and it comes back (unknown ones: ${unknownTasks})`, () => {
      const c = running(aCore({ unknownTasks, unreachableTimeoutMs: 60_000 }));
      c.cycle(c.status("1.1.1", "unreachable"));
      assert.equal(endIn(c.advance(60_000)).reason, "NodeLost");
      c.advance(5000);
      assert.equal(launched(c.cycle(c.offer("a2", 1)))[0]?.taskId, "1.2.1");
      assert.deepEqual(killed(c.cycle(c.status("1.1.1", "running"))), ["1.1.1"]);
      c.cycle(c.status("1.2.1", "finished"));
      assert.deepEqual(killed(c.cycle(c.status("1.1.1", "running"))), ["1.1.1"], "also when the job is over");
    });
  }
});
