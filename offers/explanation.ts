import type { Affinity } from "../jobs/spec/affinity.ts";
import type { Constraint } from "../jobs/spec/constraint.ts";
import type { DependencyCondition } from "../jobs/spec/spec.ts";
import type { Holder, JobState, Parent, Suspender } from "../jobs/life/job.ts";
import type { Closing } from "./closing.ts";
import type { ResourceKind, ResourceVector } from "../resources/vector.ts";

/**
 * Why a job is where it is: only causes that the engine evaluated, each with the fact that made it true. Prose is
 * rendered from this (`sentences`), never the other way round.
 */
export interface Explanation {
  readonly job: number;
  readonly state: JobState;
  /** When the causes were evaluated. */
  readonly atMs: number;
  /** Empty when nothing keeps the job. */
  readonly causes: readonly Cause[];
  /**
   * What alone would let it start, fair-share order aside: each of these is enough, and less of it is not. Absent
   * where no single change is enough, or none can be told exactly.
   */
  readonly changes?: readonly Change[];
}

export type Change =
  /** So much more free on that agent. */
  | {
      readonly kind: "room";
      readonly backend: string;
      readonly agentId: string;
      readonly hostname: string;
      readonly more: ResourceVector;
      readonly ports?: number;
    }
  /** A time limit of at most so much, which is so much less than it has: then it would be over in time there. */
  | {
      readonly kind: "time_limit";
      readonly hostname: string;
      readonly limitMs: number;
      readonly less: number;
    }
  /** A limit that is so much higher, so this one. */
  | {
      readonly kind: "quota";
      readonly scope: QuotaCause["scope"];
      readonly project?: string;
      readonly user?: string;
      readonly of: ResourceKind | "tasks" | "jobs";
      readonly limit: number;
      readonly more: number;
    }
  | { readonly kind: "licence"; readonly name: string; readonly more: number };

export type Cause =
  /** `dependency`: one of `unmet` ended otherwise than the job wants. */
  | { readonly kind: "held"; readonly by: Holder; readonly unmet?: readonly Parent[] }
  | { readonly kind: "suspended"; readonly by: Suspender }
  | { readonly kind: "begin_time"; readonly atMs: number }
  | {
      readonly kind: "dependencies";
      /** At most 10 of them. */
      readonly waitingFor: readonly {
        readonly job: number;
        /** One task of an array. */
        readonly index?: number;
        readonly on: DependencyCondition;
        /** Of the job. */
        readonly state: JobState;
      }[];
      readonly total: number;
    }
  | { readonly kind: "backoff"; readonly untilMs: number; readonly tasks: number }
  | { readonly kind: "throttle"; readonly maxConcurrent: number; readonly live: number }
  /** A limit of the site, a project or an account lets nothing like it start. */
  | QuotaCause
  /** A soft limit is reached: whoever has not reached his goes first. */
  | {
      readonly kind: "borrowing";
      readonly scope: QuotaCause["scope"];
      readonly project?: string;
      readonly user?: string;
      readonly of: ResourceKind | "tasks" | "jobs";
      readonly limit: number;
      readonly used: number;
    }
  /** Not so many of what the whole site shares are free. */
  | {
      readonly kind: "licence";
      readonly name: string;
      readonly total: number;
      readonly inUse: number;
      readonly asks: number;
      /** Of what is free, for jobs that others went before too often. */
      readonly kept?: number;
    }
  | {
      readonly kind: "backend_down";
      readonly backend: string;
      readonly sinceMs: number;
      readonly cause: string;
    }
  | { readonly kind: "no_agents"; readonly backend: string }
  /** No agent that would do, even if it were empty, is large enough. */
  | {
      readonly kind: "never_fits";
      readonly need: ResourceVector;
      readonly agents: number;
      /** Of all agents; only there when some are too small and others are of a kind that won't do. */
      readonly refusals?: readonly Refusal[];
      readonly nearest: Witness;
    }
  /** No agent is of a kind that will do. `refusals` add up to `agents`. */
  | {
      readonly kind: "no_match";
      readonly agents: number;
      readonly refusals: readonly Refusal[];
    }
  /** Some agent would be large enough; none has enough free now. `refusals` add up to `agents`. */
  | {
      readonly kind: "no_room";
      readonly need: ResourceVector;
      /** Host ports that it asks for; absent: none. */
      readonly ports?: number;
      readonly agents: number;
      readonly refusals: readonly Refusal[];
      readonly nearest: Witness;
    }
  /** Agents have room and go away before it would have ended. */
  | {
      readonly kind: "maintenance";
      readonly agents: number;
      /** The last of them goes away then. */
      readonly startMs: number;
      readonly hostname: string;
      /** How long it may take; `assumed` when it has no limit. */
      readonly limitMs: number;
      readonly assumed: boolean;
    }
  /** Clusters that are preferred to others may start it now; when it has waited until then, the next ones may, too. */
  | {
      readonly kind: "routing";
      readonly open: readonly string[];
      readonly next: readonly string[];
      readonly atMs: number;
    }
  /** An agent is being emptied for it. */
  | {
      readonly kind: "reserving";
      readonly backend: string;
      readonly agentId: string;
      readonly hostname: string;
      readonly sinceMs: number;
      readonly need: ResourceVector;
      readonly reserved: ResourceVector;
      /** When it is expected to be empty; absent: nobody knows. */
      readonly startMs?: number;
      /** So long others may still take that start there now; absent: nobody may. */
      readonly briefMs?: number;
    }
  /** All of its tasks start together. */
  | {
      readonly kind: "gang";
      readonly tasks: number;
      /** For how many there is room now, of the free room that is known. */
      readonly fit: number;
      /** Tasks of it that run or are being stopped: it starts again only when these have ended; absent: none. */
      readonly ending?: number;
      /** The attribute that must be the same for all. */
      readonly uniform?: string;
      /** When room for all is expected on the agents that are kept for it; absent: none are, or nobody knows. */
      readonly startMs?: number;
      /** How many agents are kept for it. */
      readonly agents?: number;
    }
  /** Enough is free, or will be soon; others go first, or the offer is on its way. */
  | {
      readonly kind: "turn";
      /** Jobs of this account that go first; `AHEAD_MAX` = so many or more. */
      readonly aheadInAccount: number;
      /** Accounts that also wait and go first; the same. */
      readonly accountsAhead: number;
      /**
       * By how much the first of these accounts is ahead where fair share decides: parts of the pool per weight, as
       * present and past shares add up, of the account or of the project by which they differ.
       */
      readonly gap?: number;
    };

export interface QuotaCause {
  readonly kind: "quota";
  /** `user`: of all accounts of a user together. */
  readonly scope: "site" | "project" | "account" | "user";
  /** Absent: the site, or a user in all projects. */
  readonly project?: string;
  /** Of an account, or in all projects. */
  readonly user?: string;
  readonly of: QuotaKind;
  /** In thousandths of a CPU, MiB, GPUs, tasks, jobs, or hours. */
  readonly limit: number;
  readonly used: number;
  /** What one task of it would add, or all that start together; 0 for hours. */
  readonly asks: number;
  /** Of hours: when the window ends and all of them are there again. */
  readonly untilMs?: number;
  /** Of the limit, what is kept for others that were passed over; and the first of these jobs. */
  readonly kept?: number;
  readonly keptFor?: number;
  /** Since when its own part of the limit is kept: what of it is in use must end. */
  readonly ownSinceMs?: number;
}

export type QuotaKind = ResourceKind | "tasks" | "jobs" | "cpuHours" | "gpuHours";

/** Those who go first are counted up to this number. */
export const AHEAD_MAX = 5_000;

/** What keeps a task from an agent, the first that applies in this order. */
export type Obstacle =
  /** Out of service, its machine is another cluster's, too, or its cluster cannot do what the task needs. */
  | "inactive"
  | "shared"
  /** Somebody lets nothing new start there, or in its cluster. */
  | "closed"
  | "unable"
  /** A constraint of the job, or one that a rule of the site adds. */
  | "constraint"
  | "rule"
  | ResourceKind
  | "ports"
  /** There is room, kept for another job. */
  | "kept"
  /** There is room, kept beside free GPUs for jobs that ask for these. */
  | "kept_for_gpus"
  /** There is room, and too many tasks failed there that go well elsewhere. */
  | "quarantined"
  /** There is room, and it goes away too soon. */
  | "maintenance"
  /** There is room, and an attempt failed there for a fault of the agent. */
  | "avoided"
  /** There is room, and by what runs there, or does not, it is none for the job. */
  | "affinity";

export interface Refusal {
  /** What of its affinity these agents do not meet. */
  readonly affinity?: Affinity;
  readonly lacking: Obstacle;
  readonly agents: number;
  /** Of one of these agents. */
  readonly hostname: string;
  /** The constraint that these agents do not meet. */
  readonly constraint?: Constraint;
  /** The job that the room of that agent is kept for. */
  readonly job?: number;
  /** When that job gets it, and so long tasks may take that use it until then; absent: nobody knows, nobody may. */
  readonly startMs?: number;
  readonly briefMs?: number;
  /** The cluster that keeps the machine of that agent. */
  readonly owner?: string;
  /** Who closed that agent, or its cluster, and why. */
  readonly closing?: Closing;
  /** Until when that agent is left alone. */
  readonly untilMs?: number;
}

/** A real agent that shows the cause: the one with the smallest shortfall. */
export interface Witness {
  readonly agentId: string;
  readonly hostname: string;
  /** Its free resources, or its total for `never_fits`. */
  readonly has: ResourceVector;
  readonly lacking: readonly ResourceKind[];
}

/** One agent as the leader knows it. */
export interface AgentView {
  readonly id: string;
  readonly backend: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  /** The cluster that has its machine, too, and keeps it: nothing starts here. */
  readonly sharedWith?: string;
  /** Nothing new starts there, or in its cluster. */
  readonly closed?: Closing;
  readonly total: ResourceVector;
  /** What is free as far as the leader knows. */
  readonly free: ResourceVector;
  /** Live tasks of ours. */
  readonly tasks: number;
  /** How far it is trusted with tasks; absent: as others are. */
  readonly standing?: {
    readonly state: "wary" | "held" | "quarantined" | "probation" | "throttled";
    readonly untilMs?: number;
  };
}
