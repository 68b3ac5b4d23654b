import { DailyUse } from "../fair-share/daily-use.ts";
import type { TaskId } from "../jobs/life/job.ts";
import { AgentPool, type PooledAgent } from "../offers/agent-pool.ts";
import type { Unavailability } from "../offers/offer.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { JournalRecord } from "../store/store.ts";
import type { ClosedSoFar } from "./closings.ts";
import type { BackendCall, Decision, OfferCounts, PolicyNotes } from "./decision.ts";
import type { BackendState } from "./demand.ts";
import type { Gang, Gathering } from "./gang-starts.ts";
import type { Earmark } from "./earmarks.ts";
import { standsIn } from "./judging.ts";
import type { LiveJob } from "./live-job.ts";
import { preferredBy, SeenImages, type HandByWish } from "./locality.ts";
import { newMatcher, type Matcher } from "./matcher.ts";
import type { LotInHand } from "./launching.ts";
import type { PreparedJobs } from "./prepared-jobs.ts";
import { Preemptions } from "./preemption/preemptions.ts";
import { newProspects, type Prospects } from "./prospects.ts";
import { Quotas } from "./quotas.ts";
import { Health } from "./quarantine/health.ts";
import { SharedParts } from "./shared-parts.ts";
import { Timers } from "./timers.ts";
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

/** All that the core knows. It is changed by the functions beside it, each file for one subject, and by nobody else. */
export interface CoreState {
  readonly epoch: number;
  readonly halfLifeMs: number;
  tuning: Tuning;
  nowMs: number;
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
  /** Limits by name, and hours that were used of them. */
  readonly quotas: Quotas;
  /** What was used on each of the last days. */
  readonly dailyUse: DailyUse;
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
  readonly pool: AgentPool;
  /** For which agents it was last looked at whether clusters share machines. */
  separatedAtVersion: number;
  closed: ClosedSoFar;
  readonly backends: Map<string, BackendState>;
  readonly timers: Timers;
  /** By job. */
  readonly plans: Map<number, Plan>;
  /** Parts of limits that are kept, by job. */
  readonly earmarks: Map<number, Earmark>;
  /** Nodes of the matcher with the first job that their limits keep: the one that may be passed over. */
  readonly atLimits: Map<number, number>;
  /** How far agents are trusted, by `hostKey`; and for when the next look at that is planned. */
  readonly health: Health;
  healthPlannedMs: number;
  readonly preemptions: Preemptions;
  /** Live gangs, by job. */
  readonly gangs: Map<number, Gang>;
  gathering: Gathering | undefined;
  prospects: Prospects;
  /** Jobs that go first among those that have no room: the ones that may be passed over. */
  wide: readonly LiveJob[];
  nextReviewMs: number;
  readonly operations: Map<string, Operation>;
  operationCount: number;
  /** By agent, after an attempt to give reservations back there has failed. */
  readonly giveBackNotBeforeMs: Map<string, number>;
  readonly leaves: Map<string, Leave>;
  /** Agents (see `hostKey`) on which tasks that start now must be over by then, for whatever reason beside maintenance. */
  readonly overBy: Map<string, number>;
  readonly wishes: Wishes;

  /** Lots whose offers are in hand, by their numbers in the matcher; and the same by what jobs may want there. */
  readonly inHand: Map<number, LotInHand>;
  handByWish: HandByWish | undefined;
  readonly images: SeenImages;

  // Of this turn.
  /** Agents whose offers wait for an answer. */
  readonly offered: Set<PooledAgent>;
  records: JournalRecord[];
  calls: BackendCall[];
  counts: OfferCounts;
  policy: PolicyNotes;
  stop: Decision["stop"];
}

/** @param prepared  jobs that were made before, which are its own from now on */
export function newState(options: CoreOptions, prepared?: PreparedJobs): CoreState {
  const { epoch, halfLifeMs, nowMs, tuning } = options;
  const backends = new Map<string, BackendState>();
  const quotas = new Quotas(tuning, nowMs);
  const jobs: CoreState["jobs"] = prepared?.jobs ?? new Map();
  const state: CoreState = {
    epoch,
    halfLifeMs,
    tuning,
    nowMs,
    jobs,
    jobOfTask: new Map(),
    dependents: new Map(),
    related: new Map(),
    endedNow: new Map(),
    givenUp: new Set(),
    quotas,
    dailyUse: new DailyUse(),
    matcher: newMatcher({ backends, halfLifeMs, jobs, nowMs, quotas, tuning }, (job) =>
      preferredBy(state, job),
    ),
    shared: prepared?.shared ?? new SharedParts(),
    unfiled: new Set(),
    isFiled: prepared === undefined,
    avoiding: new Set(),
    avoidedAtVersion: -1,
    choosing: new Set(),
    pool: new AgentPool(),
    separatedAtVersion: -1,
    closed: { closings: [], atVersion: -1 },
    backends,
    timers: new Timers(),
    plans: new Map(),
    earmarks: new Map(),
    atLimits: new Map(),
    health: new Health({
      isOn: () => state.tuning.quarantine,
      standsIn: (other, agent) => standsIn(state, other, agent),
    }),
    healthPlannedMs: Infinity,
    preemptions: new Preemptions(),
    gangs: new Map(),
    gathering: undefined,
    prospects: newProspects(() => state.tuning.backfill.assumedMs),
    wide: [],
    nextReviewMs: Infinity,
    operations: new Map(),
    operationCount: 0,
    giveBackNotBeforeMs: new Map(),
    leaves: new Map(),
    overBy: new Map(),
    wishes: noWishes(),
    inHand: new Map(),
    handByWish: undefined,
    images: new SeenImages(),
    offered: new Set(),
    records: [],
    calls: [],
    counts: noCounts(),
    policy: noNotes(),
    stop: undefined,
  };
  return state;
}

export function noNotes(): PolicyNotes {
  return { backfilled: 0, verdicts: [], preempted: [], preemptions: {}, gangs: {}, near: {} };
}

export function noCounts(): OfferCounts {
  return { used: 0, declined: {} };
}
