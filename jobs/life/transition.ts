import * as ranges from "../../resources/ranges.ts";
import type {
  Attempt,
  AttemptEnd,
  AttemptStart,
  JobEvent,
  JobStatus,
  LiveAttemptState,
  NewJob,
  Retrying,
  StopCause,
} from "./job.ts";
import { AVOIDED_MAX, isFinal, isRequeueCause } from "./job.ts";
import { spentAfter } from "./retry.ts";
import type { SpecChanges } from "./spec-changes.ts";
import { ignored, liveOf, moved, unreachable, type Step } from "./derived-status.ts";
import { taskCount } from "../spec/spec.ts";

/** Most jobs have one task, and nothing to try again: they share these. */
const ONE_TASK = [[0, 0]] as const;
const NOTHING_RETRYING = {};

/** The status of a job that was just accepted. */
export function newStatus({ spec, submittedAtMs }: NewJob): JobStatus {
  const plain = untouchedStatus(submittedAtMs);
  const status =
    spec.array === undefined ? plain : { ...plain, waiting: [[0, taskCount(spec.array) - 1]] as const };
  return spec.hold ? { ...status, state: "held", reason: "HeldByUser", heldBy: "user" } : status;
}

/** Of a job of one task that waits, and to which nothing else has happened. */
export function untouchedStatus(sinceMs: number): JobStatus {
  return {
    state: "pending",
    stateSinceMs: sinceMs,
    waiting: ONE_TASK,
    retrying: NOTHING_RETRYING,
    starting: 0,
    running: 0,
    stopping: 0,
    unreachable: 0,
    succeeded: ranges.EMPTY,
    failed: ranges.EMPTY,
    cancelled: ranges.EMPTY,
  };
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
    case "imported":
      return ignored("already_filed");
    case "launched":
      return launched(job, status, event.start, atMs);
    case "running":
    case "paused":
    case "continued":
    case "unreachable":
    case "reachable":
    case "stopping":
    case "ended":
      if (attempt === undefined || attempt.taskId !== event.taskId) return ignored("unknown_task");
      if (isFinal(attempt.state)) return ignored("attempt_ended");
      return attemptMoved(status, attempt, event, atMs);
    case "cancel_requested":
      if (status.cancelledBy !== undefined) return ignored("already_cancelled");
      if (event.elements !== undefined) return tasksCancelled(status, event.elements, event.by, atMs);
      return moved({ ...nothingWaits(status, "cancelled"), cancelledBy: event.by }, atMs, {
        reason: "ByUser",
        message: `cancelled by ${event.by}`,
      });
    case "held":
      if (status.heldBy === event.by || status.heldBy === "admin") return ignored("already_so");
      return moved({ ...status, heldBy: event.by }, atMs);
    case "released": {
      if (status.heldBy === undefined) return ignored("already_so");
      const { heldBy: _, ...free } = status;
      return moved(free, atMs);
    }
    case "suspended":
      if (status.suspendedBy === event.by || status.suspendedBy === "admin") return ignored("already_so");
      if (status.cancelledBy !== undefined) return ignored("already_cancelled");
      if (liveOf(status) === 0) return ignored("not_running");
      return moved({ ...status, suspendedBy: event.by }, atMs);
    case "resumed": {
      if (status.suspendedBy === undefined) return ignored("already_so");
      const { suspendedBy: _, ...free } = status;
      return moved(free, atMs);
    }
    case "changed":
      // What is under way was started as the job was.
      if (status.state !== "pending" && status.state !== "held") return ignored("not_waiting");
      return changed(status, event.changes, atMs);
    case "dependency_failed":
      return event.hold === true ? keptByParent(status, event, atMs) : failedByParent(status, event, atMs);
    case "deadline_passed":
      if (status.waiting.length === 0) return ignored("not_waiting");
      return moved(nothingWaits(status, "failed"), atMs, {
        reason: "Deadline",
        message: "it could not end by its deadline any more",
      });
    default:
      return unreachable(event); // a new event type does not compile until it has a case here
  }
}

/** Those of the tasks that wait. */
function tasksCancelled(status: JobStatus, elements: ranges.Ranges, by: string, atMs: number): Step {
  const gone = ranges.intersection(status.waiting, elements);
  if (gone.length === 0) return ignored("not_waiting");
  const retrying = Object.entries(status.retrying).filter(
    ([element]) => !ranges.contains(gone, Number(element)),
  );
  return moved(
    {
      ...status,
      waiting: ranges.difference(status.waiting, gone),
      retrying: Object.fromEntries(retrying),
      cancelled: ranges.union(status.cancelled, gone),
    },
    atMs,
    // Only where nothing else is left is the job cancelled by that.
    { reason: "ByUser", message: `cancelled by ${by}` },
  );
}

/** What waits ends, as if each task had ended so. */
function nothingWaits(status: JobStatus, as: "failed" | "cancelled"): JobStatus {
  const { waiting, ...rest } = status;
  return { ...rest, waiting: ranges.EMPTY, retrying: {}, [as]: ranges.union(status[as], waiting) };
}

/** New dependencies are asked anew, also those that the job was kept for. */
function changed(status: JobStatus, changes: SpecChanges, atMs: number): Step {
  const { heldBy, message, reason, unmet, ...rest } = status;
  const keeps = changes.dependencies === undefined;
  return moved(
    {
      ...rest,
      ...(heldBy === undefined || (heldBy === "dependency" && !keeps) ? {} : { heldBy }),
      ...(unmet === undefined || !keeps ? {} : { unmet }),
      changes: { ...status.changes, ...changes },
    },
    atMs,
    { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) },
  );
}

type ParentFailed = Extract<JobEvent, { readonly type: "dependency_failed" }>;

function failedByParent(status: JobStatus, event: ParentFailed, atMs: number): Step {
  if (status.waiting.length === 0) return ignored("not_waiting");
  return moved(nothingWaits(status, "failed"), atMs, {
    reason: "DependencyFailed",
    message: parentSentence(event),
  });
}

/** Whoever holds it already, goes on: that release is for all reasons. */
function keptByParent(status: JobStatus, event: ParentFailed, atMs: number): Step {
  const { index, on: job } = event;
  const { heldBy = "dependency", unmet = [] } = status;
  if (status.waiting.length === 0) return ignored("not_waiting");
  if (unmet.some((one) => one.job === job && one.index === index)) return ignored("already_so");
  const parent = { job, ...(index === undefined ? {} : { index }) };
  return moved({ ...status, heldBy, unmet: [...unmet, parent] }, atMs, { message: parentSentence(event) });
}

function parentSentence({ index, on }: ParentFailed): string {
  const what = index === undefined ? `job ${on}` : `task ${index} of job ${on}`;
  return `${what}, which this job waited for, did not end as it should`;
}

type AttemptEvent = Extract<
  JobEvent,
  {
    readonly type: "running" | "paused" | "continued" | "unreachable" | "reachable" | "stopping" | "ended";
  }
>;

function attemptMoved(status: JobStatus, attempt: Attempt, event: AttemptEvent, atMs: number): Step {
  switch (event.type) {
    case "running": {
      if (attempt.state !== "starting") return ignored("out_of_order");
      const begun = counted(status, "starting", "running");
      return moved({ ...begun, startedAtMs: status.startedAtMs ?? atMs }, atMs, undefined, {
        ...attempt,
        state: "running",
        runningAtMs: atMs,
        ...(event.address === undefined ? {} : { address: event.address }),
      });
    }
    case "paused":
      if (attempt.state !== "running") return ignored("out_of_order");
      return moved(counted(status, "running", "suspended"), atMs, undefined, {
        ...attempt,
        state: "suspended",
        pausedSinceMs: atMs,
      });
    case "continued":
      if (attempt.state !== "suspended") return ignored("out_of_order");
      return moved(counted(status, "suspended", "running"), atMs, undefined, {
        ...unpaused(attempt, atMs),
        state: "running",
      });
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
    case "stopping": {
      // Another grace time begins anew.
      const { graceMs } = event;
      const grace = graceMs === undefined ? {} : { graceMs, stoppingSinceMs: atMs };
      // What would be tried again, or might be, is not once its end is wanted.
      if (isReplaced(attempt.stopCause, event.cause))
        return moved(status, atMs, { reason: event.cause }, { ...attempt, ...grace, stopCause: event.cause });
      if (attempt.state === "stopping" && graceMs !== undefined)
        return moved(status, atMs, undefined, { ...attempt, ...grace });
      if (attempt.state === "stopping" || isFinal(attempt.state)) return ignored("already_so");
      return moved(
        counted(status, attempt.state, "stopping"),
        atMs,
        { reason: event.cause },
        {
          ...unpaused(attempt, atMs),
          state: "stopping",
          stopCause: event.cause,
          ...(event.stoppedFor === undefined ? {} : { stoppedFor: event.stoppedFor }),
          stoppingSinceMs: atMs,
          ...grace,
        },
      );
    }
    case "ended":
      return ended(status, attempt, event.end, atMs);
    default:
      return unreachable(event);
  }
}

function isReplaced(before: StopCause | undefined, now: StopCause): boolean {
  if (before === undefined || before === now) return false;
  return now === "CancelRequested" || (isRequeueCause(before) && !isRequeueCause(now));
}

/** One live attempt goes from one state to another, or is live no more. */
function counted(status: JobStatus, from: LiveAttemptState, to: LiveAttemptState | undefined): JobStatus {
  const of = (state: LiveAttemptState): number =>
    (status[state] ?? 0) - (state === from ? 1 : 0) + (state === to ? 1 : 0);
  const counts = { starting: of("starting"), running: of("running"), stopping: of("stopping") };
  const suspended = of("suspended");
  if (suspended > 0) return { ...status, ...counts, suspended };
  if (status.suspended === undefined) return { ...status, ...counts };
  const { suspended: _, ...rest } = status;
  return { ...rest, ...counts };
}

function withoutExit(status: JobStatus): JobStatus {
  if (status.exitCode === undefined && status.signal === undefined) return status;
  const { exitCode: _exit, signal: _signal, ...rest } = status;
  return rest;
}

/** Its pause, if there is one, is over. */
function unpaused(attempt: Attempt, atMs: number): Attempt {
  if (attempt.pausedSinceMs === undefined) return attempt;
  const { pausedSinceMs, ...rest } = attempt;
  return { ...rest, pausedMs: (attempt.pausedMs ?? 0) + Math.max(0, atMs - pausedSinceMs) };
}

function launched(job: number, status: JobStatus, start: AttemptStart, atMs: number): Step {
  if (status.cancelledBy !== undefined) return ignored("already_cancelled");
  if (!ranges.contains(status.waiting, start.element)) return ignored("not_waiting");
  const { avoid, spent } = status.retrying[start.element] ?? {};
  return moved(
    {
      ...status,
      waiting: ranges.remove(status.waiting, start.element),
      retrying: retryingWithout(status.retrying, start.element),
      starting: status.starting + 1,
    },
    atMs,
    undefined,
    {
      job,
      ...start,
      ...(avoid === undefined ? {} : { avoid }),
      ...(spent === undefined ? {} : { spent }),
      state: "starting",
      reason: "Accepted",
      launchedAtMs: atMs,
    },
  );
}

function retryingWithout(retrying: JobStatus["retrying"], element: number): JobStatus["retrying"] {
  if (retrying[element] === undefined) return retrying;
  const { [element]: _, ...others } = retrying;
  return others;
}

function ended(status: JobStatus, attempt: Attempt, end: AttemptEnd, atMs: number): Step {
  const live = attempt.state;
  if (isFinal(live)) return ignored("attempt_ended");
  const { state, reason, message, exitCode, signal } = end;
  const { reason: _, ...before } = unpaused(attempt, atMs);
  const last: Attempt = {
    ...before,
    state,
    endedAtMs: atMs,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  const rest = withoutExit(counted(status, live, undefined));
  const left: JobStatus = {
    ...rest,
    unreachable: status.unreachable - (attempt.unreachableSinceMs === undefined ? 0 : 1),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  const why = { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
  const again = end.retryAtMs !== undefined && status.cancelledBy === undefined ? end.retryAtMs : undefined;
  if (again !== undefined) {
    const free = isFree(attempt, end);
    const charged = attempt.charged - (free ? 1 : 0);
    const spent = spentAfter(attempt, end, free);
    const avoid = avoidedAfter(attempt, end);
    const retrying: Retrying = {
      attempts: attempt.attempt,
      charged,
      ...(spent === undefined ? {} : { spent }),
      eligibleAtMs: again,
      ...(avoid.length === 0 ? {} : { avoid }),
    };
    return moved(
      {
        ...left,
        waiting: ranges.insert(status.waiting, attempt.element),
        retrying: { ...status.retrying, [attempt.element]: retrying },
      },
      atMs,
      { reason: "Backoff", ...(message === undefined ? {} : { message }) },
      last,
    );
  }
  return moved({ ...left, [state]: ranges.insert(status[state], attempt.element) }, atMs, why, last);
}

/**
 * Whether an attempt does not count: it never began, it was to try an agent, or it was stopped for the sake of others.
 * What a cluster takes away by itself (`Preempted` without a word of ours) is for the job's retries to bear.
 */
function isFree({ stopCause }: Attempt, { neverBegan, onTrial, reason }: AttemptEnd): boolean {
  if (neverBegan === true || onTrial === true || reason === "Maintenance" || reason === "GangIncomplete")
    return true;
  return reason === "Preempted" && stopCause === "Preempted";
}

/** The agents that the next attempt does not go to: the last ones, the latest at the end. */
function avoidedAfter({ avoid = [], placement }: Attempt, end: AttemptEnd): readonly string[] {
  if (end.avoidAgent !== true) return avoid;
  return [...avoid.filter((agent) => agent !== placement.agentId), placement.agentId].slice(-AVOIDED_MAX);
}
