import type { Attempt } from "../../jobs/life/job.ts";
import type { Lot, PooledAgent } from "../../offers/agent-pool.ts";
import {
  add,
  fits,
  isNothing,
  largest,
  NO_RESOURCES,
  smallest,
  subtract,
  type ResourceVector,
} from "../../resources/vector.ts";
import { startableElement, type LiveJob } from "../state/live-job.ts";
import { beginOperation, mayGiveBack } from "../state/operations.ts";
import {
  reservationOf,
  type CoreState,
  type JobsState,
  type AgentState,
  type ReservationState,
  type TimeState,
  type CycleOutput,
  type QueueState,
  type LimitState,
  type Plan,
} from "../state/state.ts";
import { isKeptOut } from "./earmarks.ts";

/*
 * Reservations are found, not remembered. The id of one says what it is for; it is wanted exactly while there is a
 * plan for that job on that agent, or while that attempt is live. Any other that an offer shows is given back at
 * once, so none can be forgotten, whatever happens to this process.
 */

export function planOn(state: Pick<CoreState, "plans">, agent: Readonly<PooledAgent>): Plan | undefined {
  for (const plan of state.plans.values())
    if (plan.agentId === agent.id && plan.backend === agent.backend) return plan;
  return undefined;
}

/** What a plan still needs of its agent, beside what it has and what it has asked for. */
export function missingFor(plan: Plan, need: ResourceVector): ResourceVector {
  return largest(
    subtract(subtract(need, plan.reserved), plan.pending?.resources ?? NO_RESOURCES),
    NO_RESOURCES,
  );
}

export function makePlan(
  state: Pick<CoreState, "nowMs" | "plans">,
  job: number,
  agent: Readonly<PooledAgent>,
): void {
  state.plans.set(job, {
    job,
    backend: agent.backend,
    agentId: agent.id,
    sinceMs: state.nowMs,
    lot: undefined,
    reserved: agent.reservations.get(reservationOf(job)) ?? NO_RESOURCES,
    pending: undefined,
    seen: isNothing(agent.free),
    startMs: Infinity,
    collects: false,
  });
}

/** The job started, or can't any more, or not there. What is reserved for it is unwanted from now on. */
export function dropPlans(
  state: JobsState & QueueState & LimitState & AgentState & ReservationState & TimeState,
): void {
  for (const plan of state.plans.values()) if (!isTenable(state, plan)) state.plans.delete(plan.job);
}

function isTenable(
  state: JobsState & QueueState & LimitState & AgentState & TimeState,
  { job: id, backend, agentId }: Plan,
): boolean {
  const job = state.jobs.get(id);
  if (job === undefined || startableElement(job, state.nowMs) === undefined) return false;
  const runs = state.matcher.matching.questions.runs(id);
  if (state.quotas.isShut(job.account, runs)) return false; // it may be long until anything of it starts
  if (isKeptOut(state, job)) return false;
  const agent = state.pool.get(backend, agentId);
  return agent?.active === true && fits(job.need.resources, agent.total);
}

// --- offers ----------------------------------------------------------------------------------------------------------

/** What these offers hold of ours and nobody wants. Takes up again what an earlier leader had begun. */
export function unwantedIn(
  state: JobsState & QueueState & LimitState & AgentState & ReservationState & TimeState,
  agent: Readonly<PooledAgent>,
  lot: Lot,
): readonly string[] {
  if (lot.reservations.size === 0) return [];
  return [...lot.reservations.keys()].filter((id) => {
    const { job, task } = purposeOf(id);
    if (task !== undefined) return !state.jobOfTask.has(task);
    if (job === undefined) return true;
    if (!isPlannedOn(state, job, agent) && !adopt(state, job, agent)) return true;
    const planned = state.plans.get(job)?.lot;
    return planned !== undefined && planned !== lot.name;
  });
}

/**
 * A leader that has just begun finds what the one before had planned. Later no reservation is taken up: what is left
 * of a task that has ended would go to the next task of the same array, past all others.
 */
function adopt(
  state: JobsState & QueueState & LimitState & AgentState & ReservationState & TimeState,
  id: number,
  agent: Readonly<PooledAgent>,
): boolean {
  if (state.backends.get(agent.backend)?.awaitsInventory !== true || state.plans.has(id)) return false;
  if (state.plans.size >= state.tuning.reservationsMax) return false;
  const job = state.jobs.get(id);
  if (job === undefined || startableElement(job, state.nowMs) === undefined || isKeptOut(state, job))
    return false;
  // Two plans for one agent would wait for each other.
  if (runsOn(job, agent) || planOn(state, agent) !== undefined) return false;
  makePlan(state, id, agent);
  return true;
}

export function adoptFromInventory(
  state: JobsState & QueueState & LimitState & AgentState & ReservationState & TimeState,
  backend: string,
): void {
  for (const agent of state.pool.reserved()) {
    if (agent.backend !== backend) continue;
    for (const id of agent.reservations.keys()) {
      const { job } = purposeOf(id);
      if (job !== undefined) adopt(state, job, agent);
    }
  }
}

/** The inventory shows what plans have, unless an operation is under way. */
export function readInventory(state: Pick<CoreState, "plans" | "pool">, backend: string): void {
  for (const plan of state.plans.values()) {
    if (plan.backend !== backend || plan.pending !== undefined) continue;
    const agent = state.pool.get(backend, plan.agentId);
    plan.reserved = agent?.reservations.get(reservationOf(plan.job)) ?? NO_RESOURCES;
  }
}

/** Offers of a plan's agent tell what it has. They may show a part of it only, and then too little is thought to be there. */
export function readOffers(plan: Plan, lot: Lot): void {
  plan.seen = true;
  const held = lot.reservations.get(reservationOf(plan.job));
  if (held === undefined) return;
  plan.lot = lot.name;
  if (plan.pending !== undefined && fits(add(plan.reserved, plan.pending.resources), held))
    plan.pending = undefined;
  plan.reserved = held;
}

/** @returns whether the offers of the lot are used for it */
export function giveBack(
  state: AgentState & ReservationState & TimeState & CycleOutput,
  agent: PooledAgent,
  lot: Lot,
  reservations: readonly string[],
): boolean {
  const { backend, id: agentId } = agent;
  if (!mayGiveBack(state, agent)) return false;
  const operationId = beginOperation(state, agent, "unreserve", reservations, NO_RESOURCES);
  const offerIds = state.pool.takeLot(agent, lot);
  state.counts.used += offerIds.length;
  state.calls.push({ type: "unreserve", backend, order: { agentId, offerIds, operationId, reservations } });
  return true;
}

/** Adds to a plan's reservation what the offers have of what is missing. @returns whether they are used for it */
export function reserveMore(
  state: AgentState & ReservationState & TimeState & CycleOutput,
  agent: PooledAgent,
  lot: Lot,
  plan: Plan,
  need: ResourceVector,
): boolean {
  const { backend, id: agentId } = agent;
  if (state.backends.get(backend)?.capabilities?.reservations !== true || plan.pending !== undefined)
    return false;
  // What it has is in one lot, though which is not known before an offer shows it.
  if (plan.lot === undefined ? !isNothing(plan.reserved) : plan.lot !== lot.name) return false;
  const resources = smallest(missingFor(plan, need), largest(lot.resources, NO_RESOURCES));
  if (isNothing(resources)) return false;
  const reservation = reservationOf(plan.job);
  const operationId = beginOperation(state, agent, "reserve", [reservation], resources);
  plan.pending = { operationId, resources };
  plan.lot = lot.name;
  state.pool.place(agent, lot, { resources, revocable: NO_RESOURCES, ports: 0 });
  const offerIds = state.pool.takeLot(agent, lot);
  state.counts.used += offerIds.length;
  const order = { agentId, offerIds, operationId, reservation, resources };
  state.calls.push({ type: "reserve", backend, order });
  return true;
}

// --- what is known ---------------------------------------------------------------------------------------------------

/**
 * Whether offers are needed to give something back, or may be soon. Of what is in use nothing can be given back:
 * the end of its task tells.
 */
export function mustFindReservations(state: JobsState & AgentState & ReservationState): boolean {
  for (const { kind } of state.operations.values()) if (kind === "reserve") return true;
  for (const agent of state.pool.reserved()) {
    if (!agent.active || state.backends.get(agent.backend)?.connected !== true) continue;
    for (const id of agent.reservations.keys()) if (!isKept(state, agent, id)) return true;
  }
  return false;
}

function isKept(
  state: Pick<CoreState, "jobOfTask" | "jobs" | "plans">,
  agent: Readonly<PooledAgent>,
  id: string,
): boolean {
  const { job: jobId, task } = purposeOf(id);
  if (task !== undefined) return state.jobOfTask.has(task);
  if (jobId === undefined) return false;
  if (isPlannedOn(state, jobId, agent)) return true;
  const job = state.jobs.get(jobId);
  return job !== undefined && runsOn(job, agent);
}

function isPlannedOn(
  state: Pick<CoreState, "plans">,
  job: number,
  { backend, id }: Readonly<PooledAgent>,
): boolean {
  const plan = state.plans.get(job);
  return plan?.agentId === id && plan.backend === backend;
}

function runsOn(job: LiveJob, { backend, id }: Readonly<PooledAgent>): boolean {
  for (const { placement } of job.attempts.values())
    if (placement.agentId === id && placement.backend === backend) return true;
  return false;
}

function purposeOf(id: string): { readonly job?: number; readonly task?: Attempt["taskId"] } {
  const job = /^job-([1-9]\d*)$/.exec(id)?.[1];
  if (job !== undefined) return { job: Number(job) };
  return id.startsWith("task-") ? { task: id.slice("task-".length) as Attempt["taskId"] } : {}; // one of ours or none
}
