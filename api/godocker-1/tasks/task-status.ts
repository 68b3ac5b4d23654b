import type { Attempt, Reason } from "../../../jobs/life/job.ts";
import { isFinal } from "../../../jobs/life/job.ts";
import { contains } from "../../../resources/ranges.ts";
import type { StoredJob } from "../../../store/store.ts";
import type { KeptTask } from "./kept-task.ts";

export type Primary = "pending" | "running" | "over" | "archived";

/** Where a task stands, in the words of GoDocker 1.0. Times are Unix seconds. */
export interface TaskStatus {
  readonly primary: Primary;
  readonly secondary: string | null;
  readonly reason: string | null;
  readonly exitcode: number | null;
  readonly date_over: number | null;
  readonly date_running?: number;
  readonly duration?: number;
  readonly failure?: { readonly reason: string; readonly nodes: readonly string[]; readonly count: number };
}

/** What the status of one task is told from. */
export interface TaskState {
  readonly job: StoredJob;
  /** Absent: the job itself. */
  readonly element?: number;
  /** The one that was launched last. */
  readonly latest?: Attempt;
  /** Those that ended before it. */
  readonly failed?: readonly Attempt[];
  readonly kept?: KeptTask;
  /** Whether the scheduler has looked for a place and found none. */
  readonly isRejected?: boolean;
}

export type Phase = "waiting" | "live" | "succeeded" | "failed" | "cancelled";

/** Exit code of everything that was killed, whatever it returned. */
const KILLED = 137;
const NO_ROOM = "Not enough resources available";

export function phaseOf({ job: { spec, status }, element }: Pick<TaskState, "job" | "element">): Phase {
  if (element === undefined) {
    const { state } = status;
    if (isFinal(state)) return state;
    if (spec.array !== undefined) {
      // Between two of its tasks an array is under way, too.
      const hasBegun =
        status.startedAtMs !== undefined || status.starting + status.running + status.stopping > 0;
      return hasBegun ? "live" : "waiting";
    }
    return state === "pending" || state === "held"
      ? "waiting"
      : contains(status.waiting, 0)
        ? "waiting"
        : "live";
  }
  if (contains(status.succeeded, element)) return "succeeded";
  if (contains(status.failed, element)) return "failed";
  if (contains(status.cancelled, element)) return "cancelled";
  return contains(status.waiting, element) ? "waiting" : "live";
}

export function isOver(state: Pick<TaskState, "job" | "element">): boolean {
  const phase = phaseOf(state);
  return phase !== "waiting" && phase !== "live";
}

export function statusOf(state: TaskState): TaskStatus {
  const phase = phaseOf(state);
  const failure = failureOf(state);
  const withFailure = failure === undefined ? {} : { failure };
  if (phase === "waiting") return { ...waitingStatus(state), ...withFailure };
  if (phase === "live") return { ...liveStatus(state), ...withFailure };
  return { ...overStatus(state, phase), ...withFailure };
}

function waitingStatus({ job, element, latest, isRejected, kept }: TaskState): TaskStatus {
  const none = { primary: "pending", exitcode: null, date_over: null } as const;
  if (job.status.cancelledBy !== undefined) return { ...none, secondary: "kill requested", reason: null };
  const refused = refusalOf(job, kept);
  if (refused !== undefined) return { ...none, secondary: refused, reason: null };
  const isRetried = Object.hasOwn(job.status.retrying, element ?? 0) && latest !== undefined;
  if (isRetried) return { ...none, secondary: "rescheduled", reason: "", ...beginOf(latest) };
  return isRejected === true
    ? { ...none, secondary: "rejected by scheduler", reason: NO_ROOM }
    : { ...none, secondary: null, reason: null };
}

function liveStatus({ job, element, latest, kept }: TaskState): TaskStatus {
  const isArray = element === undefined && job.spec.array !== undefined;
  const begin = isArray ? seconds(job.status.startedAtMs ?? job.status.stateSinceMs) : undefined;
  return {
    primary: "running",
    secondary: liveSecondary(job, latest, kept),
    reason: "",
    exitcode: null,
    date_over: null,
    ...(begin === undefined ? beginOf(latest) : { date_running: begin }),
  };
}

function liveSecondary(
  job: StoredJob,
  latest: Attempt | undefined,
  kept: KeptTask | undefined,
): string | null {
  const { cancelledBy, suspendedBy, state } = job.status;
  if (cancelledBy !== undefined || latest?.state === "stopping") return "kill requested";
  if (latest?.state === "suspended" || state === "suspended") return "suspended";
  if (suspendedBy !== undefined) return "suspend requested";
  const refused = refusalOf(job, kept);
  if (refused !== undefined) return refused;
  if (latest?.pausedSinceMs !== undefined) return "resume requested";
  return (latest?.pausedMs ?? 0) > 0 ? "resumed" : null;
}

function refusalOf({ version }: StoredJob, kept: KeptTask | undefined): string | undefined {
  return kept?.refused?.version === version ? kept.refused.secondary : undefined;
}

/** Reasons of an end that GoDocker 1.0 had as a kill of its own. */
const LIMITS: ReadonlySet<Reason | undefined> = new Set([
  "Walltime",
  "WalltimeReached",
  "Deadline",
  "DeadlineReached",
]);

function overStatus(
  { job, element, latest, kept }: TaskState,
  phase: Exclude<Phase, "waiting" | "live">,
): TaskStatus {
  const isArray = element === undefined && job.spec.array !== undefined;
  const attempt = isArray ? undefined : latest;
  const { reason = job.status.reason, message = job.status.message } = attempt ?? {};
  const isLimit = phase === "failed" && LIMITS.has(reason);
  const isKilled = phase === "cancelled" || isLimit;
  const endMs = (isArray ? undefined : attempt?.endedAtMs) ?? job.status.endedAtMs ?? job.updatedAtMs;
  const begin = isArray
    ? job.status.startedAtMs === undefined
      ? {}
      : { date_running: seconds(job.status.startedAtMs) }
    : beginOf(attempt);
  const began = begin.date_running ?? seconds(endMs);
  const primary = kept?.archived === true ? "archived" : (job.legacy?.ended?.primary ?? "over");
  const before = element === undefined ? job.legacy?.ended : undefined;
  if (before !== undefined) {
    const { secondary, reason: told, exitcode, duration, failure } = before;
    return {
      primary,
      secondary,
      reason: told,
      exitcode,
      date_over: seconds(endMs),
      ...begin,
      ...(duration === undefined ? {} : { duration }),
      ...(failure === undefined ? {} : { failure }),
    };
  }
  return {
    primary,
    secondary: isKilled ? "killed" : attempt === undefined && !isArray ? "rejected by scheduler" : "",
    reason: isLimit
      ? "Max duration reached"
      : phase !== "failed"
        ? attempt === undefined && !isArray
          ? null
          : ""
        : reason === "ExitCode" || isArray
          ? ""
          : (message ?? reason ?? ""),
    exitcode: isKilled ? KILLED : isArray ? null : exitCodeOf(attempt, phase),
    date_over: seconds(endMs),
    ...begin,
    duration: Math.max(0, Math.round((seconds(endMs) - began) * 1000) / 1000),
  };
}

/** The program's own; 128 and the signal that ended it; 1 where it has none. */
function exitCodeOf(attempt: Attempt | undefined, phase: Phase): number | null {
  if (attempt === undefined) return phase === "failed" ? 1 : null;
  const { exitCode, signal } = attempt;
  return exitCode ?? (signal === undefined ? (phase === "succeeded" ? 0 : 1) : 128 + signal);
}

/** Attempts that ended for a fault that was not the program's. */
function failureOf({ failed = [] }: TaskState): TaskStatus["failure"] {
  const faults = failed.filter(({ reason }) => reason !== "ExitCode");
  const last = faults.at(-1);
  if (last === undefined) return undefined;
  return {
    reason: last.message ?? last.reason ?? "",
    nodes: faults.map(({ placement }) => placement.hostname),
    count: faults.length,
  };
}

function beginOf(attempt: Attempt | undefined): { readonly date_running?: number } {
  return attempt === undefined ? {} : { date_running: seconds(attempt.runningAtMs ?? attempt.launchedAtMs) };
}

export function seconds(ms: number): number {
  return ms / 1000;
}
