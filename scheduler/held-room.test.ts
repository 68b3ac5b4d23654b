import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualCluster, type VirtualJob } from "../benchmarks/virtual/cluster.ts";
import { coreWith, equalAgents, specOf } from "../benchmarks/virtual/specs.ts";
import type { Tuning } from "./state/tuning.ts";

const ASSUMED_MS = 86_400_000;
const LIMIT_S = 540;
const ARRIVES_MS = 1_000_000;

/**
 * Ten agents of 8 cpus that more one-cpu jobs wait for than they can ever run, each of 60 to 540 s with that limit.
 * Then somebody with nothing wants half of the cluster at once, in tasks of so many cpus.
 * @returns how long that waits, in seconds
 */
function waitOf(wide: { readonly cpus: number; readonly tasks: number }, tuning: Partial<Tuning>): number {
  const limits = { graceSeconds: 0, walltimeSeconds: LIMIT_S };
  const resources = (cpus: number) => ({ resources: { cpus, memoryBytes: 2 ** 26 } });
  const jobs: VirtualJob[] = [];
  const submit = (user: string, atMs: number, runMs: number, document: object) => {
    const spec = specOf({ ...limits, ...document });
    jobs.push({ job: { id: jobs.length + 1, user, spec, submittedAtMs: atMs, source: "api" }, runMs });
    return jobs.length;
  };
  let id = 0;
  for (let second = 0; second < 2000; second += 3) {
    if (second * 1000 >= ARRIVES_MS && id === 0) {
      const array = wide.tasks === 1 ? {} : { array: { from: 0, to: wide.tasks - 1, gang: true } };
      id = submit("late", ARRIVES_MS, 500_000, { ...resources(wide.cpus), ...array });
    }
    const runMs = 60_000 + ((jobs.length * 7919) % 480_001);
    submit(`u${jobs.length % 20}`, second * 1000, runMs, resources(1));
  }
  const starts: number[] = [];
  const cluster = new VirtualCluster({
    core: coreWith({ reserveAfterMs: 1000, ...tuning }),
    agents: equalAgents(10, 8, 65_536),
    beginMs: 0,
    tickMs: 100,
    onStart: ({ atMs, job }) => {
      if (job === id) starts.push(atMs);
    },
    onEnd: () => undefined,
  });
  cluster.run(jobs, 2_000_000);
  if (starts.length > 0) assert.deepEqual(new Set(starts).size, 1, "all of it starts at once");
  assert.ok(starts.length === 0 || starts.length === wide.tasks);
  return ((starts[0] ?? Infinity) - ARRIVES_MS) / 1000;
}

describe("half of a full cluster for one job", () => {
  for (const mode of ["easy", "conservative"] as const) {
    const tuning = { backfill: { mode, assumedMs: ASSUMED_MS } };
    it(`is there for a gang within the longest limit and a round of offers (${mode})`, () => {
      assert.ok(waitOf({ cpus: 4, tasks: 10 }, tuning) <= LIMIT_S + 5);
    });
    it(`is there for a job of a whole agent as soon (${mode})`, () => {
      assert.ok(waitOf({ cpus: 8, tasks: 1 }, tuning) <= LIMIT_S + 5);
    });
  }

  it("is never there where nothing is held", () => {
    assert.equal(waitOf({ cpus: 8, tasks: 1 }, { reservationsMax: 0 }), Infinity);
    assert.equal(waitOf({ cpus: 4, tasks: 10 }, { reservationsMax: 0 }), Infinity);
  });
});
