import type { PooledAgent } from "../../offers/agent-pool.ts";
import { isNothing } from "../../resources/vector.ts";
import { explainNoFit, refusalOf, type Circumstances } from "../../offers/explain.ts";
import type { Cause, Explanation } from "../../offers/explanation.ts";
import { canDo, mayRunOn } from "../../offers/fit.ts";
import { affinityAgainst } from "../state/affinity.ts";
import { isAvoidedBy } from "../state/avoiding.ts";
import { isThrottled, startableElement, type LiveJob } from "../state/live-job.ts";
import { limitCauses } from "../deciding/limit-causes.ts";
import { gangCause } from "../deciding/gang-holds.ts";
import { hostKey } from "../state/places.ts";
import { numberOf } from "../state/prospects.ts";
import { untilMsOf } from "../quarantine/standing.ts";
import { routingCause } from "../intake/routing.ts";
import { borrowingCauses } from "../state/soft-limits.ts";
import { smallestChanges } from "./smallest-change.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  AgentState,
  ReservationState,
  ProspectState,
  TimeState,
} from "../state/state.ts";
import { limitClass } from "../state/time-limits.ts";
import { longestOn, type Ahead } from "../state/start-order.ts";
import { briefUntilMs, keptOn } from "../deciding/wide-jobs.ts";

/** At most that many jobs are named. */
const NAMED_MAX = 10;

/** Joins what is known of a job into causes; each is evaluated here and now, none is guessed. */
export function explainJob(job: LiveJob, state: CoreState, ahead: () => Ahead): Explanation {
  const { status } = job;
  const isWaiting = status.waiting.length > 0 && status.cancelledBy === undefined;
  const causes = isWaiting ? [...ownCauses(job, state), ...placeCauses(job, state, ahead)] : [];
  const obstacles = causes.filter(
    ({ kind }) => kind !== "turn" && kind !== "routing" && kind !== "borrowing",
  );
  const changes = smallestChanges(state, job, obstacles, circumstancesOf(job, state));
  return {
    job: job.id,
    state: status.state,
    atMs: state.nowMs,
    causes,
    ...(changes.length === 0 ? {} : { changes }),
  };
}

/** What keeps a job before its place in fair-share order. */
function* ownCauses(job: LiveJob, state: Pick<CoreState, "jobs" | "nowMs">): Generator<Cause> {
  const { status, unmet } = job;
  const { heldBy: by, suspendedBy } = status;
  if (by !== undefined) {
    const parents = by === "dependency" ? status.unmet?.slice(0, NAMED_MAX) : undefined;
    yield { kind: "held", by, ...(parents === undefined ? {} : { unmet: parents }) };
  }
  if (suspendedBy !== undefined) yield { kind: "suspended", by: suspendedBy };
  if (job.window.opensMs > state.nowMs) yield { kind: "begin_time", atMs: job.window.opensMs };
  if (unmet.size > 0) {
    const waitingFor = [...unmet.values()].slice(0, NAMED_MAX).map(({ index, job: parent, on }) => ({
      job: parent,
      ...(index === undefined ? {} : { index }),
      on,
      state: state.jobs.get(parent)?.status.state ?? ("pending" as const),
    }));
    yield { kind: "dependencies", waitingFor, total: unmet.size };
  }
  if (job.array?.maxConcurrent !== undefined && isThrottled(job))
    yield { kind: "throttle", maxConcurrent: job.array.maxConcurrent, live: job.attempts.size };
  const backingOff = Object.values(status.retrying).filter((retrying) => retrying.eligibleAtMs > state.nowMs);
  if (backingOff.length > 0) {
    const untilMs = Math.min(...backingOff.map((retrying) => retrying.eligibleAtMs));
    yield { kind: "backoff", untilMs, tasks: backingOff.length };
  }
}

/** Whether a job has room is part of its reasons even while others are before it: to get room may take longer. */
function* placeCauses(job: LiveJob, state: CoreState, ahead: () => Ahead): Generator<Cause> {
  const agents = [...state.pool.agents()];
  for (const { name, connected, sinceMs, cause } of state.backends.values()) {
    if (!connected) yield { kind: "backend_down", backend: name, sinceMs, cause };
    else if (!agents.some((agent) => agent.backend === name)) yield { kind: "no_agents", backend: name };
  }
  const limits = limitCauses(job, state);
  yield* limits;
  yield* borrowingCauses(job, state);
  const circumstances = circumstancesOf(job, state);
  const noFit = explainNoFit(job.need, agents, circumstances);
  if (noFit !== undefined) {
    yield noFit;
    const leaving = agents.filter(
      (agent) => refusalOf(job.need, agent, circumstances)?.lacking === "maintenance",
    );
    const away = maintenanceCause(job, state, leaving);
    if (away !== undefined) yield away;
  }
  const routing = routingCause(state, job);
  if (routing !== undefined) yield routing;
  const plan = state.plans.get(job.id);
  const planned = plan === undefined ? undefined : state.pool.get(plan.backend, plan.agentId);
  if (plan !== undefined && planned !== undefined) {
    const { agentId, backend, reserved, sinceMs } = plan;
    const { hostname } = planned;
    const need = job.need.resources;
    yield {
      kind: "reserving",
      backend,
      agentId,
      hostname,
      sinceMs,
      need,
      reserved,
      ...whenHeld(state, planned),
    };
  }
  const gang = gangCause(state, job);
  if (gang !== undefined) yield gang;
  const waitsForItself = job.array?.gang !== undefined && (gang === undefined || gang.ending !== undefined);
  if (waitsForItself || startableElement(job, state.nowMs) === undefined || limits.length > 0) return;
  const { accounts, gap, inAccount } = ahead();
  const hasRoom = gang === undefined ? agents.length > 0 && noFit === undefined : gang.fit === gang.tasks;
  if (hasRoom || inAccount > 0 || accounts > 0)
    yield {
      kind: "turn",
      aheadInAccount: inAccount,
      accountsAhead: accounts,
      ...(gap === undefined ? {} : { gap }),
    };
}

function circumstancesOf(
  job: LiveJob,
  state: JobsState & QueueState & AgentState & ReservationState & ProspectState & TimeState,
): Circumstances<Readonly<PooledAgent>> {
  const { nowMs, tuning } = state;
  const { assumedMs } = tuning.maintenance;
  // As the matcher counts: in classes of limits, and in whole seconds.
  const lastsMs = 1000 * limitClass(job.walltimeMs ?? assumedMs);
  return {
    isAway: ({ backend }) => state.backends.get(backend)?.connected !== true,
    isAble: ({ backend }) => {
      const capabilities = state.backends.get(backend)?.capabilities;
      return mayRunOn(job.need, backend) && (capabilities === undefined || canDo(capabilities, job.need));
    },
    isRule: (constraint) => !job.asks.constraints.includes(constraint),
    kept: (agent) => {
      const hold = state.prospects.holds.on(numberOf(state.prospects, agent.backend, agent.id));
      if (hold === undefined || hold.job === job.id) return undefined;
      if (nowMs + lastsMs <= (briefUntilMs(state, agent) ?? -Infinity)) return undefined;
      return { job: hold.job, resources: keptOn(state, agent), ...whenHeld(state, agent) };
    },
    keptForGpus: (agent, free) => {
      if (job.need.resources.gpus > 0) return undefined;
      if (job.need.preemptible && !isNothing(agent.freeRevocable)) return undefined;
      const known = state.pool.get(agent.backend, agent.id); // it may be a supposed one
      return known === undefined ? undefined : state.matcher.places.keptForGpus(known, free);
    },
    quarantined: ({ backend, id }) => {
      const standing = state.health.standing(hostKey(backend, id));
      const untilMs = untilMsOf(standing);
      if (untilMs !== undefined) return { untilMs };
      return state.health.mayStart(hostKey(backend, id)) === 0 ? {} : undefined;
    },
    goesAwayTooSoon: (agent) => lastsMs > 1000 * Math.floor(longestOn(state, agent) / 1000),
    affinityAgainst: (agent) => affinityAgainst(state, job, agent),
    isAvoided: (agent) =>
      startableElement(job, nowMs) !== undefined &&
      startableElement(job, nowMs, (avoid) => isAvoidedBy(state, job, avoid, agent)) === undefined,
  };
}

/** When its job gets an agent that is held, and how long others may take until then. */
function whenHeld(
  state: Pick<CoreState, "nowMs" | "prospects" | "tuning">,
  agent: Readonly<PooledAgent>,
): { readonly startMs?: number; readonly briefMs?: number } {
  const startMs =
    state.prospects.holds.on(numberOf(state.prospects, agent.backend, agent.id))?.startMs ?? Infinity;
  const untilMs = briefUntilMs(state, agent);
  return {
    ...(startMs === Infinity ? {} : { startMs }),
    ...(untilMs === undefined ? {} : { briefMs: untilMs - state.nowMs }),
  };
}

function maintenanceCause(
  job: LiveJob,
  { tuning }: Pick<CoreState, "tuning">,
  leaving: readonly Readonly<PooledAgent>[],
): Cause | undefined {
  let last: Readonly<PooledAgent> | undefined;
  for (const agent of leaving)
    if ((agent.unavailability?.startMs ?? 0) > (last?.unavailability?.startMs ?? -1)) last = agent;
  if (last?.unavailability === undefined) return undefined;
  return {
    kind: "maintenance",
    agents: leaving.length,
    startMs: last.unavailability.startMs,
    hostname: last.hostname,
    limitMs: job.walltimeMs ?? tuning.maintenance.assumedMs,
    assumed: job.walltimeMs === undefined,
  };
}
