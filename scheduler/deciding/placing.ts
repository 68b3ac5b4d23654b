import type { Lot, PooledAgent } from "../../offers/agent-pool.ts";
import type { Room } from "../../offers/fit.ts";
import * as ranges from "../../resources/ranges.ts";
import { add, fits, NO_RESOURCES } from "../../resources/vector.ts";
import { mayStartOn } from "../intake/agent-trust.ts";
import { countTask, isWithinLimits } from "../intake/live-tasks.ts";
import {
  ANYWHERE,
  elementOf,
  enqueue,
  file,
  forgetPart,
  isFiledAsOther,
  partOf,
} from "../intake/queueing.ts";
import { affinityAgainst } from "../state/affinity.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { hostKey, hostOf, type PlaceTuning } from "../state/places.ts";
import { followAgent } from "../state/prospects.ts";
import { renewSnapshot } from "../state/snapshots.ts";
import { elementFor, longestOn, mayUse, siteOf, suits } from "../state/start-order.ts";
import {
  reservationOf,
  type CoreState,
  type JobsState,
  type AgentState,
  type ReservationState,
  type GangState,
  type ProspectState,
  type TimeState,
} from "../state/state.ts";
import { answer } from "./answering.ts";
import { endEarmarks, notePassedAtLimits } from "./earmarks.ts";
import { startGangs } from "./gang-starts.ts";
import { launch, NO_ROOM, roomOf } from "./launching.ts";
import { notePassedOver } from "./passed-over.ts";
import { giveBack, planOn, readOffers, reserveMore, unwantedIn } from "./reservations.ts";
import { briefUntilMs, heldForGangs, keptOn } from "./wide-jobs.ts";

/**
 * Answers the offers in hand, each lot of an agent by itself: gives back what is unwanted, collects what is planned,
 * and fills the rest in fair-share order.
 */
export function answerOffers(state: CoreState): void {
  const { matching } = state.matcher;
  for (const number of state.inHand.keys()) matching.withdraw(number);
  state.inHand.clear();
  state.handByWish = undefined;
  const hand: LotInHand[] = [];
  for (const agent of state.offered) {
    const before = hand.length;
    for (const lot of agent.lots.values()) {
      const taken = lot.offers.length > 0 ? takeUp(state, agent, lot) : undefined;
      if (taken !== undefined) hand.push(taken);
    }
    if (hand.length === before) state.offered.delete(agent);
  }
  endEarmarks(state);
  file(state);
  renewSnapshot(state);
  for (const one of hand) one.kept = keptOn(state, one.agent);
  const waits = startGangs(state, hand, "in turn");
  // What was kept for a gang that has started is there for others.
  endEarmarks(state);
  if (state.policy.gangs.started !== undefined) for (const one of hand) one.kept = keptOn(state, one.agent);
  const open = hand.filter(({ agent }) => !waits.has(agent));
  // Agents without GPUs first: so others take jobs without GPUs only where these have no room.
  open.sort((a, b) => a.agent.total.gpus - b.agent.total.gpus);
  for (const one of open) {
    const isTrusted = mayStartOn(state, one.agent) === Infinity;
    offerRoom(state, one, isTrusted ? roomOf(one) : NO_ROOM);
  }
  const isDone = fill(state, state.tuning.launchesMax) && fillBriefly(state, open);
  if (isDone) {
    tryAgents(state, open);
    startGangs(state, hand, "with the rest");
    endEarmarks(state);
  }
  file(state);
  const mayStart = hand.length > 0 && matching.questions.mayAnyStart();
  for (const one of hand) {
    // Offers that a gang waits for, until there are enough of them, are answered later.
    if (waits.has(one.agent) && one.attempts.length === 0) continue;
    // Where the cycle was cut short, what nothing was started on is answered in the next, which follows at once.
    if (!isDone && one.attempts.length === 0) continue;
    notePassedOver(state, one);
    notePassedAtLimits(state, one);
    answer(state, one, mayStart);
    for (const number of one.numbers) {
      matching.withdraw(number);
      state.inHand.delete(number);
    }
    if (one.agent.lots.size === 0) state.offered.delete(one.agent);
  }
}

/** @returns `undefined` when the offers are used up by a change of reservations */
function takeUp(state: CoreState, agent: PooledAgent, lot: Lot): LotInHand | undefined {
  const unwanted = unwantedIn(state, agent, lot);
  if (unwanted.length > 0 && giveBack(state, agent, lot, unwanted)) return undefined;
  const plan = planOn(state, agent);
  const planned = plan === undefined ? undefined : state.jobs.get(plan.job);
  const one: LotInHand = {
    agent,
    lot,
    site: siteOf(state, agent),
    offered: lot.resources,
    kept: NO_RESOURCES,
    planned,
    started: [],
    attempts: [],
    numbers: [],
  };
  if (plan === undefined || planned === undefined) return one;
  readOffers(plan, lot);
  if (launchPlanned(state, one, planned)) return one;
  if (!plan.collects) return one;
  return reserveMore(state, agent, lot, plan, planned.need.resources) ? undefined : one;
}

/** Starts name the numbers of what is offered: what can be taken away has one of its own from the first time on. */
function offerRoom(state: CoreState, one: LotInHand, room: Room, tuning = placeTuning(state)): void {
  one.numbers = state.matcher.places.offer(one.agent, one.lot, room, tuning);
  for (const number of one.numbers) state.inHand.set(number, one);
}

/** On agents that are held for a job: all of the room that there is until then, for those who are over by then. */
function fillBriefly(state: CoreState, hand: readonly LotInHand[]): boolean {
  if (state.prospects.holds.size === 0) return true;
  let isHeld = false;
  for (const one of hand) {
    const untilMs = briefUntilMs(state, one.agent);
    if (untilMs === undefined || mayStartOn(state, one.agent) !== Infinity) continue;
    isHeld = true;
    const room = roomOf({ ...one, kept: NO_RESOURCES });
    const tuning = placeTuning(state);
    const overByMs = (agent: Readonly<PooledAgent>) => Math.min(untilMs, tuning.overByMs(agent));
    offerRoom(state, one, room, { ...tuning, overByMs });
  }
  if (!isHeld) return true;
  file(state);
  return fill(state, state.tuning.launchesMax);
}

/** On agents that are not trusted: one task, if that. */
function tryAgents(state: CoreState, hand: readonly LotInHand[]): void {
  for (let isMore = true; isMore;) {
    isMore = false;
    for (const one of hand) {
      if (mayStartOn(state, one.agent) !== 1 || one.started.length > 0) continue;
      offerRoom(state, one, roomOf(one));
      fill(state, 1);
      offerRoom(state, one, NO_ROOM);
      // By where that one runs others may start elsewhere, also on those that were tried before.
      if (!one.started.some((job) => decidesForOthers(state, job))) continue;
      isMore = true;
      file(state);
      fill(state, state.tuning.launchesMax);
    }
  }
}

/** Starts what the matcher says. @returns false when the cycle was cut short */
function fill(state: CoreState, most: number): boolean {
  const { matching } = state.matcher;
  let left = most;
  for (;;) {
    // Who goes by what runs elsewhere is matched anew after each start that matters to it, before anybody after it.
    const isAny = state.avoiding.size > 0 || state.related.size > 0 || matching.questions.countsJobs;
    const starts = matching.settle(left, isAny ? (id) => isTurning(state, id) : undefined);
    left -= starts.count;
    const emptied = new Set<PooledAgent>();
    const again = new Set<LotInHand>();
    let isMore = starts.isCut;
    for (let at = 0; at < starts.count; at += 1) {
      const job = state.jobs.get(starts.job[at] ?? 0);
      const one = state.inHand.get(starts.agent[at] ?? -1);
      if (job === undefined || one === undefined) throw new Error("the matcher starts what is not there");
      const plan = state.plans.get(job.id);
      if (decidesForOthers(state, job)) isMore = true;
      const start = {
        entry: starts.entry[at] ?? -1,
        shape: starts.shape[at] ?? -1,
        isLast: starts.last[at] === 1,
      };
      // A start before this one in the list may have put somebody there.
      if (job.need.affinity !== undefined && affinityAgainst(state, job, one.agent) !== undefined) {
        takeBack(state, job, start);
        left += 1;
        again.add(one);
        continue;
      }
      startMatched(state, one, job, start);
      // Room of its array that a part of it cannot use here is another part's.
      if (isFiledAsOther(state, job) || state.choosing.has(job)) isMore = true;
      const planned = plan === undefined ? undefined : state.pool.get(plan.backend, plan.agentId);
      if (planned !== undefined) emptied.add(planned);
    }
    if (state.earmarks.size > 0 && endEarmarks(state)) isMore = true;
    for (const one of again) offerRoom(state, one, roomOf(one));
    if (left <= 0) return false;
    // What was kept for a job that found room elsewhere is there for others.
    for (const one of new Set(state.inHand.values())) {
      if (!emptied.has(one.agent)) continue;
      one.kept = NO_RESOURCES;
      offerRoom(state, one, roomOf(one));
      isMore = true;
    }
    if (!isMore) return true;
    file(state);
  }
}

export function placeTuning(
  state: JobsState & AgentState & ReservationState & GangState & ProspectState & TimeState,
): PlaceTuning {
  return {
    nowMs: state.nowMs,
    overByMs: (agent) => state.nowMs + longestOn(state, agent),
    keptOn: (agent) =>
      mayStartOn(state, agent) === 0
        ? agent.total
        : state.prospects.holds.size === 0
          ? NO_RESOURCES
          : keptOn(state, agent),
    briefUntilMs: (agent) =>
      state.prospects.holds.size === 0 || mayStartOn(state, agent) === 0
        ? undefined
        : briefUntilMs(state, agent),
    onChange: (agent, isGone) => followAgent(state, agent, isGone),
  };
}

/** Tells the matcher what has become of agents. */
export function followAgents(state: CoreState): void {
  const bound = new Set<string>(state.overBy.keys());
  for (const { agentId, backend } of state.plans.values()) bound.add(hostKey(backend, agentId));
  for (const key of heldForGangs(state)) bound.add(key);
  const agents = Array.from(bound, (key) => state.pool.get(...hostOf(key)) ?? []).flat();
  state.matcher.places.follow(state.pool, agents, placeTuning(state));
}

// --- launches --------------------------------------------------------------------------------------------------------

/** Starts the job that the agent is emptied for, if reservation and offers together are enough. */
function launchPlanned(state: CoreState, one: LotInHand, job: LiveJob): boolean {
  const { lot, site } = one;
  const reserved = lot.reservations.get(reservationOf(job.id)) ?? NO_RESOURCES;
  const whole = add(lot.resources, reserved);
  if (mayStartOn(state, one.agent) === 0) return false;
  const isWhole = fits(job.need.resources, whole) && job.need.ports <= ranges.count(lot.ports);
  if (!isWhole || !site.agent.active || !suits(job.need, site) || !mayUse(state, job, site)) return false;
  const element = elementFor(job, site, state.nowMs);
  if (element === undefined || !isWithinLimits(state, job)) return false;
  const attempt = launch(state, one, job, element, reserved === NO_RESOURCES ? undefined : reserved);
  countTask(state, job, attempt.taskId, state.nowMs);
  return true;
}

function isTurning(state: Pick<CoreState, "jobs" | "matcher" | "related">, id: number): boolean {
  const job = state.jobs.get(id);
  return job !== undefined && (decidesForOthers(state, job) || isFirstOfMore(state, job));
}

/** Whether limits of jobs look at what else waits of it with other eyes, once a first task of it has started. */
function isFirstOfMore({ matcher }: Pick<CoreState, "matcher">, { id, status }: LiveJob): boolean {
  return (
    matcher.matching.questions.countsJobs &&
    !matcher.matching.questions.runs(id) &&
    ranges.count(status.waiting) > 1
  );
}

/** Whether more, or less, may start where once a task of it runs. */
function decidesForOthers({ related }: Pick<CoreState, "related">, { id, need }: LiveJob): boolean {
  return need.affinity !== undefined || related.has(id);
}

interface MatchedStart {
  readonly entry: number;
  readonly shape: number;
  readonly isLast: boolean;
}

/** The matcher is told that a task did not start, and later anew what its job waits with. */
function takeBack(
  state: Pick<CoreState, "matcher" | "unfiled">,
  job: LiveJob,
  { entry, isLast, shape }: MatchedStart,
): void {
  const { matching, shares } = state.matcher;
  if (isLast) forgetPart(job, partOf(job, entry) ?? ANYWHERE);
  matching.end(shares.account(job.account), shape, job.id);
  enqueue(state, job);
}

/** Starts a task that the matcher has started and counts already. */
function startMatched(
  state: CoreState,
  one: LotInHand,
  job: LiveJob,
  { entry, isLast, shape }: MatchedStart,
): void {
  const key = partOf(job, entry) ?? ANYWHERE;
  const element = elementOf(state, job, key);
  if (element === undefined) throw new Error(`job ${job.id} has no task that could start`);
  if (isLast) forgetPart(job, key);
  const { taskId } = launch(state, one, job, element, undefined);
  state.matcher.shapeOfTask.set(taskId, shape);
}
