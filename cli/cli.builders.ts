import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import type { World } from "../api/api.builders.ts";
import { ANA, submitted } from "../api/api.builders.ts";
import type { CliIo } from "./frame/io.ts";
import { runCli } from "./main.ts";

/** A person at a keyboard, or a script, without a process. */
export interface Desk extends Disposable {
  readonly directory: string;
  /** Writes a file into the working directory and gives its name. */
  file(name: string, text: string | Uint8Array): string;
  /** Runs a command line to its end. */
  run(...argv: readonly string[]): Promise<Outcome>;
  /** Starts one; what it prints so far can be waited for. */
  start(argv: readonly string[], options?: DeskOptions): Running;
}

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Outcome>;
  /** Resolves once this text was printed on either output. */
  printed(text: string): Promise<void>;
  interrupt(signal?: "SIGINT" | "SIGTERM"): void;
  type(text: string): void;
  /** Whether keys come as they are typed. */
  readonly isRaw: () => boolean;
  resize(size: { readonly columns: number; readonly rows: number }): void;
}

export interface DeskOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly columns?: number;
  /** Whoever reads stdout goes away after that many writes. */
  readonly stdoutClosesAfter?: number;
  /** What the whole program starts, and the client alone does not. */
  readonly servers?: Parameters<typeof runCli>[2];
}

export function aDesk(options: DeskOptions = {}): Desk {
  const directory = mkdtempSync(join(tmpdir(), "godocker-cli-"));
  const start = (argv: readonly string[], more: DeskOptions = {}): Running =>
    begin(argv, directory, { ...options, ...more, env: { ...options.env, ...more.env } });
  return {
    directory,
    file(name, text) {
      writeFileSync(join(directory, name), text, { mode: 0o600 });
      return name;
    },
    run: (...argv) => start(argv).ended,
    start,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Signed in as somebody at a server of the test. */
export async function aDeskAt(world: World, options: DeskOptions = {}, token = ANA): Promise<Desk> {
  const url = await world.listen();
  return aDesk({ ...options, env: { GODOCKER_SERVER: url, GODOCKER_TOKEN: token, ...options.env } });
}

function begin(argv: readonly string[], directory: string, options: DeskOptions): Running {
  const { tty = false, stdoutClosesAfter = Number.POSITIVE_INFINITY } = options;
  const waiting = new Set<() => void>();
  const printed = { stdout: "", stderr: "" };
  const collect = (name: "stdout" | "stderr", writesMax: number) => {
    let writes = 0;
    return new Writable({
      decodeStrings: false,
      write(chunk: string | Uint8Array, _encoding, done) {
        writes += 1;
        if (writes > writesMax) {
          done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
          return;
        }
        printed[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
        for (const look of waiting) look();
        done();
      },
    });
  };
  const stdin = new PassThrough();
  if (!tty || options.stdin !== undefined) stdin.end(options.stdin ?? "");
  const listeners = new Set<(signal: "SIGINT" | "SIGTERM") => void>();
  const resized = new Set<() => void>();
  let size = tty ? { columns: options.columns ?? 100, rows: 30 } : undefined;
  let isRaw = false;
  const io: CliIo = {
    stdin,
    stdout: collect("stdout", stdoutClosesAfter),
    stderr: collect("stderr", Number.POSITIVE_INFINITY),
    env: { HOME: directory, XDG_STATE_HOME: join(directory, "state"), ...options.env },
    isTty: { stdin: tty, stdout: tty, stderr: tty },
    cwd: directory,
    columns: tty ? (options.columns ?? 100) : undefined,
    windowSize: () => size,
    onResize: (listener) => {
      resized.add(listener);
      return () => resized.delete(listener);
    },
    setRaw: (raw) => {
      isRaw = raw;
    },
    page: async (pager, text) => {
      printed.stdout += `(${pager})\n${text}`;
      return pager !== "missing";
    },
    nowMs: Date.now,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const exit = runCli(argv, io, options.servers);
  return {
    ended: exit.then((code) => ({ exit: code, ...printed })),
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!printed.stdout.includes(text) && !printed.stderr.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        exit.then(
          (code) =>
            reject(new Error(`it ended with ${code} and never printed ${text}: ${JSON.stringify(printed)}`)),
          reject,
        );
      }),
    interrupt: (signal = "SIGINT") => {
      for (const listener of listeners) listener(signal);
    },
    type: (text) => stdin.write(text),
    isRaw: () => isRaw,
    resize: (next) => {
      size = next;
      for (const listener of resized) listener();
    },
  };
}

export const OK = { state: "succeeded", exitCode: 0 } as const;
export const BROKEN = {
  state: "failed",
  reason: "ExitCode",
  exitCode: 3,
  message: "it exited with 3",
} as const;

/** A job of ana that runs on node1. */
export async function aRunningJob(world: World, spec: Readonly<Record<string, unknown>> = {}) {
  const id = await submitted(world, spec);
  const taskId = await world.launch(id);
  await world.running(taskId);
  return { id, taskId };
}

/** What a task has written so far. */
export function put(world: World, taskId: string, stream: "stdout" | "stderr", text: string): void {
  world.output.set(`${taskId}/${stream}`, Buffer.from(text));
}
