// `npm run integration [-- NAME…] [OPTION…]`: tests against real processes and real services, which their own scripts
// install and start. A service that cannot start is a failure, not a skip.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { ensureKubernetes } from "./services/kubernetes-programs.ts";

const suites = readdirSync(join(import.meta.dirname, "suites"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const HELP = `npm run integration [-- NAME… [OPTION…]]

suites: ${suites.join(", ")}

  --minutes N      how long soak goes on: 20 when it is named, 2 among all suites
  --rounds N       how often reservations kills a scheduler: 50 when it is named, 10 among all suites
  --cuts N         how many connections log-cuts cuts: 10,000 when it is named, 1,000 among all suites
  --cases N        how many requests openapi makes up for each operation, beside those that it always sends: 250 when it
                   is named, 15 among all suites
  --scenarios N    how many faults mongodb-faults tries, spread over all of them: 200 when it is named, 40 among all suites
  --tasks N        how many tasks import brings over: 100,000 when it is named, 5,000 among all suites
  --seed N         of what these draw; 1
  --sabotage WHAT  a fault of the scheduler, to see it found: leak, forgotten-acknowledgements or kept-offers (soak),
                   kept-reservations (reservations)`;
/** Those suites that start container engines: they mostly wait, and run beside all others. */
const ON_ENGINES = /^(docker|kubernetes|podman|swarm)/;
const SUITE_MS = 1_800_000;
const ROUND_MS = 30_000;
const TASK_MS = 15;
const CASE_MS = 10_000;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string" },
    rounds: { type: "string" },
    cases: { type: "string" },
    cuts: { type: "string" },
    scenarios: { type: "string" },
    tasks: { type: "string" },
    seed: { type: "string", default: "1" },
    sabotage: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const minutes = Number(values.minutes ?? (wanted.includes("soak") ? 20 : 2));
const rounds = Number(values.rounds ?? (wanted.includes("reservations") ? 50 : 10));
const cuts = Number(values.cuts ?? (wanted.includes("log-cuts") ? 10_000 : 1000));
const cases = Number(values.cases ?? (wanted.includes("openapi") ? 250 : 15));
const scenarios = Number(values.scenarios ?? (wanted.includes("mongodb-faults") ? 200 : 40));
const tasks = Number(values.tasks ?? (wanted.includes("import") ? 100_000 : 5000));
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const isWrong =
  !(minutes > 0) ||
  !isCount(rounds) ||
  !isCount(cuts) ||
  !isCount(cases) ||
  !isCount(scenarios) ||
  !isCount(tasks);
if (isWrong || values.help || wanted.some((name) => !suites.includes(name))) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const chosen = suites.filter((name) => wanted.length === 0 || wanted.includes(name));
// Before the time of a suite begins: the first time it takes minutes.
if (chosen.some((name) => name.startsWith("kubernetes"))) ensureKubernetes();
// The limit is that of the longest.
const timeoutMs = SUITE_MS + Math.max(minutes * 60_000, rounds * ROUND_MS, tasks * TASK_MS, cases * CASE_MS);
const env = {
  ...process.env,
  INTEGRATION_MINUTES: String(minutes),
  INTEGRATION_ROUNDS: String(rounds),
  INTEGRATION_CASES: String(cases),
  INTEGRATION_CUTS: String(cuts),
  INTEGRATION_SCENARIOS: String(scenarios),
  INTEGRATION_TASKS: String(tasks),
  INTEGRATION_SEED: values.seed,
  ...(values.sabotage === undefined ? {} : { INTEGRATION_SABOTAGE: values.sabotage }),
};
const lanes = [
  chosen.filter((name) => ON_ENGINES.test(name)),
  chosen.filter((name) => !ON_ENGINES.test(name)),
].filter((lane) => lane.length > 0);
const codes = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length > 1)));
if (lanes.length > 1)
  for (const [at, lane] of lanes.entries())
    console.log(`${codes[at] === 0 ? "passed" : "FAILED"}: ${lane.join(", ")}`);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/** One suite after the other, each line with the name of the lane where there are two. */
async function runLane(names: readonly string[], isNamed: boolean): Promise<number> {
  const files = names.map((name) => join(import.meta.dirname, "suites", `${name}.ts`));
  const child = spawn(
    process.execPath,
    ["--test", "--test-concurrency=1", "--test-reporter=spec", `--test-timeout=${timeoutMs}`, ...files],
    { stdio: isNamed ? ["inherit", "pipe", "pipe"] : "inherit", env },
  );
  const prefix = ON_ENGINES.test(names[0] ?? "") ? "engines  │ " : "services │ ";
  const outputs = [child.stdout, child.stderr].filter((output) => output !== null);
  const copied = outputs.map(async (output) => {
    for await (const line of createInterface({ input: output, crlfDelay: Infinity }))
      process.stdout.write(`${prefix}${line}\n`);
  });
  const [code] = await Promise.all([
    new Promise<number>((resolve) => child.once("exit", (status) => resolve(status ?? 1))),
    ...copied,
  ]);
  return code;
}
