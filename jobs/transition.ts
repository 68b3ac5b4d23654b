import * as ranges from "../resources/ranges.ts";
import type {
  Attempt,
  AttemptEnd,
  AttemptStart,
  JobEvent,
  JobState,
  JobStatus,
  NewJob,
  Reason,
  StopCause,
} from "./job.ts";
import { isFinal } from "./job.ts";
import { taskCount } from "./spec.ts";

export type IgnoredWhy =
  | "already_filed"
  | "already_ended"
  | "already_cancelled"
  | "already_so"
  | "not_waiting"
  | "unknown_task"
  | "attempt_ended"
  | "out_of_order";

export type Step =
  | { readonly kind: "moved"; readonly status: JobStatus; readonly attempt?: Attempt }
  | { readonly kind: "ignored"; readonly why: IgnoredWhy };

/** The status of a job that was just accepted. */
export function newStatus(job: NewJob): JobStatus {
  const nothing = {
    stateSinceMs: job.submittedAtMs,
    waiting: [[0, taskCount(job.spec.array) - 1]] as const,
    retrying: {},
    starting: 0,
    running: 0,
    stopping: 0,
    unreachable: 0,
    succeeded: ranges.EMPTY,
    failed: ranges.EMPTY,
    cancelled: ranges.EMPTY,
  };
  return job.spec.hold
    ? { ...nothing, state: "held", reason: "HeldByUser", heldBy: "user" }
    : { ...nothing, state: "pending" };
}

/**
 * Next status of one job and of the attempt that the event names. Pure and total: repeated, late and foreign events
 * are ignored with a reason, never thrown; they are the ordinary case behind a network.
 *
 * @param job      the job's id
 * @param attempt  the attempt whose task id the event names; `undefined` for events about the job and for `launched`
 */
export function transition(
  job: number,
  status: JobStatus,
  attempt: Attempt | undefined,
  event: JobEvent,
  atMs: number,
): Step {
  if (isFinal(status.state)) return ignored("already_ended");
  switch (event.type) {
    case "filed":
      return ignored("already_filed");
    case "launched":
      return launched(job, status, event.start, atMs);
    case "running":
    case "unreachable":
    case "reachable":
    case "stopping":
    case "ended":
      if (attempt === undefined || attempt.taskId !== event.taskId) return ignored("unknown_task");
      if (isFinal(attempt.state)) return ignored("attempt_ended");
      return attemptMoved(status, attempt, event, atMs);
    case "cancel_requested":
      if (status.cancelledBy !== undefined) return ignored("already_cancelled");
      return moved(
        {
          ...status,
          cancelledBy: event.by,
          waiting: ranges.EMPTY,
          retrying: {},
          cancelled: ranges.union(status.cancelled, status.waiting),
        },
        atMs,
        { reason: "ByUser", message: `cancelled by ${event.by}` },
      );
    case "held":
      if (status.heldBy === event.by || status.heldBy === "admin") return ignored("already_so");
      return moved({ ...status, heldBy: event.by }, atMs);
    case "released": {
      if (status.heldBy === undefined) return ignored("already_so");
      const { heldBy: _, ...free } = status;
      return moved(free, atMs);
    }
    case "dependency_failed":
      return moved(
        {
          ...status,
          waiting: ranges.EMPTY,
          retrying: {},
          failed: ranges.union(status.failed, status.waiting),
        },
        atMs,
        {
          reason: "DependencyFailed",
          message: `job ${event.on}, which this job waited for, did not end as it should`,
        },
      );
    default:
      return unreachable(event); // a new event type does not compile until it has a case here
  }
}

type AttemptEvent = Extract<
  JobEvent,
  { readonly type: "running" | "unreachable" | "reachable" | "stopping" | "ended" }
>;

function attemptMoved(status: JobStatus, attempt: Attempt, event: AttemptEvent, atMs: number): Step {
  switch (event.type) {
    case "running": {
      if (attempt.state !== "starting") return ignored("out_of_order");
      const counted = { ...status, starting: status.starting - 1, running: status.running + 1 };
      return moved({ ...counted, startedAtMs: status.startedAtMs ?? atMs }, atMs, undefined, {
        ...attempt,
        state: "running",
        runningAtMs: atMs,
      });
    }
    case "unreachable":
      if (attempt.unreachableSinceMs !== undefined) return ignored("already_so");
      return moved({ ...status, unreachable: status.unreachable + 1 }, atMs, undefined, {
        ...attempt,
        unreachableSinceMs: atMs,
      });
    case "reachable": {
      if (attempt.unreachableSinceMs === undefined) return ignored("already_so");
      const { unreachableSinceMs: _, ...reachable } = attempt;
      return moved({ ...status, unreachable: status.unreachable - 1 }, atMs, undefined, reachable);
    }
    case "stopping":
      if (attempt.state !== "starting" && attempt.state !== "running") return ignored("already_so");
      return moved(
        { ...status, [attempt.state]: status[attempt.state] - 1, stopping: status.stopping + 1 },
        atMs,
        { reason: event.cause },
        { ...attempt, state: "stopping", stopCause: event.cause, stoppingSinceMs: atMs },
      );
    case "ended":
      return ended(status, attempt, event.end, atMs);
    default:
      return unreachable(event);
  }
}

function launched(job: number, status: JobStatus, start: AttemptStart, atMs: number): Step {
  if (status.cancelledBy !== undefined) return ignored("already_cancelled");
  if (!ranges.contains(status.waiting, start.element)) return ignored("not_waiting");
  const { [start.element]: _, ...retrying } = status.retrying;
  return moved(
    {
      ...status,
      waiting: ranges.remove(status.waiting, start.element),
      retrying,
      starting: status.starting + 1,
    },
    atMs,
    undefined,
    { job, ...start, state: "starting", reason: "Accepted", launchedAtMs: atMs },
  );
}

function ended(status: JobStatus, attempt: Attempt, end: AttemptEnd, atMs: number): Step {
  const live = attempt.state;
  if (live !== "starting" && live !== "running" && live !== "stopping") return ignored("attempt_ended");
  const { state, reason, message, exitCode, signal } = end;
  const { reason: _, ...before } = attempt;
  const last: Attempt = {
    ...before,
    state,
    endedAtMs: atMs,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  const { exitCode: _exit, signal: _signal, ...rest } = status;
  const counted: JobStatus = {
    ...rest,
    [live]: status[live] - 1,
    unreachable: status.unreachable - (attempt.unreachableSinceMs === undefined ? 0 : 1),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  const why = { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
  const again = end.retryAtMs !== undefined && status.cancelledBy === undefined ? end.retryAtMs : undefined;
  if (again !== undefined) {
    const charged = attempt.charged - (end.neverBegan === true ? 1 : 0);
    const retrying = { attempts: attempt.attempt, charged, eligibleAtMs: again };
    return moved(
      {
        ...counted,
        waiting: ranges.insert(status.waiting, attempt.element),
        retrying: { ...status.retrying, [attempt.element]: retrying },
      },
      atMs,
      { reason: "Backoff", ...(message === undefined ? {} : { message }) },
      last,
    );
  }
  return moved({ ...counted, [state]: ranges.insert(status[state], attempt.element) }, atMs, why, last);
}

interface Why {
  readonly reason?: Reason;
  readonly message?: string;
}

/** Derives the job's state from its elements. `why` is kept where the new state is about what just happened. */
function moved(changed: JobStatus, atMs: number, why: Why = {}, attempt?: Attempt): Step {
  const state = stateOf(changed);
  const { reason: _reason, message: _message, ...bare } = changed;
  const status: JobStatus = {
    ...bare,
    state,
    ...whyOf(state, changed, why),
    stateSinceMs: state === changed.state ? changed.stateSinceMs : atMs,
    ...(isFinal(state) ? { endedAtMs: atMs } : {}),
  };
  return { kind: "moved", status, ...(attempt === undefined ? {} : { attempt }) };
}

function stateOf(status: JobStatus): JobState {
  const live = status.starting + status.running + status.stopping;
  if (live === 0 && status.waiting.length === 0) {
    if (status.cancelled.length > 0) return "cancelled";
    return status.failed.length > 0 ? "failed" : "succeeded";
  }
  if (status.cancelledBy !== undefined) return "stopping";
  if (status.running > 0) return "running";
  if (status.starting > 0) return "starting";
  if (status.stopping > 0) return "stopping";
  return status.heldBy === undefined ? "pending" : "held";
}

function whyOf(state: JobState, status: JobStatus, why: Why): Why {
  switch (state) {
    case "succeeded":
    case "running":
    case "suspended":
      return {};
    case "starting":
      return { reason: "Accepted" };
    case "held":
      return { reason: status.heldBy === "admin" ? "HeldByAdmin" : "HeldByUser" };
    case "stopping": {
      const cause: StopCause = status.cancelledBy === undefined ? "WalltimeReached" : "CancelRequested";
      return { reason: cause };
    }
    case "cancelled":
      return { reason: "ByUser", message: `cancelled by ${status.cancelledBy ?? "its owner"}` };
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

function ignored(why: IgnoredWhy): Step {
  return { kind: "ignored", why };
}

function unreachable(value: never): never {
  throw new Error(`not reachable: ${JSON.stringify(value)}`);
}
