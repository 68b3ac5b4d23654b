import type { Attempt } from "../../jobs/life/job.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import { Holds } from "../backfill/holds.ts";
import { Outlooks } from "../backfill/outlook.ts";
import type { LiveJob } from "./live-job.ts";
import { amountsOf, hostKey } from "./places.ts";
import type { CoreState, JobsState, AgentState, GangState, ProspectState, TimeState } from "./state.ts";

/** What is expected of agents: when what runs there will be over, and whom what is kept is for. */
export interface Prospects {
  readonly outlooks: Outlooks;
  readonly holds: Holds;
  /** Agents by their numbers here, and the other way round (see `hostKey`). */
  readonly agents: (Readonly<PooledAgent> | undefined)[];
  readonly numbers: Map<string, number>;
}

export function newProspects(assumedMs: () => number): Prospects {
  const outlooks = new Outlooks({ assumedMs });
  return { outlooks, holds: new Holds(outlooks), agents: [], numbers: new Map() };
}

/** The number of an agent, whether it is there yet or not. */
export function numberOf({ agents, numbers }: Prospects, backend: string, agentId: string): number {
  const key = hostKey(backend, agentId);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = agents.length;
  agents.push(undefined);
  numbers.set(key, number);
  return number;
}

/** What an agent has free, or whether it is there at all, has changed. */
export function followAgent(
  { gangs, health, nowMs, prospects }: Pick<CoreState, "gangs" | "health" | "nowMs" | "prospects">,
  agent: Readonly<PooledAgent>,
  isGone: boolean,
): void {
  const number = numberOf(prospects, agent.backend, agent.id);
  prospects.agents[number] = isGone ? undefined : agent;
  const key = hostKey(agent.backend, agent.id);
  if (isGone) health.remove(key, nowMs);
  else health.add(key);
  if (isGone) prospects.outlooks.remove(number);
  else prospects.outlooks.setFree(number, amountsOf(agent.free, agent.freePorts));
  prospects.holds.look(number);
  for (const { slots } of gangs.values()) slots.look(number);
}

/** A task is live, or what is known of its end has changed. */
export function followTask(state: Pick<CoreState, "prospects">, job: LiveJob, attempt: Attempt): void {
  const { backend, agentId } = attempt.placement;
  const { limitMs, sinceMs } = spanOf(job, attempt);
  state.prospects.outlooks.start(numberOf(state.prospects, backend, agentId), attempt.taskId, {
    sinceMs,
    amounts: amountsOf(job.need.resources, attempt.ports?.length ?? 0),
    ...(limitMs === undefined ? {} : { limitMs }),
  });
}

export function forgetTask(
  { prospects }: Pick<CoreState, "prospects">,
  { placement, taskId }: Attempt,
): void {
  prospects.outlooks.end(numberOf(prospects, placement.backend, placement.agentId), taskId);
}

/** Since when it runs, or stops, and for how long at most; while it is paused nobody knows. */
function spanOf(
  { graceMs: usualMs, walltimeMs }: LiveJob,
  attempt: Attempt,
): { readonly sinceMs: number; readonly limitMs: number | undefined } {
  const { graceMs = usualMs, launchedAtMs, pausedMs = 0, runningAtMs, state, stoppingSinceMs } = attempt;
  if (state === "stopping")
    return { sinceMs: stoppingSinceMs ?? launchedAtMs, limitMs: Math.max(1, graceMs) };
  const sinceMs = runningAtMs ?? launchedAtMs;
  if (walltimeMs === undefined || state === "suspended") return { sinceMs, limitMs: undefined };
  return { sinceMs, limitMs: walltimeMs + pausedMs + graceMs };
}

/** From all that is live: what was held is chosen anew. */
export function rebuildProspects(
  state: JobsState & AgentState & GangState & ProspectState & TimeState,
): void {
  state.prospects = newProspects(() => state.tuning.backfill.assumedMs);
  for (const agent of state.pool.agents()) followAgent(state, agent, false);
  for (const job of state.jobs.values())
    for (const attempt of job.attempts.values()) followTask(state, job, attempt);
}
