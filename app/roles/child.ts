import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { StartError } from "../settings/settings.ts";

/** A server role as a process of its own, which ends with this one and is started again when it ends by itself. */
export interface Child {
  /** What it said when it was ready. */
  readonly url: string | undefined;
  readonly pid: number | undefined;
  /** Tells it to read its configuration again. */
  hangUp(): void;
  stop(): Promise<void>;
}

/** It uses code that was compiled before: without, each start compiles all sources, and keeps what it takes for that. */
const START = join(
  import.meta.dirname,
  ...(extname(import.meta.filename) === ".ts" ? ["..", ".."] : ["..", "..", ".."]),
  "scripts",
  "start.mjs",
);
const AGAIN_FIRST_MS = 500;
const AGAIN_LAST_MS = 15_000;
/** After that long a start counts as a good one. */
const STEADY_MS = 60_000;
const STOP_MS = 10_000;
/**
 * In MiB. A scheduler keeps jobs for long, and all else that it makes is rubbish at once: more room for young objects, of
 * which V8 takes several times as much, is only memory that it holds.
 */
const SCHEDULER_OF_NODE = ["--max-semi-space-size=8"];

/**
 * Starts a role and waits until it says that it is ready.
 * @throws StartError  with what it said, when it ends before that
 */
export async function startChild(options: {
  readonly role: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly onRestart: (message: string) => void;
}): Promise<Child> {
  let stopping = false;
  let againMs = AGAIN_FIRST_MS;
  /** Also one that is not ready yet. */
  let newest: ChildProcess | undefined;
  const beginNext = (): Promise<Begun> =>
    begin(options, (child) => {
      newest = child;
    });
  let current = await beginNext();
  const supervise = (begun: Begun): void => {
    const startedMs = Date.now();
    begun.child.once("exit", (code, signal) => {
      if (stopping) return;
      if (Date.now() - startedMs > STEADY_MS) againMs = AGAIN_FIRST_MS;
      options.onRestart(
        `the ${options.role} ended (${signal ?? `exit status ${code}`}) and is started again in ${againMs} ms; see ${options.logFile}`,
      );
      setTimeout(again, againMs);
      againMs = Math.min(2 * againMs, AGAIN_LAST_MS);
    });
  };
  const again = (): void => {
    if (stopping) return;
    beginNext().then(
      (begun) => {
        current = begun;
        supervise(begun);
      },
      (error: unknown) => {
        if (stopping) return;
        options.onRestart(error instanceof Error ? error.message : String(error));
        setTimeout(again, againMs);
        againMs = Math.min(2 * againMs, AGAIN_LAST_MS);
      },
    );
  };
  supervise(current);
  return {
    url: current.url,
    get pid() {
      return current.child.pid;
    },
    hangUp: () => void current.child.kill("SIGHUP"),
    stop: async () => {
      stopping = true;
      if (newest !== undefined) await end(newest);
    },
  };
}

interface Begun {
  readonly child: ChildProcess;
  readonly url: string | undefined;
}

async function begin(
  {
    role,
    args,
    logFile,
  }: { readonly role: string; readonly args: readonly string[]; readonly logFile: string },
  spawned: (child: ChildProcess) => void,
): Promise<Begun> {
  const log = openSync(logFile, "a", 0o600);
  const logBegan = statSync(logFile).size;
  const ofNode = role === "scheduler" ? SCHEDULER_OF_NODE : [];
  const child = spawn(process.execPath, [...ofNode, START, role, ...args, "--lifetime", "stdin"], {
    stdio: ["pipe", "pipe", log],
  });
  closeSync(log);
  spawned(child);
  child.stdin?.on("error", () => undefined); // nothing is written to it; it breaks when the process ends
  const output = child.stdout;
  const url = await new Promise<string | undefined>((resolve, reject) => {
    child.once("error", reject);
    const failed = (code: number | null, signal: NodeJS.Signals | null) => {
      const said = readFileSync(logFile)
        .subarray(logBegan)
        .toString("utf8")
        .trim()
        .split("\n")
        .slice(-10)
        .join("\n");
      const exitCode = code === null || code === 0 ? 1 : code;
      reject(
        new StartError(`the ${role} did not start (${signal ?? `exit status ${code}`}): ${said}`, {
          exitCode,
        }),
      );
    };
    child.once("exit", failed);
    if (output !== null)
      createInterface({ input: output }).once("line", (line) => {
        child.off("exit", failed);
        resolve(readyUrl(line));
      });
  });
  return { child, url };
}

function readyUrl(line: string): string | undefined {
  const parsed: unknown = JSON.parse(line);
  const url = typeof parsed === "object" && parsed !== null && "url" in parsed ? parsed.url : undefined;
  return typeof url === "string" ? url : undefined;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone;
  clearTimeout(timer);
}
