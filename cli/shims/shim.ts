import { Writable } from "node:stream";
import type { Args } from "../frame/args.ts";
import { argsOf } from "../frame/args.ts";
import { findCommand } from "../commands/commands.ts";
import type { Connected } from "../frame/context.ts";
import { EXIT, Failure, failureLines } from "../text/failure.ts";
import type { CliIo } from "../frame/io.ts";
import { openTerminal, type Terminal } from "../frame/terminal.ts";

/** What a command with a name of Slurm's works with. */
export interface Shim {
  readonly io: CliIo;
  readonly terminal: Terminal;
  readonly connect: () => Promise<Connected>;
  /** Runs a command line of `godocker` and gives what it printed. */
  readonly godocker: (argv: readonly string[], stdin?: CliIo["stdin"]) => Promise<Ran>;
}

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Slurm's words for what may be better the next time: workflow engines try again when they read it. */
export const TRANSIENT = "Socket timed out on send/recv operation";
export const FAILED = 1;

type RunShim = (shim: Shim, words: readonly string[]) => Promise<number>;

const SHIMS: Readonly<Record<string, () => Promise<RunShim>>> = {
  sbatch: async () => (await import("./sbatch.ts")).sbatch,
  squeue: async () => (await import("./squeue.ts")).squeue,
  scancel: async () => (await import("./scancel.ts")).scancel,
  sinfo: async () => (await import("./sinfo.ts")).sinfo,
};
export const SHIM_NAMES: readonly string[] = Object.keys(SHIMS);

type RunGodocker = (argv: readonly string[], io: CliIo) => Promise<number>;

/**
 * `godocker shim NAME …`: what the links of `godocker shims install` start. Errors begin with the name, as Slurm's do.
 * @param run  runs a command line of `godocker`
 */
export async function runShim(argv: readonly string[], io: CliIo, run: RunGodocker): Promise<number> {
  const [name = "", ...words] = argv;
  const terminal = openTerminal(io, "never");
  const load = Object.hasOwn(SHIMS, name) ? SHIMS[name] : undefined;
  if (load === undefined) {
    await terminal.err(`godocker shim: error: there is no ${name}; one of ${SHIM_NAMES.join(", ")}\n`);
    return EXIT.usage;
  }
  const shim: Shim = {
    io,
    terminal,
    connect: async () => (await import("../connection/connection.ts")).connect(io, noArgs(io), terminal),
    godocker: async (line, stdin = io.stdin) => {
      const printed = { stdout: "", stderr: "" };
      const collect = (of: "stdout" | "stderr") =>
        new Writable({
          decodeStrings: false,
          write(chunk: string | Uint8Array, _encoding, done) {
            printed[of] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
            done();
          },
        });
      const isTty = { stdin: false, stdout: false, stderr: false };
      const inner = { ...io, stdin, stdout: collect("stdout"), stderr: collect("stderr"), isTty };
      return { exit: await run(line, inner), ...printed };
    },
  };
  try {
    return await (
      await load()
    )(shim, words);
  } catch (error) {
    const lines = await linesOf(error);
    for (const line of lines) await terminal.err(`${name}: error: ${line}\n`);
    return FAILED;
  }
}

async function linesOf(error: unknown): Promise<readonly string[]> {
  if (error instanceof Failure) return transient(failureLines(error.parts), error.parts.exit);
  const { ApiError } = await import("../../client/http.ts");
  if (error instanceof ApiError) {
    const lines = [error.message];
    return error.retryable ? [...lines, TRANSIENT] : lines;
  }
  const fix = error instanceof Error && "fix" in error ? error.fix : undefined;
  const said = error instanceof Error ? error.message : String(error);
  return [typeof fix === "string" ? `${said}: ${fix}` : said];
}

/** With the words for what may be better the next time. */
export function transient(lines: readonly string[], exit: number): readonly string[] {
  return exit === EXIT.unreachable ? [...lines, TRANSIENT] : lines;
}

/** Servers and tokens are those of the environment. */
function noArgs({ env }: CliIo): Args {
  const command = findCommand("ls");
  if (command === undefined) throw new Error("the table of commands has no ls");
  return argsOf(command, { given: [], operands: [], rest: undefined, faults: [] }, env);
}
