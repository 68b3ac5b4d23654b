import type { JobState, Reason } from "../../jobs/job.ts";
import { HOUR_MS } from "../projection.ts";
import type { AttemptQuery, JobQuery, JobStanding, UsageBucket } from "../store.ts";
import type { JobTexts, StoredJobTexts } from "../stored.ts";
import type { Database } from "./database.ts";
import { number, optional, text, usedOf, type Row } from "./rows.ts";
import { countJobs, selectJobs } from "./select-jobs.ts";

interface JobRow extends JobTexts {
  readonly id: number;
}

interface StoredJobRow extends StoredJobTexts {
  readonly id: number;
}

export interface LiveRow {
  readonly job: JobRow;
  /** Attempts as JSON, in the order of their launches. */
  readonly live: readonly string[];
}

export function readingOperations(db: Database) {
  // One statement reads of one moment: a job never falls between the two places.
  const job = db.prepare(`
    SELECT id, body, status, n, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms, hidden
    FROM jobs JOIN bodies USING (id) WHERE id = ?1
    UNION ALL SELECT job AS id, body, NULL AS status, 0, 0, 0, 0, 0, 0, 0 FROM inbox WHERE job = ?1
    UNION ALL SELECT id, body, status, n, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms, hidden
    FROM archived_jobs WHERE id = ?1 LIMIT 1`);
  const standings = db.prepare(`
    WITH wanted AS (SELECT DISTINCT value AS id FROM json_each(?1))
    SELECT id, user, project, state, reason, exit_code FROM wanted JOIN jobs USING (id)
    UNION ALL SELECT id, user, project, state, CASE state WHEN 'held' THEN 'HeldByUser' END, NULL
    FROM wanted JOIN inbox ON inbox.job = wanted.id
    UNION ALL SELECT id, body ->> '$.user', body ->> '$.spec.project', status ->> '$.state', status ->> '$.reason',
      status ->> '$.exitCode'
    FROM wanted JOIN archived_jobs USING (id)`);
  const hide = db.prepare(`
    UPDATE jobs SET hidden = 1 WHERE live = 0 AND id IN (SELECT value FROM json_each(?))`);
  const bodies = db.prepare(`
    SELECT id, body, status ->> '$.changes' AS changes FROM bodies JOIN jobs USING (id)
    WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT job AS id, body, NULL FROM inbox WHERE job IN (SELECT value FROM json_each(?1))`);
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
  const liveJobs = db.prepare(`
    SELECT id, body, status FROM jobs JOIN bodies USING (id) WHERE live = 1 AND id > ? ORDER BY id LIMIT ?`);
  const liveAttempts = db.prepare(`
    SELECT job, body FROM attempts WHERE live = 1 AND job BETWEEN ? AND ? ORDER BY job, seq`);
  const usage = db.prepare("SELECT * FROM usage WHERE hour_ms > ? ORDER BY hour_ms, user, project");
  const registration = db.prepare("SELECT registration_id FROM registrations WHERE backend = ?");

  return {
    job: (id: number): StoredJobRow | undefined => {
      const row = job.get(id);
      return row === undefined ? undefined : storedJobRow(row);
    },

    jobs: (query: JobQuery): readonly StoredJobRow[] => {
      const { sql, parameters } = selectJobs(query);
      return db
        .prepareOneOfMany(sql)
        .all(...parameters)
        .map(storedJobRow);
    },

    standings: (ids: readonly number[]): readonly JobStanding[] =>
      standings.all(JSON.stringify(ids)).map((row) => {
        const reason = optional(text, row, "reason");
        const exitCode = optional(number, row, "exit_code");
        return {
          id: number(row, "id"),
          user: text(row, "user"),
          project: text(row, "project"),
          state: text(row, "state") as JobState, // only `changesWriter` and `submit` write it
          ...(reason === undefined ? {} : { reason: reason as Reason }),
          ...(exitCode === undefined ? {} : { exitCode }),
        };
      }),

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

    /** Live jobs with larger ids than `afterId`. */
    liveBatch: (afterId: number, limit: number): readonly LiveRow[] =>
      db.reading(() => {
        const jobs = liveJobs.all(afterId, limit).map(jobRow);
        const live = new Map<number, string[]>(jobs.map(({ id }) => [id, []]));
        const [first, last] = [jobs[0], jobs.at(-1)];
        if (first !== undefined && last !== undefined)
          for (const row of liveAttempts.all(first.id, last.id))
            live.get(number(row, "job"))?.push(text(row, "body"));
        return jobs.map((job) => ({ job, live: live.get(job.id) ?? [] }));
      }),

    usage: (sinceMs: number): readonly UsageBucket[] =>
      usage.all(sinceMs - HOUR_MS).map((row) => ({
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
  };
}

/** A submission and, if there are any, the changes made to it, as JSON. */
export interface BodyRow {
  readonly body: string;
  readonly changes: string | undefined;
}

function storedJobRow(row: Row): StoredJobRow {
  return {
    ...jobRow(row),
    version: number(row, "n"),
    updatedAtMs: number(row, "updated_ms"),
    used: usedOf(row),
    hidden: number(row, "hidden") === 1,
  };
}

function jobRow(row: Row): JobRow {
  return { id: number(row, "id"), body: text(row, "body"), status: optional(text, row, "status") };
}
