// `npm run bench -- NAME [--json FILE]`
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { cliBenchmark } from "./cli.ts";
import { coreBenchmark } from "./core.ts";
import { localClusterBenchmark } from "./local-cluster.ts";
import { logsBenchmark } from "./logs.ts";
import { matchingBlockedBenchmark } from "./matching/blocked.ts";
import { matchingGrowthBenchmark } from "./matching/growth.ts";
import { matchingHistoriesBenchmark } from "./matching/histories.ts";
import { matchingBenchmark } from "./matching/matching.ts";
import { storeBenchmark } from "./store.ts";

/** Figures by name, with the unit last in the name. */
export type Figures = Readonly<Record<string, number>>;
export interface Benchmark {
  readonly about: string;
  run(options: { readonly small: boolean; readonly seed: number }): Promise<Figures>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  cli: cliBenchmark,
  core: coreBenchmark,
  "local-cluster": localClusterBenchmark,
  logs: logsBenchmark,
  matching: matchingBenchmark,
  "matching-blocked": matchingBlockedBenchmark,
  "matching-growth": matchingGrowthBenchmark,
  "matching-histories": matchingHistoriesBenchmark,
  store: storeBenchmark,
};

const HELP = `Measures a part of GoDocker; every benchmark checks that its work was really done.

  npm run bench -- NAME [--small] [--seed S] [--json FILE]

${Object.entries(BENCHMARKS)
  .map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`)
  .join("\n")}
  all                every one of them`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    seed: { type: "string", default: "1" },
    small: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [name] = positionals;
const chosen = name === "all" ? Object.keys(BENCHMARKS) : [name ?? ""];
if (values.help || name === undefined || chosen.some((one) => BENCHMARKS[one] === undefined)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}`;
const seed = Number(values.seed);
const results: Record<string, Figures> = {};
console.log(`${machine}, seed ${seed}${values.small ? ", small" : ""}`);
for (const one of chosen) {
  const figures = (await BENCHMARKS[one]?.run({ small: values.small, seed })) ?? {};
  results[one] = figures;
  for (const [figure, value] of Object.entries(figures))
    console.log(`${one}  ${figure.padEnd(48)} ${value.toPrecision(4)}`);
}
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ machine, seed, results }, null, 2)}\n`);
