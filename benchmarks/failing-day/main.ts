// `npm run simulate -- --trace w4 [--seeds N --from S | --seed S]`
import { parseArgs } from "node:util";
import { runFailingDay } from "./run.ts";
import { FAULTS, type Progress } from "./world.ts";

const HELP = `Runs the scheduler through the first jobs of a mixed day while everything around it fails, and checks it at every step:
agents flap or become black holes, updates come late and twice, offers are taken back, schedulers die at a write, the
master fails over, and the store is slow or reports errors for what it has applied.

  npm run simulate -- --trace w4 --seeds 300     seeds 1 to 300
  npm run simulate -- --trace w4 --seed 7        one seed, again exactly as it was

  --from S        the first of the seeds; 1
  --agents N      machines; 100
  --jobs N        how much of the day; 10000
  --whole         all of it: 2,000 machines, 200,000 jobs
  --faults A,B    only these: ${FAULTS.join(", ")}; none: nothing fails.
                  The whole day W2 is --faults none --agents 2000 --jobs 1000000

Exit status 1 when something was broken; the last lines say how to repeat it.`;

/** A line about a long seed, at most so often. */
const TELL_MS = 30_000;

const { values } = parseArgs({
  options: {
    trace: { type: "string" },
    seeds: { type: "string", default: "1" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    agents: { type: "string" },
    jobs: { type: "string" },
    whole: { type: "boolean", default: false },
    faults: { type: "string", default: "all" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const agents = Number(values.agents ?? (values.whole ? 2000 : 100));
const jobs = Number(values.jobs ?? (values.whole ? 200_000 : 10_000));
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const isWrong = [agents, jobs, first, count].some((value) => !Number.isSafeInteger(value) || value < 1);
const wanted: readonly string[] =
  values.faults === "all" ? FAULTS : values.faults === "none" ? [] : values.faults.split(",");
const faults = new Set(FAULTS.filter((one) => wanted.includes(one)));
if (values.help || isWrong || faults.size < wanted.length) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const asked = [
  ...(values.whole ? ["--whole"] : []),
  ...(values.agents === undefined ? [] : ["--agents", values.agents]),
  ...(values.jobs === undefined ? [] : ["--jobs", values.jobs]),
  ...(values.faults === "all" ? [] : ["--faults", values.faults]),
].join(" ");
const totals = { jobs: 0, runs: 0, leaders: 0, stoodBy: 0, entries: 0, steps: 0, recounts: 0, lastedMs: 0 };
const holes = { agents: 0, attempts: 0, foundMost: 0, hourMost: 0, userVisible: 0 };
const broken: number[] = [];
const beganMs = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const startedMs = performance.now();
  let toldMs = startedMs;
  const progress = ({ jobs: submitted, lastedMs, open }: Progress) => {
    if (performance.now() - toldMs < TELL_MS) return;
    toldMs = performance.now();
    console.error(`seed ${seed}: hour ${hours(lastedMs)}, ${submitted} jobs submitted, ${open} of them open`);
  };
  const result = await runFailingDay({ seed, agents, jobs, faults, progress });
  const { blackHoles } = result;
  for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += result[key]; // its own keys
  for (const key of ["agents", "attempts", "userVisible"] as const) holes[key] += blackHoles[key];
  for (const key of ["foundMost", "hourMost"] as const) holes[key] = Math.max(holes[key], blackHoles[key]);
  console.log(
    `seed ${seed}: ${result.jobs} jobs, ${result.runs} runs, ${result.leaders} leaders, ${hours(result.lastedMs)} hours in ` +
      `${seconds(startedMs)} s, ${result.steps} steps, ${result.recounts} recounts, digest ${result.digest}, ` +
      `black holes ${blackHoles.attempts}/${blackHoles.foundMost}/${blackHoles.hourMost}/${blackHoles.userVisible}; ` +
      (result.broken.length === 0
        ? "0 broken"
        : `BROKEN\n${result.broken.map((one) => `  ${one}`).join("\n")}`),
  );
  if (result.broken.length > 0) broken.push(seed);
}
console.log(
  `${count} seeds in ${seconds(beganMs)} s: ${totals.jobs} jobs, ${totals.runs} task runs, ${totals.leaders} leaders, ` +
    `${totals.stoodBy} of which had stood by, ` +
    `${totals.entries} journal entries, ${hours(totals.lastedMs)} simulated hours, ${totals.steps} steps and ` +
    `${totals.recounts} recounts checked; ${broken.length} seeds with something broken\n` +
    `black holes: ${holes.agents} agents took ${holes.attempts} attempts, at most ${holes.foundMost} of one before it was found out and ` +
    `${holes.hourMost} in an hour after that; ${holes.userVisible} tasks failed for good on one`,
);
for (const seed of broken)
  console.log(`repeat: npm run simulate -- --trace w4 --seed ${seed}${asked === "" ? "" : ` ${asked}`}`);
if (broken.length > 0) process.exitCode = 1;

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1000).toFixed(1);
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}
