import { NO_STORED_RULES, type StoredRules } from "../../accounts/stored-rules.ts";
import type { Attempt, JobStatus, NewJob } from "../../jobs/life/job.ts";
import { placeOf, comparePlaces } from "../place.ts";
import { HOUR_MS, jobKey, NOTHING_USED } from "../projection.ts";
import type { AttemptQuery, JobQuery, JobStanding, LoadedJob, StoredJob, UsageBucket } from "../store.ts";
import { changedJob, each, jobOf, newJobOf, standingOf, storedJobOf } from "../stored.ts";
import type { TrustedAgent } from "../trust.ts";
import type { Ask } from "./ask.ts";
import type { AttemptDocument, Collections, JobDocument, WaitingDocument } from "./documents.ts";
import type { Inbox } from "./inbox.ts";
import { asFilter, conditionOf, sortOf } from "./select-jobs.ts";

const LIVE_BATCH = 500;

/**
 * A job goes from the inbox to the jobs, and is in both for a moment. Where one read could come too early and the other
 * too late, the inbox is read first: then it is found in one of them at least, and the jobs know better.
 */
export class Reading {
  readonly #c: Collections;
  readonly #ask: Ask;
  readonly #inbox: Inbox;

  constructor(c: Collections, ask: Ask, inbox: Inbox) {
    this.#c = c;
    this.#ask = ask;
    this.#inbox = inbox;
  }

  async job(id: number): Promise<StoredJob | undefined> {
    const [waiting, filed] = await Promise.all([
      this.#ask(() => this.#c.inbox.findOne({ _id: jobKey(id) })),
      this.#filedJob(id),
    ]);
    if (filed !== null) return storedOf(filed);
    const [shown] = waiting === null ? [] : await this.#inbox.visible([waiting]);
    if (shown !== undefined) return waitingOf(shown);
    const filedMeanwhile = await this.#filedJob(id);
    return filedMeanwhile === null ? undefined : storedOf(filedMeanwhile);
  }

  async jobs(query: JobQuery): Promise<readonly StoredJob[]> {
    const { limit, sort = [] } = query;
    if (limit === 0) return [];
    const wanted = asFilter<WaitingDocument>({ $and: [{ job: { $ne: null } }, conditionOf(query, "job")] });
    const waiting = await this.#inbox.someVisible(limit, (skip, size) =>
      this.#ask(() => this.#c.inbox.find(wanted).sort(sortOf(query, "job")).skip(skip).limit(size).toArray()),
    );
    const listed = asFilter<JobDocument>({ $and: [{ listed: true }, conditionOf(query, "_id")] });
    const filed = await this.#ask(() =>
      this.#c.jobs.find(listed).sort(sortOf(query, "_id")).limit(limit).toArray(),
    );
    const byId = new Map([
      ...waiting.map((row) => [row.job, waitingOf(row)] as const),
      ...filed.map((row) => [row._id, storedOf(row)] as const),
    ]);
    return [...byId.values()]
      .map((job) => {
        const subject = { job, updatedAtMs: job.updatedAtMs, hasRunOn: () => false }; // no list is sorted by it
        return { job, place: placeOf(subject, sort) };
      })
      .sort((a, b) => comparePlaces(a.place, b.place, sort))
      .slice(0, limit)
      .map(({ job }) => job);
  }

  async standings(ids: readonly number[]): Promise<readonly JobStanding[]> {
    const projection = { user: 1, project: 1, status: 1 } as const;
    const filedOf = (wanted: readonly number[]) =>
      this.#ask(() => this.#c.jobs.find({ _id: { $in: [...wanted] } }, { projection }).toArray());
    const [waiting, filed] = await Promise.all([
      this.#ask(() => this.#c.inbox.find({ _id: { $in: ids.map(jobKey) } }).toArray()),
      filedOf(ids),
    ]);
    const byId = new Map<number, JobStanding>();
    const keep = (rows: readonly Pick<JobDocument, "_id" | "user" | "project" | "status">[]): void => {
      for (const { _id: id, user, project, status } of rows)
        byId.set(id, standingOf({ id, user, spec: { project }, status: JSON.parse(status) }));
    };
    for (const row of await this.#inbox.visible(waiting))
      if (row.job !== null) byId.set(row.job, standingOf(waitingOf(row)));
    keep(filed);
    const missing = ids.filter((id) => !byId.has(id));
    if (missing.length > 0) keep(await filedOf(missing));
    return [...byId.values()];
  }

  async countJobs({ filter }: Pick<JobQuery, "filter">, max: number): Promise<number> {
    if (max === 0) return 0;
    const query = filter === undefined ? {} : { filter };
    const wanted = asFilter<WaitingDocument>({ $and: [{ job: { $ne: null } }, conditionOf(query, "job")] });
    const waiting = await this.#inbox.someVisible(max, (skip, size) =>
      this.#ask(() => this.#c.inbox.find(wanted).sort({ seq: 1, _id: 1 }).skip(skip).limit(size).toArray()),
    );
    const listed = asFilter<JobDocument>({ $and: [{ listed: true }, conditionOf(query, "_id")] });
    const filed = await this.#ask(() => this.#c.jobs.countDocuments(listed, { limit: max }));
    return Math.min(max, waiting.length + filed);
  }

  async hide(jobs: readonly number[]): Promise<void> {
    const ended = { _id: { $in: [...jobs] }, live: false };
    if (jobs.length > 0)
      await this.#ask(() => this.#c.jobs.updateMany(ended, { $set: { hidden: true, listed: false } }));
  }

  /** They stay where they are; lists pass them by. */
  async archive(endedBeforeMs: number, limit: number): Promise<number> {
    if (limit === 0) return 0;
    const old = { live: false, archived: false, endedAtMs: { $gt: 0, $lt: endedBeforeMs } };
    const found = await this.#ask(() =>
      this.#c.jobs
        .find(old, { projection: { _id: 1 } })
        .sort({ endedAtMs: 1 })
        .limit(limit)
        .toArray(),
    );
    const ids = found.map(({ _id }) => _id);
    if (ids.length > 0)
      await this.#ask(() =>
        this.#c.jobs.updateMany({ _id: { $in: ids } }, { $set: { archived: true, listed: false } }),
      );
    return ids.length;
  }

  async newJobs(ids: readonly number[]): Promise<readonly NewJob[]> {
    if (ids.length === 0) return [];
    const filedOf = (wanted: readonly number[]) =>
      this.#ask(() =>
        this.#c.jobs.find({ _id: { $in: [...wanted] } }, { projection: { body: 1, status: 1 } }).toArray(),
      );
    const [waiting, filed] = await Promise.all([
      this.#ask(() => this.#c.inbox.find({ _id: { $in: ids.map(jobKey) } }).toArray()),
      filedOf(ids),
    ]);
    const bodies = new Map<number, NewJob>();
    const keep = (rows: readonly Pick<JobDocument, "_id" | "body" | "status">[]): void => {
      for (const { _id, body, status } of rows) {
        const { changes }: JobStatus = JSON.parse(status);
        bodies.set(_id, changedJob(newJobOf(body), changes));
      }
    };
    for (const row of await this.#inbox.visible(waiting))
      if (row.job !== null) bodies.set(row.job, newJobOf(row.body));
    keep(filed);
    const missing = ids.filter((id) => !bodies.has(id));
    if (missing.length > 0) keep(await filedOf(missing));
    return [...new Set(ids)].flatMap((id) => bodies.get(id) ?? []);
  }

  async attempts(
    job: number,
    { element, newestFirst = false, after, limit }: AttemptQuery,
  ): Promise<readonly Attempt[]> {
    if (limit === 0) return [];
    const from =
      after === undefined ? undefined : await this.#ask(() => this.#c.attempts.findOne({ _id: after, job }));
    if (from === null) return [];
    const wanted = {
      job,
      ...(element === undefined ? {} : { element }),
      ...(from === undefined ? {} : { seq: newestFirst ? { $lt: from.seq } : { $gt: from.seq } }),
    };
    const found = await this.#ask(() =>
      this.#c.attempts
        .find(wanted)
        .sort({ seq: newestFirst ? -1 : 1 })
        .limit(limit)
        .toArray(),
    );
    return found.map(attemptOf);
  }

  async latestAttempts(
    of: readonly { readonly job: number; readonly element?: number }[],
  ): Promise<readonly Attempt[]> {
    const byJob = Map.groupBy(of, ({ job }) => job);
    const latest = new Map<string, Attempt>();
    await Promise.all(
      [...byJob].map(async ([job, wanted]) => {
        const elements = wanted.flatMap(({ element }) => element ?? []);
        if (elements.length < wanted.length)
          for (const found of await this.#newestAttempts(job, undefined))
            latest.set(`${job}`, attemptOf(found));
        if (elements.length > 0)
          for (const found of await this.#newestAttempts(job, elements))
            latest.set(`${job}/${found.element}`, attemptOf(found));
      }),
    );
    return of.flatMap(
      ({ job, element }) => latest.get(element === undefined ? `${job}` : `${job}/${element}`) ?? [],
    );
  }

  async *liveJobs(unreadable?: (job: number, cause: unknown) => void): AsyncGenerator<readonly LoadedJob[]> {
    for (let afterId = 0; ;) {
      const found = await this.#ask(() =>
        this.#c.jobs
          .find({ live: true, _id: { $gt: afterId } })
          .sort({ _id: 1 })
          .limit(LIVE_BATCH)
          .toArray(),
      );
      const last = found.at(-1);
      if (last === undefined) return;
      const range = { live: true, job: { $gt: afterId, $lte: last._id } };
      const live = await this.#ask(() => this.#c.attempts.find(range).sort({ job: 1, seq: 1 }).toArray());
      yield loadedJobs(found, live, unreadable);
      if (found.length < LIVE_BATCH) return;
      afterId = last._id;
    }
  }

  async liveJobsOf(
    ids: readonly number[],
    unreadable?: (job: number, cause: unknown) => void,
  ): Promise<readonly LoadedJob[]> {
    const found = await this.#ask(() => this.#c.jobs.find({ live: true, _id: { $in: [...ids] } }).toArray());
    const wanted = { live: true, job: { $in: found.map(({ _id }) => _id) } };
    const live =
      found.length === 0
        ? []
        : await this.#ask(() => this.#c.attempts.find(wanted).sort({ job: 1, seq: 1 }).toArray());
    return loadedJobs(found, live, unreadable);
  }

  async usage(sinceMs: number, beforeMs?: number): Promise<readonly UsageBucket[]> {
    const hourMs = { $gt: sinceMs - HOUR_MS, ...(beforeMs === undefined ? {} : { $lt: beforeMs }) };
    const found = await this.#ask(() => this.#c.usage.find({ hourMs }).toArray());
    return found.map(({ _id, n: _n, ...bucket }) => bucket);
  }

  async rules(): Promise<StoredRules> {
    const found = await this.#ask(() => this.#c.rules.findOne({ _id: "rules" }));
    return found === null ? NO_STORED_RULES : JSON.parse(found.body); // `writeChanges` wrote it
  }

  async registration(backend: string): Promise<string | undefined> {
    return (await this.#ask(() => this.#c.registrations.findOne({ _id: backend })))?.registrationId;
  }

  async trust(): Promise<readonly TrustedAgent[]> {
    const found = await this.#ask(() => this.#c.trust.find({ body: { $ne: null } }).toArray());
    return found.flatMap(
      ({ agentId, backend, body }) => (body === null ? [] : [{ backend, agentId, trust: JSON.parse(body) }]), // `writeChanges` wrote it
    );
  }

  #filedJob(id: number): Promise<JobDocument | null> {
    return this.#ask(() => this.#c.jobs.findOne({ _id: id }));
  }

  async #newestAttempts(job: number, elements: readonly number[] | undefined): Promise<AttemptDocument[]> {
    if (elements === undefined) {
      const last = await this.#ask(() => this.#c.attempts.findOne({ job }, { sort: { seq: -1 } }));
      return last === null ? [] : [last];
    }
    const of = { job, element: { $in: [...elements] } };
    return this.#ask(() => this.#c.attempts.find(of).sort({ seq: 1 }).toArray());
  }
}

/** @param live  attempts in the order of their launches */
function loadedJobs(
  rows: readonly JobDocument[],
  live: readonly AttemptDocument[],
  unreadable: ((job: number, cause: unknown) => void) | undefined,
): readonly LoadedJob[] {
  const byJob = Map.groupBy(live, ({ job }) => job);
  return each(
    rows,
    (row) => ({ job: jobOf(row), live: (byJob.get(row._id) ?? []).map(attemptOf) }),
    ({ _id }) => _id,
    unreadable,
  );
}

function storedOf({ body, status, n: version, updatedAtMs, used, hidden }: JobDocument): StoredJob {
  return storedJobOf({ body, status, version, updatedAtMs, used, hidden });
}

function waitingOf({ body }: WaitingDocument): StoredJob {
  return storedJobOf({
    body,
    status: undefined,
    version: 0,
    updatedAtMs: 0,
    used: NOTHING_USED,
    hidden: false,
  });
}

function attemptOf({ body }: AttemptDocument): Attempt {
  return JSON.parse(body); // the fold made it
}
