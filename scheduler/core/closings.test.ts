import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { aCore, callsOf, job, launchedIds, recorded } from "./core.builders.ts";

const HOUR = 3_600_000;
const drained = { node: "a1.example", by: "olga", sinceMs: 0, reason: "a fan is loud" };

/** Task 1 runs on a1; a2 is there, too. */
function aSite() {
  const c = aCore({ nowMs: 0 });
  c.connect();
  c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64]));
  c.submit(job(1, { graceSeconds: 10 }));
  c.cycle(c.offer("a1", 2));
  c.cycle(c.status("1.1.1", "running"));
  return c;
}
const killed = (decision: ReturnType<ReturnType<typeof aSite>["cycle"]>) =>
  callsOf(decision, "kill").map(({ task, graceMs }) => [task.taskId, graceMs]);

describe("a machine that is drained", () => {
  it("gets nothing new, and keeps what runs there", () => {
    const c = aSite();
    c.core.configure({ closings: [drained] });
    c.submit(job(2));
    const cycle = c.cycle(c.offer("a1", 8));
    assert.deepEqual([launchedIds(cycle), killed(cycle)], [[], []]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 8))), ["2.1.1"]);
  });

  it("is named by `why` with who did it and for what", () => {
    const c = aSite();
    c.core.configure({ closings: [drained] });
    c.cycle(c.inventory(["a1", 8, 64]));
    c.submit(job(2));
    c.cycle(c.offer("a1", 8));
    const explanation = c.core.explain(2);
    assert.ok(explanation !== undefined);
    assert.match(sentences(explanation).join("\n"), /1 that is drained \(.*\) by olga: a fan is loud/);
    assert.deepEqual(faultsOf(c.core.dump(), explanation), []);
  });

  it("is asked for its offers again when it is not any more", () => {
    const c = aSite();
    c.core.configure({ closings: [{ ...drained, node: "a1" }] });
    c.submit(job(2));
    c.cycle(c.offer("a1", 8));
    c.core.configure({ closings: [] });
    assert.equal(callsOf(c.cycle(), "revive").length, 1);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["2.1.1"]);
  });

  it("is empty by the deadline: what still runs is tried elsewhere, free of charge", () => {
    const c = aSite();
    c.core.configure({ closings: [{ ...drained, deadlineMs: HOUR }] });
    assert.deepEqual(killed(c.cycle()), []);
    assert.deepEqual(killed(c.advance(HOUR - 1)), []);
    const stopping = c.advance(1);
    assert.deepEqual([recorded(stopping), killed(stopping)], [["1:stopping"], [["1.1.1", 10_000]]]);
    const [ended] = c.cycle(c.status("1.1.1", "killed")).records;
    assert.ok(ended?.type === "job" && ended.event.type === "ended");
    assert.equal(ended.event.end.reason, "Maintenance");
    c.advance(1000);
    const [launched] = c.cycle(c.offer("a2", 8)).records;
    assert.ok(launched?.type === "job" && launched.event.type === "launched");
    assert.deepEqual([launched.event.start.attempt, launched.event.start.charged], [2, 1]);
  });

  it("keeps what runs there when the drain ends before its deadline", () => {
    const c = aSite();
    c.core.configure({ closings: [{ ...drained, node: "a1", deadlineMs: HOUR }] });
    c.cycle();
    c.core.configure({ closings: [] });
    c.cycle();
    assert.deepEqual(killed(c.advance(2 * HOUR)), []);
  });

  it("is still so when it comes back after it was lost", () => {
    const c = aSite();
    c.core.configure({ closings: [{ ...drained, node: "a1" }] });
    c.cycle(c.fromBackend({ type: "agent_lost", agentId: "a1" }));
    c.submit(job(2));
    assert.deepEqual(launchedIds(c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64]), c.offer("a1", 8))), []);
    const a1 = c.core.agents().find(({ id }) => id === "a1");
    assert.deepEqual([a1?.active, a1?.closed?.by], [false, "olga"]);
  });
});

describe("a cluster that is switched off", () => {
  it("starts nothing on any of its machines, which `why` says", () => {
    const c = aSite();
    const [{ backend = "" } = {}] = c.core.agents();
    c.core.configure({ closings: [{ backend, by: "olga", sinceMs: 0 }] });
    c.submit(job(2));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8), c.offer("a2", 8))), []);
    const explanation = c.core.explain(2);
    assert.ok(explanation !== undefined);
    assert.match(sentences(explanation).join("\n"), /2 of the cluster ".*", which is switched off by olga/);
    assert.deepEqual(faultsOf(c.core.dump(), explanation), []);
  });
});
