import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROBLEMS } from "../api/problems.ts";
import { COMMANDS } from "../cli/commands.ts";
import { completionScript } from "../cli/completion.ts";
import { KEY_NAMES } from "../config/keys.ts";
import type { Benchmark, Figures } from "./run.ts";

const ROOT = dirname(import.meta.dirname);

/** Counts of what must be whole, and the time from a clone to the first result. */
export const numbersBenchmark: Benchmark = {
  about: "from a clone to the first result; what help, errors and pages cover",
  run({ small }): Promise<Figures> {
    return Promise.resolve({
      ...(small ? {} : firstUse()),
      ...commandsCovered(),
      ...pagesCovered(),
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
function pagesCovered(): Figures {
  const page = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8");
  const part = (all: readonly string[], text: string, mark: (one: string) => string): number =>
    (all.filter((one) => text.includes(mark(one))).length / all.length) * 100;
  const flags = COMMANDS.flatMap(({ flags: of }) => of.map(({ name }) => name));
  const pages = [...globSync("docs/**/*.md", { cwd: ROOT }), "README.md", "CONTRIBUTING.md"];
  const broken = pages.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].flatMap(
      ([, target = ""]) =>
        /^[a-z]+:/.test(target) || existsSync(join(ROOT, dirname(file), target))
          ? []
          : [`${file}: ${target}`],
    ),
  );
  for (const one of broken) console.log(`  broken link: ${one}`);
  return {
    "N5 problem codes in docs/problems.md %": part(
      Object.keys(PROBLEMS),
      page("problems.md"),
      (code) => code,
    ),
    "N27 settings in docs/configuration.md %": part(
      KEY_NAMES,
      page("configuration.md"),
      (key) => `\`${key}\``,
    ),
    "N27 commands in docs/cli.md %": part(
      COMMANDS.map(({ name }) => name),
      page("cli.md"),
      (name) => name,
    ),
    "N27 flags in docs/cli.md %": part(flags, page("cli.md"), (flag) => `--${flag}`),
    "N27 broken links": broken.length,
  };
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
