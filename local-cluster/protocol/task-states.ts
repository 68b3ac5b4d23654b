import type { FrameworkInfo, FrameworkInfoCapabilityType, TaskState } from "../../proto/generated/types.ts";

const TERMINAL: ReadonlySet<TaskState> = new Set<TaskState>([
  "TASK_FINISHED",
  "TASK_FAILED",
  "TASK_KILLED",
  "TASK_ERROR",
  "TASK_LOST",
  "TASK_DROPPED",
  "TASK_GONE",
  "TASK_GONE_BY_OPERATOR",
]);

/** Whether a task in this state holds no resources any more. Source: Mesos, `isTerminalState`. */
export function isTerminal(state: TaskState): boolean {
  return TERMINAL.has(state);
}

export function hasCapability(framework: FrameworkInfo, capability: FrameworkInfoCapabilityType): boolean {
  return (framework.capabilities ?? []).some((entry) => entry.type === capability);
}

/** The state a framework understands for a task that never ran: TASK_DROPPED, or TASK_LOST for the old ones. */
export function droppedStateFor(framework: FrameworkInfo): TaskState {
  return hasCapability(framework, "PARTITION_AWARE") ? "TASK_DROPPED" : "TASK_LOST";
}

/** A task whose agent is away: it may come back. */
export function isUnreachableState(state: TaskState): boolean {
  return state === "TASK_UNREACHABLE";
}
