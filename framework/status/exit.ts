import type { TaskState } from "../../offers/backend.ts";

export interface Exit {
  readonly exitCode?: number;
  readonly signal?: number;
}

/**
 * Mesos says how a process ended by words only: `Command exited with status 3`, `Command terminated with signal
 * Killed`, `Container …` from the docker executor.
 *
 * @see Mesos: src/launcher/executor.cpp and 3rdparty/stout, `WSTRINGIFY`
 */
export function exitOf(state: TaskState, message: string): Exit {
  if (state !== "finished" && state !== "failed" && state !== "killed") return {};
  const exitCode = /^(?:Command|Container) exited with status (\d+)/.exec(message)?.[1];
  if (exitCode !== undefined) return { exitCode: Number(exitCode) };
  const name = /^(?:Command|Container) terminated with signal (.+?)(?: \(core dumped\))?$/m.exec(
    message,
  )?.[1];
  const signal = name === undefined ? undefined : signalOf(name);
  if (signal !== undefined) return { signal };
  return state === "finished" ? { exitCode: 0 } : {};
}

/**
 * What the status of a container means beyond the number. Docker gives away neither who sent a signal nor that memory
 * ran out, so no more is said than is known.
 */
export function hintOf(state: TaskState, message: string): string {
  if (state !== "failed") return "";
  switch (/^Container exited with status (\d+)$/.exec(message)?.[1]) {
    case "125":
      return "; Docker itself gives this status when it cannot run a container";
    case "126":
      return "; Docker gives this status when the program cannot be executed";
    case "127":
      return "; Docker gives this status when the program is not found in the image";
    case "137":
      return "; the program was killed, which is also what happens when it goes over its memory";
    default:
      return "";
  }
}

/** By the text that `strsignal` of the GNU C library has for it. */
const SIGNALS: ReadonlyMap<string, number> = new Map(
  [
    "Hangup",
    "Interrupt",
    "Quit",
    "Illegal instruction",
    "Trace/breakpoint trap",
    "Aborted",
    "Bus error",
    "Floating point exception",
    "Killed",
    "User defined signal 1",
    "Segmentation fault",
    "User defined signal 2",
    "Broken pipe",
    "Alarm clock",
    "Terminated",
    "Stack fault",
    "Child exited",
    "Continued",
    "Stopped (signal)",
    "Stopped",
    "Stopped (tty input)",
    "Stopped (tty output)",
    "Urgent I/O condition",
    "CPU time limit exceeded",
    "File size limit exceeded",
    "Virtual timer expired",
    "Profiling timer expired",
    "Window changed",
    "I/O possible",
    "Power failure",
    "Bad system call",
  ].map((name, index) => [name, index + 1]),
);

/** First of the real-time signals on Linux. */
const REAL_TIME_FIRST = 34;

function signalOf(name: string): number | undefined {
  const realTime = /^Real-time signal (\d+)$/.exec(name)?.[1];
  return realTime === undefined ? SIGNALS.get(name) : REAL_TIME_FIRST + Number(realTime);
}
