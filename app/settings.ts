import { parseArgs } from "node:util";
import { loadConfig, type Config } from "../config/load.ts";
import { formatProblem } from "../config/problem.ts";
import { readConfigFiles, readConfigText } from "../config/read-files.ts";
import { homedir } from "node:os";

/** A fault that a person can mend: printed without a stack; the process ends with `exitCode`. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitCode: number;
  constructor(message: string, options: { readonly exitCode?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** What every server role takes on its command line. */
const ROLE_OPTIONS = {
  config: { type: "string", multiple: true },
  set: { type: "string", multiple: true },
  lifetime: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export function readSettings(words: {
  readonly config?: readonly string[];
  readonly set?: readonly string[];
}): Config {
  const loaded = loadConfig({
    files: readConfigFiles(words.config ?? []),
    env: process.env,
    set: words.set ?? [],
    readFile: readConfigText,
    home: homedir(),
  });
  if (!loaded.ok) {
    const count = loaded.problems.length === 1 ? "1 fault" : `${loaded.problems.length} faults`;
    throw new StartError(
      `the configuration has ${count}:\n${loaded.problems.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`,
      { exitCode: 10 },
    );
  }
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${formatProblem(warning)}\n`);
  return loaded.config;
}

/** @throws StartError  with the usage, for words that no role knows */
export function parseRole(args: readonly string[], help: string) {
  try {
    return parseArgs({ args: [...args], options: ROLE_OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`, {
      exitCode: 2,
    });
  }
}
