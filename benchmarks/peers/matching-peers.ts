import assert from "node:assert/strict";
import { fillWithFenzo, FENZO_VERSION } from "./fenzo.ts";
import { scanAndSort } from "./scan-and-sort.ts";
import { checkStarts, mixedList, stormList, type TaskList } from "./task-list.ts";
import type { Benchmark } from "../figures/benchmark.ts";
import { hashOfStorm, stormJobs, STORM_AGENT } from "../workloads/w1.ts";
import { hashOfMixed, mixedJobs } from "../workloads/w2.ts";
import { blockedJobs } from "../workloads/w3.ts";
import {
  meetsConstraint,
  newMatching,
  stormScene,
  tellMixed,
  type MixedOptions,
  type MixedTarget,
  type Scene,
} from "../matching/setup.ts";
import { unitPerSecond } from "../matching/unit.ts";

/** S1 and S3 beside peers: the same agents and jobs, one after the other, all that starts checked to be legal. */
export const matchingPeersBenchmark: Benchmark = {
  about: "fill of an empty cluster beside Fenzo and beside a scheduler that scans and sorts",
  async run({ small, seed }) {
    const seconds = small ? 3 : 60;
    const jobs = small ? 20_000 : 1_000_000;
    const large = small ? 200 : 10_000;
    console.log(`  Fenzo ${FENZO_VERSION}, 200 tasks per pass, ${seconds} s at most or until nothing fits`);
    console.log(`  W1: input ${hashOfStorm(stormJobs({ seed, count: jobs }))}`);
    console.log(`  W2: input ${hashOfMixed(mixedJobs({ seed, agents: 10_000, count: jobs }))}`);
    const cases: readonly Comparison[] = [
      {
        name: `W1, ${large} agents`,
        list: stormList({ seed, agents: large, jobs }),
        scene: () => stormScene(stormJobs({ seed, count: jobs }), large),
        seconds,
      },
      {
        name: `W2q, ${large} agents`,
        list: mixedList({ seed, agents: large, jobs }),
        scene: () => unlimitedScene({ seed, agents: large, jobs }),
        seconds,
      },
      {
        name: `W1, ${large / 10} agents`,
        list: stormList({ seed, agents: large / 10, jobs: jobs / 10 }),
        scene: () => stormScene(stormJobs({ seed, count: jobs / 10 }), large / 10),
        seconds,
      },
      {
        name: `W2q, ${large / 10} agents`,
        list: mixedList({ seed, agents: large / 10, jobs: jobs / 10 }),
        scene: () => unlimitedScene({ seed, agents: large / 10, jobs: jobs / 10 }),
        seconds,
      },
    ];
    const figures: Record<string, number> = { "unit, million heap turns per second": unitPerSecond() / 1e6 };
    for (const one of cases) {
      for (const [figure, value] of Object.entries(compare(one, small ? 2 : 5)))
        figures[`${one.name}: ${figure}`] = value;
    }
    const blocked = fenzoBlocked(seed, small);
    figures["W3a, 1,000 agents: Fenzo, ms per blocked task and pass"] = blocked;
    return figures;
  },
};

interface Comparison {
  readonly name: string;
  readonly list: TaskList;
  readonly scene: () => Scene;
  readonly seconds: number;
}

/** W2q without its limits per user, which the peers are not asked to hold. */
function unlimitedScene(options: MixedOptions): Scene {
  const matching = newMatching({ accepts: meetsConstraint });
  const target: MixedTarget = {
    addGroup: (parent, weight) => matching.addGroup(parent, weight),
    addAccount: (parent, weight) => matching.addAccount(parent, weight),
    setLimit: () => undefined,
    addAgent: (description) => matching.addAgent(description),
    shapeOf: (requirement) => matching.shapeOf(requirement),
    submit: (account, shape, priority, job) => matching.submit(account, shape, priority, job),
  };
  return { matching, agents: options.agents, ...tellMixed(target, options, () => matching.settle()) };
}

/** Rates are of the same number of starts: those that the peer came to. */
function compare({ list, scene, seconds }: Comparison, rounds: number): Record<string, number> {
  const fenzo = fillWithFenzo(list, { tasksPerPass: 200, seconds });
  const scan = scanAndSort(list, { startsPerRound: 200, seconds: seconds / 4 });
  checkStarts(list, scan.starts);
  const ours = best(scene, rounds, fenzo.starts);
  const asScan = best(scene, rounds, scan.starts.length);
  const all = best(scene, 1, Infinity);
  const usedByOurs = checkStarts(list, all.starts);
  const cpus = list.agents.reduce((sum, { total }) => sum + total.cpusMilli, 0);
  const scanRate = (scan.starts.length / scan.tookMs) * 1000;
  return {
    "Fenzo, starts": fenzo.starts,
    "ours, starts until full": all.count,
    "Fenzo, starts per second": fenzo.perSecond,
    "Fenzo, ms per pass of 200, median": fenzo.passMs,
    "ours, starts per second for as many at most": ours.perSecond,
    "ours, times Fenzo": ours.perSecond / fenzo.perSecond,
    "scan and sort, starts per second": scanRate,
    "ours, times scan and sort": asScan.perSecond / scanRate,
    ...(fenzo.isFull ? { "Fenzo, CPUs used when full %": (fenzo.used.cpusMilli / cpus) * 100 } : {}),
    ...(scan.isFull
      ? { "scan and sort, CPUs used when full %": (checkStarts(list, scan.starts).cpusMilli / cpus) * 100 }
      : {}),
    "ours, CPUs used when full %": (usedByOurs.cpusMilli / cpus) * 100,
  };
}

/**
 * The best of some rounds, for the first `most` starts; fewer when the cluster is full before: a fair order starts larger
 * jobs than one that takes whatever still fits.
 */
function best(
  scene: () => Scene,
  rounds: number,
  most: number,
): {
  readonly perSecond: number;
  readonly count: number;
  readonly starts: Iterable<{ readonly job: number; readonly agent: number }>;
} {
  let perSecond = 0;
  let count = 0;
  let started: { job: number; agent: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { matching } = scene();
    const before = performance.now();
    const starts = matching.settle(most);
    perSecond = Math.max(perSecond, (starts.count / (performance.now() - before)) * 1000);
    count = starts.count;
    if (most === Infinity)
      started = Array.from({ length: starts.count }, (_, at) => ({
        job: starts.job[at] ?? 0,
        agent: starts.agent[at] ?? 0,
      }));
  }
  return { perSecond, count, starts: started };
}

/** 10,000 tasks of W3a that fit nowhere, in one pass. */
function fenzoBlocked(seed: number, small: boolean): number {
  const count = small ? 500 : 10_000;
  const agents = small ? 50 : 1000;
  const jobs = blockedJobs({ seed, count });
  const { agents: hosts } = stormList({ seed, agents, jobs: 1 });
  assert.ok(jobs.cpusMilli.every((cpus) => cpus > STORM_AGENT.cpusMilli));
  const tasks = Array.from(jobs.user, (account, at) => ({
    job: at + 1,
    account,
    priority: 50,
    need: {
      cpusMilli: jobs.cpusMilli[at] ?? 0,
      memMib: jobs.memMib[at] ?? 0,
      diskMib: 0,
      gpus: 0,
      ports: 0,
      constraint: "",
    },
  }));
  return fillWithFenzo({ agents: hosts, tasks, accounts: jobs.users }, { tasksPerPass: count, seconds: 600 })
    .blockedTaskMs;
}
