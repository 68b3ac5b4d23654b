import { isOver, phaseOf, statusOf, type TaskState } from "./task-status.ts";

/** What stands for "never" in what Docker tells. */
const NEVER = "0001-01-01T00:00:00Z";

/**
 * What is known of a container, in Docker's words; `null` before the start, and of an array, which is none. `State`
 * comes with the end: clients look for an exit code in it.
 */
export function inspectOf(state: TaskState) {
  const { job, element, latest } = state;
  const isArray = job.spec.array !== undefined && element === undefined;
  const over = isOver(state);
  if (over && phaseOf(state) === "cancelled" && latest === undefined) return { State: { ExitCode: 137 } };
  if (latest === undefined || isArray) return null;
  const { runningAtMs, endedAtMs, reason, placement } = latest;
  const node = { Node: { Name: placement.hostname, slave: placement.agentId } };
  if (!over) return node;
  return {
    ...node,
    State: {
      Status: "exited",
      Running: false,
      Paused: false,
      OOMKilled: reason === "OutOfMemory",
      ExitCode: statusOf(state).exitcode,
      StartedAt: instant(runningAtMs),
      FinishedAt: instant(endedAtMs),
    },
  };
}

function instant(ms: number | undefined): string {
  return ms === undefined ? NEVER : new Date(ms).toISOString();
}
