import type { JobState, Reason } from "../../jobs/life/job.ts";
import { HOUR_MS } from "../projection.ts";
import type { AttemptQuery, JobQuery, UsageBucket } from "../store.ts";
import type { JobTexts } from "../stored.ts";
import type { TrustedAgent } from "../trust.ts";
import type { Database } from "./database.ts";
import { commonSpecs, liveRows, withCommonSpecs, type LiveRows, type LiveText } from "./live-rows.ts";
import { number, optional, text, type Row } from "./rows.ts";
import { countJobs, selectJobs } from "./select-jobs.ts";
import { jobSender, type SentJobs } from "./sent-jobs.ts";

interface JobRow extends JobTexts {
  readonly id: number;
}

export interface LiveRow {
  readonly job: JobRow;
  /** Attempts as JSON, in the order of their launches. */
  readonly live: readonly string[];
}

/** So few that they are gone before a collection of garbage could take them for something that stays. */
const LIVE_ROWS = 500;

/** A `JobRow` as JSON: what is JSON already is not read for it. Of a number every digit is written. */
const FILED_ROW = `
  '[' || json_array(id, 2 * n + hidden, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms) || ',' || body || ',' ||
  status || ']'`;
const WAITING_ROW = "'[' || json_array(job, 0, 0, 0, 0, 0, 0) || ',' || body || ',null]'";

export function readingOperations(db: Database) {
  return { ...jobOperations(db), ...attemptOperations(db), ...liveOperations(db), ...recordOperations(db) };
}

function jobOperations(db: Database) {
  const sender = jobSender();
  // One statement reads of one moment: a job never falls between the two places.
  const job = db.prepare(`
    SELECT 2 * n + hidden AS version, ${FILED_ROW} AS row FROM jobs JOIN bodies USING (id) WHERE id = ?1
    UNION ALL SELECT 0, ${WAITING_ROW} FROM inbox WHERE job = ?1
    UNION ALL SELECT 2 * n + hidden, ${FILED_ROW} FROM archived_jobs WHERE id = ?1 LIMIT 1`);
  const jobRows = db.prepare(`
    WITH wanted AS (SELECT value AS id FROM json_each(?1))
    SELECT id, ${FILED_ROW} AS row FROM wanted JOIN jobs USING (id) JOIN bodies USING (id)
    UNION ALL SELECT job, ${WAITING_ROW} FROM wanted JOIN inbox ON inbox.job = wanted.id`);
  // One text for all: ten thousand rows cost less to write and read as JSON than to make, copy and check one by one.
  const standings = db.prepare(`
    WITH wanted AS (SELECT value AS id FROM json_each(?1))
    SELECT '[' || coalesce(group_concat(standing, ','), '') || ']' AS standings FROM (
      SELECT json_array(id, user, project, state, reason, exit_code) AS standing FROM wanted JOIN jobs USING (id)
      UNION ALL SELECT json_array(id, user, project, state, CASE state WHEN 'held' THEN 'HeldByUser' END, NULL)
      FROM wanted JOIN inbox ON inbox.job = wanted.id
      UNION ALL SELECT json_array(id, body ->> '$.user', body ->> '$.spec.project', status ->> '$.state',
        status ->> '$.reason', status ->> '$.exitCode')
      FROM wanted JOIN archived_jobs USING (id))`);
  const hide = db.prepare(`
    UPDATE jobs SET hidden = 1 WHERE live = 0 AND id IN (SELECT value FROM json_each(?))`);
  const bodies = db.prepare(`
    SELECT id, body, status ->> '$.changes' AS changes FROM bodies JOIN jobs USING (id)
    WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT job AS id, body, NULL FROM inbox WHERE job IN (SELECT value FROM json_each(?1))`);

  return {
    /** @param receivers  as `jobSender` says. @returns one, or none */
    job: (id: number, receivers: number): SentJobs => {
      const row = job.get(id);
      const wanted = row === undefined ? [] : [[id, number(row, "version")] as const];
      return sender.send(wanted, () => new Map([[id, text(row ?? {}, "row")]]), receivers);
    },

    jobs: (query: JobQuery, receivers: number): SentJobs =>
      db.reading(() => {
        const { sql, parameters } = selectJobs(query);
        const found = db.prepareOneOfMany(sql).all(...parameters);
        const wanted = found.map((row) => [number(row, "id"), number(row, "version")] as const);
        const textsOf = (ids: readonly number[]) =>
          new Map(jobRows.all(JSON.stringify(ids)).map((row) => [number(row, "id"), text(row, "row")]));
        return sender.send(wanted, textsOf, receivers);
      }),

    /** @returns  JSON of a list of `StandingRow` */
    standings: (ids: readonly number[]): string =>
      // In the order in which they lie in the file: neighbours are read once.
      text(standings.get(JSON.stringify([...new Set(ids)].sort((a, b) => a - b))) ?? {}, "standings"),

    countJobs: (query: Pick<JobQuery, "filter">, max: number): number => {
      const { sql, parameters } = countJobs(query, max);
      return number(db.prepareOneOfMany(sql).get(...parameters) ?? {}, "jobs");
    },

    hide: (jobs: readonly number[]): void => {
      hide.run(JSON.stringify(jobs));
    },

    newJobs: (ids: readonly number[]): readonly BodyRow[] => {
      const byId = new Map(
        bodies.all(JSON.stringify(ids)).map((row) => {
          const changes = optional(text, row, "changes");
          return [number(row, "id"), { body: text(row, "body"), changes }];
        }),
      );
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    },
  };
}

function attemptOperations(db: Database) {
  const attempts = (order: "ASC" | "DESC", element: "" | "AND element = ?3", isArchived: boolean) => {
    const from = (table: string) =>
      `SELECT seq, body FROM ${table} WHERE job = ?1 ${element} AND (?2 IS NULL OR seq ${order === "ASC" ? ">" : "<"} ?2)`;
    const archived = isArchived ? `UNION ALL ${from("archived_attempts")}` : "";
    return db.prepare(`${from("attempts")} ${archived} ORDER BY seq ${order} LIMIT ?4`);
  };
  const hasArchived = db.prepare("SELECT 1 FROM archived_attempts WHERE job = ? LIMIT 1");
  const seqOf = db.prepare(`
    SELECT seq FROM attempts WHERE job = ?1 AND task_id = ?2
    UNION ALL SELECT seq FROM archived_attempts WHERE job = ?1 AND task_id = ?2`);
  const latestIn = (table: string) =>
    db.prepare(`
      SELECT wanted.key AS at, a.body FROM json_each(?) AS wanted JOIN ${table} AS a ON a.seq = CASE
        WHEN wanted.value ->> '$.element' IS NULL
          THEN (SELECT max(seq) FROM ${table} WHERE job = wanted.value ->> '$.job')
        ELSE (SELECT max(seq) FROM ${table}
              WHERE job = wanted.value ->> '$.job' AND element = wanted.value ->> '$.element') END`);
  const latest = latestIn("attempts");
  const latestArchived = latestIn("archived_attempts");

  return {
    attempts: (
      job: number,
      { element, newestFirst = false, after, limit }: AttemptQuery,
    ): readonly string[] => {
      const seq = after === undefined ? undefined : seqOf.get(job, after);
      if (after !== undefined && seq === undefined) return [];
      const from = seq === undefined ? null : number(seq, "seq");
      const order = newestFirst ? "DESC" : "ASC";
      const isArchived = hasArchived.get(job) !== undefined;
      const statement = attempts(order, element === undefined ? "" : "AND element = ?3", isArchived);
      return statement.all(job, from, element ?? null, limit).map((row) => text(row, "body"));
    },

    latestAttempts: (
      of: readonly { readonly job: number; readonly element?: number }[],
    ): readonly string[] => {
      const wanted = JSON.stringify(of);
      // The first attempts of a job are archived first: what is not yet is later.
      const byPlace = new Map(
        [...latestArchived.all(wanted), ...latest.all(wanted)].map((row) => [
          number(row, "at"),
          text(row, "body"),
        ]),
      );
      return [...byPlace].sort(([a], [b]) => a - b).map(([, body]) => body);
    },
  };
}

/** For who begins to lead: jobs that have not ended, with their live attempts. */
function liveOperations(db: Database) {
  const liveJobs = db.prepare(`
    SELECT id, body, status FROM jobs JOIN bodies USING (id) WHERE live = 1 AND id > ? ORDER BY id LIMIT ?`);
  const commonLiveJobs = db.prepare(`
    SELECT id, ${withCommonSpecs(3)} AS body, status FROM jobs JOIN bodies USING (id)
    WHERE live = 1 AND id > ?1 ORDER BY id LIMIT ?2`);
  let common: readonly string[] = [];
  const liveAttempts = db.prepare(`
    SELECT job, body FROM attempts WHERE live = 1 AND job BETWEEN ? AND ? ORDER BY job, seq`);
  const liveJobsOf = db.prepare(`
    SELECT id, body, status FROM jobs JOIN bodies USING (id)
    WHERE live = 1 AND id IN (SELECT value FROM json_each(?))`);
  const liveAttemptsOf = db.prepare(`
    SELECT job, body FROM attempts WHERE live = 1 AND job IN (SELECT value FROM json_each(?)) ORDER BY job, seq`);

  return {
    /** The next live jobs with larger ids than `afterId`. */
    liveRows: (afterId: number): LiveRows =>
      db.reading(() => {
        const jobs = commonLiveJobs.all(afterId, LIVE_ROWS, ...commonSpecs(common)).map((row): LiveText => ({
          id: number(row, "id"),
          body: text(row, "body"),
          status: text(row, "status"),
        }));
        const [first, last] = [jobs[0], jobs.at(-1)];
        const attempts = first === undefined || last === undefined ? [] : liveAttempts.all(first.id, last.id);
        const made = liveRows(
          jobs,
          attempts.map((row) => [number(row, "job"), text(row, "body")]),
          common,
        );
        common = made.common;
        return made.rows;
      }),

    /** The same, each as a text of its own: for a batch in which something cannot be read. */
    liveBatch: (afterId: number, limit: number): readonly LiveRow[] =>
      db.reading(() => {
        const jobs = liveJobs.all(afterId, limit).map(jobRow);
        const [first, last] = [jobs[0], jobs.at(-1)];
        return withLive(
          jobs,
          first === undefined || last === undefined ? [] : liveAttempts.all(first.id, last.id),
        );
      }),

    liveJobsOf: (ids: readonly number[]): readonly LiveRow[] =>
      db.reading(() => {
        const wanted = JSON.stringify(ids);
        return withLive(liveJobsOf.all(wanted).map(jobRow), liveAttemptsOf.all(wanted));
      }),
  };
}

function recordOperations(db: Database) {
  const usage = db.prepare(
    "SELECT * FROM usage WHERE hour_ms > ? AND hour_ms < ? ORDER BY hour_ms, user, project",
  );
  const registration = db.prepare("SELECT registration_id FROM registrations WHERE backend = ?");
  const trust = db.prepare("SELECT backend, agent, body FROM trust WHERE body IS NOT NULL");

  return {
    usage: (sinceMs: number, beforeMs = Number.MAX_SAFE_INTEGER): readonly UsageBucket[] =>
      usage.all(sinceMs - HOUR_MS, beforeMs).map((row) => ({
        user: text(row, "user"),
        project: text(row, "project"),
        hourMs: number(row, "hour_ms"),
        cpuMilliMs: number(row, "cpu_milli_ms"),
        memMibMs: number(row, "mem_mib_ms"),
        gpuMs: number(row, "gpu_ms"),
      })),

    registration: (backend: string): string | undefined => {
      const row = registration.get(backend);
      return row === undefined ? undefined : text(row, "registration_id");
    },

    trust: (): readonly TrustedAgent[] =>
      trust.all().map((row) => ({
        backend: text(row, "backend"),
        agentId: text(row, "agent"),
        trust: JSON.parse(text(row, "body")), // `changesWriter` wrote it
      })),
  };
}

/** Of columns that only `changesWriter` and `submit` write. */
export type StandingRow = readonly [
  id: number,
  user: string,
  project: string,
  state: JobState,
  reason: Reason | null,
  exitCode: number | null,
];

/** A submission and, if there are any, the changes made to it, as JSON. */
export interface BodyRow {
  readonly body: string;
  readonly changes: string | undefined;
}

/** @param attempts  rows of them, in the order of their launches */
function withLive(jobs: readonly JobRow[], attempts: readonly Row[]): readonly LiveRow[] {
  const live = new Map<number, string[]>(jobs.map(({ id }) => [id, []]));
  for (const row of attempts) live.get(number(row, "job"))?.push(text(row, "body"));
  return jobs.map((job) => ({ job, live: live.get(job.id) ?? [] }));
}

function jobRow(row: Row): JobRow {
  return { id: number(row, "id"), body: text(row, "body"), status: optional(text, row, "status") };
}
