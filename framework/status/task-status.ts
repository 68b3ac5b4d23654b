import type { TaskState as MesosTaskState, TaskStatus } from "../../proto/generated/types.ts";
import type { StatusUpdate, TaskState } from "../../offers/backend.ts";
import { addressOf } from "./address.ts";
import type { AddressHints } from "./address.ts";
import { exitOf, hintOf } from "./exit.ts";
import { faultOf } from "./fault.ts";

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

/** Whether that is the name of a state as Mesos writes it. */
export function isKnownState(name: string): boolean {
  return Object.hasOwn(STATES, name);
}

/** Longer messages (a memory limit comes with pages of statistics) are cut. */
const MESSAGE_MAX = 2000;

/** What ACKNOWLEDGE must repeat, exactly as it came. */
export interface Acknowledgement {
  readonly agentId: string;
  readonly taskId: string;
  /** In base64, so that an update stays plain data. */
  readonly uuid: string;
}

/** `data` is left where it is: with Docker it holds the whole environment of the task, secrets included. */
export function statusUpdateOf(status: TaskStatus, hints: AddressHints): StatusUpdate {
  const { task_id: taskId, agent_id: agentId, uuid, reason, message = "" } = status;
  const state = STATES[status.state];
  const exit = exitOf(state, message);
  const isExit = exit.exitCode !== undefined || exit.signal !== undefined;
  // An exit needs no other cause, unless Mesos itself brought it about.
  const fault = isExit && reason === undefined ? undefined : faultOf(state, reason, message);
  const address = addressOf(status, hints);
  const acknowledgement = wantedBy(status);
  return {
    taskId: taskId.value,
    agentId: agentId?.value ?? "",
    state,
    ...exit,
    ...(reason === "REASON_CONTAINER_LIMITATION_MEMORY" ? { outOfMemory: true } : {}),
    ...(fault === undefined ? {} : { fault }),
    ...(address === undefined ? {} : { address }),
    ...wordsOf(message === "" ? reason : message + hintOf(state, message)),
    // An agent that found a task missing sends the same reason as news of its own, which wants an acknowledgement.
    reconciliation: reason === "REASON_RECONCILIATION" && (uuid === undefined || uuid.length === 0),
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
  };
}

function wantedBy({ task_id: task, agent_id: agent, uuid }: TaskStatus): Acknowledgement | undefined {
  if (uuid === undefined || uuid.length === 0 || agent === undefined) return undefined;
  return { agentId: agent.value, taskId: task.value, uuid: Buffer.from(uuid).toString("base64") };
}

/**
 * An error about a second launch under an id that is in use says nothing of the task that has the id: it goes on.
 * @see Mesos: src/master/validation.cpp, `validateTaskID`
 */
export function isOfAnotherLaunch({ state, reason, message = "" }: TaskStatus): boolean {
  return (
    state === "TASK_ERROR" &&
    reason === "REASON_TASK_INVALID" &&
    /^Task (?:has duplicate ID|reuses the ID of an unreachable task): /.test(message)
  );
}

/** What `statusUpdateOf` put there, `undefined` when it is something else. */
export function acknowledgementOf({ acknowledgement: given }: StatusUpdate): Acknowledgement | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  if (!("agentId" in given) || !("taskId" in given) || !("uuid" in given)) return undefined;
  const { agentId, taskId, uuid } = given;
  if (typeof agentId !== "string" || typeof taskId !== "string" || typeof uuid !== "string") return undefined;
  return { agentId, taskId, uuid };
}

function wordsOf(words: string | undefined): { readonly message?: string } {
  if (words === undefined) return {};
  return { message: words.length > MESSAGE_MAX ? `${words.slice(0, MESSAGE_MAX)}…` : words };
}
