// `npm run integration [-- NAME…] [OPTION…]`: tests against real processes and real services, which their own scripts
// install and start. A service that cannot start is a failure, not a skip.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureKubernetes } from "./services/kubernetes-programs.ts";

/** The file of each suite, by its name. */
const files = new Map(
  globSync("*/*.ts", { cwd: join(import.meta.dirname, "suites") }).map((file) => [
    basename(file, ".ts"),
    file,
  ]),
);
const suites = [...files.keys()].sort();
const HELP = `npm run integration [-- NAME… [OPTION…]]

suites: ${suites.join(", ")}

  --minutes N      how long soak goes on: 20 when it is named, 2 among all suites
  --rounds N       how often reservations kills a scheduler: 50 when it is named, 10 among all suites
  --cuts N         how many connections log-cuts cuts: 10,000 when it is named, 1,000 among all suites
  --cases N        how many requests openapi makes up for each operation, beside those that it always sends: 250 when it
                   is named, 15 among all suites
  --scenarios N    how many faults mongodb-faults tries, spread over all of them: 200 when it is named, 40 among all suites
  --tasks N        how many tasks import brings over: 100,000 when it is named, 5,000 among all suites
  --jobs N         how many suites run beside each other; 3
  --prepare        only builds what takes minutes: Kubernetes, where it was not built before
  --seed N         of what these draw, and property tests; 1, so that a run says of a change what the run before said of
                   the one before. "random" looks elsewhere
  --depth N        how many times as many cases as usual property tests try; 1
  --sabotage WHAT  a fault of the scheduler, to see it found: leak, forgotten-acknowledgements or kept-offers (soak),
                   kept-reservations (reservations)`;
/** What begins first where suites run beside each other: the longest ones, so that none is left over at the end. */
const LONGEST = [
  "kubernetes",
  "podman",
  "mongodb",
  "swarm",
  "web",
  "openapi",
  "soak",
  "docker",
  "mongodb-faults",
];
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
    depth: { type: "string", default: "1" },
    sabotage: { type: "string" },
    jobs: { type: "string", default: "3" },
    prepare: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const minutes = Number(values.minutes ?? (wanted.includes("soak") ? 20 : 2));
const rounds = Number(values.rounds ?? (wanted.includes("reservations") ? 50 : 10));
const cuts = Number(values.cuts ?? (wanted.includes("log-cuts") ? 10_000 : 1000));
const cases = Number(values.cases ?? (wanted.includes("openapi") ? 250 : 15));
const scenarios = Number(values.scenarios ?? (wanted.includes("mongodb-faults") ? 200 : 40));
const tasks = Number(values.tasks ?? (wanted.includes("import") ? 100_000 : 5000));
const jobs = Number(values.jobs);
const seed = values.seed === "random" ? randomInt(2 ** 31) : Number(values.seed);
const depth = Number(values.depth);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const isWrong =
  !(minutes > 0) ||
  !isCount(rounds) ||
  !isCount(cuts) ||
  !isCount(cases) ||
  !isCount(scenarios) ||
  !isCount(tasks) ||
  !isCount(jobs) ||
  !Number.isSafeInteger(seed) ||
  !isCount(depth);
if (isWrong || values.help || wanted.some((name) => !suites.includes(name))) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const chosen = suites.filter((name) => wanted.length === 0 || wanted.includes(name));
// Before the time of a suite begins: the first time it takes minutes.
if (values.prepare || chosen.some((name) => name.startsWith("kubernetes"))) ensureKubernetes();
if (values.prepare) process.exit();
// The limit is that of the longest.
const timeoutMs =
  (SUITE_MS + Math.max(minutes * 60_000, rounds * ROUND_MS, tasks * TASK_MS, cases * CASE_MS)) * depth;
const env = {
  ...process.env,
  INTEGRATION_MINUTES: String(minutes),
  INTEGRATION_ROUNDS: String(rounds),
  INTEGRATION_CASES: String(cases),
  INTEGRATION_CUTS: String(cuts),
  INTEGRATION_SCENARIOS: String(scenarios),
  INTEGRATION_TASKS: String(tasks),
  INTEGRATION_SEED: String(seed),
  PROPERTY_SEED: String(seed),
  PROPERTY_DEPTH: String(depth),
  ...(values.sabotage === undefined ? {} : { INTEGRATION_SABOTAGE: values.sabotage }),
};
console.log(`seed ${seed}${depth === 1 ? "" : `, property tests ${depth} times as deep`}`);
const waiting = chosen.toSorted((a, b) => rank(a) - rank(b));
const isAlone = chosen.length === 1;
const failed: string[] = [];
await Promise.all(
  Array.from({ length: jobs }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const beganMs = performance.now();
      const code = await runSuite(name);
      if (code !== 0) failed.push(name);
      const seconds = Math.round((performance.now() - beganMs) / 1000);
      if (!isAlone) console.log(`${code === 0 ? "passed" : "FAILED"}: ${name}, after ${seconds} s`);
    }
  }),
);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}

function rank(name: string): number {
  const at = LONGEST.indexOf(name);
  return at < 0 ? LONGEST.length : at;
}

/** In a process of its own; each line with the name of the suite where there are several. */
async function runSuite(name: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      "--test",
      `--import=${pathToFileURL(join(import.meta.dirname, "../scripts/seed-properties.ts")).href}`,
      "--test-reporter=spec",
      `--test-timeout=${timeoutMs}`,
      join(import.meta.dirname, "suites", files.get(name) ?? ""),
    ],
    { stdio: isAlone ? "inherit" : ["inherit", "pipe", "pipe"], env },
  );
  const prefix = name.padEnd(Math.max(...chosen.map(({ length }) => length)));
  const copied = [child.stdout, child.stderr]
    .filter((output) => output !== null)
    .map(async (output) => {
      for await (const line of createInterface({ input: output, crlfDelay: Infinity }))
        process.stdout.write(`${prefix} │ ${line}\n`);
    });
  const [code] = await Promise.all([
    new Promise<number>((resolve) => child.once("exit", (status) => resolve(status ?? 1))),
    ...copied,
  ]);
  return code;
}
