import type { Attempt, AttemptEnd } from "../jobs/job.ts";
import { retryAtMs } from "../jobs/retry.ts";
import type { RetryPolicy } from "../jobs/spec.ts";
import type { StatusUpdate, TaskState } from "../offers/backend.ts";

/** After a launch that never began: long enough not to spin, short enough not to be noticed. */
const LAUNCH_AGAIN_MS = 1000;

/** Whether the task is over for good, as far as its backend can know. */
export function hasEnded(state: TaskState): boolean {
  switch (state) {
    case "finished":
    case "failed":
    case "killed":
    case "error":
    case "lost":
    case "dropped":
    case "gone":
      return true;
    case "staging":
    case "starting":
    case "running":
    case "killing":
    case "unreachable":
    case "unknown":
      return false;
    default:
      return state satisfies never;
  }
}

/** How an attempt ended, read from its last update and from what we had told it; with the retry it gets. */
export function endOf(
  attempt: Attempt,
  update: StatusUpdate,
  policy: RetryPolicy,
  nowMs: number,
): AttemptEnd {
  const end = plainEnd(attempt, update);
  if (end.neverBegan === true) return { ...end, retryAtMs: nowMs + LAUNCH_AGAIN_MS };
  const retry = retryAtMs(policy, end, attempt.charged, nowMs);
  return retry === undefined ? end : { ...end, retryAtMs: retry };
}

/** The end of an attempt whose agent stayed away for too long. It may have begun, so it counts. */
export function lostEnd(attempt: Attempt, policy: RetryPolicy, nowMs: number): AttemptEnd {
  const end: AttemptEnd =
    attempt.stopCause === "CancelRequested"
      ? { state: "cancelled", reason: "ByUser" }
      : { state: "failed", reason: "NodeLost", message: "the node went away and did not come back" };
  const retry = retryAtMs(policy, end, attempt.charged, nowMs);
  return retry === undefined ? end : { ...end, retryAtMs: retry };
}

function plainEnd(attempt: Attempt, update: StatusUpdate): AttemptEnd {
  const { exitCode, signal, state } = update;
  const how = {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  if (state === "finished") return { state: "succeeded", exitCode: 0 };
  // What we told it to do explains any other end.
  if (attempt.stopCause === "CancelRequested") return { state: "cancelled", reason: "ByUser", ...how };
  if (attempt.stopCause === "WalltimeReached") {
    return { state: "failed", reason: "Walltime", message: "stopped at its time limit", ...how };
  }
  const words = update.message === undefined ? "" : ` (${update.message})`;
  switch (state) {
    case "failed":
      if (update.outOfMemory === true) {
        return {
          state: "failed",
          reason: "OutOfMemory",
          message: "it used more memory than it had asked for",
          ...how,
        };
      }
      if (signal !== undefined) {
        return { state: "failed", reason: "Signal", message: `it was ended by signal ${signal}`, ...how };
      }
      if (exitCode !== undefined) {
        return { state: "failed", reason: "ExitCode", message: `it exited with ${exitCode}`, ...how };
      }
      return { state: "failed", reason: "Launch", message: `it could not be started${words}` };
    case "error":
      return { state: "failed", reason: "Launch", message: `the cluster refused the task${words}` };
    case "killed":
      return { state: "failed", reason: "NodeLost", message: `the cluster ended it${words}`, ...how };
    default: {
      // Gone before it was ever seen running: an offer that was void, a launch that got lost on its way.
      const neverBegan =
        attempt.state === "starting" && (state === "dropped" || state === "gone" || state === "lost");
      return neverBegan
        ? {
            state: "failed",
            reason: "LaunchDropped",
            message: `the launch did not arrive${words}`,
            neverBegan: true,
          }
        : { state: "failed", reason: "NodeLost", message: `the node went away${words}` };
    }
  }
}
