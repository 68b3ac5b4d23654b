import * as ranges from "../../resources/ranges.ts";
import type { Attempt, JobState, JobStatus, Reason, StopCause } from "./job.ts";
import { isFinal } from "./job.ts";

type IgnoredWhy =
  | "already_filed"
  | "already_ended"
  | "already_cancelled"
  | "already_so"
  | "not_waiting"
  | "not_running"
  | "unknown_task"
  | "attempt_ended"
  | "out_of_order";

export type Step =
  | { readonly kind: "moved"; readonly status: JobStatus; readonly attempt?: Attempt }
  | { readonly kind: "ignored"; readonly why: IgnoredWhy };

interface Why {
  readonly reason?: Reason;
  readonly message?: string;
}

/** Derives the job's state from its elements. `why` is kept where the new state is about what just happened. */
export function moved(changed: JobStatus, atMs: number, why: Why = {}, attempt?: Attempt): Step {
  const state = stateOf(changed);
  const status: JobStatus = {
    ...withoutWhy(changed),
    state,
    ...whyOf(state, changed, why),
    stateSinceMs: state === changed.state ? changed.stateSinceMs : atMs,
    ...(isFinal(state) ? { endedAtMs: atMs } : {}),
  };
  return { kind: "moved", status, ...(attempt === undefined ? {} : { attempt }) };
}

/** Most have none, and leaving something out takes longer than looking whether it is there. */
function withoutWhy(status: JobStatus): JobStatus {
  if (status.reason === undefined && status.message === undefined) return status;
  const { reason: _reason, message: _message, ...bare } = status;
  return bare;
}

export function liveOf({ starting, running, suspended = 0, stopping }: JobStatus): number {
  return starting + running + suspended + stopping;
}

function stateOf(status: JobStatus): JobState {
  const live = liveOf(status);
  if (live === 0 && status.waiting.length === 0) {
    if (status.cancelled.length > 0) return "cancelled";
    return status.failed.length > 0 ? "failed" : "succeeded";
  }
  if (status.cancelledBy !== undefined) return "stopping";
  if (status.suspendedBy !== undefined) return "suspended";
  if (status.running > 0) return "running";
  if (status.starting > 0) return "starting";
  if (status.stopping > 0) return "stopping";
  return status.heldBy === undefined ? "pending" : "held";
}

function whyOf(state: JobState, status: JobStatus, why: Why): Why {
  switch (state) {
    case "succeeded":
    case "running":
      return {};
    case "suspended":
      return { reason: status.suspendedBy === "admin" ? "SuspendedByAdmin" : "SuspendedByUser" };
    case "starting":
      return { reason: "Accepted" };
    case "held":
      return heldWhy(status, why);
    case "stopping": {
      if (status.cancelledBy !== undefined) return { reason: "CancelRequested" };
      if (isStopCause(why.reason)) return { reason: why.reason };
      return { reason: isStopCause(status.reason) ? status.reason : "WalltimeReached" };
    }
    case "cancelled":
      return { reason: "ByUser", message: cancelledMessage(status, why) };
    case "pending":
      return why.reason === "Backoff" ? why : {};
    case "failed": {
      const elements = ranges.count(status.failed);
      const all = elements + ranges.count(status.succeeded);
      return all > 1 && why.reason !== "DependencyFailed"
        ? {
            ...why,
            message: `${elements} of ${all} tasks failed${why.message === undefined ? "" : `; the last one: ${why.message}`}`,
          }
        : why;
    }
    default:
      return unreachable(state);
  }
}

function cancelledMessage({ cancelled, cancelledBy, failed, succeeded }: JobStatus, why: Why): string {
  if (cancelledBy !== undefined) return `cancelled by ${cancelledBy}`;
  const tasks = ranges.count(cancelled);
  const all = tasks + ranges.count(failed) + ranges.count(succeeded);
  if (all === 1)
    return why.reason === "ByUser" && why.message !== undefined ? why.message : "cancelled by its owner";
  return `${tasks} of ${all} tasks were cancelled`;
}

function heldWhy({ heldBy, message, state }: JobStatus, why: Why): Why {
  // What comes later says nothing new of why it is held.
  const told = why.message ?? (heldBy === "dependency" || state === "held" ? message : undefined);
  const more = told === undefined ? {} : { message: told };
  if (heldBy === "dependency") return { reason: "DependencyFailed", ...more };
  return { reason: heldBy === "admin" ? "HeldByAdmin" : "HeldByUser", ...more };
}

function isStopCause(reason: Reason | undefined): reason is StopCause {
  return (
    reason === "CancelRequested" ||
    reason === "WalltimeReached" ||
    reason === "DeadlineReached" ||
    reason === "Maintenance" ||
    reason === "Preempted" ||
    reason === "GangIncomplete"
  );
}

export function ignored(why: IgnoredWhy): Step {
  return { kind: "ignored", why };
}

export function unreachable(value: never): never {
  throw new Error(`not reachable: ${JSON.stringify(value)}`);
}
