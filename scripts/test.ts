// `npm test [-- PATTERN… [OPTION…]]`: every test that needs no service, no Docker and no network beyond loopback.
// Afterwards the tests that docs/reference/mesos-checks.md, docs/how-to/site/security.md and docs/reference/asvs.md name are held against those that were
// seen passing.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { hasTag, testFiles, titleProofs, verify, type TaggedRun } from "./pages/check-proofs.ts";
import { namedProofs, unprovenIn } from "./pages/named-proofs.ts";

const HELP = `npm test [-- PATTERN… [OPTION…]]

  PATTERN     part of a test file's path; without one, all

  --seed N    of what property tests draw; 1, so that a run says of a change what the run before said of the one before.
              "random" looks elsewhere
  --depth N   how many times as many cases as usual they try; 1`;

const root = dirname(import.meta.dirname);
const { values, positionals: patterns } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    depth: { type: "string", default: "1" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const seed = values.seed === "random" ? randomInt(2 ** 31) : Number(values.seed);
const depth = Number(values.depth);
if (values.help || !Number.isSafeInteger(seed) || !Number.isSafeInteger(depth) || depth < 1) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const files = testFiles(root).filter(
  (file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)),
);
if (files.length === 0) {
  console.error(`no test file matches ${patterns.join(" ")}`);
  process.exit(2);
}
mkdirSync(join(root, "tmp"), { recursive: true });
const seen = join(root, "tmp", "tagged-tests.ndjson");
const reporters = ["spec", pathToFileURL(join(root, "scripts/tagged-tests-reporter.ts")).href];
const destinations = ["stdout", seen];
console.log(`property tests: seed ${seed}${depth === 1 ? "" : `, ${depth} times as many cases`}`);
const child = spawn(
  process.execPath,
  [
    "--test",
    `--import=${pathToFileURL(join(root, "scripts/seed-properties.ts")).href}`,
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    `--test-timeout=${600_000 * depth}`,
    ...reporters.map((reporter) => `--test-reporter=${reporter}`),
    ...destinations.map((destination) => `--test-reporter-destination=${destination}`),
    ...files,
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PROPERTY_SEED: String(seed),
      PROPERTY_DEPTH: String(depth),
      // Hundreds of files, each in a process of its own, import the same modules.
      NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compiled"),
    },
  },
);
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
  const lines = readFileSync(seen, "utf8").split("\n");
  const runs = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TaggedRun); // of the reporter
  const tagged = runs.filter(({ title }) => hasTag(title));
  const { problems, skipped } = verify(titleProofs(root), tagged, files);
  const unproven = unprovenIn(namedProofs(root), runs, files);
  for (const one of skipped) console.log(`not proven on this machine: ${one}`);
  for (const one of problems)
    console.error(`docs/reference/mesos-checks.md names a test that did not pass: ${one}`);
  for (const one of unproven) console.error(`a proof of security did not pass: ${one}`);
  if (problems.length + unproven.length > 0) process.exitCode = 1;
});
