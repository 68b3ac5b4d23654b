import { RUNNING_KINDS, type QuotaNode, type RunningKind } from "../accounts/quota.ts";
import type { Cause, QuotaCause } from "../offers/explanation.ts";
import * as ranges from "../resources/ranges.ts";
import type { LiveJob } from "./live-job.ts";
import { KINDS } from "./matching/requirement.ts";
import { nodeOf } from "./quotas.ts";
import { entriesOf } from "./queueing.ts";
import type { CoreState } from "./state.ts";

/** Limits and licences that let no task of the job start now, wherever there is room. */
export function limitCauses(job: LiveJob, state: CoreState): readonly Cause[] {
  return [...quotaCauses(job, state), ...licenceCauses(job, state)];
}

function* quotaCauses(job: LiveJob, state: CoreState): Generator<Cause> {
  const { account, need } = job;
  const { quotas } = state;
  if (!quotas.areAny) return;
  for (const key of quotas.lineOf(account)) {
    const node = placeOf(nodeOf(key));
    const { running } = quotas.limits(key);
    for (const of of RUNNING_KINDS) {
      const limit = running[of];
      if (limit === undefined) continue;
      const used = heldBy(state, key, of);
      const asks = (of === "tasks" ? 1 : need.resources[of]) * togetherIn(job);
      if (used + asks > limit) yield { kind: "quota", ...node, of, limit, used, asks };
    }
    for (const { hours, isExhausted, kind, usedHours, windowEndsAtMs } of quotas.budgets(key)) {
      if (!isExhausted) continue;
      const untilMs = hours === 0 ? {} : { untilMs: windowEndsAtMs };
      yield { kind: "quota", ...node, of: kind, limit: hours, used: usedHours, asks: 0, ...untilMs };
    }
  }
  const user = account.slice(account.indexOf("/") + 1);
  const together = quotas.userLimits(user);
  for (const of of RUNNING_KINDS) {
    const limit = together[of];
    if (limit === undefined) continue;
    let used = 0;
    for (const key of state.matcher.shares.accounts().keys())
      if (key.endsWith(`/${user}`)) used += heldBy(state, key, of);
    const asks = (of === "tasks" ? 1 : need.resources[of]) * togetherIn(job);
    if (used + asks > limit) yield { kind: "quota", scope: "user", user, of, limit, used, asks };
  }
}

/** How many of its tasks start together or not at all. */
function togetherIn({ array, status }: LiveJob): number {
  return array?.gang === undefined ? 1 : ranges.count(status.waiting);
}

/** What the matcher counts below a node. */
export function heldBy({ matcher }: CoreState, key: string, of: RunningKind): number {
  const { matching, shares, tree } = matcher;
  const node = shares.node(key);
  if (node === undefined) return 0;
  return of === "tasks" ? matching.tasksOf(node) : tree.held(node, KINDS.indexOf(of));
}

function placeOf(node: QuotaNode): Pick<QuotaCause, "scope" | "project" | "user"> {
  return node;
}

function* licenceCauses(job: LiveJob, { matcher }: CoreState): Generator<Cause> {
  if (job.array?.gang !== undefined) {
    yield* licencesOf(job, matcher.matching.licences());
    return;
  }
  const [entry] = entriesOf(job).values();
  if (entry === undefined) return yield* licencesOf(job, matcher.matching.licences());
  for (const shortage of matcher.matching.shortages(matcher.matching.shapeOfEntry(entry))) {
    const { count: asks, inUse, kept, name, total } = shortage;
    yield { kind: "licence", name, total, inUse, asks, ...(kept === 0 ? {} : { kept }) };
  }
}

/** Of what does not wait in the matcher: nothing is kept for it, and nothing is kept from it. */
function* licencesOf(
  job: LiveJob,
  there: Iterable<{ readonly name: string; readonly total: number; readonly inUse: number }>,
): Generator<Cause> {
  const pools = new Map(Array.from(there, (pool) => [pool.name, pool]));
  for (const { count, name } of job.need.licences ?? []) {
    const { inUse, total } = pools.get(name) ?? { inUse: 0, total: 0 };
    const asks = count * togetherIn(job);
    if (inUse + asks > total) yield { kind: "licence", name, total, inUse, asks };
  }
}
