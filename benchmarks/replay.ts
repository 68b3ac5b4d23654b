import assert from "node:assert/strict";
import { openPlayer } from "../scheduler/recording/play.ts";
import { lineWriter } from "../scheduler/recording/lines.ts";
import { recordedCore } from "../scheduler/recording/recorded-core.ts";
import { Core } from "../scheduler/core/core.ts";
import { quantile } from "./matching/cluster.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";
import { VirtualCluster, type VirtualJob } from "./virtual/cluster.ts";
import { coreOptionsWith, equalAgents, specOf } from "./virtual/specs.ts";
import { stream } from "./workloads/chance.ts";

const JOBS_PER_SECOND = 400;

/** S12 and S7: how fast a recording is played again, that it decides the same, and what an explanation takes. */
export const replayBenchmark: Benchmark = {
  about: "the core over three lengths of queue: recorded, played again, and asked why jobs wait",
  async run({ small, seed }): Promise<Figures> {
    const figures: Record<string, number> = {};
    for (const queued of small ? [100, 1000, 10_000] : [10_000, 100_000, 1_000_000]) {
      const of = measure(seed, queued, small ? 10 : 60);
      for (const [name, value] of Object.entries(of)) figures[`${queued} queued: ${name}`] = value;
    }
    return figures;
  },
};

function measure(seed: number, queued: number, seconds: number): Figures {
  const draws = stream(seed, "replay");
  const options = coreOptionsWith();
  const core = new Core(options);
  const write = lineWriter();
  const lines: string[] = [];
  const driven = recordedCore(core, options, (call) => lines.push(write(call)));
  const specs = [1, 2, 4, 8].map((cpus) => specOf({ resources: { cpus, memoryBytes: cpus * 1024 ** 3 } }));
  const cluster = new VirtualCluster({
    core: {
      addBackend: driven.addBackend,
      step: driven.step,
      nextTimerMs: () => core.nextTimerMs(),
    },
    agents: equalAgents(100, 32, 131_072),
    beginMs: 0,
    tickMs: 100,
    submissionsMax: 1000, // as the leader takes them in
    onStart: () => undefined,
    onEnd: () => undefined,
  });
  const count = queued + seconds * JOBS_PER_SECOND;
  const jobs = Array.from({ length: count }, (_, at): VirtualJob => {
    const spec = specs[draws.pick([60, 20, 15, 5])];
    if (spec === undefined) throw new RangeError("there are four sizes");
    const submittedAtMs = at < queued ? 0 : Math.floor((at - queued) / JOBS_PER_SECOND) * 1000;
    return {
      job: { id: at + 1, user: `u${draws.int(200)}`, spec, submittedAtMs, source: "api" },
      runMs: draws.range(1000, 20_000),
    };
  });
  cluster.run(jobs, seconds * 1000);
  const asked = Array.from({ length: 2000 }, () => 1 + draws.int(queued));
  // Of each question the least of some rounds: what others do on the machine only adds.
  const explainUs = new Float64Array(asked.length).fill(Infinity);
  for (let round = 0; round < 5; round += 1) {
    for (const [at, id] of asked.entries()) {
      const began = performance.now();
      core.explain(id);
      explainUs[at] = Math.min(explainUs[at] ?? Infinity, (performance.now() - began) * 1000);
    }
  }
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  const player = openPlayer();
  const began = performance.now();
  for (const line of lines) player.play(line);
  const tookMs = performance.now() - began;
  const { inputs, different } = player.result();
  assert.equal(different, 0, "a recording played again decides the same");
  return {
    "events played per second": (inputs / tookMs) * 1000,
    "bytes per event of a recording": bytes / inputs,
    "turns that decided otherwise": different,
    "explain in the core p50 µs": quantile(explainUs, 0.5),
    "explain in the core p99 µs": quantile(explainUs, 0.99),
  };
}
