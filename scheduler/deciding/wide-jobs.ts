import type { PooledAgent } from "../../offers/agent-pool.ts";
import { longestBefore } from "../../offers/fit.ts";
import { isNothing, largest, NO_RESOURCES, subtract, type ResourceVector } from "../../resources/vector.ts";
import { beyond } from "../backfill/allowance.ts";
import type { WideJob } from "../backfill/holds.ts";
import { wouldHost } from "../state/avoiding.ts";
import { mayStartOn } from "../intake/agent-trust.ts";
import type { LiveJob } from "../state/live-job.ts";
import { amountsOf, hostKey } from "../state/places.ts";
import { numberOf } from "../state/prospects.ts";
import { makePlan, missingFor } from "./reservations.ts";
import type {
  CoreState,
  AgentState,
  ProspectState,
  TimeState,
  ReservationState,
  JobsState,
  GangState,
  Plan,
} from "../state/state.ts";
import { elementFor, siteOf, suits } from "../state/start-order.ts";

/*
 * Where a wide job will start, and what others may do there until then. Its room is held (`backfill/holds.ts`); the
 * plan says what of it is collected by reservations, where the cluster has them.
 */

/** Between the end of what may run before a wide job and its start: for starting, and for ending when told to. */
const MARGIN_MS = 40_000;
/** So long before a start that is certain what is free is collected by reservations: other frameworks could take it. */
const COLLECT_MS = 60_000;

/** For how many jobs at once agents may be emptied. */
export function plansMax({ backends, tuning }: Pick<CoreState, "backends" | "tuning">): number {
  const { backfill, reservationsMax } = tuning;
  return backfill.mode === "easy" ? Math.min(reservationsMax, backends.size) : reservationsMax;
}

/** Chooses an agent for a wide job and plans for it there. */
export function planFor(
  state: AgentState & ReservationState & ProspectState & TimeState,
  job: LiveJob,
): void {
  const { holds } = state.prospects;
  const isElsewhere = (agent: Readonly<PooledAgent>) => agent.id !== job.planning.failedOn;
  const hold =
    holds.keep(wideJob(state, job, isElsewhere), state.nowMs) ??
    holds.keep(
      wideJob(state, job, () => true),
      state.nowMs,
    );
  const agent = hold === undefined ? roomiest(state, job) : agentOf(state, [...hold.parts.keys()][0]);
  if (agent === undefined) return holds.drop(job.id);
  makePlan(state, job.id, agent);
  if (hold === undefined) holdOn(state, job, agent);
}

/** Where it must be: room is made for it there. */
export function planOnAgent(
  state: AgentState & ReservationState & ProspectState & TimeState,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): void {
  state.plans.delete(job.id);
  makePlan(state, job.id, agent);
  holdOn(state, job, agent);
  state.prospects.holds.pin(job.id);
}

/** Every plan has its hold, and no hold is left without one; what is known of their starts is as of now. */
export function followPlans(
  state: JobsState & AgentState & ReservationState & GangState & ProspectState & TimeState,
): void {
  const { plans, prospects } = state;
  const { holds } = prospects;
  if (plans.size === 0 && holds.size === 0) return;
  for (const { job } of holds.all()) if (!plans.has(job) && !state.gangs.has(job)) holds.drop(job);
  for (const plan of plans.values()) {
    const job = state.jobs.get(plan.job);
    const agent = state.pool.get(plan.backend, plan.agentId);
    if (job === undefined || agent === undefined) continue;
    if (holds.of(plan.job) === undefined) holdOn(state, job, agent);
    if (plan.pending !== undefined || !isNothing(plan.reserved)) holds.pin(plan.job);
  }
  holds.renew(state.nowMs);
  for (const plan of plans.values()) {
    plan.startMs = holds.of(plan.job)?.startMs ?? Infinity;
    const collects = mustCollect(state, plan);
    // What was declined before must be asked for.
    if (collects && !plan.collects)
      plan.seen &&= isNothing(state.pool.get(plan.backend, plan.agentId)?.free ?? NO_RESOURCES);
    plan.collects = collects;
  }
}

/** Takes better agents where there are any. */
export function improvePlans(state: Pick<CoreState, "nowMs" | "plans" | "prospects">): void {
  const { holds } = state.prospects;
  holds.improve(state.nowMs);
  for (const plan of state.plans.values()) {
    const hold = holds.of(plan.job);
    const agent = hold === undefined ? undefined : agentOf(state, [...hold.parts.keys()][0]);
    if (agent === undefined || (agent.id === plan.agentId && agent.backend === plan.backend)) continue;
    makePlan(state, plan.job, agent);
  }
}

function mustCollect(
  state: Pick<CoreState, "nowMs" | "prospects" | "tuning">,
  { agentId, backend, startMs }: Plan,
): boolean {
  const { nowMs, prospects, tuning } = state;
  if (tuning.backfill.mode === "off" || startMs - nowMs <= COLLECT_MS) return true;
  return (
    startMs === Infinity || prospects.outlooks.isGuess(numberOf(prospects, backend, agentId), startMs, nowMs)
  );
}

/** What of an agent those may not use who are not over when its job starts. */
export function keptOn(
  state: JobsState & ReservationState & ProspectState & TimeState,
  agent: Readonly<PooledAgent>,
): ResourceVector {
  const { holds, outlooks } = state.prospects;
  const number = numberOf(state.prospects, agent.backend, agent.id);
  const hold = holds.on(number);
  const job = hold === undefined ? undefined : state.jobs.get(hold.job);
  if (hold === undefined || job === undefined) return NO_RESOURCES;
  const plan = state.plans.get(hold.job);
  const need = job.need.resources;
  const missing = plan === undefined ? multiple(need, hold.parts.get(number) ?? 0) : missingFor(plan, need);
  if (state.tuning.backfill.mode === "off" || hold.startMs === Infinity) return missing;
  const then = outlooks.freeAt(number, hold.startMs, state.nowMs);
  const { cpusMilli, diskMib, gpus, memMib } = beyond(then, amountsOf(missing, 0));
  return largest(subtract(agent.free, { cpusMilli, diskMib, gpus, memMib }), NO_RESOURCES);
}

/** Until when those may use all that is free on a held agent who are over by then. */
export function briefUntilMs(
  state: Pick<CoreState, "nowMs" | "prospects" | "tuning">,
  { backend, id }: Readonly<PooledAgent>,
): number | undefined {
  const hold = state.prospects.holds.on(numberOf(state.prospects, backend, id));
  if (hold === undefined || state.tuning.backfill.mode === "off") return undefined;
  const untilMs = hold.startMs - MARGIN_MS;
  return hold.startMs === Infinity || untilMs < state.nowMs + 1000 ? undefined : untilMs;
}

/** Agents (see `hostKey`) of which something is kept for a gang. */
export function heldForGangs({
  gangs,
  prospects,
}: Pick<CoreState, "gangs" | "prospects">): readonly string[] {
  if (gangs.size === 0) return [];
  const found: string[] = [];
  for (const { job, parts } of prospects.holds.all()) {
    if (!gangs.has(job)) continue;
    for (const number of parts.keys()) {
      const agent = prospects.agents[number];
      if (agent !== undefined) found.push(hostKey(agent.backend, agent.id));
    }
  }
  return found;
}

function multiple({ cpusMilli, diskMib, gpus, memMib }: ResourceVector, count: number): ResourceVector {
  return {
    cpusMilli: cpusMilli * count,
    memMib: memMib * count,
    diskMib: diskMib * count,
    gpus: gpus * count,
  };
}

// --- agents ----------------------------------------------------------------------------------------------------------

function agentOf(
  { prospects }: Pick<CoreState, "prospects">,
  number: number | undefined,
): Readonly<PooledAgent> | undefined {
  return number === undefined ? undefined : prospects.agents[number];
}

function holdOn(
  state: AgentState & ReservationState & ProspectState & TimeState,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): void {
  const number = numberOf(state.prospects, agent.backend, agent.id);
  state.prospects.holds.keepOn(
    wideJob(state, job, () => true),
    new Map([[number, 1]]),
    state.nowMs,
  );
}

function wideJob(
  state: AgentState & ReservationState & ProspectState & TimeState,
  job: LiveJob,
  wants: (agent: Readonly<PooledAgent>) => boolean,
): WideJob {
  return {
    job: job.id,
    need: amountsOf(job.need.resources, job.need.ports),
    tasks: 1,
    admits: (number) => {
      const agent = agentOf(state, number);
      return agent !== undefined && wants(agent) && mayEmpty(state, job, agent);
    },
    missingOn: (number) => {
      const plan = state.plans.get(job.id);
      const agent = agentOf(state, number);
      const isThere = plan !== undefined && plan.agentId === agent?.id && plan.backend === agent.backend;
      return amountsOf(isThere ? missingFor(plan, job.need.resources) : job.need.resources, job.need.ports);
    },
  };
}

/** Whether an agent may be emptied for a job: it is of the right kind, and not going to go away. */
export function mayEmpty(
  state: AgentState & ProspectState & TimeState,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): boolean {
  const { nowMs, tuning } = state;
  const { assumedMs, marginMs } = tuning.maintenance;
  if (!wouldHost(job.need, agent) || mayStartOn(state, agent) === 0) return false;
  if (state.backends.get(agent.backend)?.connected !== true) return false;
  const site = siteOf(state, agent);
  if (!suits(job.need, site) || elementFor(job, site, nowMs) === undefined) return false;
  if (agent.unavailability === undefined) return true;
  const number = numberOf(state.prospects, agent.backend, agent.id);
  const need = amountsOf(job.need.resources, job.need.ports);
  const freeAtMs = state.prospects.outlooks.earliestFit(number, need, nowMs);
  const startMs = freeAtMs === Infinity ? nowMs : freeAtMs;
  return (job.walltimeMs ?? assumedMs) <= longestBefore(agent.unavailability, marginMs, startMs);
}

/** Where nobody knows when there will be room: the agent with most of it free, one that failed last. */
function roomiest(
  state: AgentState & ProspectState & TimeState,
  job: LiveJob,
): Readonly<PooledAgent> | undefined {
  const { holds } = state.prospects;
  let best: { readonly agent: Readonly<PooledAgent>; readonly rank: number } | undefined;
  for (const agent of state.pool.agents()) {
    if (holds.on(numberOf(state.prospects, agent.backend, agent.id)) !== undefined) continue;
    if (!mayEmpty(state, job, agent)) continue;
    const rank = shortfall(job.need.resources, agent.free) + (agent.id === job.planning.failedOn ? 1000 : 0);
    if (best === undefined || rank < best.rank) best = { agent, rank };
  }
  return best?.agent;
}

function shortfall(need: ResourceVector, has: ResourceVector): number {
  let sum = 0;
  for (const kind of ["cpusMilli", "memMib", "diskMib", "gpus"] as const)
    if (need[kind] > has[kind]) sum += (need[kind] - has[kind]) / need[kind];
  return sum;
}
