import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A page that waits for what never comes ends here; what it printed so far tells where. */
const PAGE_MS = 300_000;

/** A command of a page, and what it is to print. */
export interface Step {
  readonly command: string;
  readonly printed: readonly string[];
  /** `undefined`: the next step looks at it. */
  readonly status: number | undefined;
}

/** What stands in the blocks of a console: commands behind `$`, and what they print. */
export function stepsOf(page: string): readonly Step[] {
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

/**
 * Runs the commands one after the other in one shell, as a person does.
 * @returns those that printed something else, or ended otherwise
 */
export async function differentSteps(
  steps: readonly Step[],
  directory: string,
  {
    prelude,
    environment,
  }: { readonly prelude: string; readonly environment: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  const script = steps.map(
    ({ command }, at) =>
      `{\n${command}\n} > "$OUT/${at}.txt" 2>&1 < /dev/null\nstatus=$?\necho $status > "$OUT/${at}.status"\n(exit $status)\n`,
  );
  const file = join(directory, "page.sh");
  writeFileSync(file, prelude + script.join(""));
  const child = spawn("bash", [file], {
    cwd: directory,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: PAGE_MS,
    env: { PATH: process.env.PATH, HOME: directory, OUT: directory, ...environment },
  });
  await new Promise((resolve) => child.once("close", resolve));
  return steps.flatMap(({ command, printed, status }, at) => {
    const output = printedTo(join(directory, `${at}.txt`));
    const ended = Number(printedTo(join(directory, `${at}.status`)) || Number.NaN);
    const isSame = pattern(printed).test(output) && (status === undefined || ended === status);
    return isSame ? [] : [`$ ${command}\n${output}[exit ${ended}]`];
  });
}

/** Nothing of commands that were never come to. */
function printedTo(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
