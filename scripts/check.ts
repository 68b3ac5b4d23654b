// `npm run check`: types, lint, format, dead code, layers, generated code and pages.
// Offline, and fast the second time: what did not change is not looked at again.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { violations } from "./architecture/arrows.ts";
import { tooLong } from "./architecture/sizes.ts";
import { projectFiles, sourceFiles } from "./architecture/sources.ts";
import { replacedWords } from "./architecture/words.ts";

const root = dirname(import.meta.dirname);
/** Removed with the packages, so it never outlives the versions that wrote it. */
const CACHE = join(root, "node_modules/.cache/check");
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

function run(name: string, command: string, args: readonly string[]): Promise<Outcome> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    const done = (ok: boolean) =>
      resolve({ name, ok, output: output.trim(), seconds: (performance.now() - startedMs) / 1000 });
    child.on("error", (error) => {
      output += error.message;
      done(false);
    });
    child.on("exit", (code) => done(code === 0));
  });
}

const sources = sourceFiles(root);
const pages = projectFiles(root)
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
const own = [
  { name: "layers", found: violations(sources) },
  { name: "lengths", found: tooLong(sources) },
  { name: "words", found: replacedWords([...sources, ...pages]) },
];
const outcomes = await Promise.all([
  ...own.map(({ name, found }) =>
    Promise.resolve<Outcome>({ name, ok: found.length === 0, output: found.join("\n"), seconds: 0 }),
  ),
  run("types", bin("tsc"), [
    "--noEmit",
    "-p",
    ".",
    "--incremental",
    "--tsBuildInfoFile",
    join(CACHE, "types.tsbuildinfo"),
  ]),
  run("types of the pages", bin("tsc"), ["-p", "web"]),
  run("lint", bin("oxlint"), ["--deny-warnings"]),
  run("format", process.execPath, [
    join(root, "node_modules/prettier/bin/prettier.cjs"),
    "--check",
    "--log-level=warn",
    "--cache",
    `--cache-location=${join(CACHE, "format")}`,
    "--cache-strategy=content",
    ".",
  ]),
  run("dead code", process.execPath, [
    join(root, "node_modules/knip/bin/knip.js"),
    "--no-progress",
    "--cache",
    `--cache-location=${join(CACHE, "dead-code")}`,
  ]),
  run("generated code", process.execPath, ["scripts/generate-proto.ts", "--check"]),
  run("pages of the command", process.execPath, ["scripts/pages/write-cli-docs.ts", "--check"]),
  run("table of rights", process.execPath, ["scripts/pages/write-roles-page.ts", "--check"]),
  run("proofs of security", process.execPath, ["scripts/pages/security-proofs.ts"]),
  run("Mesos checks", process.execPath, ["scripts/pages/mesos-checks.ts", "--check"]),
]);
for (const { name, ok, output, seconds } of outcomes) {
  console.log(`${ok ? "ok" : "FAILED"}  ${name}${seconds === 0 ? "" : ` (${seconds.toFixed(1)} s)`}`);
  if (!ok) console.log(output.replaceAll(/^/gm, "    "));
}
const failed = outcomes.filter((outcome) => !outcome.ok);
if (failed.length > 0) {
  console.log(
    `\n${failed.length} of ${outcomes.length} checks failed. Formatting is fixed by: npm run format`,
  );
  process.exitCode = 1;
}
