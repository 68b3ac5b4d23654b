import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../jobs/life/job.builders.ts";
import { aCore, callsOf, job, launchedIds } from "./core/core.builders.ts";
import { DEFAULT_TUNING, type PreemptionTuning } from "./state/tuning.ts";

const MINUTE = 60_000;
const cpus = (count: number) => ({ resources: someResources({ cpus: count }) });

/** Rita's preemptible tasks have all 8 cpus for 20 minutes; then Paul comes with a job of two, and waits. */
function aFullCluster(preemption: Partial<PreemptionTuning> = {}, fields: Parameters<typeof job>[1] = {}) {
  const mode = "shares";
  const c = aCore({
    reservationsMax: 0,
    preemption: { ...DEFAULT_TUNING.preemption, mode, afterMs: MINUTE, partPerMinute: 0.5, ...preemption },
  });
  c.connect();
  c.cycle(c.inventory(["a1", 8, 64]));
  c.submit(
    ...Array.from({ length: 8 }, (_, at) => job(at + 1, { user: "rita", preemptible: true, ...fields })),
  );
  c.cycle(c.offer("a1", 8));
  c.cycle(...Array.from({ length: 8 }, (_, at) => c.status(`${at + 1}.1.1`, "running")));
  c.advance(20 * MINUTE);
  c.submit(job(50, { user: "paul", ...cpus(2) }));
  /** What is killed within so many minutes. */
  const wait = (minutes: number) => {
    const killed: string[] = [];
    for (let at = 0; at < 4 * minutes; at += 1)
      for (const { task } of callsOf(c.advance(15_000), "kill")) killed.push(task.taskId);
    return [...new Set(killed)];
  };
  return { c, wait };
}

describe("preemption", () => {
  it("is off where nobody wants it", () => {
    assert.deepEqual(aFullCluster({ mode: "off" }).wait(30), []);
  });

  it("stops as many tasks of an account above its share as one below it needs, after a while", () => {
    const { wait } = aFullCluster();
    assert.equal(wait(0.75).length, 0);
    assert.equal(wait(1).length, 2);
  });

  it("keeps the room for whom it was made, and tries the stopped tasks again free of charge", () => {
    const { c, wait } = aFullCluster();
    const victims = wait(1.5);
    assert.equal(victims.length, 2);
    const [victim = ""] = victims;
    const told = c.cycle(c.status(victim, "killed"));
    const end = told.records.flatMap((record) =>
      record.type === "job" && record.event.type === "ended" ? [record.event.end] : [],
    );
    assert.deepEqual(
      end.map(({ message, reason }) => [reason, message]),
      [["Preempted", "stopped to make room for job 50"]],
    );
    c.advance(2000); // the victim waits again
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), [], "the victim does not get it back");
    const [, other = ""] = victims;
    const decision = c.cycle(c.status(other, "killed"), c.offer("a1", 2));
    assert.deepEqual(launchedIds(decision), ["50.1.1"]);
    assert.deepEqual(decision.policy.preemptions, { started: 1 });
  });

  it("counts it as a fault when the job does not come for the room, and gives that to others", () => {
    const { c, wait } = aFullCluster();
    const victims = wait(1.5);
    const counted = c.cycle(...victims.map((task) => c.status(task, "killed")));
    assert.deepEqual(counted.policy.preemptions, {});
    const cancelled = c.request({ job: 50, verb: "hold" });
    assert.deepEqual(cancelled.policy.preemptions, { withdrawn: 1 });
    c.advance(2000);
    assert.equal(launchedIds(c.cycle(c.offer("a1", 2))).length, 2);
  });

  it("does not go on and on: nobody is stopped for those who have their share", () => {
    const { c, wait } = aFullCluster();
    for (const task of wait(1.5)) c.cycle(c.status(task, "killed"));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 2))), ["50.1.1"]);
    c.cycle(c.status("50.1.1", "running"));
    c.submit(job(51, { user: "paul", ...cpus(3) }));
    // With two cpus more Paul would have five of eight: more than his share.
    assert.deepEqual(wait(30), []);
  });

  it("stops only tasks whose jobs allow it", () => {
    assert.deepEqual(aFullCluster({}, { preemptible: false }).wait(30), []);
  });

  it("stops, by priority, the account's own tasks that have less", () => {
    const { c, wait } = aFullCluster({ mode: "priority" });
    assert.deepEqual(wait(5), [], "not those of others");
    c.submit(job(60, { user: "rita", priority: 90 }));
    assert.equal(wait(2).length, 1);
  });
});
