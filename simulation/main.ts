// `npm run simulate -- --seeds N [--from S] | --seed S`
import { parseArgs } from "node:util";
import { openMemoryStore } from "../store/memory.ts";
import { simulate } from "./simulation.ts";

const HELP = `Runs the scheduler in simulated worlds, each drawn from a seed, and checks the invariants of the engine.

  npm run simulate -- --seeds 300          seeds 1 to 300
  npm run simulate -- --seeds 50 --from 7  seeds 7 to 56
  npm run simulate -- --seed 123           one seed, again exactly as it was
  npm run simulate -- --trace w4           something else: a mixed day on which everything fails; see its --help
  npm run simulate -- --trace month        something else: a month of work, with several settings; see its --help

Exit status 1 when an invariant was broken; the last lines say how to repeat it.`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
  console.error(`--seeds, --from and --seed take whole numbers\n\n${HELP}`);
  process.exit(2);
}
const startedMs = performance.now();
const failed: number[] = [];
const totals = { jobs: 0, runs: 0, leaders: 0, stoodBy: 0, entries: 0, lastedMs: 0 };
for (let seed = first; seed < first + count; seed += 1) {
  const result = await simulate(seed, () => openMemoryStore());
  for (const key of ["jobs", "runs", "leaders", "stoodBy", "entries", "lastedMs"] as const)
    totals[key] += result[key];
  if (result.violations.length > 0) {
    failed.push(seed);
    console.log(`seed ${seed}: BROKEN\n${result.violations.map((violation) => `  ${violation}`).join("\n")}`);
  } else if (count === 1) console.log(`seed ${seed}: ${JSON.stringify(result)}`);
}
console.log(
  `${count} seeds in ${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${totals.jobs} jobs, ${totals.runs} task runs, ` +
    `${totals.leaders} leaders, ${totals.stoodBy} of which had stood by, ${totals.entries} journal entries, ${(totals.lastedMs / 3_600_000).toFixed(1)} simulated hours; ` +
    `${failed.length} seeds with a broken invariant`,
);
if (failed.length > 0) {
  console.log(
    failed
      .slice(0, 5)
      .map((seed) => `repeat: npm run simulate -- --seed ${seed}`)
      .join("\n"),
  );
  process.exitCode = 1;
}
