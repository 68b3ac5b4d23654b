import type { PooledAgent } from "../offers/agent-pool.ts";
import { fitsRoom, longestBefore } from "../offers/fit.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { add, fits, RESOURCE_KINDS } from "../resources/vector.ts";
import { hostsOf, type Shape } from "./backlog.ts";
import type { LiveJob } from "./live-job.ts";
import { freeRoom, siteOf } from "./placing.ts";
import { makePlan, missingFor, planOn } from "./reservations.ts";
import { turnOf, type CoreState, type Plan } from "./state.ts";
import { elementFor, firstUsable, goesBeforeJob, suits, type Site } from "./turn.ts";

/*
 * Wide jobs: those that would fit an agent if it were empty and find none with so much free. While smaller jobs take
 * every gap, or other frameworks do, such a job would wait for ever; so after a while one agent is emptied for it.
 */

const REVIEW_MIN_MS = 500;
const REVIEW_MAX_MS = 15_000;

/** Plans the next look while something waits. */
export function planReview(state: CoreState): void {
  const { reservationsMax, reserveAfterMs } = state.tuning;
  if (state.nextReviewMs !== Infinity || reservationsMax === 0 || state.backlog.isEmpty(state.nowMs)) return;
  const pauseMs = Math.min(REVIEW_MAX_MS, Math.max(REVIEW_MIN_MS, reserveAfterMs / 4));
  state.nextReviewMs = state.nowMs + pauseMs;
  state.timers.add({ kind: "review", atMs: state.nextReviewMs });
}

/** Chooses agents for those wide jobs that have waited long enough and were passed over. */
export function review(state: CoreState): void {
  state.nextReviewMs = Infinity;
  const { reserveAfterMs, reservationsMax } = state.tuning;
  state.wide = widest(state, 2 * reservationsMax);
  const ends = endsByAgent(state);
  for (const plan of state.plans.values()) reconsider(state, plan, ends);
  for (const job of state.wide) {
    if (state.plans.size >= reservationsMax) return;
    const isDue =
      job.passedOver &&
      job.waitsSinceMs + reserveAfterMs <= state.nowMs &&
      job.planning.notBeforeMs <= state.nowMs;
    const choice = isDue ? chooseAgent(state, job, ends) : undefined;
    if (choice !== undefined) makePlan(state, job.id, choice.agent);
  }
}

/** Takes another agent when nobody can say when the chosen one will be free, and of that one somebody can. */
function reconsider(state: CoreState, plan: Plan, ends: EndsByAgent): void {
  const job = state.jobs.get(plan.job);
  const agent = state.pool.get(plan.backend, plan.agentId);
  if (job === undefined || agent === undefined || plan.pending !== undefined) return;
  if (freeAt(state, agent, missingFor(plan, job.need.resources), ends) !== Infinity) return;
  const choice = chooseAgent(state, job, ends);
  if (choice !== undefined && choice.freeAtMs !== Infinity) makePlan(state, job.id, choice.agent);
}

/** The first jobs in order that have no plan and fit no agent as it is now, though one that is empty. */
function widest(state: CoreState, most: number): readonly LiveJob[] {
  const { backlog, nowMs, plans, pool } = state;
  const found: LiveJob[] = [];
  for (const shape of backlog.shapes()) {
    if (hostsOf(shape, pool).length === 0 || hasRoom(state, shape)) continue;
    for (const account of shape.queues.keys()) {
      const job = backlog.firstWhere(shape, account, nowMs, ({ id }) => !plans.has(id));
      if (job !== undefined) found.push(job);
    }
  }
  const turn = turnOf(state);
  return found.sort((a, b) => (goesBeforeJob(a, b, turn) ? -1 : 1)).slice(0, most);
}

/** Whether some agent seems to have room for a shape now, for one that may use it. */
export function hasRoom(state: CoreState, shape: Shape): boolean {
  const { need } = shape;
  for (const agent of state.pool.agents()) {
    if (!agent.active || !fitsRoom(need, freeRoom(state, agent))) continue;
    const site = siteOf(state, agent);
    if (suits(need, site) && isUsable(state, shape, site)) return true;
  }
  return false;
}

function isUsable(state: CoreState, shape: Shape, site: Site): boolean {
  for (const account of shape.queues.keys())
    if (firstUsable(shape, account, site, state) !== undefined) return true;
  return false;
}

interface Choice {
  readonly agent: Readonly<PooledAgent>;
  /** `Infinity` when nobody knows. */
  readonly freeAtMs: number;
}

/**
 * The agent that is expected to be free first, by the time limits of what runs there; among those of which nobody
 * knows, the one with most of it free.
 */
function chooseAgent(state: CoreState, job: LiveJob, ends: EndsByAgent): Choice | undefined {
  const { nowMs, pool, tuning } = state;
  const { marginMs, assumedMs } = tuning.maintenance;
  const need = job.need.resources;
  let best: (Choice & { readonly rank: readonly number[] }) | undefined;
  for (const agent of hostsOf(state.backlog.shapeOf(job), pool)) {
    if (state.backends.get(agent.backend)?.connected !== true || planOn(state, agent) !== undefined) continue;
    const site = siteOf(state, agent);
    if (!suits(job.need, site) || elementFor(job, site, nowMs) === undefined) continue;
    const freeAtMs = freeAt(state, agent, need, ends);
    const startMs = Math.max(nowMs, freeAtMs === Infinity ? 0 : freeAtMs);
    if ((job.walltimeMs ?? assumedMs) > longestBefore(agent.unavailability, marginMs, startMs)) continue;
    const rank = [agent.id === job.planning.failedOn ? 1 : 0, freeAtMs, shortfall(need, agent.free)];
    if (best === undefined || isLess(rank, best.rank)) best = { agent, freeAtMs, rank };
  }
  return best;
}

interface ExpectedEnd {
  readonly atMs: number;
  readonly resources: ResourceVector;
}
type EndsByAgent = ReadonlyMap<string, readonly ExpectedEnd[]>;

/** When the tasks of ours will have ended that have a limit, the first ones first. */
function endsByAgent({ jobOfTask, nowMs }: CoreState): EndsByAgent {
  const found = new Map<string, ExpectedEnd[]>();
  for (const [taskId, job] of jobOfTask) {
    const attempt = job.attempts.get(taskId);
    if (attempt === undefined || job.walltimeMs === undefined) continue;
    const key = agentKey(attempt.placement.backend, attempt.placement.agentId);
    const own = found.get(key) ?? [];
    found.set(key, own);
    own.push({ atMs: (attempt.runningAtMs ?? nowMs) + job.walltimeMs, resources: attempt.resources });
  }
  for (const own of found.values()) own.sort((a, b) => a.atMs - b.atMs);
  return found;
}

/** When so much will be free, if every task of ours takes all the time it may; `Infinity` when nobody knows. */
function freeAt(
  state: CoreState,
  agent: Readonly<PooledAgent>,
  need: ResourceVector,
  ends: EndsByAgent,
): number {
  let free = agent.free;
  let atMs = state.nowMs;
  for (const end of ends.get(agentKey(agent.backend, agent.id)) ?? []) {
    if (fits(need, free)) break;
    free = add(free, end.resources);
    atMs = Math.max(atMs, end.atMs);
  }
  return fits(need, free) ? atMs : Infinity;
}

function agentKey(backend: string, agentId: string): string {
  return `${backend}\n${agentId}`;
}

function shortfall(need: ResourceVector, has: ResourceVector): number {
  let sum = 0;
  for (const kind of RESOURCE_KINDS) if (need[kind] > has[kind]) sum += (need[kind] - has[kind]) / need[kind];
  return sum;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
