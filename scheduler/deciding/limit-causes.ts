import { RUNNING_KINDS, type QuotaNode, type RunningKind } from "../../accounts/quota.ts";
import type { Cause, QuotaCause } from "../../offers/explanation.ts";
import * as ranges from "../../resources/ranges.ts";
import { entriesOf } from "../intake/queueing.ts";
import type { LicenceShortage } from "../matching/licences.ts";
import type { LiveJob } from "../state/live-job.ts";
import { nodeOf } from "../state/quotas.ts";
import { heldBy } from "../state/soft-limits.ts";
import type { CoreState } from "../state/state.ts";

/** Limits and licences that let no task of the job start now, wherever there is room. */
export function limitCauses(
  job: LiveJob,
  state: Pick<CoreState, "earmarks" | "jobs" | "matcher" | "quotas">,
): readonly Cause[] {
  return [...quotaCauses(job, state), ...licenceCauses(job, state)];
}

function* quotaCauses(
  job: LiveJob,
  state: Pick<CoreState, "earmarks" | "jobs" | "matcher" | "quotas">,
): Generator<Cause> {
  const { account } = job;
  const { quotas } = state;
  if (!quotas.areAny) return;
  for (const key of quotas.lineOf(account)) {
    const node = placeOf(nodeOf(key));
    const { running } = quotas.limits(key);
    const isBelow = (other: LiveJob) => quotas.lineOf(other.account).includes(key);
    for (const of of RUNNING_KINDS) {
      const limit = running[of];
      if (limit === undefined) continue;
      const cause = { of, limit, used: heldBy(state, key, of), ...standing(state, job, of, isBelow) };
      if (isReached(cause)) yield { kind: "quota", ...node, ...cause };
    }
    for (const { hours, isExhausted, kind, usedHours, windowEndsAtMs } of quotas.budgets(key)) {
      if (!isExhausted) continue;
      const untilMs = hours === 0 ? {} : { untilMs: windowEndsAtMs };
      yield { kind: "quota", ...node, of: kind, limit: hours, used: usedHours, asks: 0, ...untilMs };
    }
  }
  const user = userOf(job);
  const together = quotas.userLimits(user);
  for (const of of RUNNING_KINDS) {
    const limit = together[of];
    if (limit === undefined) continue;
    let used = 0;
    for (const key of state.matcher.shares.accounts().keys())
      if (key.endsWith(`/${user}`)) used += heldBy(state, key, of);
    const cause = { of, limit, used, ...standing(state, job, of, (other) => userOf(other) === user) };
    if (isReached(cause)) yield { kind: "quota", scope: "user", user, ...cause };
  }
}

function isReached({
  asks,
  kept = 0,
  limit,
  of,
  used,
}: Pick<QuotaCause, "asks" | "kept" | "limit" | "of" | "used">): boolean {
  // Of a job that runs already more tasks may start, also where the limit has been lowered.
  return used + kept + asks > limit && (of !== "jobs" || asks > 0);
}

/** What the job asks for of a limit, and what of it is kept for whom. @param counts  whose earmarks take of the limit */
function standing(
  state: Pick<CoreState, "earmarks" | "jobs" | "matcher">,
  job: LiveJob,
  of: RunningKind,
  counts: (other: LiveJob) => boolean,
): Pick<QuotaCause, "asks" | "kept" | "keptFor" | "ownSinceMs"> {
  const { earmarks, jobs } = state;
  const asks = amountOf(state, job, of, togetherIn(job));
  if (earmarks.size === 0) return { asks };
  let kept = 0;
  let keptFor: number | undefined;
  for (const { job: id, tasks } of earmarks.values()) {
    const other = jobs.get(id);
    if (other === undefined || other === job || !counts(other)) continue;
    const amount = amountOf(state, other, of, tasks);
    kept += amount;
    if (amount > 0) keptFor = Math.min(keptFor ?? id, id);
  }
  const own = earmarks.get(job.id);
  return {
    asks,
    ...(keptFor === undefined ? {} : { kept, keptFor }),
    ...(own === undefined ? {} : { ownSinceMs: own.sinceMs }),
  };
}

/** Of so many tasks that are about to start. */
function amountOf(
  { matcher }: Pick<CoreState, "matcher">,
  { id, need }: LiveJob,
  of: RunningKind,
  tasks: number,
): number {
  if (of === "jobs") return matcher.matching.questions.runs(id) ? 0 : 1;
  return of === "tasks" ? tasks : tasks * need.resources[of];
}

function userOf({ account }: LiveJob): string {
  return account.slice(account.indexOf("/") + 1);
}

/** How many of its tasks start together or not at all. */
function togetherIn({ array, status }: LiveJob): number {
  return array?.gang === undefined ? 1 : ranges.count(status.waiting);
}

function placeOf(node: QuotaNode): Pick<QuotaCause, "scope" | "project" | "user"> {
  return node;
}

export function* licenceCauses(job: LiveJob, { matcher }: Pick<CoreState, "matcher">): Generator<Cause> {
  if (job.array?.gang !== undefined) {
    yield* licencesOf(job, matcher.matching.questions.licences());
    return;
  }
  const { questions } = matcher.matching;
  const shapes = new Set(Array.from(entriesOf(job).values(), (entry) => questions.shapeOfEntry(entry)));
  if (shapes.size === 0) return yield* licencesOf(job, questions.licences());
  // Its tasks may wait in several shapes, and what is kept for one of these is kept from the others: the nearest one tells.
  const [nearest = []] = Array.from(shapes, (shape) => [...questions.shortages(shape)]).toSorted(
    (a, b) => keptIn(a) - keptIn(b),
  );
  for (const { count: asks, inUse, kept, name, total } of nearest)
    yield { kind: "licence", name, total, inUse, asks, ...(kept === 0 ? {} : { kept }) };
}

function keptIn(shortages: readonly LicenceShortage[]): number {
  return shortages.reduce((sum, { kept }) => sum + kept, 0);
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
