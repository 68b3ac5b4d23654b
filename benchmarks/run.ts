// `npm run bench -- NAME… [--small] [--seed S] [--json FILE]`
import { writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { parseArgs } from "node:util";
import { version } from "../app/settings/version.ts";
import { cliBenchmark } from "./cli.ts";
import { coreBenchmark } from "./core.ts";
import { endToEndBenchmark } from "./end-to-end.ts";
import { executorsBenchmark } from "./executors/executors.ts";
import { fairnessBenchmark } from "./fairness.ts";
import { forecastBenchmark } from "./forecast.ts";
import { fullQueueBenchmark } from "./full-queue.ts";
import { goalTable } from "./figures/goals.ts";
import { idleBenchmark } from "./idle.ts";
import { localClusterBenchmark } from "./local-cluster.ts";
import { logsBenchmark } from "./logs.ts";
import { longArraysBenchmark } from "./long-arrays.ts";
import { matchingBlockedBenchmark } from "./matching/blocked.ts";
import { matchingGrowthBenchmark } from "./matching/growth.ts";
import { coreHistoriesBenchmark, matchingHistoriesBenchmark } from "./matching/histories.ts";
import { matchingBenchmark } from "./matching/matching.ts";
import { matchingPeersBenchmark } from "./peers/matching-peers.ts";
import type { Benchmark, Measured } from "./figures/benchmark.ts";
import { keepMeasured } from "./figures/measured.ts";
import { numbersBenchmark } from "./numbers.ts";
import { reasonsBenchmark } from "./reasons/reasons.ts";
import { replayBenchmark } from "./replay.ts";
import { slurmBenchmark } from "./slurm.ts";
import { submissionBenchmark } from "./submission.ts";
import { utilisationBenchmark } from "./utilisation.ts";
import { mongodbBenchmark, storeBenchmark } from "./store.ts";
import { wireBenchmark } from "./wire/wire.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  cli: cliBenchmark,
  core: coreBenchmark,
  "core-histories": coreHistoriesBenchmark,
  "end-to-end": endToEndBenchmark,
  executors: executorsBenchmark,
  fairness: fairnessBenchmark,
  forecast: forecastBenchmark,
  "full-queue": fullQueueBenchmark,
  idle: idleBenchmark,
  "local-cluster": localClusterBenchmark,
  logs: logsBenchmark,
  "long-arrays": longArraysBenchmark,
  matching: matchingBenchmark,
  "matching-blocked": matchingBlockedBenchmark,
  "matching-growth": matchingGrowthBenchmark,
  "matching-histories": matchingHistoriesBenchmark,
  "matching-peers": matchingPeersBenchmark,
  numbers: numbersBenchmark,
  reasons: reasonsBenchmark,
  replay: replayBenchmark,
  slurm: slurmBenchmark,
  store: storeBenchmark,
  "store-mongodb": mongodbBenchmark,
  submission: submissionBenchmark,
  utilisation: utilisationBenchmark,
  wire: wireBenchmark,
};

/** Longer forms of tests: by name only. */
const NOT_IN_ALL: ReadonlySet<string> = new Set(["core-histories", "matching-histories"]);

const HELP = `Measures a part of GoDocker; every benchmark checks that its work was really done.

  npm run bench -- NAME… [--small] [--seed S] [--json FILE] [--keep]

${Object.entries(BENCHMARKS)
  .map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`)
  .join("\n")}
  all                every one of them but ${[...NOT_IN_ALL].join(", ")}

--small looks whether they work; its figures say nothing. What is aimed at is compared at the end.
--keep puts the figures into docs/explanation/performance.md.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    keep: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    small: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const chosen = positionals.includes("all")
  ? Object.keys(BENCHMARKS).filter((name) => !NOT_IN_ALL.has(name))
  : positionals;
if (
  values.help ||
  (values.small && values.keep) ||
  chosen.length === 0 ||
  chosen.some((one) => BENCHMARKS[one] === undefined)
) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const seed = Number(values.seed);
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${type()} ${release()}, Node ${process.version}, GoDocker ${version()}`;
console.log(`${machine}, seed ${seed}${values.small ? ", small" : ""}`);
const beganMs = performance.now();
const measured: Record<string, Measured> = {};
const failed: string[] = [];
for (const one of chosen) {
  const startedMs = performance.now();
  const load = loadavg()[0] ?? 0;
  try {
    const figures = (await BENCHMARKS[one]?.run({ small: values.small, seed })) ?? {};
    measured[one] = { machine, seed, load, figures };
    // At once: what comes next may take long, or be interrupted.
    if (values.keep) await keepMeasured(measured);
    for (const [figure, value] of Object.entries(figures))
      console.log(`${one}  ${figure.padEnd(48)} ${value.toPrecision(4)}`);
  } catch (error) {
    // The others are measured all the same; the exit status tells.
    failed.push(one);
    console.error(`${one} failed:`, error);
  }
  console.log(
    `${one}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s; load of the machine before: ${load.toFixed(1)}\n`,
  );
}
const goals = values.small ? "" : goalTable(measured);
if (goals !== "") console.log(goals);
console.log(`all of it: ${((performance.now() - beganMs) / 60_000).toFixed(1)} min`);
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ small: values.small, measured }, null, 2)}\n`);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
