import type { Contender, Policy } from "../fair-share/policy.ts";
import { goesBefore } from "../fair-share/policy.ts";
import type { UsageLedger } from "../fair-share/usage-ledger.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { fits } from "../resources/vector.ts";
import type { Backlog } from "./backlog.ts";
import { goesFirst, startableElement, type LiveJob } from "./live-job.ts";

/** What decides whose turn it is. */
export interface Turn {
  readonly backlog: Backlog;
  readonly ledger: UsageLedger;
  readonly policy: Policy;
  readonly nowMs: number;
}

interface Candidate {
  readonly job: LiveJob;
  readonly contender: Contender;
}

/** Among all jobs that fit into `room`: the first of the account whose turn it is. */
export function nextFor(room: ResourceVector, turn: Turn): LiveJob | undefined {
  let best: Candidate | undefined;
  for (const shape of turn.backlog.shapes()) {
    if (!fits(shape.need, room)) continue;
    for (const account of shape.queues.keys()) {
      const job = turn.backlog.head(shape, account, turn.nowMs);
      if (job === undefined) continue;
      const candidate = { job, contender: contenderOf(job, turn) };
      if (best === undefined || precedes(candidate, best, turn.policy)) best = candidate;
    }
  }
  return best?.job;
}

/** How many startable jobs of the same account, and how many other accounts, go before a waiting job. */
export function aheadOf(job: LiveJob, turn: Turn): { readonly inAccount: number; readonly accounts: number } {
  let inAccount = 0;
  const accounts = new Set<string>();
  const mine = contenderOf(job, turn);
  for (const shape of turn.backlog.shapes()) {
    for (const [account, queue] of shape.queues) {
      if (account === job.account) {
        for (const other of queue) {
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
