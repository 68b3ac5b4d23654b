import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startUp, type Up } from "./up.ts";

const ROOT = dirname(import.meta.dirname);

interface Step {
  readonly command: string;
  readonly printed: readonly string[];
  /** `undefined`: the next step looks at it. */
  readonly status: number | undefined;
}

/** What stands in the blocks of a console: commands behind `$`, and what they print. */
function stepsOf(page: string): readonly Step[] {
  const steps: { command: string; printed: string[] }[] = [];
  for (const [, block = ""] of page.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    let end: string | undefined;
    for (const line of block.trimEnd().split("\n")) {
      const step = steps.at(-1);
      if (end !== undefined && step !== undefined) {
        step.command += `\n${line}`;
        if (line === end) end = undefined;
      } else if (line.startsWith("$ ")) {
        steps.push({ command: line.slice(2), printed: [] });
        end = /<<'(\w+)'/.exec(line)?.[1];
      } else step?.printed.push(line);
    }
  }
  return steps.map(({ command, printed }, at) => {
    const [, status] = /^\[exit (\d+)\]$/.exec(printed.at(-1) ?? "") ?? [];
    if (status !== undefined) return { command, printed: printed.slice(0, -1), status: Number(status) };
    const isLookedAt = steps[at + 1]?.command === "echo $?";
    return { command, printed, status: isLookedAt ? undefined : 0 };
  });
}

/** `…` stands for anything on a line, and alone on a line for any lines. */
function pattern(printed: readonly string[]): RegExp {
  const lines = printed.map((line) =>
    line === "…"
      ? "(?:.*\\n)*?"
      : `${line
          .split("…")
          .map((part) =>
            part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/ {2,}/g, " {2,}"),
          )
          .join(".*")} *\\n`,
  );
  return new RegExp(`^${lines.join("")}$`);
}

describe("the tutorial", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-tutorial-"));
  const steps = stepsOf(readFileSync(join(ROOT, "docs", "tutorial.md"), "utf8"));
  let up: Up | undefined;

  before(async () => {
    up = await startUp({
      config: [],
      set: [],
      data: join(directory, "data"),
      port: "0",
      say: () => undefined,
    });
  });
  after(async () => {
    await up?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("prints what it says, command after command", async () => {
    assert.ok(steps.length > 40, `only ${steps.length} commands were found`);
    // One shell for all: a person has one, too.
    const script = steps.map(
      ({ command }, at) =>
        `{\n${command}\n} > "$OUT/${at}.txt" 2>&1 < /dev/null\nstatus=$?\necho $status > "$OUT/${at}.status"\n(exit $status)\n`,
    );
    const start = 'godocker() { "$NODE" "$ROOT/scripts/start.mjs" "$@"; }\n';
    const file = join(directory, "tutorial.sh");
    writeFileSync(file, start + script.join(""));
    const child = spawn("bash", [file], {
      cwd: directory,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        OUT: directory,
        NODE: process.execPath,
        ROOT,
        GODOCKER_SERVER: up?.url,
        GODOCKER_TOKEN_FILE: up?.tokenFile,
      },
    });
    await new Promise((resolve) => child.once("close", resolve));
    const different = steps.flatMap(({ command, printed, status }, at) => {
      const output = readFileSync(join(directory, `${at}.txt`), "utf8");
      const ended = Number(readFileSync(join(directory, `${at}.status`), "utf8"));
      const isSame = pattern(printed).test(output) && (status === undefined || ended === status);
      return isSame ? [] : [`$ ${command}\n${output}[exit ${ended}]`];
    });
    assert.equal(different.join("\n\n"), "");
  });
});
