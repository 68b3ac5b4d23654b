import type { Benchmark } from "../figures/benchmark.ts";
import { stormJobs } from "../workloads/w1.ts";
import { denseGrid } from "../workloads/w2d.ts";
import { fill, steady } from "./cluster.ts";
import { unitPerSecond } from "./unit.ts";
import { denseScene, stormScene, type Scene } from "./setup.ts";

interface Case {
  readonly name: string;
  readonly small: () => Scene;
  readonly large: () => Scene;
}

export const matchingGrowthBenchmark: Benchmark = {
  about: "what a start costs when jobs, agents, accounts, shapes or all of them grow tenfold",
  async run({ small, seed }) {
    const figures: Record<string, number> = { "unit, million heap turns per second": unitPerSecond() / 1e6 };
    for (const { name, small: from, large: to } of growthCases(seed, small)) {
      const cost = stepCost(from(), small ? 3000 : 200_000);
      const grown = stepCost(to(), small ? 3000 : 200_000);
      figures[`${name}: µs per start`] = cost;
      figures[`${name}: µs per start, tenfold`] = grown;
      figures[`${name}: exponent`] = Math.log10(grown / cost);
    }
    return figures;
  },
};

/** S11: what a decision costs when one side of the input grows tenfold. */
function growthCases(seed: number, small: boolean): readonly Case[] {
  const part = small ? 20 : 1;
  const storm = (jobs: number, agents: number, users: number) => () =>
    stormScene(stormJobs({ seed, count: jobs / part, users }), agents / part);
  const dense = (jobs: number, agents: number, accounts: number, shapes: number) => () =>
    denseScene(denseGrid({ seed, accounts, shapes, count: jobs / part }), seed, agents / part);
  const few = small ? 20 : 200;
  return [
    { name: "(a) jobs, W1", small: storm(400_000, 1000, few), large: storm(4_000_000, 1000, few) },
    { name: "(b) agents, W1", small: storm(1_000_000, 1000, few), large: storm(1_000_000, 10_000, few) },
    {
      name: "(c) accounts to 2,000, W1",
      small: storm(1_000_000, 10_000, 200),
      large: storm(1_000_000, 10_000, 2000),
    },
    {
      name: "(c) accounts to 20,000, W1",
      small: storm(1_000_000, 10_000, 2000),
      large: storm(1_000_000, 10_000, 20_000),
    },
    {
      name: "(c) accounts to 2,000, W2d",
      small: dense(1_000_000, 10_000, 200, 500),
      large: dense(1_000_000, 10_000, 2000, 500),
    },
    {
      name: "(d) shapes to 500, W2d",
      small: dense(1_000_000, 10_000, 2000, 50),
      large: dense(1_000_000, 10_000, 2000, 500),
    },
    {
      name: "(d) shapes to 5,000, W2d",
      small: dense(1_000_000, 10_000, 2000, 500),
      large: dense(1_000_000, 10_000, 2000, 5000),
    },
    {
      name: "(e) all, W2d",
      small: dense(100_000, 1000, 200, 50),
      large: dense(1_000_000, 10_000, 2000, 500),
    },
  ];
}

/**
 * µs per start in the steady state, less what asking the clock takes. The slowest twentieth of the steps is left out:
 * most of it are other programs.
 */
function stepCost(scene: Scene, releases: number): number {
  const { running } = fill(scene);
  const { stepUs, starts, releases: done } = steady(scene, running, releases);
  const kept = stepUs.sort().subarray(0, Math.ceil(done * 0.95));
  const stepUsMean = kept.reduce((sum, step) => sum + step, 0) / kept.length;
  return (stepUsMean - clockUs()) / (starts / done);
}

/** What the clock adds to a span of no length. */
function clockUs(): number {
  const spans = new Float64Array(100_000);
  for (let at = 0; at < spans.length; at += 1) {
    const before = performance.now();
    spans[at] = (performance.now() - before) * 1000;
  }
  const kept = spans.sort().subarray(0, spans.length * 0.95);
  return kept.reduce((sum, span) => sum + span, 0) / kept.length;
}
