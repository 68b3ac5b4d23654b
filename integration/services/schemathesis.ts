import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Of the fuzzer that reads OpenAPI documents; another one may find other things. */
const VERSION = "4.32.5";

/**
 * Schemathesis in an environment of its own under the cache directory, installed from PyPI once.
 * @returns  the path of its program
 * @throws Error  with what to do, where it cannot be installed
 */
export function ensureSchemathesis(): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const directory = join(cache, "godocker", `schemathesis-${VERSION}`);
  const program = join(directory, "bin", "schemathesis");
  if (existsSync(program)) return program;
  mkdirSync(join(cache, "godocker"), { recursive: true });
  run("python3", ["-m", "venv", directory], "install Python 3.10 or later with its module venv");
  run(
    join(directory, "bin", "pip"),
    ["install", "--quiet", "--disable-pip-version-check", `schemathesis==${VERSION}`],
    "see that PyPI can be reached",
  );
  return program;
}

function run(program: string, words: readonly string[], mend: string): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().split("\n").at(-1);
  throw new Error(`${[program, ...words].join(" ")} failed: ${why}; ${mend}`);
}

/** @returns  its exit status and all it said */
export function runProgram(
  program: string,
  words: readonly string[],
  cwd: string,
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => (output += piece.toString()));
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}
