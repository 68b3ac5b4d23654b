import type { PooledAgent } from "../../offers/agent-pool.ts";
import { attributeOf } from "../../offers/constraints.ts";
import * as ranges from "../../resources/ranges.ts";
import { NO_RESOURCES, subtract } from "../../resources/vector.ts";
import { partsOf, slotsIn } from "../backfill/earliest-gang.ts";
import { stopAttempt } from "../following/attempts.ts";
import { GangSlots } from "../gangs/gang-slots.ts";
import { mustering, strayed } from "../gangs/gang-tasks.ts";
import { isAvoided, leftBesideGpus, placeOf } from "../intake/gang-membership.ts";
import { adoptTogether } from "../intake/live-tasks.ts";
import { wouldHost } from "../state/avoiding.ts";
import type { Gang } from "../state/gangs.ts";
import { isKept, type LiveJob } from "../state/live-job.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { amountsOf, hostKey } from "../state/places.ts";
import { numberOf } from "../state/prospects.ts";
import { aheadOf, goesBeforeJob, siteOf } from "../state/start-order.ts";
import type {
  AgentState,
  CoreState,
  GangState,
  ProspectState,
  QueueState,
  TimeState,
} from "../state/state.ts";
import { launch, roomOf } from "./launching.ts";

/** So long offers are kept in hand: longer where room is held for the gang anyway. */
const GATHER_MS = 5000;
const GATHER_HELD_MS = 30_000;
const GATHER_AGAIN_MS = 10_000;
const GATHER_AGAIN_MAX_MS = 300_000;

/** Where the other agents, empty, are not enough for all of it, it may go everywhere: better there than never. */
function followAvoiding(state: Pick<CoreState, "backends" | "pool" | "prospects">, gang: Gang): void {
  const { avoidsFor, job, slots } = gang;
  const { backends, pool, prospects } = state;
  // Before the first inventory nobody can say whether there is anywhere else. It comes soon from a cluster that is there;
  // one that is away, or not for this job, is not waited for.
  const { executors } = job.need;
  const isUnknown = [...backends.values()].some(
    ({ awaitsInventory, connected, name }) =>
      awaitsInventory && connected && executors?.includes(name) !== false,
  );
  const version = isUnknown ? -1 : pool.version;
  if (avoidsFor.status === job.status && avoidsFor.version === version) return;
  Object.assign(avoidsFor, { status: job.status, version });
  for (const agent of pool.agents()) slots.look(numberOf(prospects, agent.backend, agent.id));
  if (isUnknown) {
    gang.avoids = true;
    return;
  }
  const others = [...pool.agents()].filter((agent) => !isAvoided(job, siteOf(state, agent)));
  gang.avoids = slotsWhenEmpty(job, others) >= ranges.count(job.status.waiting);
}

/** For how many tasks these agents would have room together if they were empty. */
function slotsWhenEmpty(job: LiveJob, agents: Iterable<Readonly<PooledAgent>>): number {
  const uniform = job.array?.gang?.uniform;
  const need = amountsOf(job.need.resources, 0);
  const sums = new Map<string, number>();
  for (const agent of agents) {
    if (!wouldHost(job.need, agent)) continue;
    const group = uniform === undefined ? "" : attributeOf(agent, uniform);
    if (group !== undefined)
      sums.set(group, (sums.get(group) ?? 0) + slotsIn(amountsOf(agent.total, 0), need));
  }
  return Math.max(0, ...sums.values());
}

/** Whether the agents there are could hold all that waits of a gang. */
export function couldHoldGang({ pool }: Pick<CoreState, "pool">, job: LiveJob): boolean {
  return slotsWhenEmpty(job, pool.agents()) >= ranges.count(job.status.waiting);
}

/** Room for it as things are now: which agents it may use depends on more than what is told of them. */
export function slotsOf(state: Pick<CoreState, "backends" | "pool" | "prospects">, gang: Gang): GangSlots {
  followAvoiding(state, gang);
  const { job, seen, slots } = gang;
  const up = [...state.backends.values()].filter((backend) => backend.connected);
  const connected = up.map(({ name }) => name).join("\n");
  const isNew = seen.status !== job.status || seen.connected !== connected;
  gang.seen = { status: job.status, connected };
  for (const [number, agent] of state.prospects.agents.entries())
    if (isNew || agent?.unavailability !== undefined || (agent?.total.gpus ?? 0) > 0) slots.look(number);
  return slots;
}

/** How many of its tasks are to start together now. */
export function mustered(state: Pick<CoreState, "nowMs">, { job }: Gang): number {
  if (isKept(job, state.nowMs)) return 0;
  return mustering(job.status, job.attempts.size, state.nowMs);
}

/** Whether some gang could start, room aside. */
export function gangWaits(state: Pick<CoreState, "gangs" | "nowMs">): boolean {
  for (const gang of state.gangs.values()) if (mustered(state, gang) > 0) return true;
  return false;
}

/** Those that could start, in fair-share order. */
export function musteredInOrder(
  state: QueueState & AgentState & GangState & ProspectState & TimeState,
): readonly Gang[] {
  if (state.gangs.size === 0) return [];
  for (const gang of state.gangs.values()) followAvoiding(state, gang);
  return [...state.gangs.values()]
    .filter((gang) => mustered(state, gang) > 0)
    .sort((a, b) => (a === b ? 0 : goesBeforeJob(state, a.job, b.job) ? -1 : 1));
}

// --- what has begun --------------------------------------------------------------------------------------------------

/** A part of a gang that did not start, or is to be tried again, takes the others with it. */
export function keepTogether(state: CoreState): void {
  for (const gang of state.gangs.values()) {
    const { job } = gang;
    if (job.attempts.size === 0) continue;
    const { starting, waiting } = job.status;
    if (waiting.length === 0) {
      if (starting > 0 || gang.isWhole) continue;
      gang.isWhole = true;
      gang.losses = 0;
      continue;
    }
    const lost = strayed(job.status, job.attempts.values());
    if (lost.length === 0) continue;
    if (!gang.isWhole) gang.losses += 1;
    gang.isWhole = false;
    state.policy.gangs.incomplete = (state.policy.gangs.incomplete ?? 0) + 1;
    for (const attempt of lost) stopAttempt(state, job, attempt, "GangIncomplete");
  }
}

// --- starting --------------------------------------------------------------------------------------------------------

/**
 * Starts gangs for which the offers in hand have room.
 * @param when  `in turn`: those that go before everybody else, and the one that room is held for
 * @returns the agents whose offers are to be kept in hand
 */
export function startGangs(
  state: CoreState,
  hand: readonly LotInHand[],
  when: "in turn" | "with the rest",
): ReadonlySet<PooledAgent> {
  for (const gang of musteredInOrder(state)) {
    const isFirst = state.prospects.holds.of(gang.job.id) !== undefined || goesFirstOfAll(state, gang.job);
    if (when === "in turn" && !isFirst) continue;
    const lots = placeInHand(state, gang, hand);
    if (lots !== undefined && startOn(state, gang, lots)) continue;
    if (when === "in turn") gather(state, gang);
  }
  return when === "in turn" ? gathered(state, hand) : new Set();
}

function goesFirstOfAll(state: Pick<CoreState, "avoiding" | "matcher">, job: LiveJob): boolean {
  const { accounts, inAccount } = aheadOf(state, job);
  return accounts === 0 && inAccount === 0;
}

/** How many tasks on which lots, when there is room for all. */
function placeInHand(
  state: QueueState & AgentState & GangState & ProspectState & TimeState,
  gang: Gang,
  hand: readonly LotInHand[],
): ReadonlyMap<LotInHand, number> | undefined {
  const { job } = gang;
  const { admits, groupOf, need } = placeOf(state, job);
  const groups = new Map<string, { readonly slots: Map<number, number>; sum: number }>();
  for (const [at, one] of hand.entries()) {
    const number = numberOf(state.prospects, one.agent.backend, one.agent.id);
    if (!one.agent.active || !one.agent.lots.has(one.lot.name) || !admits(number)) continue;
    const isOwn = state.prospects.holds.on(number)?.job === job.id;
    const { ports, resources } = roomOf(isOwn ? { ...one, kept: NO_RESOURCES } : one);
    const left = isOwn ? undefined : leftBesideGpus(state, job, one.agent, resources, one.lot.revocable);
    const slots = slotsIn(amountsOf(subtract(resources, { ...NO_RESOURCES, ...left }), ports), need);
    const group = groupOf === undefined ? "" : groupOf(number);
    if (slots === 0 || group === undefined) continue;
    const own = groups.get(group) ?? { slots: new Map<number, number>(), sum: 0 };
    own.slots.set(at, slots);
    own.sum += slots;
    groups.set(group, own);
  }
  const tasks = mustered(state, gang);
  let best: { readonly slots: ReadonlyMap<number, number>; readonly sum: number } | undefined;
  for (const group of groups.values())
    if (group.sum >= tasks && (best === undefined || group.sum < best.sum)) best = group;
  if (best === undefined) return undefined;
  const lots = new Map<LotInHand, number>();
  for (const [at, part] of partsOf(best.slots, tasks)) {
    const one = hand[at];
    if (one !== undefined) lots.set(one, part);
  }
  return lots;
}

/** @returns false when limits of its account do not allow all of it */
function startOn(state: CoreState, gang: Gang, lots: ReadonlyMap<LotInHand, number>): boolean {
  const { job } = gang;
  const elements = [...ranges.values(job.status.waiting)];
  const count = adoptTogether(state, job, elements.length);
  if (count === undefined) return false;
  let next = 0;
  for (const [one, part] of lots) {
    for (let at = 0; at < part; at += 1, next += 1) {
      const element = elements[next];
      if (element !== undefined) count(launch(state, one, job, element, undefined).taskId);
    }
  }
  gang.isWhole = false;
  gang.gatherings = 0;
  state.prospects.holds.drop(job.id);
  if (state.gathering?.job === job.id) state.gathering = undefined;
  state.policy.gangs.started = (state.policy.gangs.started ?? 0) + 1;
  return true;
}

/** Keeps offers in hand when those that are believed to come would be enough. */
function gather(state: AgentState & GangState & ProspectState & TimeState, gang: Gang): void {
  const { nowMs, prospects, timers } = state;
  if (state.gathering !== undefined || nowMs < gang.gatherNotBeforeMs) return;
  const hold = prospects.holds.of(gang.job.id);
  const isHeld = hold !== undefined && hold.startMs <= nowMs;
  const parts = isHeld ? hold.parts : slotsOf(state, gang).place(mustered(state, gang), nowMs);
  if (parts === undefined) return;
  const agents = new Set<string>();
  for (const number of parts.keys()) {
    const agent = prospects.agents[number];
    if (agent !== undefined) agents.add(hostKey(agent.backend, agent.id));
  }
  const untilMs = nowMs + (isHeld ? GATHER_HELD_MS : GATHER_MS);
  state.gathering = { job: gang.job.id, agents, untilMs };
  timers.add({ kind: "gather", atMs: untilMs });
}

/** The agents in hand whose offers are kept. */
function gathered(state: Pick<CoreState, "gathering">, hand: readonly LotInHand[]): ReadonlySet<PooledAgent> {
  const kept = new Set<PooledAgent>();
  const { gathering } = state;
  if (gathering === undefined) return kept;
  for (const { agent } of hand) if (gathering.agents.has(hostKey(agent.backend, agent.id))) kept.add(agent);
  return kept;
}

/** Offers are not kept for ever, nor for a gang that does not want them any more. */
export function endGathering(state: Pick<CoreState, "gangs" | "gathering" | "nowMs" | "timers">): void {
  const { gathering, nowMs } = state;
  if (gathering === undefined) return;
  const gang = state.gangs.get(gathering.job);
  const isWanted = gang !== undefined && mustered(state, gang) > 0;
  if (isWanted && nowMs < gathering.untilMs) return;
  state.gathering = undefined;
  if (gang === undefined) return;
  gang.gatherNotBeforeMs = nowMs + Math.min(GATHER_AGAIN_MAX_MS, GATHER_AGAIN_MS * 2 ** gang.gatherings);
  gang.gatherings += 1;
  state.timers.add({ kind: "gather", atMs: gang.gatherNotBeforeMs });
}

/** Whether offers in hand wait only for others to come. */
export function isGathered(
  { gathering }: Pick<CoreState, "gathering">,
  agent: Readonly<PooledAgent>,
): boolean {
  return gathering?.agents.has(hostKey(agent.backend, agent.id)) === true;
}
