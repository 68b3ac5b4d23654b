import type { Attempt, JobStatus, NewJob, TaskId } from "../../jobs/life/job.ts";
import type { ArraySpec } from "../../jobs/spec/spec.ts";
import type {
  BackendEvent,
  WantedOffer,
  ReserveOrder,
  StatusUpdate,
  TaskRef,
  UnreserveOrder,
} from "../../offers/backend.ts";
import type { DeclineReason } from "../../offers/offer-record.ts";
import type { JobRequest, JournalRecord } from "../../store/store.ts";
import type { PreemptionEnd } from "../preemption/preemptions.ts";
import type { Verdict } from "../quarantine/standing.ts";

/** What the core is told: everything that happened since the last cycle, in order. */
export type CoreInput =
  /** A submission from the inbox. `parents`: the jobs it names, as stored. */
  | {
      readonly type: "submitted";
      readonly key: string;
      readonly job: NewJob;
      readonly parents: ReadonlyMap<number, KnownParent>;
    }
  /** `job`: of a change, as stored; `parents`: the jobs that it names then. */
  | {
      readonly type: "requested";
      readonly key: string;
      readonly request: JobRequest;
      readonly job?: NewJob;
      readonly parents?: ReadonlyMap<number, KnownParent>;
    }
  | { readonly type: "backend"; readonly backend: string; readonly event: BackendEvent }
  /** An operator wants to know now how everything stands at the clusters. */
  | { readonly type: "reconcile" };

/** What one cycle wants. Data only: a test or a simulator can look at it before anything happens. */
export interface Decision {
  /** To be durable before any call is made. */
  readonly records: readonly JournalRecord[];
  /** To be made in this order. */
  readonly calls: readonly BackendCall[];
  /** What became of the offers that were answered in this turn. */
  readonly offers: OfferCounts;
  /** What the finer rules did in this turn, for metrics and logs. */
  readonly policy: PolicyNotes;
  /** Somebody else leads on a backend, or it refuses us: this leader ends. */
  readonly stop?: {
    readonly backend: string;
    readonly type: "superseded" | "refused";
    readonly cause: string;
  };
}

/** What is worth telling of backfill, agents that are not trusted, preemption and gangs. */
export interface PolicyNotes {
  /** Tasks that started on an agent that is held for a wide job. */
  backfilled: number;
  readonly verdicts: AgentVerdict[];
  readonly preempted: { readonly task: TaskId; readonly job: number; readonly stoppedFor: number }[];
  /** What became of preemptions: all but `started` are faults. */
  readonly preemptions: Partial<Record<PreemptionEnd, number>>;
  readonly gangs: Partial<Record<"started" | "incomplete", number>>;
  /** Tasks with an image, or preferred data, by whether that is on the machine where they start. */
  readonly near: Partial<Record<"image" | "noImage" | "data" | "noData", number>>;
  /** Agents on which nothing starts any more because an earlier cluster, the owner, has their machine; absent: none. */
  sharedMachines?: readonly SharedMachine[];
}
interface SharedMachine {
  readonly backend: string;
  readonly agentId: string;
  readonly hostname: string;
  readonly owner: string;
}
interface AgentVerdict extends Verdict {
  readonly backend: string;
  readonly agentId: string;
  readonly hostname: string;
}

/** Offers by what became of them. A declined one counts under what most of the waiting shapes lacked first. */
export interface OfferCounts {
  /** Something was started, reserved or given back with it. */
  used: number;
  declined: Partial<Record<DeclineReason, number>>;
}

export type BackendCall =
  | { readonly type: "launch"; readonly backend: string; readonly order: LaunchPlan }
  | {
      readonly type: "decline";
      readonly backend: string;
      readonly agentId: string;
      readonly offerIds: readonly string[];
      readonly refuseMs: number;
      readonly reason: DeclineReason;
    }
  | { readonly type: "suppress" | "revive"; readonly backend: string }
  | { readonly type: "want"; readonly backend: string; readonly wishes: readonly WantedOffer[] }
  | { readonly type: "reserve"; readonly backend: string; readonly order: ReserveOrder }
  | { readonly type: "unreserve"; readonly backend: string; readonly order: UnreserveOrder }
  | {
      readonly type: "reconcile_operations";
      readonly backend: string;
      readonly operations: readonly { readonly operationId: string; readonly agentId: string }[];
    }
  | {
      readonly type: "answer_maintenance";
      readonly backend: string;
      readonly requestIds: readonly string[];
      readonly accept: boolean;
      readonly refuseMs: number;
    }
  | { readonly type: "kill"; readonly backend: string; readonly task: TaskRef; readonly graceMs: number }
  | { readonly type: "pause"; readonly backend: string; readonly task: TaskRef }
  | { readonly type: "resume"; readonly backend: string; readonly task: TaskRef }
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
  "job" | "element" | "index" | "attempt" | "taskId" | "placement" | "resources" | "ports"
> & {
  readonly graceMs: number;
  /** Its resources are to be taken from this reservation first. */
  readonly reservation?: string;
};

export function taskRef(attempt: {
  readonly taskId: TaskId;
  readonly placement: Attempt["placement"];
}): TaskRef {
  return { taskId: attempt.taskId, agentId: attempt.placement.agentId, access: attempt.placement.access };
}

/** What is known of a job that others wait for. */
export interface KnownParent {
  readonly status: JobStatus;
  readonly array?: ArraySpec | undefined;
}
