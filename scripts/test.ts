// `npm test [-- PATTERN…]`: every test that needs no service, no Docker and no network beyond loopback. Afterwards the
// tests that docs/mesos-checks.md, docs/security.md and docs/asvs.md name are held against those that were seen passing.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { hasTag, testFiles, titleProofs, verify, type TaggedRun } from "./check-proofs.ts";
import { namedProofs, unprovenIn } from "./named-proofs.ts";

const root = dirname(import.meta.dirname);
const patterns = process.argv.slice(2);
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
const child = spawn(
  process.execPath,
  [
    "--test",
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    "--test-timeout=600000",
    ...reporters.map((reporter) => `--test-reporter=${reporter}`),
    ...destinations.map((destination) => `--test-reporter-destination=${destination}`),
    ...files,
  ],
  { cwd: root, stdio: "inherit" },
);
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
  const lines = readFileSync(seen, "utf8").split("\n");
  const runs = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TaggedRun); // of the reporter
  const tagged = runs.filter(({ title }) => hasTag(title));
  const { problems, skipped } = verify(titleProofs(root), tagged, files);
  const unproven = unprovenIn(namedProofs(root), runs, files);
  for (const one of skipped) console.log(`not proven on this machine: ${one}`);
  for (const one of problems) console.error(`docs/mesos-checks.md names a test that did not pass: ${one}`);
  for (const one of unproven) console.error(`a proof of security did not pass: ${one}`);
  if (problems.length + unproven.length > 0) process.exitCode = 1;
});
