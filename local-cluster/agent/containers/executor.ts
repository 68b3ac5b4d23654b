import { spawn } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants as osConstants } from "node:os";
import { delimiter, join } from "node:path";
import { EXECUTOR_SCRIPT } from "./executor-script.ts";

/** Absolute paths of the programs the executor needs. */
export interface ExecutorTools {
  readonly setsid: string;
  readonly mv: string;
  /** Only needed to run tasks as other users. */
  readonly setpriv: string | undefined;
  /** Only needed for resource limits of a process (`RLimitInfo`). */
  readonly prlimit: string | undefined;
  /** Only needed for sessions with a terminal. */
  readonly script: string | undefined;
}

/** Throws `Error` that names what is missing. */
export function findExecutorTools(path = process.env["PATH"] ?? "/usr/bin:/bin"): ExecutorTools {
  const setsid = findProgram("setsid", path);
  const mv = findProgram("mv", path);
  if (setsid === undefined || mv === undefined)
    throw new Error(
      "the programs setsid (util-linux) and mv (coreutils) must be in PATH to run tasks; install them",
    );
  return {
    setsid,
    mv,
    setpriv: findProgram("setpriv", path),
    prlimit: findProgram("prlimit", path),
    script: findProgram("script", path),
  };
}

function findProgram(name: string, path: string): string | undefined {
  for (const directory of path.split(delimiter)) {
    const file = join(directory || ".", name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next directory of PATH may have it.
    }
  }
  return undefined;
}

/**
 * Puts the executor's program where running executors can read it to their end: the file is replaced, never
 * changed, by an agent of another version. Returns its path.
 */
export function writeExecutorScript(directory: string): string {
  const file = join(directory, "executor.sh");
  writeFileSync(`${file}.tmp`, EXECUTOR_SCRIPT);
  renameSync(`${file}.tmp`, file);
  return file;
}

export interface ExecutorStart {
  readonly tools: ExecutorTools;
  /** See `writeExecutorScript`. */
  readonly script: string;
  /** Where the executor keeps its own files. */
  readonly meta: string;
  readonly sandbox: string;
  /** The command's words; the first is an absolute path or found in the PATH of `environment`. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Files of control groups: the command writes its pid into each before it begins. */
  readonly doors?: readonly string[];
}

export interface StartedExecutor {
  readonly pid: number | undefined;
  /** Resolves when the command runs; `false` when the executor ended without starting it. */
  readonly started: Promise<boolean>;
  /** Resolves when the executor process is gone. */
  readonly ended: Promise<void>;
}

export function startExecutor(start: ExecutorStart): StartedExecutor {
  if (start.doors !== undefined && start.doors.length > 0)
    writeFileSync(join(start.meta, "doors"), `${start.doors.join("\n")}\n`);
  const stdout = openSync(join(start.sandbox, "stdout"), "a");
  const stderr = openSync(join(start.sandbox, "stderr"), "a");
  try {
    const child = spawn(
      "/bin/sh",
      [start.script, start.meta, start.tools.setsid, start.tools.mv, ...start.words],
      // Its own session: a signal to the agent's group, or the agent's terminal, does not reach it.
      {
        cwd: start.sandbox,
        env: { ...start.environment, GODOCKER_EXEC: "executor" },
        detached: true,
        stdio: ["ignore", stdout, stderr, "pipe"],
      },
    );
    child.unref();
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    const pipe = child.stdio[3];
    const started = new Promise<boolean>((resolve) => {
      if (pipe === null || pipe === undefined || !("on" in pipe)) {
        resolve(false);
        return;
      }
      pipe.once("data", () => resolve(true));
      pipe.once("close", () => resolve(false));
      pipe.once("error", () => resolve(false));
      child.once("error", () => resolve(false));
    });
    return { pid: child.pid, started, ended };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** A process, told from later ones with its number by when it began. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot; field 22 of `/proc/<pid>/stat`. */
  readonly startTicks: string;
}

/** Contents of `executor.pid` or `command.pid`; `undefined` while it is not there or not written to its end. */
export function readPidFile(file: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\d+)\n$/.exec(readIfThere(file) ?? "");
  const [, pid, startTicks] = match ?? [];
  return pid === undefined || startTicks === undefined ? undefined : { pid: Number(pid), startTicks };
}

/** Takes the executor's place before it starts. `false`: there is or was an executor. */
export function claimInsteadOfExecutor(meta: string): boolean {
  try {
    writeFileSync(join(meta, "executor.pid"), "taken\n", { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      return readIfThere(join(meta, "executor.pid")) === "taken\n";
    throw error;
  }
}

export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return false;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] !== "Z" && fields[0] !== "X" && (startTicks === "0" || fields[19] === startTicks);
}

/** How a command ended. */
export interface Outcome {
  readonly kind: "exited" | "signalled";
  /** Exit status, or number of the signal. */
  readonly code: number;
  readonly coreDumped: boolean;
  readonly endedAtMs: number;
}

/** `undefined` while the command runs, or when the executor was killed before it could tell. */
export function readOutcome(meta: string): Outcome | undefined {
  const file = join(meta, "outcome");
  const match = /^(exited|signalled) (\d+)( core)?\n$/.exec(readIfThere(file) ?? "");
  if (match === null) return undefined;
  return {
    kind: match[1] === "exited" ? "exited" : "signalled",
    code: Number(match[2]),
    coreDumped: match[3] !== undefined,
    endedAtMs: statSync(file).mtimeMs,
  };
}

/** Signals the command's process group. A group that is gone already needs none. */
export function signalGroup(command: ProcessIdentity, signal: "SIGTERM" | "SIGKILL"): void {
  for (const target of [-command.pid, command.pid]) {
    try {
      // A group outlives its leader: its number is not used again before the last member is gone.
      if (target < 0 || isAlive(command)) process.kill(target, signal);
      return;
    } catch (error) {
      // ESRCH: no such group (yet: `setsid` may not have run), then the process itself is the target.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
}

/** As Mesos words the end of a command. */
export function outcomeMessage({ kind, code, coreDumped }: Outcome): string {
  if (kind === "exited") return `Command exited with status ${code}`;
  return `Command terminated with signal ${signalText(code)}${coreDumped ? " (core dumped)" : ""}`;
}

const SIGNAL_TEXTS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGHUP: "Hangup",
  SIGINT: "Interrupt",
  SIGQUIT: "Quit",
  SIGILL: "Illegal instruction",
  SIGTRAP: "Trace/breakpoint trap",
  SIGABRT: "Aborted",
  SIGBUS: "Bus error",
  SIGFPE: "Floating point exception",
  SIGKILL: "Killed",
  SIGUSR1: "User defined signal 1",
  SIGSEGV: "Segmentation fault",
  SIGUSR2: "User defined signal 2",
  SIGPIPE: "Broken pipe",
  SIGALRM: "Alarm clock",
  SIGTERM: "Terminated",
  SIGXCPU: "CPU time limit exceeded",
  SIGXFSZ: "File size limit exceeded",
  SIGSYS: "Bad system call",
};

/** `strsignal` of glibc, which Mesos prints. */
function signalText(number: number): string {
  for (const [name, value] of Object.entries(osConstants.signals)) {
    if (value !== number) continue;
    const text = Object.entries(SIGNAL_TEXTS).find(([known]) => known === name)?.[1];
    if (text !== undefined) return text;
  }
  return `Unknown signal ${number}`;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // ESRCH: the process went away between opening and reading its file in /proc.
    if (code === "ENOENT" || code === "ESRCH" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** This very process, as `isAlive` would find it. */
export function ownIdentity(): ProcessIdentity {
  const stat = readIfThere("/proc/self/stat") ?? "";
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid: process.pid, startTicks: fields[19] ?? "0" };
}
