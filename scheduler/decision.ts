import type { Attempt, JobState, NewJob, TaskId } from "../jobs/job.ts";
import type { BackendEvent, StatusUpdate, TaskRef } from "../offers/backend.ts";
import type { JobRequest, JournalRecord } from "../store/store.ts";

/** What the core is told: everything that happened since the last turn, in order. */
export type CoreInput =
  /** A submission from the inbox. `parents`: states of the jobs it names, as stored. */
  | {
      readonly type: "submitted";
      readonly key: string;
      readonly job: NewJob;
      readonly parents: ReadonlyMap<number, JobState>;
    }
  | { readonly type: "requested"; readonly key: string; readonly request: JobRequest }
  | { readonly type: "backend"; readonly backend: string; readonly event: BackendEvent };

/** What one turn wants. Data only: a test or a simulator can look at it before anything happens. */
export interface Decision {
  /** To be durable before any call is made. */
  readonly records: readonly JournalRecord[];
  /** To be made in this order. */
  readonly calls: readonly BackendCall[];
  /** Somebody else leads on a backend, or it refuses us: this leader ends. */
  readonly stop?: {
    readonly backend: string;
    readonly type: "superseded" | "refused";
    readonly cause: string;
  };
}

export type BackendCall =
  | { readonly type: "launch"; readonly backend: string; readonly order: LaunchPlan }
  | {
      readonly type: "decline";
      readonly backend: string;
      readonly offerIds: readonly string[];
      readonly refuseMs: number;
    }
  | { readonly type: "suppress" | "revive"; readonly backend: string }
  | { readonly type: "kill"; readonly backend: string; readonly task: TaskRef; readonly graceMs: number }
  | { readonly type: "reconcile"; readonly backend: string; readonly tasks: readonly TaskRef[] }
  | { readonly type: "acknowledge"; readonly backend: string; readonly update: StatusUpdate };

/** A launch by ids: the loop adds what only the store knows. */
export interface LaunchPlan {
  readonly agentId: string;
  readonly offerIds: readonly string[];
  readonly attempts: readonly PlannedAttempt[];
  readonly refuseMs: number;
}
export type PlannedAttempt = Pick<
  Attempt,
  "job" | "element" | "index" | "attempt" | "taskId" | "placement" | "resources"
> & { readonly graceMs: number };

export function taskRef(attempt: {
  readonly taskId: TaskId;
  readonly placement: Attempt["placement"];
}): TaskRef {
  return { taskId: attempt.taskId, agentId: attempt.placement.agentId, access: attempt.placement.access };
}
