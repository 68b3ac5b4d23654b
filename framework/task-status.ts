import type { TaskState as MesosTaskState, TaskStatus } from "../proto/generated/types.ts";
import type { StatusUpdate, TaskState } from "../offers/backend.ts";

const STATES: Readonly<Record<MesosTaskState, TaskState>> = {
  TASK_STAGING: "staging",
  TASK_STARTING: "starting",
  TASK_RUNNING: "running",
  TASK_KILLING: "killing",
  TASK_FINISHED: "finished",
  TASK_FAILED: "failed",
  TASK_KILLED: "killed",
  TASK_ERROR: "error",
  TASK_LOST: "lost",
  TASK_DROPPED: "dropped",
  TASK_UNREACHABLE: "unreachable",
  TASK_GONE: "gone",
  TASK_GONE_BY_OPERATOR: "gone",
  TASK_UNKNOWN: "unknown",
};

/** Longer messages (a memory limit comes with pages of statistics) are cut. */
const MESSAGE_MAX = 2000;

/** What ACKNOWLEDGE must repeat, exactly as it came. */
export interface Acknowledgement {
  readonly agentId: string;
  readonly taskId: string;
  /** In base64, so that an update stays plain data. */
  readonly uuid: string;
}

export function statusUpdateOf(status: TaskStatus): StatusUpdate {
  const { task_id: taskId, agent_id: agentId, uuid, reason, message } = status;
  const state = STATES[status.state];
  const ended = state === "finished" || state === "failed" || state === "killed";
  const wanted = uuid !== undefined && uuid.length > 0;
  const acknowledgement: Acknowledgement | undefined =
    wanted && agentId !== undefined
      ? { agentId: agentId.value, taskId: taskId.value, uuid: Buffer.from(uuid).toString("base64") }
      : undefined;
  return {
    taskId: taskId.value,
    agentId: agentId?.value ?? "",
    state,
    ...(ended ? exitOf(state, message ?? "") : {}),
    ...(reason === "REASON_CONTAINER_LIMITATION_MEMORY" ? { outOfMemory: true } : {}),
    ...wordsOf(message, reason),
    // An agent that found a task missing sends the same reason as news of its own, which wants an acknowledgement.
    reconciliation: reason === "REASON_RECONCILIATION" && !wanted,
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
  };
}

/** What `statusUpdateOf` put there, `undefined` when it is something else. */
export function acknowledgementOf({ acknowledgement: given }: StatusUpdate): Acknowledgement | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  if (!("agentId" in given) || !("taskId" in given) || !("uuid" in given)) return undefined;
  const { agentId, taskId, uuid } = given;
  if (typeof agentId !== "string" || typeof taskId !== "string" || typeof uuid !== "string") return undefined;
  return { agentId, taskId, uuid };
}

function wordsOf(message: string | undefined, reason: string | undefined): { readonly message?: string } {
  const words = message === undefined || message === "" ? reason : message;
  if (words === undefined) return {};
  return { message: words.length > MESSAGE_MAX ? `${words.slice(0, MESSAGE_MAX)}…` : words };
}

/**
 * Mesos tells how a process ended by words only: `Command exited with status 3`, `Command terminated with signal
 * Killed`, `Container …` from the docker executor.
 *
 * @see Mesos: src/launcher/executor.cpp and 3rdparty/stout, `WSTRINGIFY`
 */
function exitOf(state: TaskState, message: string): { readonly exitCode?: number; readonly signal?: number } {
  const exitCode = /^(?:Command|Container) exited with status (\d+)/.exec(message)?.[1];
  if (exitCode !== undefined) return { exitCode: Number(exitCode) };
  const name = /^(?:Command|Container) terminated with signal (.+?)(?: \(core dumped\))?$/m.exec(
    message,
  )?.[1];
  const signal = name === undefined ? undefined : signalOf(name);
  if (signal !== undefined) return { signal };
  return state === "finished" ? { exitCode: 0 } : {};
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
