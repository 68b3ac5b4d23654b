import type { AccountIds } from "../../accounts/person.ts";
import type { Ranges } from "../../resources/ranges.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { LegacyTask } from "../spec/legacy.ts";
import type { Occasion } from "../spec/notify.ts";
import type { JobSpec } from "../spec/spec.ts";
import type { SpecChanges } from "./spec-changes.ts";

/** The same strings in code, store, API, CLI and documentation. The last three are final. */
export const JOB_STATES = [
  "pending",
  "held",
  "starting",
  "running",
  "suspended",
  "stopping",
  "succeeded",
  "failed",
  "cancelled",
] as const;
export type JobState = (typeof JOB_STATES)[number];
export type FinalState = "succeeded" | "failed" | "cancelled";

export function isFinal(state: JobState): state is FinalState {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** Why a job or an attempt is where it is. Closed list: metrics and clients key on it. */
export type Reason =
  | "HeldByUser"
  | "HeldByAdmin"
  | "SuspendedByUser"
  | "SuspendedByAdmin"
  | "Backoff"
  | "Accepted"
  | "CancelRequested"
  | "WalltimeReached"
  | "DeadlineReached"
  | "ExitCode"
  | "Signal"
  | "OutOfMemory"
  | "Walltime"
  | "Deadline"
  | "NodeLost"
  | "Launch"
  | "LaunchDropped"
  | "ImagePull"
  | "Refused"
  | "Preempted"
  | "Maintenance"
  | "GangIncomplete"
  | "DependencyFailed"
  | "ByUser";

/** `<job>[-<index>].<attempt>.<epoch>`: unique for ever, and telling who launched it. */
export type TaskId = string & { readonly __brand: "TaskId" };

/** A submission as it was accepted; never changes. */
export interface NewJob {
  readonly id: number;
  readonly user: string;
  readonly spec: JobSpec;
  readonly submittedAtMs: number;
  readonly source: "api" | "cli" | "web" | "tes" | "slurm" | "legacy";
  /** The job that was submitted again as this one. */
  readonly retryOf?: number;
  /** Of a job that came through the GoDocker 1.0 API: it runs as its scripts know it. */
  readonly legacy?: LegacyTask;
  /** Whom its tasks were to run as when it was submitted; absent where there is one user only. */
  readonly account?: AccountIds;
}

/**
 * Where a job stands. The elements of an array (one element, 0, for any other job) are each in exactly one of
 * `waiting`, the live attempts, `succeeded`, `failed`, `cancelled`.
 */
export interface JobStatus {
  readonly state: JobState;
  readonly reason?: Reason;
  /** A sentence for people. */
  readonly message?: string;
  readonly stateSinceMs: number;
  /** Elements that have no attempt under way. */
  readonly waiting: Ranges;
  /** Waiting elements that had attempts already, by element. */
  readonly retrying: Readonly<Record<number, Retrying>>;
  /** Live attempts by their state. */
  readonly starting: number;
  readonly running: number;
  /** Absent: none. */
  readonly suspended?: number;
  readonly stopping: number;
  /** Live attempts whose agent cannot be reached: a flag beside the state. */
  readonly unreachable: number;
  readonly succeeded: Ranges;
  readonly failed: Ranges;
  readonly cancelled: Ranges;
  readonly heldBy?: Holder;
  /** Nothing of it starts, and what runs is paused. */
  readonly suspendedBy?: Suspender;
  /** Dependencies that can't be met any more, and kept the job instead of failing it. Each does so once. */
  readonly unmet?: readonly Parent[];
  /** Set once by a cancel request: nothing of this job starts any more. */
  readonly cancelledBy?: string;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Of the attempt that ended last. */
  readonly exitCode?: number;
  readonly signal?: number;
  /** Made after the submission; readers of jobs see them in the spec. */
  readonly changes?: SpecChanges;
}

/** `dependency`: one that can't be met any more; whoever may release the job lets it run all the same. */
export type Holder = "user" | "admin" | "dependency";
export type Suspender = "user" | "admin";

/** What a dependency names. */
export interface Parent {
  readonly job: number;
  /** One task of an array. */
  readonly index?: number;
}

export interface Retrying {
  /** Attempts so far, with those that never began: the next one is `attempts + 1`. */
  readonly attempts: number;
  /** Attempts that count, of all kinds of failure together. */
  readonly charged: number;
  readonly spent?: Spent;
  readonly eligibleAtMs: number;
  /** Agents that it does not go to again, the last ones: at most `AVOIDED_MAX`. */
  readonly avoid?: readonly string[];
}

/**
 * Failed attempts that count, by whose failure it was: each kind has `retry.maxAttempts` of its own. What is missing of
 * all that count is the program's, as is all that an earlier version counted.
 */
export interface Spent {
  /** Lost with the machine. */
  readonly node?: number;
  /** It could not be started. */
  readonly launch?: number;
}

export const AVOIDED_MAX = 8;

export interface Job extends NewJob {
  readonly status: JobStatus;
}

export type LiveAttemptState = "starting" | "running" | "suspended" | "stopping";
export type AttemptState = LiveAttemptState | FinalState;

/** One try of one element; has exactly one task. */
export interface Attempt {
  readonly job: number;
  readonly element: number;
  /** The array index that users see; absent for a job that is no array. */
  readonly index?: number;
  readonly attempt: number;
  readonly charged: number;
  /** Of the attempts before. */
  readonly spent?: Spent;
  readonly epoch: number;
  readonly taskId: TaskId;
  readonly placement: Placement;
  readonly resources: ResourceVector;
  /** Agents that it was not to go to: see `Retrying`. */
  readonly avoid?: readonly string[];
  /** Host ports that it was given: those of `resources.ports` first, then those of the network, in their order. */
  readonly ports?: readonly number[];
  /** Of the task's network, once the backend has told it. */
  readonly address?: string;
  readonly state: AttemptState;
  readonly reason?: Reason;
  readonly message?: string;
  readonly launchedAtMs: number;
  readonly runningAtMs?: number;
  readonly unreachableSinceMs?: number;
  /** Why it was told to stop; decides how its end is read. */
  readonly stopCause?: StopCause;
  /** The job whose task gets its room, of one that is preempted. */
  readonly stoppedFor?: number;
  readonly stoppingSinceMs?: number;
  /** Time to end by itself, where it is another one than its job's. */
  readonly graceMs?: number;
  /** While it is paused. */
  readonly pausedSinceMs?: number;
  /** How long it was paused before, in all. Its time limit does not count that. */
  readonly pausedMs?: number;
  readonly endedAtMs?: number;
  readonly exitCode?: number;
  readonly signal?: number;
}

export type StopCause = "CancelRequested" | "WalltimeReached" | "DeadlineReached" | RequeueCause;

/**
 * Stopped for the sake of others; tried again, free of charge. `Maintenance`: its agent goes away before it would have
 * ended. `Preempted`: its room goes to an account that has less than its share. `GangIncomplete`: another task of
 * its gang did not start.
 */
type RequeueCause = "Maintenance" | "Preempted" | "GangIncomplete";

export function isRequeueCause(cause: StopCause | undefined): cause is RequeueCause {
  return cause === "Maintenance" || cause === "Preempted" || cause === "GangIncomplete";
}

/** Where an attempt runs, and what is needed to reach its output. */
export interface Placement {
  /** Name of the configured backend. */
  readonly backend: string;
  readonly agentId: string;
  readonly hostname: string;
  /** Backend's address of the attempt's output and shell, opaque to all but its `TaskAccess`. */
  readonly access: string;
}

/** What happened to a job: the records of the journal, and the input of `transition`. */
export type JobEvent =
  | { readonly type: "filed" }
  | { readonly type: "launched"; readonly start: AttemptStart }
  | { readonly type: "running"; readonly taskId: TaskId; readonly address?: string }
  | { readonly type: "unreachable"; readonly taskId: TaskId }
  | { readonly type: "reachable"; readonly taskId: TaskId }
  | {
      readonly type: "stopping";
      readonly taskId: TaskId;
      readonly cause: StopCause;
      /** The job that gets the room, when it is preempted. */
      readonly stoppedFor?: number;
      /** Time to end by itself, from now on; absent: its job's, or as it was told before. */
      readonly graceMs?: number;
    }
  | { readonly type: "ended"; readonly taskId: TaskId; readonly end: AttemptEnd }
  | { readonly type: "paused"; readonly taskId: TaskId }
  | { readonly type: "continued"; readonly taskId: TaskId }
  /** `elements`: of these tasks only; a `stopping` follows for each of them that runs. */
  | { readonly type: "cancel_requested"; readonly by: string; readonly elements?: Ranges }
  | { readonly type: "held"; readonly by: "user" | "admin" }
  | { readonly type: "released" }
  /** Nothing more of it starts; a `paused` follows for each task that runs. */
  | { readonly type: "suspended"; readonly by: Suspender }
  | { readonly type: "resumed" }
  | { readonly type: "changed"; readonly by: string; readonly changes: SpecChanges }
  /** `hold`: it is kept and not failed. */
  | {
      readonly type: "dependency_failed";
      readonly on: number;
      readonly index?: number;
      readonly hold?: true;
    }
  /** What waits can't end by the deadline any more. */
  | { readonly type: "deadline_passed" }
  /** It comes from another system, where it had ended: filed with all that became of it. */
  | {
      readonly type: "imported";
      readonly body: NewJob;
      /** A final one. */
      readonly status: JobStatus;
      /** All have ended; in the order of their launches. */
      readonly attempts: readonly Attempt[];
    };

export interface AttemptStart {
  readonly element: number;
  readonly index?: number;
  readonly attempt: number;
  readonly charged: number;
  readonly epoch: number;
  readonly taskId: TaskId;
  readonly placement: Placement;
  readonly resources: ResourceVector;
  readonly ports?: readonly number[];
}

export interface AttemptEnd {
  readonly state: FinalState;
  readonly reason?: Reason;
  readonly message?: string;
  readonly exitCode?: number;
  readonly signal?: number;
  /** The element waits again until then; absent = this end is the element's end. */
  readonly retryAtMs?: number;
  /** The task never began (a rescinded offer, a launch the agent dropped): no attempt is charged. */
  readonly neverBegan?: true;
  /** It could not be started on an agent that it was to try: what failed is the agent's trial, and no attempt is charged. */
  readonly onTrial?: true;
  /** The next attempts of this element do not go to that agent. */
  readonly avoidAgent?: true;
}

export function taskIdOf(job: number, index: number | undefined, attempt: number, epoch: number): TaskId {
  const element = index === undefined ? `${job}` : `${job}-${index}`;
  return `${element}.${attempt}.${epoch}` as TaskId; // the only place where one is made
}

/** The parts of a task id, `undefined` when it is not one of ours. */
export function parseTaskId(
  text: string,
):
  | { readonly job: number; readonly index?: number; readonly attempt: number; readonly epoch: number }
  | undefined {
  const match = /^([1-9]\d*)(?:-(\d+))?\.([1-9]\d*)\.([1-9]\d*)$/.exec(text);
  if (match === null) return undefined;
  const [job, index, attempt, epoch] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (job === undefined || attempt === undefined || epoch === undefined) return undefined;
  return { job, ...(index === undefined ? {} : { index }), attempt, epoch };
}

export function occasionOf(end: FinalState): Occasion {
  switch (end) {
    case "succeeded":
      return "success";
    case "failed":
      return "failure";
    case "cancelled":
      return "cancel";
    default:
      return end satisfies never;
  }
}
