import type { PooledAgent } from "../offers/agent-pool.ts";
import type { Capabilities } from "../offers/backend.ts";
import { canDo, isSuitable, longestBefore } from "../offers/fit.ts";
import { AHEAD_MAX } from "../offers/explanation.ts";
import { isAvoidedBy } from "./avoiding.ts";
import { goesFirst, startableElement, type LiveJob } from "./live-job.ts";
import { hostKey } from "./places.ts";
import type { CoreState } from "./state.ts";

/** An agent as a place for tasks. */
export interface Site {
  readonly agent: Readonly<PooledAgent>;
  readonly capabilities: Capabilities | undefined;
  /** Whether an element of the job with that list may not use the agent. */
  readonly avoids: (job: LiveJob, avoid: readonly string[]) => boolean;
}

/** An agent as a place for tasks, as things are now. */
export function siteOf(state: CoreState, agent: Readonly<PooledAgent>): Site {
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
export function mayUse(state: CoreState, job: LiveJob, site: Site): boolean {
  const limitMs = job.walltimeMs ?? state.tuning.maintenance.assumedMs;
  return limitMs <= longestOn(state, site.agent) && elementFor(job, site, state.nowMs) !== undefined;
}

/** How long a task may take that begins now on an agent. */
export function longestOn({ nowMs, overBy, tuning }: CoreState, agent: Readonly<PooledAgent>): number {
  const longestMs = longestBefore(agent.unavailability, tuning.maintenance.marginMs, nowMs);
  if (overBy.size === 0) return longestMs;
  return Math.min(longestMs, (overBy.get(hostKey(agent.backend, agent.id)) ?? Infinity) - nowMs);
}

/** Which of its elements would start here. */
export function elementFor(job: LiveJob, site: Site, nowMs: number): number | undefined {
  return startableElement(job, nowMs, (avoid) => site.avoids(job, avoid));
}

/** Whether `a` goes before `b`. */
export function goesBeforeJob(state: CoreState, a: LiveJob, b: LiveJob): boolean {
  if (a.account === b.account) return goesFirst(a, b);
  const { matching, shares } = state.matcher;
  return matching.goesBefore(shares.account(a.account), a.id, shares.account(b.account), b.id);
}

/**
 * How many waiting jobs of the same account, and how many other accounts, go before a waiting job: each is counted up
 * to `AHEAD_MAX`.
 */
export function aheadOf(
  state: CoreState,
  job: LiveJob,
): { readonly inAccount: number; readonly accounts: number } {
  const { matching, shares } = state.matcher;
  const own = shares.account(job.account);
  let accounts = 0;
  for (const account of shares.accounts().values()) {
    if (account === own || accounts === AHEAD_MAX) continue;
    const first = matching.firstJobOf(account);
    if (!Number.isNaN(first) && matching.goesBefore(account, first, own, job.id)) accounts += 1;
  }
  return { inAccount: matching.countBefore(own, job.priority, job.id, AHEAD_MAX), accounts };
}
