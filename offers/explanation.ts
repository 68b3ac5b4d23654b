import type { DependencyCondition } from "../jobs/spec.ts";
import type { JobState } from "../jobs/job.ts";
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
}

export type Cause =
  | { readonly kind: "held"; readonly by: "user" | "admin" }
  | {
      readonly kind: "dependencies";
      /** At most 10 of them. */
      readonly waitingFor: readonly {
        readonly job: number;
        readonly on: DependencyCondition;
        readonly state: JobState;
      }[];
      readonly total: number;
    }
  | { readonly kind: "backoff"; readonly untilMs: number; readonly tasks: number }
  | { readonly kind: "throttle"; readonly maxConcurrent: number; readonly live: number }
  | {
      readonly kind: "backend_down";
      readonly backend: string;
      readonly sinceMs: number;
      readonly cause: string;
    }
  | { readonly kind: "no_agents"; readonly backend: string }
  /** No agent, even if it were empty, is large enough. */
  | {
      readonly kind: "never_fits";
      readonly need: ResourceVector;
      readonly agents: number;
      readonly nearest: Witness;
    }
  /** Some agent would be large enough; none has enough free now. `refusals` add up to `agents`. */
  | {
      readonly kind: "no_room";
      readonly need: ResourceVector;
      readonly agents: number;
      readonly refusals: readonly { readonly lacking: ResourceKind | "inactive"; readonly agents: number }[];
      readonly nearest: Witness;
    }
  /** Enough is free, or will be soon; others go first, or the offer is on its way. */
  | {
      readonly kind: "turn";
      /** Tasks of this account that go first. */
      readonly aheadInAccount: number;
      /** Accounts with less usage that also wait. */
      readonly accountsAhead: number;
    };

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
  readonly total: ResourceVector;
  /** What is free as far as the leader knows. */
  readonly free: ResourceVector;
  /** Live tasks of ours. */
  readonly tasks: number;
}
