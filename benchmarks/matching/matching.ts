import assert from "node:assert/strict";
import { hashOfStorm, stormJobs } from "../workloads/w1.ts";
import { hashOfMixed, mixedJobs } from "../workloads/w2.ts";
import { denseGrid, hashOfGrid } from "../workloads/w2d.ts";
import type { Benchmark } from "../figures/benchmark.ts";
import { fill, quantile, steady } from "./cluster.ts";
import { denseScene, mixedScene, stormScene, type Scene } from "./setup.ts";
import { unitPerSecond } from "./unit.ts";

interface Speed {
  readonly name: string;
  /** Of the jobs that go in, so that figures are of the same bytes. */
  readonly inputHash: () => string;
  readonly scene: () => Scene;
}

/** One core's decisions: nothing is written, sent or explained. */
export const matchingBenchmark: Benchmark = {
  about: "matching and fair share alone: fill of an empty cluster, then one release at a time",
  async run({ small, seed }) {
    const figures: Record<string, number> = { "unit, million heap turns per second": unitPerSecond() / 1e6 };
    for (const { name, inputHash, scene } of speeds(seed, small)) {
      console.log(`  ${name}: input ${inputHash()}`);
      const measured = measure(name, scene, small ? 1 : 3, small ? 3000 : 200_000);
      for (const [figure, value] of Object.entries(measured)) figures[`${name}: ${figure}`] = value;
    }
    return figures;
  },
};

function speeds(seed: number, small: boolean): readonly Speed[] {
  const agents = small ? 200 : 10_000;
  const count = small ? 20_000 : 1_000_000;
  const storm = (
    name: string,
    options: { readonly users?: number; readonly ports?: number; readonly count?: number },
    on = agents,
  ): Speed => {
    const jobs = () => stormJobs({ seed, count, ...options });
    return { name, inputHash: () => hashOfStorm(jobs()), scene: () => stormScene(jobs(), on) };
  };
  const mixed = (name: string, parents: "sum" | "hierarchical"): Speed => ({
    name,
    inputHash: () => hashOfMixed(mixedJobs({ seed, agents: 10_000, count })),
    scene: () => mixedScene({ seed, agents, jobs: count, parents }),
  });
  const grid = () => denseGrid({ seed, count, ...(small ? { accounts: 100, shapes: 50 } : {}) });
  return [
    storm("W1 with ports", { ports: 1 }),
    storm("W1 on 50,000 agents", { count: 3 * count }, 5 * agents),
    storm("W1u", { users: small ? 400 : 2000 }),
    mixed("W2q", "sum"),
    mixed("W2q with H-DRF", "hierarchical"),
    { name: "W2d", inputHash: () => hashOfGrid(grid()), scene: () => denseScene(grid(), seed, agents) },
  ];
}

/** The same input several times: of rates the best, of every step the least, because what others do only adds. */
function measure(name: string, scene: () => Scene, rounds: number, releases: number): Record<string, number> {
  let fillRate = 0;
  let fillCpuRate = 0;
  let least: Float64Array | undefined;
  let hash: number | undefined;
  let starts = 0;
  for (let round = 0; round < rounds; round += 1) {
    const one = scene();
    const filled = fill(one);
    if (name === "W1 with ports" && one.agents === 10_000) {
      for (const account of one.accounts)
        assert.equal(one.matching.questions.tasksOf(account), 1600, "all get equally much");
    }
    fillRate = Math.max(fillRate, filled.perSecond);
    fillCpuRate = Math.max(fillCpuRate, filled.perCpuSecond);
    const { stepUs, hash: schedule, starts: started } = steady(one, filled.running, releases);
    assert.ok(hash === undefined || hash === schedule, "the same input gave another schedule");
    hash = schedule;
    starts = started;
    least = least === undefined ? stepUs : least.map((value, at) => Math.min(value, stepUs[at] ?? Infinity));
  }
  assert.ok(least !== undefined && starts > 0);
  console.log(`  ${name}: schedule ${(hash ?? 0).toString(16).padStart(8, "0")}`);
  return {
    "fill, starts per second": fillRate,
    "fill, starts per CPU second": fillCpuRate,
    "steady, releases per second": (least.length / least.reduce((sum, step) => sum + step, 0)) * 1e6,
    "starts per release": starts / least.length,
    "release p50 µs": quantile(least, 0.5),
    "release p99 µs": quantile(least, 0.99),
    "release max µs": quantile(least, 1),
  };
}
