import { costRate } from "../fair-share/usage-ledger.ts";
import { taskIdOf } from "../jobs/job.ts";
import { indexOfElement } from "../jobs/spec.ts";
import type { Lot, PooledAgent } from "../offers/agent-pool.ts";
import { fitsRoom, shareOf, shortagesOf, type Room } from "../offers/fit.ts";
import * as ranges from "../resources/ranges.ts";
import { add, fits, largest, NO_RESOURCES, RESOURCE_KINDS, subtract } from "../resources/vector.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { isAvoidedBy } from "./avoiding.ts";
import type { DeclineReason, PlannedAttempt } from "./decision.ts";
import { apply } from "./lifecycle.ts";
import type { LiveJob } from "./live-job.ts";
import {
  giveBack,
  missingFor,
  planOn,
  readOffers,
  reservationOf,
  reserveMore,
  unwantedIn,
} from "./reservations.ts";
import { turnOf, type CoreState, type Plan } from "./state.ts";
import { elementFor, goesBeforeJob, mayUse, nextFor, suits, type Site } from "./turn.ts";

/** Answers the offers in hand of one agent, each lot by itself. @returns how many tasks it starts */
export function answerOffers(state: CoreState, agent: PooledAgent): number {
  let started = 0;
  for (const lot of agent.lots.values()) {
    if (lot.offers.length > 0) started += answerLot(state, agent, lot);
  }
  return started;
}

/** Gives back what is unwanted, collects what is planned, and fills the rest, whose turn it is first. */
function answerLot(state: CoreState, agent: PooledAgent, lot: Lot): number {
  const unwanted = unwantedIn(state, agent, lot);
  if (unwanted.length > 0 && giveBack(state, agent, lot, unwanted)) return 0;
  const site = siteOf(state, agent);
  const offered = lot.resources;
  const started: LiveJob[] = [];
  const attempts: PlannedAttempt[] = [];
  const plan = planOn(state, agent);
  const planned = plan === undefined ? undefined : state.jobs.get(plan.job);
  if (plan !== undefined && planned !== undefined) {
    readOffers(plan, lot);
    const attempt = launchPlanned(state, site, lot, planned);
    if (attempt !== undefined) {
      started.push(planned);
      attempts.push(attempt);
    } else if (reserveMore(state, agent, lot, plan, planned.need.resources)) return 0;
  }
  const kept = keptFor(state, planOn(state, agent));
  const room = (): Room => ({
    resources: kept === NO_RESOURCES ? lot.resources : subtract(lot.resources, kept),
    revocable: lot.revocable,
    ports: lot.ports.length === 0 ? 0 : ranges.count(lot.ports),
  });
  const turn = turnOf(state);
  while (agent.active) {
    const job = nextFor(room(), site, turn);
    const attempt = job === undefined ? undefined : launch(state, job, site, lot, undefined);
    if (job === undefined || attempt === undefined) break;
    started.push(job);
    attempts.push(attempt);
  }
  notePassedOver(state, site, offered, started);
  answer(state, agent, lot, attempts, () => whyUseless(state, site, room(), kept, planned?.shapeKey));
  return attempts.length;
}

function answer(
  state: CoreState,
  agent: PooledAgent,
  lot: Lot,
  attempts: readonly PlannedAttempt[],
  why: () => DeclineReason,
): void {
  const { backend, id: agentId } = agent;
  const { refuseIdleMs, refuseMs, refuseRestsMs } = state.tuning;
  const reason = attempts.length === 0 ? why() : undefined;
  const offerIds = state.pool.takeLot(agent, lot);
  if (reason === undefined) {
    state.counts.used += offerIds.length;
    const isIdle = state.backlog.isEmpty(state.nowMs);
    const order = { agentId, offerIds, attempts, refuseMs: isIdle ? refuseIdleMs : refuseRestsMs };
    state.calls.push({ type: "launch", backend, order });
    return;
  }
  const { declined } = state.counts;
  declined[reason] = (declined[reason] ?? 0) + offerIds.length;
  const forMs = reason === "nothing_waits" ? refuseIdleMs : refuseMs;
  state.calls.push({ type: "decline", backend, offerIds, refuseMs: forMs });
}

/** An agent as a place for tasks, as things are now. */
export function siteOf(state: CoreState, agent: Readonly<PooledAgent>): Site {
  const capabilities = state.backends.get(agent.backend)?.capabilities;
  return {
    agent,
    capabilities,
    maintenance: state.tuning.maintenance,
    avoids: (job, avoid) => isAvoidedBy(state, job, avoid, agent),
  };
}

/** What is free on an agent for all but the job that has a plan there. */
export function freeRoom(state: CoreState, agent: Readonly<PooledAgent>): Room {
  const kept = state.plans.size === 0 ? NO_RESOURCES : keptFor(state, planOn(state, agent));
  return {
    resources: kept === NO_RESOURCES ? agent.free : subtract(agent.free, kept),
    revocable: agent.freeRevocable,
    ports: agent.freePorts,
  };
}

function keptFor(state: CoreState, plan: Plan | undefined): ResourceVector {
  const job = plan === undefined ? undefined : state.jobs.get(plan.job);
  return plan === undefined || job === undefined ? NO_RESOURCES : missingFor(plan, job.need.resources);
}

// --- launches --------------------------------------------------------------------------------------------------------

/** Starts the job that the agent is emptied for, if reservation and offers together are enough. */
function launchPlanned(state: CoreState, site: Site, lot: Lot, job: LiveJob): PlannedAttempt | undefined {
  const reserved = lot.reservations.get(reservationOf(job.id)) ?? NO_RESOURCES;
  const whole = add(lot.resources, reserved);
  const isWhole = fits(job.need.resources, whole) && job.need.ports <= ranges.count(lot.ports);
  if (!isWhole || !site.agent.active || !suits(job.need, site) || !mayUse(job, site, state.nowMs))
    return undefined;
  return launch(state, job, site, lot, reserved === NO_RESOURCES ? undefined : reserved);
}

/** @param reserved  what a reservation of the job's own brings */
function launch(
  state: CoreState,
  job: LiveJob,
  site: Site,
  lot: Lot,
  reserved: ResourceVector | undefined,
): PlannedAttempt | undefined {
  const element = elementFor(job, site, state.nowMs);
  const agent = state.pool.get(site.agent.backend, site.agent.id);
  if (element === undefined || agent === undefined) return undefined;
  const { need } = job;
  const share =
    reserved === undefined
      ? shareOf(need, lot.revocable)
      : { resources: largest(subtract(need.resources, reserved), NO_RESOURCES), revocable: NO_RESOURCES };
  const ports = state.pool.place(agent, lot, { ...share, ports: need.ports });
  const before = job.status.retrying[element];
  const attempt = (before?.attempts ?? 0) + 1;
  const index = indexOfElement(job.array, element);
  const { backend, id: agentId, hostname, access } = agent;
  const start = {
    element,
    ...(index === undefined ? {} : { index }),
    attempt,
    charged: (before?.charged ?? 0) + 1,
    epoch: state.epoch,
    taskId: taskIdOf(job.id, index, attempt, state.epoch),
    placement: { backend, agentId, hostname, access },
    resources: job.asks.resources,
    ...(ports.length === 0 ? {} : { ports }),
  };
  state.ledger.begin(job.account, costRate(job.asks.resources), state.nowMs);
  state.plans.delete(job.id); // what was collected elsewhere is unwanted now
  job.planning.failures = 0;
  apply(state, job, { type: "launched", start });
  if (job.status.waiting.length > 0) {
    job.waitsSinceMs = state.nowMs;
    job.passedOver = false;
  }
  state.timers.add({ kind: "recheck", task: start.taskId, atMs: state.nowMs + state.tuning.recheckMs });
  const reservation = reserved === undefined ? {} : { reservation: reservationOf(job.id) };
  return { job: job.id, ...start, graceMs: job.graceMs, ...reservation };
}

/**
 * Notes which of the wide jobs saw room that they could use go to others, or to nobody.
 * @param offered  before anything was started
 */
function notePassedOver(
  state: CoreState,
  site: Site,
  offered: ResourceVector,
  started: readonly LiveJob[],
): void {
  for (const job of state.wide) {
    if (job.passedOver || !job.queued || started.includes(job)) continue;
    const need = job.need.resources;
    if (!fits(need, site.agent.total) || !suits(job.need, site)) continue;
    const turn = turnOf(state);
    job.passedOver =
      started.length === 0
        ? // The rests of a full agent are no room: of something that it needs there is nothing.
          RESOURCE_KINDS.every((kind) => need[kind] === 0 || offered[kind] > 0)
        : started.some((other) => goesBeforeJob(job, other, turn));
  }
}

// --- counters --------------------------------------------------------------------------------------------------------

/** What most of the waiting shapes miss first in these offers. @param planned  that of a job that collects them */
function whyUseless(
  state: CoreState,
  site: Site,
  room: Room,
  kept: ResourceVector,
  planned: string | undefined,
): DeclineReason {
  if (!site.agent.active) return "inactive";
  const counts = new Map<DeclineReason, number>();
  for (const shape of state.backlog.waiting(state.nowMs)) {
    if (shape.key === planned) continue;
    const why = obstacleTo(shape.need, site, room, kept);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  let first: DeclineReason = planned === undefined ? "nothing_waits" : "reserved";
  for (const [why, count] of counts) if (count > (counts.get(first) ?? 0)) first = why;
  return first;
}

function obstacleTo(need: LiveJob["need"], site: Site, room: Room, kept: ResourceVector): DeclineReason {
  if (!suits(need, site)) return "constraint";
  const [short] = shortagesOf(need, room);
  if (short !== undefined) {
    const isKept = kept !== NO_RESOURCES && fitsRoom(need, { ...room, resources: add(room.resources, kept) });
    return isKept ? "reserved" : SHORTAGES[short];
  }
  return site.agent.unavailability === undefined ? "avoided" : "maintenance";
}

const SHORTAGES = { cpusMilli: "cpu", memMib: "mem", diskMib: "disk", gpus: "gpu", ports: "ports" } as const;
