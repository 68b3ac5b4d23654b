import type { TaskId } from "../jobs/job.ts";
import { UsageLedger } from "../fair-share/usage-ledger.ts";
import { AgentPool, type PooledAgent } from "../offers/agent-pool.ts";
import type { Unavailability } from "../offers/offer.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { JournalRecord } from "../store/store.ts";
import { Backlog, type Shape } from "./backlog.ts";
import type { BackendCall, Decision, OfferCounts } from "./decision.ts";
import type { BackendState } from "./demand.ts";
import type { LiveJob } from "./live-job.ts";
import { Timers } from "./timers.ts";
import type { Turn } from "./turn.ts";
import type { Tuning } from "./tuning.ts";
import { noWishes, type Wishes } from "./wishes.ts";

export interface CoreOptions {
  readonly epoch: number;
  readonly halfLifeMs: number;
  readonly nowMs: number;
  readonly tuning: Tuning;
}

/** One agent that is emptied for one job. */
export interface Plan {
  readonly job: number;
  readonly backend: string;
  readonly agentId: string;
  readonly sinceMs: number;
  /** Where its reservation is: a task uses one lot. */
  lot: string | undefined;
  /** Collected, as last heard. */
  reserved: ResourceVector;
  /** Asked for, its outcome open. */
  pending: { readonly operationId: string; readonly resources: ResourceVector } | undefined;
  /** Whether the agent was offered since. What was declined before must be asked for. */
  seen: boolean;
}

/** A change of reservations whose outcome is open. */
export interface Operation {
  readonly backend: string;
  readonly agentId: string;
  readonly kind: "reserve" | "unreserve";
  readonly reservations: readonly string[];
  readonly resources: ResourceVector;
  /** How often its outcome was asked for. */
  asked: number;
}

/** An agent, or all of a backend, that somebody wants to have back. */
export interface Leave {
  readonly backend: string;
  readonly agentId: string | undefined;
  readonly requestId: string;
  readonly unavailability: Unavailability;
  /** The question comes again until it is over, so an old one has lapsed. */
  readonly askedAtMs: number;
}

/** All that the core knows. It is changed by the functions beside it, each file for one subject, and by nobody else. */
export interface CoreState {
  readonly epoch: number;
  tuning: Tuning;
  nowMs: number;
  readonly jobs: Map<number, LiveJob>;
  readonly jobOfTask: Map<TaskId, LiveJob>;
  /** Waiting jobs by the job that they wait for, and by the index of its task, −1 for all of it. */
  readonly dependents: Map<number, Map<number, Set<number>>>;
  /** Jobs that ended in this turn: the store does not show it yet to those who were submitted just now. */
  readonly endedNow: Map<number, LiveJob>;
  /** Attempts that were given up and may come back. */
  readonly givenUp: Set<string>;
  backlog: Backlog;
  /** Shapes that something waits for and that no offer was matched with since. */
  readonly unanswered: Set<Shape>;
  readonly pool: AgentPool;
  readonly ledger: UsageLedger;
  readonly backends: Map<string, BackendState>;
  readonly timers: Timers;
  /** By job. */
  readonly plans: Map<number, Plan>;
  /** Jobs that go first among those that have no room: the ones that may be passed over. */
  wide: readonly LiveJob[];
  nextReviewMs: number;
  readonly operations: Map<string, Operation>;
  operationCount: number;
  /** By agent, after an attempt to give reservations back there has failed. */
  readonly giveBackNotBeforeMs: Map<string, number>;
  readonly leaves: Map<string, Leave>;
  readonly wishes: Wishes;

  // Of this turn.
  /** Agents whose offers wait for an answer. */
  readonly offered: Set<PooledAgent>;
  records: JournalRecord[];
  calls: BackendCall[];
  counts: OfferCounts;
  stop: Decision["stop"];
}

export function newState(options: CoreOptions): CoreState {
  const { epoch, halfLifeMs, nowMs, tuning } = options;
  return {
    epoch,
    tuning,
    nowMs,
    jobs: new Map(),
    jobOfTask: new Map(),
    dependents: new Map(),
    endedNow: new Map(),
    givenUp: new Set(),
    backlog: new Backlog(),
    unanswered: new Set(),
    pool: new AgentPool(),
    ledger: new UsageLedger({ halfLifeMs, originMs: nowMs }),
    backends: new Map(),
    timers: new Timers(),
    plans: new Map(),
    wide: [],
    nextReviewMs: Infinity,
    operations: new Map(),
    operationCount: 0,
    giveBackNotBeforeMs: new Map(),
    leaves: new Map(),
    wishes: noWishes(),
    offered: new Set(),
    records: [],
    calls: [],
    counts: noCounts(),
    stop: undefined,
  };
}

export function noCounts(): OfferCounts {
  return { used: 0, declined: {} };
}

export function turnOf({ backlog, ledger, tuning, nowMs }: CoreState): Turn {
  return { backlog, ledger, policy: tuning.policy, nowMs };
}
