import type { Attempt, AttemptEnd } from "../../jobs/life/job.ts";
import { isRequeueCause } from "../../jobs/life/job.ts";
import { retryAtMs } from "../../jobs/life/retry.ts";
import type { RetryPolicy } from "../../jobs/spec/spec.ts";
import type { Fault, StatusUpdate, TaskState } from "../../offers/backend.ts";

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

/**
 * How an attempt ended, read from its last update and from what we had told it; with the retry it gets.
 * @param agent  how far the one is trusted where it was
 */
export function endOf(
  attempt: Attempt,
  update: StatusUpdate,
  policy: RetryPolicy,
  nowMs: number,
  agent: "trusted" | "on trial" = "trusted",
): AttemptEnd {
  const plain = plainEnd(attempt, update);
  const isTrial = agent === "on trial" && (plain.reason === "Launch" || plain.reason === "ImagePull");
  const end = isTrial ? { ...plain, onTrial: true as const } : plain;
  if (isRequeued(attempt, end)) return { ...end, retryAtMs: nowMs + LAUNCH_AGAIN_MS };
  const avoid =
    policy.avoidFailedNodes && isOfTheAgent(end, update.fault) ? { avoidAgent: true as const } : {};
  if (end.neverBegan === true || isTrial) return { ...end, ...avoid, retryAtMs: nowMs + LAUNCH_AGAIN_MS };
  const retry = retryAtMs(policy, end, attempt, nowMs);
  return retry === undefined ? end : { ...end, ...avoid, retryAtMs: retry };
}

/**
 * The end of an attempt of which nothing will be heard any more. It may have begun, so it counts.
 * @param message  how that came about
 */
export function lostEnd(attempt: Attempt, policy: RetryPolicy, message: string, nowMs: number): AttemptEnd {
  const end: AttemptEnd = toldEnd(attempt) ?? { state: "failed", reason: "NodeLost", message };
  if (isRequeued(attempt, end)) return { ...end, retryAtMs: nowMs + LAUNCH_AGAIN_MS };
  const retry = retryAtMs(policy, end, attempt, nowMs);
  return retry === undefined ? end : { ...end, retryAtMs: retry };
}

/** Whether it was stopped for the sake of others, and ended of that. */
function isRequeued({ stopCause }: Attempt, { reason }: AttemptEnd): boolean {
  return isRequeueCause(stopCause) && reason === stopCause;
}

function isOfTheAgent(end: AttemptEnd, fault: Fault | undefined): boolean {
  if (end.state !== "failed" || end.reason === "Walltime") return false;
  return fault === "agent" || fault === "launch" || fault === "image";
}

/** What we told it to do explains any end but success. */
function toldEnd({ stopCause, stoppedFor }: Attempt): AttemptEnd | undefined {
  switch (stopCause) {
    case undefined:
      return undefined;
    case "CancelRequested":
      return { state: "cancelled", reason: "ByUser" };
    case "WalltimeReached":
      return { state: "failed", reason: "Walltime", message: "stopped at its time limit" };
    case "DeadlineReached":
      return { state: "failed", reason: "Deadline", message: "stopped at its deadline" };
    case "Maintenance":
      return {
        state: "failed",
        reason: "Maintenance",
        message: "stopped because its node goes away for maintenance",
      };
    case "Preempted":
      return {
        state: "failed",
        reason: "Preempted",
        message: `stopped to make room for ${stoppedFor === undefined ? "another account" : `job ${stoppedFor}`}`,
      };
    case "GangIncomplete":
      return {
        state: "failed",
        reason: "GangIncomplete",
        message: "stopped because another task of its gang did not start",
      };
    default:
      return stopCause satisfies never;
  }
}

function plainEnd(attempt: Attempt, update: StatusUpdate): AttemptEnd {
  const { exitCode, fault, signal, state } = update;
  const how = {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  if (state === "finished") return { state: "succeeded", exitCode: 0 };
  const told = toldEnd(attempt);
  if (told !== undefined) return { ...told, ...how };
  const words = update.message === undefined ? "" : ` (${update.message})`;
  switch (fault) {
    case "refused":
      return { state: "failed", reason: "Refused", message: `the cluster refuses such a task${words}` };
    case "preempted":
      return {
        state: "failed",
        reason: "Preempted",
        message: `its resources were taken away${words}`,
        ...how,
      };
    case "image":
      return { state: "failed", reason: "ImagePull", message: `its image could not be had${words}` };
    case "launch":
      return { state: "failed", reason: "Launch", message: `it could not be started${words}`, ...how };
    case "agent":
      return neverBegan(attempt, state)
        ? dropped(words)
        : { state: "failed", reason: "NodeLost", message: `its node failed${words}`, ...how };
    case "job":
    case undefined:
      return fault === undefined && state !== "failed"
        ? endByState(attempt, state, words, how)
        : programEnd(update, words, how);
    default:
      return fault satisfies never;
  }
}

type How = Pick<AttemptEnd, "exitCode" | "signal">;

/** The end of a program that was running, or broke a limit. */
function programEnd(update: StatusUpdate, words: string, how: How): AttemptEnd {
  const { exitCode, fault, outOfMemory, signal } = update;
  if (outOfMemory === true) {
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
  return fault === "job"
    ? { state: "failed", message: `the cluster ended it for a fault of its own${words}` }
    : { state: "failed", reason: "Launch", message: `it could not be started${words}` };
}

function endByState(attempt: Attempt, state: TaskState, words: string, how: How): AttemptEnd {
  if (state === "error")
    return { state: "failed", reason: "Launch", message: `the cluster refused the task${words}` };
  if (state === "killed")
    return { state: "failed", reason: "NodeLost", message: `the cluster ended it${words}`, ...how };
  return neverBegan(attempt, state)
    ? dropped(words)
    : { state: "failed", reason: "NodeLost", message: `the node went away${words}` };
}

/** Gone before it was ever seen running: an offer that was void, a launch that got lost on its way. */
function neverBegan({ runningAtMs }: Attempt, state: TaskState): boolean {
  return runningAtMs === undefined && (state === "dropped" || state === "gone" || state === "lost");
}

function dropped(words: string): AttemptEnd {
  return {
    state: "failed",
    reason: "LaunchDropped",
    message: `the launch did not arrive${words}`,
    neverBegan: true,
  };
}
