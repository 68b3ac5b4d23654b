import { costRate, countedKinds } from "../../fair-share/cost.ts";
import { fairShareOrder, type Order } from "../../fair-share/order.ts";
import { isSnapshotPolicy, type Policy } from "../../fair-share/policy.ts";
import { ShareTree } from "../../fair-share/share-tree.ts";
import { waitingBoostOrder, type WaitingBoost } from "../../fair-share/waiting-boost.ts";
import type { TaskId } from "../../jobs/life/job.ts";
import type { Requirement } from "../../jobs/placement/requirement.ts";
import { Conditions } from "./conditions.ts";
import type { Locality } from "../matching/locality.ts";
import { Matching } from "../matching/matching.ts";
import type { Requirement as MatchRequirement } from "../matching/requirement.ts";
import { Places } from "./places.ts";
import { Shares } from "./shares.ts";
import { SoftLimits, softened } from "./soft-limits.ts";
import { snapshotOrder, type SnapshotOrder } from "./snapshots.ts";
import type { CoreState } from "./state.ts";

/** With `requirementKey` of it. */
export interface KeyedRequirement {
  readonly requirement: MatchRequirement;
  readonly key: string;
}

/** The matcher with all that translates between it and the core: names, needs and agents are numbers there. */
export interface Matcher {
  readonly matching: Matching;
  /** Fair-share order. */
  readonly order: Order;
  /** For a policy whose keys are reckoned for all accounts at once. */
  readonly snapshots: SnapshotOrder | undefined;
  readonly tree: ShareTree;
  readonly shares: Shares;
  readonly conditions: Conditions;
  readonly places: Places;
  /** The shapes under which live tasks are counted. */
  readonly shapeOfTask: Map<TaskId, number>;
  /** By need and by class of time limit: what is asked of the matching for a job that nothing sets apart. */
  readonly plain: WeakMap<Requirement, ReadonlyMap<number, KeyedRequirement>>;
  /** By shape: a need of it, less what is the same for all jobs. */
  readonly needs: (Requirement | undefined)[];
  /** Shapes that something waits for and that, as far as is known, no offer was matched with since. */
  readonly unanswered: Set<number>;
  /** Those that limits gave back when tasks ended, by age, with when they count as unanswered: see `expectRoom`. */
  readonly expecting: Map<number, number>;
  /** For when the next look at them is planned. */
  expectingAgainMs: number;
  /** Whether a task ended in this turn. */
  hasEnded: boolean;
  /** Shapes that came since wishes were last told. */
  readonly opened: Set<number>;
}

/** One that knows nothing yet: see `rebuild` for how it gets to know what is live. */
export function newMatcher(
  {
    backends,
    halfLifeMs,
    jobs,
    nowMs,
    quotas,
    tuning,
  }: Pick<CoreState, "backends" | "halfLifeMs" | "jobs" | "nowMs" | "quotas" | "tuning">,
  preferredBy: Locality["preferredBy"],
): Matcher {
  const { licences, overhead, policy, shares } = tuning;
  const tree = new ShareTree({
    halfLifeMs,
    alpha: shares.alpha,
    resourceWeights: countedKinds(shares.weights),
    parents: shares.parents,
    originMs: nowMs,
  });
  const { waiting } = shares;
  const { order: plain, snapshots } = orderOf(policy, waiting, jobs);
  const soft = new SoftLimits({
    tasks: (node) => matching.questions.tasksOf(node),
    jobs: (node) => matching.questions.jobsOf(node),
  });
  const order = quotas.areAnySoft ? softened(plain, soft) : plain;
  const conditions = new Conditions((backend) => backends.get(backend)?.capabilities);
  const matching: Matching = new Matching({
    tree,
    hasRoom: (shape) => places.hasRoom(shape),
    order,
    packing: tuning.packing,
    countsJobs: quotas.limitJobs,
    ...(tuning.localityWeight > 0 ? { locality: { weight: tuning.localityWeight / 100, preferredBy } } : {}),
    accepts: conditions.accepts,
    keepsGpusFor: conditions.isOfTheKind,
    // What the site adds takes room, and is not charged to anybody.
    rateOf: ({ cpusMilli, gpus, memMib }) =>
      costRate(shares.weights, {
        cpusMilli: Math.max(0, cpusMilli - overhead.cpusMilli),
        memMib: Math.max(0, memMib - overhead.memMib),
        gpus,
      }),
  });
  const places = new Places(matching, conditions, tuning.gpuReserve);
  matching.setLicences(licences);
  return {
    matching,
    order,
    snapshots,
    tree,
    shares: new Shares(matching, shares, {
      limitOf: (key) => quotas.runLimit(key),
      limitOfUser: (user) => quotas.userLimits(user),
      onNode: (node, key) => soft.set(node, quotas.softLimits(key)),
    }),
    conditions,
    places,
    shapeOfTask: new Map(),
    plain: new WeakMap(),
    needs: [],
    unanswered: new Set(),
    expecting: new Map(),
    expectingAgainMs: 0,
    hasEnded: false,
    opened: new Set(),
  };
}

/** Clusters offer what tasks leave within so long, whatever was declined before. Mesos does every second. */
const GROWTH_MS = 2000;

/**
 * A shape may start again since tasks ended. What these leave comes by itself, and is room enough, as a rule; only when it
 * was not, offers are asked for. For asking brings everything that was declined, of all agents, each time.
 */
export function expectRoom({ expecting }: Matcher, shape: number, nowMs: number): void {
  expecting.delete(shape);
  expecting.set(shape, nowMs + GROWTH_MS);
}

function orderOf(
  policy: Policy,
  waiting: WaitingBoost | undefined,
  jobs: CoreState["jobs"],
): Pick<Matcher, "order" | "snapshots"> {
  if (isSnapshotPolicy(policy)) {
    const snapshots = snapshotOrder(policy);
    return { order: snapshots.order, snapshots };
  }
  const isBoosted = policy.name === fairShareOrder.name && waiting !== undefined;
  const order = isBoosted
    ? waitingBoostOrder(waiting, (job) => jobs.get(job)?.waitsSinceMs ?? Infinity)
    : policy;
  return { order, snapshots: undefined };
}
