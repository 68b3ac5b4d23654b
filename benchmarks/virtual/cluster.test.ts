import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { VirtualCluster, type VirtualJob, type VirtualStart } from "./cluster.ts";
import { coreWith, equalAgents, specOf } from "./specs.ts";

const GIB = 1024 ** 3;

function jobsOf(
  count: number,
  of: (at: number) => { readonly cpus: number; readonly runMs: number; readonly limitMs?: number },
): readonly VirtualJob[] {
  return Array.from({ length: count }, (_, at) => {
    const { cpus, runMs, limitMs } = of(at);
    const spec = specOf({
      resources: { cpus, memoryBytes: GIB },
      ...(limitMs === undefined ? {} : { walltimeSeconds: limitMs / 1000 }),
    });
    return {
      job: { id: at + 1, user: `u${at % 3}`, spec, submittedAtMs: at, source: "api" as const },
      runMs,
    };
  });
}

function run(jobs: readonly VirtualJob[], untilMs: number, tickMs = 1) {
  const starts: VirtualStart[] = [];
  const ends = new Map<number, number>();
  let used = 0;
  let most = 0;
  const cluster = new VirtualCluster({
    core: coreWith({ reserveAfterMs: 1000 }),
    agents: equalAgents(4, 8, 65_536),
    beginMs: 0,
    tickMs,
    onStart(start) {
      starts.push(start);
      used += start.resources.cpusMilli;
      most = Math.max(most, used);
    },
    onEnd(job, atMs, { cpusMilli }) {
      ends.set(job, atMs);
      used -= cpusMilli;
    },
  });
  cluster.run(jobs, untilMs);
  return { starts, ends, most, cluster };
}

describe("the core in virtual time", () => {
  it("runs every job for as long as it takes, and never more than the machines hold", () => {
    const jobs = jobsOf(300, (at) => ({ cpus: 1 + (at % 4), runMs: 1000 + 7 * at }));
    const { starts, ends, most, cluster } = run(jobs, 600_000);
    assert.equal(new Set(starts.map(({ job }) => job)).size, 300);
    assert.equal(starts.length, 300);
    assert.equal(cluster.running, 0);
    assert.ok(most <= 32_000);
    for (const { job, atMs } of starts) assert.equal(ends.get(job), atMs + (jobs[job - 1]?.runMs ?? 0));
  });

  it("ends what outlives its limit", () => {
    const { ends } = run(
      jobsOf(1, () => ({ cpus: 1, runMs: 500_000, limitMs: 10_000 })),
      600_000,
    );
    assert.equal(ends.get(1), 10_000);
  });

  it("empties a machine for a job that needs all of it", () => {
    const jobs = jobsOf(400, (at) => ({
      cpus: at === 40 ? 8 : 1,
      runMs: 20_000 + 97 * at,
      limitMs: 120_000,
    }));
    const { starts } = run(jobs, 600_000);
    const wide = starts.findIndex(({ job }) => job === 41);
    assert.ok(wide >= 0 && wide < 200, `the wide job was start ${wide}`);
  });

  it("starts the same at the same times each time", () => {
    const jobs = jobsOf(200, (at) => ({ cpus: 1 + (at % 3), runMs: 3000 + 11 * at }));
    assert.deepEqual(run(jobs, 100_000, 100).starts, run(jobs, 100_000, 100).starts);
  });
});
