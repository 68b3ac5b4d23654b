import type { Contender, Policy } from "../fair-share/policy.ts";
import { goesBefore } from "../fair-share/policy.ts";
import type { UsageLedger } from "../fair-share/usage-ledger.ts";
import type { PooledAgent } from "../offers/agent-pool.ts";
import type { Capabilities } from "../offers/backend.ts";
import { canDo, fitsRoom, isSuitable, longestBefore, type Room } from "../offers/fit.ts";
import type { Backlog, Shape } from "./backlog.ts";
import { goesFirst, startableElement, type LiveJob } from "./live-job.ts";
import type { MaintenanceTuning } from "./tuning.ts";

/** What decides whose turn it is. */
export interface Turn {
  readonly backlog: Backlog;
  readonly ledger: UsageLedger;
  readonly policy: Policy;
  readonly nowMs: number;
}

/** An agent as a place for tasks. */
export interface Site {
  readonly agent: Readonly<PooledAgent>;
  readonly capabilities: Capabilities | undefined;
  readonly maintenance: MaintenanceTuning;
  /** Whether an element of the job with that list may not use the agent. */
  readonly avoids: (job: LiveJob, avoid: readonly string[]) => boolean;
}

interface Candidate {
  readonly job: LiveJob;
  readonly contender: Contender;
}

/** Among all jobs that fit into `room` and may use the site: the first of the account whose turn it is. */
export function nextFor(room: Room, site: Site, turn: Turn): LiveJob | undefined {
  const { backlog, nowMs } = turn;
  let best: Candidate | undefined;
  for (const shape of backlog.shapes()) {
    const { need } = shape;
    if (!fitsRoom(need, room) || !suits(need, site)) continue;
    for (const account of shape.queues.keys()) {
      const head = backlog.head(shape, account, nowMs);
      const job =
        head === undefined || mayUse(head, site, nowMs) ? head : firstUsable(shape, account, site, turn);
      if (job === undefined) continue;
      const candidate = { job, contender: contenderOf(job, turn) };
      if (best === undefined || precedes(candidate, best, turn.policy)) best = candidate;
    }
  }
  return best?.job;
}

/** The first of an account and shape that may use a site. */
export function firstUsable(
  shape: Shape,
  account: string,
  site: Site,
  { backlog, nowMs }: Pick<Turn, "backlog" | "nowMs">,
): LiveJob | undefined {
  const { agent, maintenance } = site;
  const passes = (job: LiveJob) => mayUse(job, site, nowMs);
  if (agent.unavailability === undefined) return backlog.firstWhere(shape, account, nowMs, passes);
  const longestMs = longestBefore(agent.unavailability, maintenance.marginMs, nowMs);
  const allowed = { longestMs, unlimited: maintenance.assumedMs <= longestMs };
  return backlog.firstWhere(shape, account, nowMs, passes, allowed);
}

export function suits(need: LiveJob["need"], { agent, capabilities }: Site): boolean {
  return isSuitable(need, agent) && (capabilities === undefined || canDo(capabilities, need));
}

/** Whether a job that could start may do so here, room aside. */
export function mayUse(job: LiveJob, site: Site, nowMs: number): boolean {
  const { agent, maintenance } = site;
  const longestMs = longestBefore(agent.unavailability, maintenance.marginMs, nowMs);
  if ((job.walltimeMs ?? maintenance.assumedMs) > longestMs) return false;
  for (const _ in job.status.retrying) return elementFor(job, site, nowMs) !== undefined;
  return true;
}

/** Which of its elements would start here. */
export function elementFor(job: LiveJob, site: Site, nowMs: number): number | undefined {
  return startableElement(job, nowMs, (avoid) => site.avoids(job, avoid));
}

/** Whether `a` goes before `b`. */
export function goesBeforeJob(a: LiveJob, b: LiveJob, turn: Turn): boolean {
  return precedes(
    { job: a, contender: contenderOf(a, turn) },
    { job: b, contender: contenderOf(b, turn) },
    turn.policy,
  );
}

/** How many startable jobs of the same account, and how many other accounts, go before a waiting job. */
export function aheadOf(job: LiveJob, turn: Turn): { readonly inAccount: number; readonly accounts: number } {
  let inAccount = 0;
  const accounts = new Set<string>();
  const mine = contenderOf(job, turn);
  for (const shape of turn.backlog.shapes()) {
    for (const [account, { jobs }] of shape.queues) {
      if (account === job.account) {
        for (const other of jobs) {
          if (goesFirst(other, job) && startableElement(other, turn.nowMs) !== undefined) inAccount += 1;
        }
        continue;
      }
      const head = turn.backlog.head(shape, account, turn.nowMs);
      if (head !== undefined && goesBefore(turn.policy, contenderOf(head, turn), mine)) accounts.add(account);
    }
  }
  return { inAccount, accounts: accounts.size };
}

function contenderOf(job: LiveJob, { ledger, nowMs }: Turn): Contender {
  return { account: job.account, usage: ledger.usage(job.account, nowMs), firstJob: job.id };
}

function precedes(a: Candidate, b: Candidate, policy: Policy): boolean {
  return a.job.account === b.job.account
    ? goesFirst(a.job, b.job)
    : goesBefore(policy, a.contender, b.contender);
}
