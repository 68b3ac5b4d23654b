import type { AuditQuery, AuditRecord } from "./audit.ts";
import type { Attempt } from "../jobs/life/job.ts";
import { matchesFilter } from "../jobs/query/job-filter.ts";
import type { FilteredJob } from "../jobs/query/job-filter.ts";
import { checkLimit } from "./arguments.ts";
import { attemptsOf, jobOf } from "./memory-state.ts";
import type { MemoryState } from "./memory-state.ts";
import { comparePlaces, placeOf } from "./place.ts";
import { NOTHING_USED } from "./projection.ts";
import type { AttemptQuery, JobQuery, JobStanding, StoredJob } from "./store.ts";
import { standingOf } from "./stored.ts";

/** What readers of the memory store get: by looking at everything, which is the plainest way to say what is meant. */

export function storedJob(state: MemoryState, id: number): StoredJob | undefined {
  const job = jobOf(state, id);
  if (job === undefined) return undefined;
  const view = state.jobs.get(id);
  return {
    ...job,
    version: view?.n ?? 0,
    updatedAtMs: view?.updatedAtMs ?? job.submittedAtMs,
    used: view?.used ?? NOTHING_USED,
    ...(state.hidden.has(id) ? { hidden: true } : {}),
  };
}

export function selectJobs(state: MemoryState, query: JobQuery): readonly StoredJob[] {
  checkLimit(query.limit);
  const sort = query.sort ?? [];
  const placed = matchingJobs(state, query.filter).map((job) => ({
    job,
    place: placeOf(subjectOf(state, job), sort),
  }));
  return placed
    .filter(({ place }) => query.after === undefined || comparePlaces(place, query.after, sort) > 0)
    .sort((a, b) => comparePlaces(a.place, b.place, sort))
    .slice(0, query.limit)
    .map(({ job }) => job);
}

export function standings(state: MemoryState, ids: readonly number[]): readonly JobStanding[] {
  return [...new Set(ids)].flatMap((id) => {
    const job = jobOf(state, id);
    return job === undefined ? [] : [standingOf(job)];
  });
}

export function countJobs(state: MemoryState, { filter }: Pick<JobQuery, "filter">, max: number): number {
  checkLimit(max);
  return Math.min(max, matchingJobs(state, filter).length);
}

function matchingJobs(state: MemoryState, filter: JobQuery["filter"]): readonly StoredJob[] {
  const ids = new Set(state.jobs.keys());
  for (const document of state.inbox.values()) if (document.kind === "job") ids.add(document.job.id);
  return [...ids].flatMap((id) => {
    const job = storedJob(state, id);
    if (job === undefined || job.hidden === true || state.archived.has(id)) return [];
    return filter === undefined || matchesFilter(subjectOf(state, job), filter) ? [job] : [];
  });
}

function subjectOf(state: MemoryState, job: StoredJob): FilteredJob {
  return {
    job,
    updatedAtMs: job.updatedAtMs,
    hasRunOn: (hostname) =>
      attemptsOf(state, job.id).some(({ placement }) => placement.hostname === hostname),
  };
}

export function selectAttempts(
  attempts: readonly Attempt[],
  { element, newestFirst = false, after, limit }: AttemptQuery,
): readonly Attempt[] {
  checkLimit(limit);
  const ordered = newestFirst ? attempts.toReversed() : attempts;
  const from = after === undefined ? 0 : ordered.findIndex(({ taskId }) => taskId === after) + 1;
  // Behind an attempt that is not there comes none.
  const rest = after !== undefined && from === 0 ? [] : ordered.slice(from);
  return rest.filter((attempt) => element === undefined || attempt.element === element).slice(0, limit);
}

export function selectAudit(records: readonly AuditRecord[], query: AuditQuery): readonly AuditRecord[] {
  const { action = "", actor, after, limit, order, reach, resource, sinceMs, untilMs } = query;
  const wanted = records.filter(
    (record) =>
      record.action.startsWith(action) &&
      (actor === undefined || record.actor === actor) &&
      (resource === undefined || record.resource === resource) &&
      (sinceMs === undefined || record.atMs >= sinceMs) &&
      (untilMs === undefined || record.atMs < untilMs) &&
      (reach === undefined || record.actor === reach.actor || reach.projects.includes(record.project)) &&
      (after === undefined || (order === "oldest" ? record.seq > after : record.seq < after)),
  );
  return (order === "oldest" ? wanted : wanted.toReversed()).slice(0, limit);
}
