import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hashOfStorm, stormArrays, stormJobs } from "./w1.ts";
import { hashOfAgents, hashOfMixed, mixedAgents, mixedJobs, mixedLine, OUTCOMES } from "./w2.ts";
import { denseGrid, hashOfGrid } from "./w2d.ts";
import { blockedJobs, chain, fans, FLOOD, FRAGMENTS, hashOfBlocked, HOST_LISTS, WIDE_GANG } from "./w3.ts";
import {
  blackHoles,
  flaps,
  hashOfFlaps,
  masterFailovers,
  offerFaults,
  schedulerKills,
  storeFaults,
  updateFaults,
} from "./w4.ts";

describe("the storm of equal jobs", () => {
  const jobs = stormJobs({ seed: 1 });
  it("has the published bytes", () => {
    assert.deepEqual([...jobs.runMs.subarray(0, 3)], [3497, 9123, 1230]);
    assert.equal(hashOfStorm(jobs), "46171237");
  });
  it("spreads the same runs over other users, or over arrays", () => {
    const many = stormJobs({ seed: 1, users: 2000 });
    assert.deepEqual(many.runMs, jobs.runMs);
    assert.equal(many.user[2001], 1);
    const arrays = stormArrays({ seed: 1, count: 20_000 });
    assert.equal(arrays.arrayOf, 5000);
    assert.deepEqual(new Set(arrays.user.subarray(5000, 10_000)), new Set([1]));
  });
});

describe("the mixed day", () => {
  it("has the published agents", () => {
    const agents = mixedAgents(1, 2000);
    assert.equal(hashOfAgents(agents), "02eba195");
    const total = (of: "cpusMilli" | "memMib" | "gpus") => agents.reduce((sum, agent) => sum + agent[of], 0);
    assert.deepEqual([total("cpusMilli"), total("memMib"), total("gpus")], [62_688_000, 309_198_848, 1072]);
  });

  it("has the published jobs", () => {
    const jobs = mixedJobs({ seed: 1, agents: 2000 });
    assert.equal(mixedLine(jobs, 0), "0 3 1799 0 0 0 1000 512 0 - 0 zone=1 1 628 172800 0 -1");
    assert.equal(hashOfMixed(jobs), "49d25147");
    const { sessions } = jobs;
    const shapes = sessions.map((s) =>
      [s.cpusMilli, s.memMib, s.gpus, s.model, s.ports, s.constraint].join(" "),
    );
    assert.deepEqual(
      {
        sessions: sessions.length,
        shapes: new Set(shapes).size,
        users: new Set(sessions.map(({ user }) => user)).size,
        arrays: sessions.filter(({ isArray }) => isArray).length,
        dependent: jobs.after.filter((before) => before >= 0).length,
        killed: jobs.runSeconds.filter((run, job) => run > (jobs.limitSeconds[job] ?? 0)).length,
        median: jobs.runSeconds.toSorted()[500_000],
      },
      {
        sessions: 7972,
        shapes: 458,
        users: 1465,
        arrays: 1147,
        dependent: 541,
        killed: 44_752,
        median: 330,
      },
    );
  });

  it("ends well in 88 of 100 cases", () => {
    const jobs = mixedJobs({ seed: 1, agents: 2000, count: 100_000 });
    const parts = OUTCOMES.map((_, at) => jobs.outcome.filter((outcome) => outcome === at).length / 1000);
    for (const [at, wanted] of [88, 7, 3, 2].entries()) {
      assert.ok(Math.abs((parts[at] ?? 0) - wanted) < 1, `${OUTCOMES[at]}: ${parts[at]} %`);
    }
  });

  it("is as long on every cluster: a larger one has longer jobs", () => {
    const small = mixedJobs({ seed: 1, agents: 2000, count: 1000 });
    const large = mixedJobs({ seed: 1, agents: 10_000, count: 1000 });
    assert.deepEqual(
      large.runSeconds,
      small.runSeconds.map((run) => 5 * run),
    );
  });
});

describe("the dense grid", () => {
  it("has the published bytes", () => {
    const grid = denseGrid({ seed: 1 });
    const job = (j: number) => [grid.account[j], grid.shape[j], grid.runMs[j]];
    assert.deepEqual(
      [job(0), job(1), job(2)],
      [
        [119, 156, 4481],
        [97, 441, 9015],
        [141, 227, 1069],
      ],
    );
    assert.equal(hashOfGrid(grid), "05f7c8fc");
    const queues = new Set<number>();
    for (let j = 0; j < grid.count; j += 1) queues.add((grid.account[j] ?? 0) * 500 + (grid.shape[j] ?? 0));
    assert.equal(queues.size, 420_392);
  });
});

describe("pathological workloads", () => {
  it("block a million jobs with the published bytes", () => {
    const jobs = blockedJobs({ seed: 1 });
    assert.deepEqual(
      [...jobs.cpusMilli.subarray(0, 3)].map((cpus) => (cpus - 33_000) / 10),
      [1392, 745, 3337],
    );
    assert.equal(hashOfBlocked(jobs), "b6c4674a");
  });

  it("end fragments evenly over an hour", () => {
    const ends = new Map<number, number>();
    for (let agent = 0; agent < FRAGMENTS.agents; agent += 1) {
      for (let task = 0; task < FRAGMENTS.tasksPerAgent; task += 1) {
        const end = FRAGMENTS.endMs(agent, task);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
    }
    assert.equal(ends.size, 3600);
    const counts = [...ends.values()];
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 8, "no second has many more ends than another");
  });

  it("flood a cluster with runs of 30 to 90 seconds, and crowd a gang with runs of up to nine minutes", () => {
    const bounds = (runMs: (job: number) => number) => {
      const runs = Array.from({ length: 500_000 }, (_, job) => runMs(job));
      return [runs.reduce((a, b) => Math.min(a, b)), runs.reduce((a, b) => Math.max(a, b))];
    };
    assert.deepEqual(bounds(FLOOD.runMs), [30_000, 90_000]);
    assert.deepEqual(bounds(WIDE_GANG.runMs), [60_000, WIDE_GANG.limitMs]);
    assert.ok(
      WIDE_GANG.gang.tasks * WIDE_GANG.gang.cpusMilli <= WIDE_GANG.agents * WIDE_GANG.agentCpus * 1000,
    );
  });

  it("list 32 different hosts per job, and no two lists are equal", () => {
    const lists = new Set<string>();
    for (let job = 0; job < HOST_LISTS.jobs; job += 1) {
      const hosts = Array.from({ length: HOST_LISTS.hostsPerJob }, (_, k) => HOST_LISTS.host(job, k));
      assert.equal(new Set(hosts).size, 32);
      lists.add(hosts.toSorted((a, b) => a - b).join());
    }
    assert.equal(lists.size, HOST_LISTS.jobs);
  });

  it("chain jobs, and fan them out and in", () => {
    const line = chain(3);
    assert.deepEqual([0, 1, 2].map(line.parents), [[], [0], [1]]);
    const wide = fans({ fans: 2, width: 3 });
    assert.equal(wide.count, 10);
    assert.deepEqual([5, 6, 7, 8, 9].map(wide.parents), [[], [5], [5], [5], [6, 7, 8]]);
    assert.deepEqual([4, 5].map(wide.account), [0, 1]);
  });
});

describe("failures", () => {
  it("flap agents with the published bytes", () => {
    const rows = flaps(1);
    assert.equal(rows.length, 8712);
    assert.deepEqual(rows.slice(0, 2), [
      { agent: 0, atSeconds: 824, downSeconds: 222 },
      { agent: 0, atSeconds: 4424, downSeconds: 370 },
    ]);
    assert.equal(hashOfFlaps(rows), "78a5fcd7");
  });

  it("come about as often as they should, the same for the same seed", () => {
    const often = <T>(next: () => T, is: (one: T) => boolean) =>
      Array.from({ length: 20_000 }, next).filter(is).length / 200;
    const near = (percent: number, wanted: number) =>
      assert.ok(Math.abs(percent - wanted) < 0.5, `${percent}`);
    near(
      often(updateFaults(1), ({ twice }) => twice),
      5,
    );
    near(
      often(updateFaults(1), ({ delayMs }) => delayMs > 0),
      2,
    );
    near(
      often(offerFaults(1), (rescinded) => rescinded),
      2,
    );
    near(
      often(storeFaults(1), ({ delayMs }) => delayMs >= 50),
      1,
    );
    near(
      often(storeFaults(1), ({ failsAfterwards }) => failsAfterwards),
      0.1,
    );
    assert.ok(blackHoles(1).length > 5 && blackHoles(1).length < 50);
    for (const times of [schedulerKills(1), masterFailovers(1).map(({ atSeconds }) => atSeconds)]) {
      assert.ok(times.length > 40);
      assert.ok(times.every((at, n) => at > (times[n - 1] ?? 0) && at <= 86_400));
    }
    assert.deepEqual(schedulerKills(3), schedulerKills(3));
  });
});
