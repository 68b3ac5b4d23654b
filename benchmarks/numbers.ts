import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { COMMANDS } from "../cli/commands/commands.ts";
import { completionScript } from "../cli/commands/completion.ts";
import { brokenLinks, pagesCovered } from "../scripts/pages/pages-covered.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const ROOT = dirname(import.meta.dirname);

/** Counts of what must be whole, and the time from a clone to the first result. */
export const numbersBenchmark: Benchmark = {
  about: "from a clone to the first result; what help, errors and pages cover",
  run({ small }): Promise<Figures> {
    return Promise.resolve({
      ...(small ? {} : firstUse()),
      ...commandsCovered(),
      ...pagesFigures(),
      ...faultyConfiguration(),
    });
  },
};

/** N1: clone, then one command that installs, starts everything and runs a pipeline. */
function firstUse(): Figures {
  const directory = mkdtempSync(join(tmpdir(), "godocker-clone-"));
  try {
    const began = performance.now();
    run("git", ["clone", "-q", ROOT, "godocker"], directory);
    run("npm", ["run", "--silent", "quickstart", "--", "--once"], join(directory, "godocker"));
    return { "N1 clone until the result of the first pipeline s": (performance.now() - began) / 1000 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** N4. */
function commandsCovered(): Figures {
  const present = COMMANDS.filter(({ later }) => later === undefined);
  const completion = completionScript("bash");
  const whole = present.filter(
    ({ name, summary, example, flags }) =>
      summary !== "" &&
      example !== "" &&
      flags.every(({ summary }) => summary !== "") &&
      completion.includes(name),
  );
  return {
    "N4 commands": present.length,
    "N4 commands with help, an example and completion %": (whole.length / present.length) * 100,
  };
}

/** N5 and N27. */
function pagesFigures(): Figures {
  const broken = brokenLinks();
  for (const one of broken) console.log(`  broken link: ${one}`);
  const parts = pagesCovered().map(({ all, missing, what }) => {
    const number = what === "problem codes" ? "N5" : "N27";
    return [`${number} ${what} in docs/ %`, (1 - missing.length / all) * 100] as const;
  });
  return { ...Object.fromEntries(parts), "N27 broken links": broken.length };
}

/** N20: a file with ten faults. */
function faultyConfiguration(): Figures {
  const directory = mkdtempSync(join(tmpdir(), "godocker-faults-"));
  try {
    const file = join(directory, "godocker.json5");
    const faults = [
      'server: { listen: "nowhere", bodyLimit: "many" }',
      'scheduling: { policy: "fare-share", halfLife: -1 }',
      'log: { level: "loud" }',
      "jobs: { defaults: { cpus: -2, walltime: true } }",
      'store: { url: "ftp://x" }',
      "clusterr: {}",
      "cluster: { leaderTtl: 0 }",
    ];
    writeFileSync(file, `{\n${faults.map((fault) => `  ${fault},`).join("\n")}\n}\n`);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, "app", "main.ts"), "config", "check", "--config", file],
      { encoding: "utf8" },
    );
    const output = `${stdout}${stderr}`;
    const told = new Set([...output.matchAll(/godocker\.json5:(\d+)/g)].map(([at]) => at));
    const FAULTS = 10;
    return {
      "N20 faults in the file": FAULTS,
      "N20 faults told in one run": [...output.matchAll(/godocker\.json5:\d+/g)].length,
      "N20 lines of the file that are named": told.size,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stdout}${stderr}`);
}
