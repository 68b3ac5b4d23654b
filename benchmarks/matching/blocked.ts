import assert from "node:assert/strict";
import { SITE } from "../../fair-share/share-tree.ts";
import type { Benchmark } from "../figures/benchmark.ts";
import { blockedJobs, hashOfBlocked, HOST_LISTS } from "../workloads/w3.ts";
import { cpuMs, fill, quantile, RunningTasks, steady } from "./cluster.ts";
import { unitPerSecond } from "./unit.ts";
import { addStormAgents, newMatching, stormScene } from "./setup.ts";
import { stormJobs } from "../workloads/w1.ts";

/** S3: what waits and fits nowhere must cost nothing, one shape or ten thousand lists of hosts. */
export const matchingBlockedBenchmark: Benchmark = {
  about: "matching with a million jobs that fit nowhere, and with 10,000 lists of hosts",
  async run({ small, seed }) {
    console.log(`  W3a: input ${hashOfBlocked(blockedJobs({ seed, count: small ? 20_000 : 1_000_000 }))}`);
    const rounds = small ? 1 : 3;
    return {
      "unit, million heap turns per second": unitPerSecond() / 1e6,
      ...measureBlocked(seed, small, rounds),
      ...measureHostLists(seed, small, rounds),
    };
  },
};

const NEED = { diskMib: 0, gpus: 0, ports: 0, constraint: "" } as const;

interface SmallJobs {
  /** µs for a small job: submit, start, end. */
  readonly perJobUs: number;
  /** µs for the 100 submissions of a second and their starts. */
  readonly batchP99Us: number;
  /** Time until nothing more was tried of the blocked jobs. */
  readonly parkMs: number;
}

/** W3a: a million jobs that fit nowhere, then a small load; `count` 0 is the same load on an empty queue. */
function blockedMillion(seed: number, agents: number, count: number, seconds: number): SmallJobs {
  const jobs = blockedJobs({ seed, count });
  const matching = newMatching({});
  addStormAgents(matching, agents);
  matching.settle();
  const accounts = Array.from({ length: jobs.users + 1 }, () => matching.addAccount(SITE, 1));
  let startedMs = performance.now();
  for (let job = 0; job < count; job += 1) {
    const shape = matching.shapeOf({
      ...NEED,
      cpusMilli: jobs.cpusMilli[job] ?? 0,
      memMib: jobs.memMib[job] ?? 0,
    });
    matching.submit(accounts[jobs.user[job] ?? 0] ?? 0, shape, 50, job + 1);
  }
  startedMs = performance.now();
  assert.equal(matching.settle().count, 0, "nothing fits");
  const parkMs = performance.now() - startedMs;

  const { small } = jobs;
  const account = accounts[jobs.users] ?? 0;
  const runMs = new Int32Array(count + seconds * small.perSecond + 1).fill(small.runMs);
  const running = new RunningTasks();
  const batchUs = new Float64Array(seconds);
  let job = count;
  let totalMs = 0;
  const startedCpuMs = cpuMs();
  for (let second = 1; second <= seconds; second += 1) {
    const nowMs = second * 1000;
    startedMs = performance.now();
    matching.setTime(nowMs);
    while (running.firstEndMs() <= nowMs) {
      const { account, shape, agent } = running.next();
      matching.release(account, shape, agent);
    }
    matching.settle();
    const endedMs = performance.now();
    // All jobs of the second have one shape; it is asked for again, as a submission would.
    const shape = matching.shapeOf({ ...NEED, cpusMilli: small.cpusMilli, memMib: small.memMib });
    for (let n = 0; n < small.perSecond; n += 1) matching.submit(account, shape, 50, (job += 1));
    const starts = matching.settle();
    const doneMs = performance.now();
    assert.equal(starts.count, small.perSecond, "all small jobs start at once");
    batchUs[second - 1] = (doneMs - endedMs) * 1000;
    totalMs += doneMs - startedMs;
    running.add(starts, runMs, nowMs);
  }
  const tookCpuMs = cpuMs() - startedCpuMs;
  return {
    perJobUs: (Math.min(totalMs, tookCpuMs) * 1000) / (seconds * small.perSecond),
    batchP99Us: quantile(batchUs, 0.99),
    parkMs,
  };
}

type HostListForm = "none" | "blocked" | "startable";

/** W3e: 10,000 jobs with a list of hosts each, on top of a full storm. @returns µs per release, median and 99th */
function hostLists(
  seed: number,
  form: HostListForm,
  releases: number,
): { readonly p50Us: number; readonly p99Us: number; readonly perSecond: number } {
  const jobs = stormJobs({ seed });
  const scene = stormScene(jobs, HOST_LISTS.agents);
  const { running } = fill(scene);
  const { matching, accounts } = scene;
  const runMs = new Int32Array(jobs.count + HOST_LISTS.jobs + 1).fill(5000);
  runMs.set(scene.runMs);
  if (form !== "none") {
    for (let job = 0; job < HOST_LISTS.jobs; job += 1) {
      const hosts = Array.from({ length: HOST_LISTS.hostsPerJob }, (_, k) => `h${HOST_LISTS.host(job, k)}`);
      const cpusMilli = HOST_LISTS.cpusMilli[form];
      const shape = matching.shapeOf({ ...NEED, cpusMilli, memMib: HOST_LISTS.memMib, hosts });
      matching.submit(accounts[HOST_LISTS.user(job)] ?? 0, shape, 50, jobs.count + job + 1);
    }
    assert.equal(matching.settle().count, 0, "the cluster is full");
  }
  const { stepUs, perSecond } = steady({ ...scene, runMs }, running, releases);
  return { p50Us: quantile(stepUs, 0.5), p99Us: quantile(stepUs, 0.99), perSecond };
}

/** The least of some rounds: what others do on the machine only adds. */
function measureBlocked(seed: number, small: boolean, rounds: number): Record<string, number> {
  const agents = small ? 200 : 10_000;
  const seconds = small ? 50 : 1000;
  const best = { empty: Infinity, blocked: Infinity, park: Infinity, batch: Infinity };
  for (let round = 0; round < rounds; round += 1) {
    const empty = blockedMillion(seed, agents, 0, seconds);
    const blocked = blockedMillion(seed, agents, small ? 20_000 : 1_000_000, seconds);
    best.empty = Math.min(best.empty, empty.perJobUs);
    best.blocked = Math.min(best.blocked, blocked.perJobUs);
    best.park = Math.min(best.park, blocked.parkMs);
    best.batch = Math.min(best.batch, blocked.batchP99Us);
  }
  return {
    "W3a, µs per small job, empty queue": best.empty,
    "W3a, µs per small job, a million blocked": best.blocked,
    "W3a, µs more per small job, a million blocked": best.blocked - best.empty,
    "W3a, ms until all are parked": best.park,
    "W3a, µs for 100 submissions and starts, p99": best.batch,
  };
}

function measureHostLists(seed: number, small: boolean, rounds: number): Record<string, number> {
  const median = (form: HostListForm): number => {
    let least = Infinity;
    for (let round = 0; round < rounds; round += 1)
      least = Math.min(least, hostLists(seed, form, small ? 2000 : 50_000).p50Us);
    return least;
  };
  const without = median("none");
  const figures: Record<string, number> = { "W3e none, release p50 µs": without };
  for (const form of ["blocked", "startable"] as const) {
    const p50Us = median(form);
    figures[`W3e ${form}, release p50 µs`] = p50Us;
    figures[`W3e ${form}, times W1`] = p50Us / without;
  }
  return figures;
}
