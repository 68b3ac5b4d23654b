// Entry of every npm script. Plain JavaScript for any Node ≥ 20: it installs what is missing, then hands over to the
// Node that package.json pins.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installStamp, isInstalled, pinnedNode, wantedPackages } from "./installed.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = pinnedNode(root);
const stamp = installStamp(root);

const TASKS = {
  check: ["scripts/check.ts"],
  test: ["scripts/test.ts"],
  quickstart: ["scripts/start.mjs", "quickstart"],
  godocker: ["scripts/start.mjs"],
  dev: ["scripts/dev.ts"],
  integration: ["integration/run.ts"],
  conformance: ["integration/conformance.ts"],
  crash: ["integration/crash/campaign.ts"],
  simulate: ["benchmarks/simulate.ts"],
  bench: ["benchmarks/run.ts"],
  generate: ["scripts/generate-proto.ts"],
  package: ["scripts/package.ts"],
  advisories: ["scripts/advisories.ts"],
  figures: ["scripts/figures.ts"],
  pages: ["scripts/pages/write-all.ts"],
  format: ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn", "."],
};

const [task = "", ...args] = process.argv.slice(2);
const command = TASKS[task];
if (command === undefined) {
  console.error(`unknown script "${task}": one of ${Object.keys(TASKS).join(", ")}`);
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(
    `GoDocker needs Node 20 or later to install itself; this is ${process.version}. Please update Node.`,
  );
  process.exit(1);
}
install();
const [script = "", ...fixed] = command;
// From a terminal, Ctrl-C reaches the child as well; the handlers only keep this process alive until it has ended.
const child = spawn(node, [join(root, script), ...fixed, ...args], { stdio: "inherit", cwd: process.cwd() });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`cannot start ${node}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});

/** Runs `npm ci` unless node_modules is what package-lock.json says. */
function install() {
  if (isInstalled(root)) return;
  console.error("Installing packages (once; about half a minute) …");
  const npm = spawnSync("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  if (npm.error !== undefined || npm.status !== 0 || !existsSync(node)) {
    const why =
      npm.error?.message ?? (npm.status === 0 ? `${node} is missing` : `npm ended with ${npm.status}`);
    console.error(
      `Packages could not be installed: ${why}.\n` +
        "Check that the npm registry can be reached and that the disk is not full, then run the same command again.",
    );
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wantedPackages(root));
}
