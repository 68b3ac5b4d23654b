import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy, someResources } from "../jobs/life/job.builders.ts";
import type { GangSpec } from "../jobs/spec/spec.ts";
import { sentences } from "../offers/sentences.ts";
import { faultsOf } from "../simulation/checkers/check-explanation.ts";
import { aCore, callsOf, job, launched, launchedIds, recorded, vector } from "./core/core.builders.ts";

const gangOf = (id: number, tasks: number, gang: GangSpec = {}, fields: Parameters<typeof job>[1] = {}) =>
  job(id, { user: "gina", array: { from: 0, to: tasks - 1, step: 1, gang }, ...fields });

function aCluster(...cpus: readonly number[]) {
  const c = aCore({ reserveAfterMs: 60_000 });
  c.connect();
  c.cycle(c.inventory(...cpus.map((count, at) => [`a${at + 1}`, count, 64] as const)));
  return c;
}

describe("a gang", () => {
  it("starts with all of its tasks in one turn, on as few agents as possible", () => {
    const c = aCluster(4, 8, 4);
    c.submit(gangOf(1, 10));
    const decision = c.cycle(c.offer("a1", 4), c.offer("a2", 8), c.offer("a3", 4));
    const agents = launched(decision).map(({ placement }) => placement.agentId);
    assert.deepEqual([agents.filter((id) => id === "a2").length, agents.length], [8, 10]);
    assert.equal(new Set(launched(decision).map(({ index }) => index)).size, 10);
    assert.deepEqual(decision.policy.gangs, { started: 1 });
  });

  it("does not start when there is no room for all, and others use what there is", () => {
    const c = aCluster(4, 4);
    c.submit(gangOf(1, 9), job(2));
    const decision = c.cycle(c.offer("a1", 4), c.offer("a2", 4));
    assert.deepEqual(launchedIds(decision), ["2.1.1"]);
    const explanation = c.core.explain(1);
    assert.ok(explanation !== undefined);
    assert.match(sentences(explanation).join("\n"), /its 9 tasks start together: 7 of 9 tasks would fit now/);
  });

  it("is asked for room for: offers that are not in hand come, and those that came first wait for them", () => {
    const c = aCluster(4, 4);
    c.cycle(c.offer("a1", 4), c.offer("a2", 4)); // nothing waits yet
    const submitted = c.submit(gangOf(1, 8));
    assert.equal(callsOf(submitted, "revive").length, 1);
    const first = c.cycle(c.offer("a1", 4));
    assert.deepEqual([launchedIds(first), callsOf(first, "decline").length], [[], 0], "it waits for a2");
    assert.notEqual(c.core.nextTimerMs(), undefined);
    assert.equal(launched(c.cycle(c.offer("a2", 4))).length, 8);
  });

  it("has what is left of offers that another one used, too, and not those behind it", () => {
    const c = aCluster(8, 8);
    c.cycle(c.offer("a1", 8), c.offer("a2", 8));
    c.submit(gangOf(1, 4), gangOf(2, 10), job(3, { user: "gina", resources: someResources({ cpus: 4 }) }));
    const first = c.cycle(c.offer("a1", 8));
    assert.deepEqual(
      launched(first).map(({ job: id }) => id),
      [1, 1, 1, 1],
    );
    assert.equal(callsOf(c.advance(1000), "revive").length, 1, "what is left is asked for");
    const second = c.cycle(c.offer("a1", 4), c.offer("a2", 8));
    assert.equal(launched(second).filter(({ job: id }) => id === 2).length, 10);
  });

  it("leaves CPUs beside free GPUs while jobs wait for these, and says what is left for it", () => {
    const c = aCore({ reserveAfterMs: 60_000, gpuReserve: 100 });
    c.connect();
    const room = (cpus: number, gpus: number) => ({ resources: { ...vector(cpus, 64), gpus } });
    c.cycle(c.inventory(["a1", 8, 64, { total: room(8, 2).resources }], ["a2", 8, 64]));
    const withGpus = (gpus: number) => ({ user: "ada", resources: someResources({ cpus: 1, gpus }) });
    c.submit(job(1, withGpus(1)), job(2, withGpus(2)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8, 64, room(8, 2)))), ["1.1.1"]);
    c.submit(gangOf(3, 12));
    const offers = () => [c.offer("a1", 7, 64, room(7, 1)), c.offer("a2", 8)];
    assert.deepEqual(launched(c.cycle(...offers())), []);
    const explanation = c.core.explain(3);
    assert.ok(explanation !== undefined);
    assert.deepEqual(faultsOf(c.core.dump(), explanation), []);
    assert.match(sentences(explanation).join("\n"), /11 of 12 tasks would fit now/);
    c.request({ job: 2, verb: "cancel" });
    assert.equal(launched(c.cycle(...offers())).length, 12);
  });

  it("gives back the offers that it waited with when the others do not come", () => {
    const c = aCluster(4, 4);
    c.cycle(c.offer("a1", 4), c.offer("a2", 4));
    c.submit(gangOf(1, 8));
    c.cycle(c.offer("a1", 4));
    assert.equal(callsOf(c.advance(5000), "decline").length, 1);
  });

  it("runs on agents that are alike where it wants that", () => {
    const c = aCore();
    c.connect();
    const racks = { a1: "r1", a2: "r2", a3: "r2", a4: "none" } as const;
    const rackOf = (id: keyof typeof racks) =>
      racks[id] === "none" ? { attributes: {} } : { attributes: { rack: racks[id] } };
    const ids = ["a1", "a2", "a3", "a4"] as const;
    c.cycle(c.inventory(...ids.map((id) => [id, 4, 64, rackOf(id)] as const)));
    c.submit(gangOf(1, 6, { uniform: "rack" }));
    const decision = c.cycle(...ids.map((id) => c.offer(id, 4, 64, rackOf(id))));
    assert.deepEqual(
      new Set(launched(decision).map(({ placement }) => placement.agentId)),
      new Set(["a2", "a3"]),
    );
  });

  it("is stopped as a whole, and starts again free of charge, when a part of it does not start", () => {
    const c = aCluster(4);
    c.submit(gangOf(1, 3));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1-0.1.1", "running"), c.status("1-1.1.1", "running"));
    const lost = c.cycle(c.status("1-2.1.1", "dropped"));
    assert.deepEqual(
      callsOf(lost, "kill").map(({ task }) => task.taskId),
      ["1-0.1.1", "1-1.1.1"],
    );
    assert.deepEqual(lost.policy.gangs, { incomplete: 1 });
    c.cycle(c.status("1-0.1.1", "killed"));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 3))), [], "one of it still runs");
    c.cycle(c.status("1-1.1.1", "killed"));
    c.advance(2000);
    const again = launched(c.cycle(c.offer("a1", 4)));
    assert.deepEqual(
      again.map(({ attempt, index }) => [index, attempt]),
      [
        [0, 2],
        [1, 2],
        [2, 2],
      ],
    );
    const third = c.cycle(c.status("1-0.2.1", "failed", { exitCode: 1 }));
    assert.ok(!recorded(third).includes("1:stopping"), "what failed for good takes nobody with it");
  });

  it("starts again as a whole when one of its tasks is to be tried again", () => {
    const c = aCluster(4);
    c.submit(gangOf(1, 2, {}, { retry: aRetryPolicy({ maxAttempts: 3, on: ["any"] }) }));
    c.cycle(c.offer("a1", 4));
    c.cycle(c.status("1-0.1.1", "running"), c.status("1-1.1.1", "running"));
    const failed = c.cycle(c.status("1-0.1.1", "failed", { exitCode: 3 }));
    assert.equal(callsOf(failed, "kill").length, 1);
    c.cycle(c.status("1-1.1.1", "killed"));
    c.advance(60_000);
    assert.equal(launched(c.cycle(c.offer("a1", 4))).length, 2);
  });

  it("has room held for it after a while, the first of several alone, and short tasks use that meanwhile", () => {
    const c = aCluster(4, 4);
    c.submit(...Array.from({ length: 8 }, (_, at) => job(at + 1, { walltimeSeconds: at < 4 ? 600 : 1800 })));
    c.cycle(c.offer("a1", 4), c.offer("a2", 4));
    c.submit(gangOf(20, 6), gangOf(21, 6, {}, { user: "otto" }));
    for (let quarter = 0; quarter < 6; quarter += 1) c.advance(15_000);
    const explanation = c.core.explain(20);
    assert.ok(explanation !== undefined);
    const other = c.core.explain(21);
    assert.ok(other !== undefined);
    assert.match(
      sentences(explanation).join("\n"),
      /0 of 6 tasks would fit now; room is kept for it on 2 agents, which it gets about 00:47 UTC/,
    );
    assert.doesNotMatch(sentences(other).join("\n"), /room is kept for it/);
    c.submit(job(30, { walltimeSeconds: 3600 }), job(31, { walltimeSeconds: 60 }));
    assert.deepEqual(launchedIds(c.cycle(c.status("1.1.1", "finished"), c.offer("a1", 1))), ["31.1.1"]);
  });

  it("stays within the limits of its account, with all of its tasks or none", () => {
    const c = aCluster(8);
    c.submit(gangOf(1, 4, {}, { resources: someResources({ cpus: 3 }) }));
    assert.equal(launched(c.cycle(c.offer("a1", 8))).length, 0);
    c.submit(gangOf(2, 4, {}, { user: "otto", resources: someResources({ cpus: 2 }) }));
    assert.equal(launched(c.cycle(c.offer("a1", 8))).length, 4);
  });

  it("is not started twice by the next leader: what runs of it is taken up", () => {
    const c = aCluster(4);
    c.submit(gangOf(1, 3));
    c.cycle(c.offer("a1", 4));
    c.request({ job: 1, verb: "cancel" });
    c.cycle(...[0, 1, 2].map((index) => c.status(`1-${index}.1.1`, "killed")));
    assert.equal(c.core.explain(1), undefined, "a cancelled gang ends with its tasks");
  });
});
