import type { PooledAgent } from "../../offers/agent-pool.ts";
import type { Capabilities } from "../../offers/backend.ts";
import { canDo, isSuitable, longestBefore } from "../../offers/fit.ts";
import { AHEAD_MAX } from "../../offers/explanation.ts";
import { affinityAgainst } from "./affinity.ts";
import { isAvoidedBy } from "./avoiding.ts";
import { goesFirst, NO_ENTRY, startableElement, type LiveJob } from "./live-job.ts";
import { hostKey } from "./places.ts";
import type { CoreState, JobsState, AgentState, TimeState } from "./state.ts";

/** An agent as a place for tasks. */
export interface Site {
  readonly agent: Readonly<PooledAgent>;
  readonly capabilities: Capabilities | undefined;
  /** Whether an element of the job with that list may not use the agent. */
  readonly avoids: (job: LiveJob, avoid: readonly string[]) => boolean;
}

/** An agent as a place for tasks, as things are now. */
export function siteOf(state: Pick<CoreState, "backends" | "pool">, agent: Readonly<PooledAgent>): Site {
  const capabilities = state.backends.get(agent.backend)?.capabilities;
  return {
    agent,
    capabilities,
    avoids: (job, avoid) => isAvoidedBy(state, job, avoid, agent),
  };
}

export function suits(need: LiveJob["need"], { agent, capabilities }: Site): boolean {
  return isSuitable(need, agent) && (capabilities === undefined || canDo(capabilities, need));
}

/** Whether a job that could start may do so here, room aside. */
export function mayUse(state: JobsState & AgentState & TimeState, job: LiveJob, site: Site): boolean {
  const limitMs = job.walltimeMs ?? state.tuning.maintenance.assumedMs;
  if (limitMs > longestOn(state, site.agent) || elementFor(job, site, state.nowMs) === undefined)
    return false;
  return affinityAgainst(state, job, site.agent) === undefined;
}

/** How long a task may take that begins now on an agent. */
export function longestOn(
  { nowMs, overBy, tuning }: Pick<CoreState, "nowMs" | "overBy" | "tuning">,
  agent: Readonly<PooledAgent>,
): number {
  const longestMs = longestBefore(agent.unavailability, tuning.maintenance.marginMs, nowMs);
  if (overBy.size === 0) return longestMs;
  return Math.min(longestMs, (overBy.get(hostKey(agent.backend, agent.id)) ?? Infinity) - nowMs);
}

/** Which of its elements would start here. */
export function elementFor(job: LiveJob, site: Site, nowMs: number): number | undefined {
  return startableElement(job, nowMs, (avoid) => site.avoids(job, avoid));
}

/** Whether `a` goes before `b`. */
export function goesBeforeJob(state: Pick<CoreState, "matcher">, a: LiveJob, b: LiveJob): boolean {
  if (a.account === b.account) return goesFirst(a, b);
  const { matching, shares } = state.matcher;
  return matching.questions.goesBefore(shares.account(a.account), a.id, shares.account(b.account), b.id);
}

/** Who goes before a waiting job. */
export interface Ahead {
  /** Waiting jobs of the same account, and other accounts: each is counted up to `AHEAD_MAX`. */
  readonly inAccount: number;
  readonly accounts: number;
  /** By how much the first of these accounts is ahead, see `ShareTree.relativeKey`; absent where that is no matter. */
  readonly gap?: number;
}

export function aheadOf(state: Pick<CoreState, "avoiding" | "matcher">, job: LiveJob): Ahead {
  const { matching, shares } = state.matcher;
  const own = shares.account(job.account);
  let accounts = 0;
  let least: { readonly account: number; readonly job: number } | undefined;
  for (const account of shares.accounts().values()) {
    if (account === own || accounts === AHEAD_MAX) continue;
    const first = matching.questions.firstJobOf(account);
    if (Number.isNaN(first) || !matching.questions.goesBefore(account, first, own, job.id)) continue;
    accounts += 1;
    if (least === undefined || matching.questions.goesBefore(account, first, least.account, least.job))
      least = { account, job: first };
  }
  const gap = least === undefined ? undefined : gapBetween(state, least.account, own);
  return { inAccount: jobsBefore(state, job), accounts, ...(gap === undefined ? {} : { gap }) };
}

/** Where they differ first in the tree of shares. */
function gapBetween({ matcher }: Pick<CoreState, "matcher">, first: number, own: number): number | undefined {
  const { order, tree } = matcher;
  if (order.ofJob || order.among !== "siblings") return undefined;
  let [a, b] = [first, own];
  while (tree.depth(a) > tree.depth(b)) a = tree.parent(a);
  while (tree.depth(b) > tree.depth(a)) b = tree.parent(b);
  while (tree.parent(a) !== tree.parent(b)) [a, b] = [tree.parent(a), tree.parent(b)];
  return Math.max(0, tree.relativeKey(b) - tree.relativeKey(a));
}

/** Of the same account. Tasks that avoid agents wait by themselves, and are of one job all the same. */
function jobsBefore({ avoiding, matcher }: Pick<CoreState, "avoiding" | "matcher">, job: LiveJob): number {
  const { matching, shares } = matcher;
  const entries = matching.questions.countBefore(
    shares.account(job.account),
    job.priority,
    job.id,
    AHEAD_MAX,
  );
  if (entries === AHEAD_MAX) return entries;
  let more = 0;
  for (const other of avoiding) {
    if (other === job || other.account !== job.account || !goesFirst(other, job)) continue;
    more += Math.max(0, other.avoiding.size - (other.entry === NO_ENTRY ? 1 : 0));
  }
  return entries - more;
}
