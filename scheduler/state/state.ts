import { DailyUse } from "../../fair-share/daily-use.ts";
import type { TaskId } from "../../jobs/life/job.ts";
import { AgentPool, type PooledAgent } from "../../offers/agent-pool.ts";
import type { WantedOffer } from "../../offers/backend.ts";
import type { Closing } from "../../offers/closing.ts";
import type { Unavailability } from "../../offers/offer.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { JournalRecord } from "../../store/store.ts";
import { Timers } from "../collections/timers.ts";
import { Preemptions } from "../preemption/preemptions.ts";
import { Health } from "../quarantine/health.ts";
import type { BackendState } from "./backend-state.ts";
import type { BackendCall, Decision, OfferCounts, PolicyNotes } from "./decision.ts";
import type { Gang, Gathering } from "./gangs.ts";
import type { LiveJob } from "./live-job.ts";
import { SeenImages, type HandByWish } from "./locality.ts";
import type { LotInHand } from "./lot-in-hand.ts";
import type { Matcher } from "./matcher.ts";
import type { Prospects } from "./prospects.ts";
import { Quotas } from "./quotas.ts";
import { SharedParts } from "./shared-parts.ts";
import type { Tuning } from "./tuning.ts";

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
  /** When all of it is expected to be free; `Infinity`: nobody knows. */
  startMs: number;
  /** Whether what is free is collected now; else others may use it until then. */
  collects: boolean;
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

/** Live jobs and their tasks. */
export interface JobsState {
  readonly jobs: Map<number, LiveJob>;
  readonly jobOfTask: Map<TaskId, LiveJob>;
  /** Waiting jobs by the job that they wait for, and by the index of its task, −1 for all of it. */
  readonly dependents: Map<number, Map<number, Set<number>>>;
  /** Jobs whose tasks go by where those of another one run, by that one. */
  readonly related: Map<number, Set<number>>;
  /** Jobs that ended in this turn: the store does not show it yet to those who were submitted just now. */
  readonly endedNow: Map<number, LiveJob>;
  /** Attempts that were given up and may come back. */
  readonly givenUp: Set<string>;
}

/** Pending jobs as the matcher knows them. */
export interface QueueState {
  /** Who starts what where, and everybody's usage. */
  matcher: Matcher;
  readonly shared: SharedParts;
  /** Jobs of which the matcher may not know how they stand. */
  readonly unfiled: Set<LiveJob>;
  /** Else the matcher knows nothing of any job. */
  isFiled: boolean;
  /** Jobs with tasks that avoid agents, and for which agents that was last looked at. */
  readonly avoiding: Set<LiveJob>;
  avoidedAtVersion: number;
  /** Of these, arrays with room for some of their tasks only, which avoid different agents. */
  readonly choosing: Set<LiveJob>;
}

/** Limits, what was used of them, and parts of them that are kept for single jobs. */
export interface LimitState {
  /** Limits by name, and hours that were used of them. */
  readonly quotas: Quotas;
  /** What was used on each of the last days. */
  readonly dailyUse: DailyUse;
  /** Parts of limits that are kept, by job. */
  readonly earmarks: Map<number, Earmark>;
  /** Nodes of the matcher with the first job that their limits keep: the one that may be passed over. */
  readonly atLimits: Map<number, number>;
}

/** Clusters and their agents. */
export interface AgentState {
  readonly pool: AgentPool;
  /** For which agents it was last looked at whether clusters share machines. */
  separatedAtVersion: number;
  closed: ClosedSoFar;
  readonly backends: Map<string, BackendState>;
  /** How far agents are trusted, by `hostKey`; and for when the next look at that is planned. */
  readonly health: Health;
  healthPlannedMs: number;
  readonly leaves: Map<string, Leave>;
  /** Agents (see `hostKey`) on which tasks that start now must be over by then, for whatever reason beside maintenance. */
  readonly overBy: Map<string, number>;
}

/** Offers in hand, and which offers would help. */
export interface OfferState {
  /** Lots whose offers are in hand, by their numbers in the matcher; and the same by what jobs may want there. */
  readonly inHand: Map<number, LotInHand>;
  handByWish: HandByWish | undefined;
  readonly images: SeenImages;
  /** Agents whose offers wait for an answer. */
  readonly offered: Set<PooledAgent>;
  readonly wishes: Wishes;
}

/** Agents that are emptied for single jobs. */
export interface ReservationState {
  /** By job. */
  readonly plans: Map<number, Plan>;
  readonly operations: Map<string, Operation>;
  operationCount: number;
  /** By agent, after an attempt to give reservations back there has failed. */
  readonly giveBackNotBeforeMs: Map<string, number>;
}

/** Jobs whose tasks start together. */
export interface GangState {
  /** Live gangs, by job. */
  readonly gangs: Map<number, Gang>;
  gathering: Gathering | undefined;
}

/** When jobs without room could start, and what is stopped for them. */
export interface ProspectState {
  prospects: Prospects;
  /** Jobs that go first among those that have no room: the ones that may be passed over. */
  wide: readonly LiveJob[];
  nextReviewMs: number;
  readonly preemptions: Preemptions;
}

/** The time of this cycle, what is due later, and the settings. */
export interface TimeState {
  nowMs: number;
  tuning: Tuning;
  readonly timers: Timers;
  readonly epoch: number;
  readonly halfLifeMs: number;
}

/** What this cycle has decided so far. */
export interface CycleOutput {
  records: JournalRecord[];
  calls: BackendCall[];
  counts: OfferCounts;
  policy: PolicyNotes;
  stop: Decision["stop"];
}

/**
 * All that the core knows. It is changed by the functions beside it, each file for one subject, and by nobody else. A
 * function takes the parts that it uses, so that its signature says what it may touch.
 */
export interface CoreState
  extends
    JobsState,
    QueueState,
    LimitState,
    AgentState,
    OfferState,
    ReservationState,
    GangState,
    ProspectState,
    TimeState,
    CycleOutput {}

export function noNotes(): PolicyNotes {
  return { backfilled: 0, verdicts: [], preempted: [], preemptions: {}, gangs: {}, near: {} };
}

export function noCounts(): OfferCounts {
  return { used: 0, declined: {} };
}

/*
 * Limits that small jobs use up again and again: a job that needs much of one would wait for ever. So after a while its
 * part is kept: others below the same limits start only beside it, until it has started. Nothing of it is stored: a
 * leader that has just begun finds out anew who was passed over.
 */

/** Parts of the limits above a job that are kept for it. */
export interface Earmark {
  readonly job: number;
  readonly sinceMs: number;
  /** For so many tasks: all of a gang, or the next one. */
  readonly tasks: number;
  /** 0 when something of it runs already. */
  readonly jobs: number;
  /** It has started. */
  isOver: boolean;
}

/** What was wished last, and of which set of waiting shapes. */
export interface Wishes {
  told: readonly WantedOffer[];
  shapeChanges: number;
  finding: boolean;
  narrowNotBeforeMs: number;
  /** For when the next look is planned. */
  plannedMs: number;
}

export function noWishes(): Wishes {
  return { told: [], shapeChanges: -1, finding: false, narrowNotBeforeMs: 0, plannedMs: 0 };
}

/** Machines and clusters that are closed, as far as this core has acted on it. */
export interface ClosedSoFar {
  closings: readonly Closing[];
  atVersion: number;
}

export function reservationOf(job: number): string {
  return `job-${job}`;
}
