import { isFinal } from "../../jobs/job.ts";
import { HOUR_MS } from "../projection.ts";
import type { JobQuery, UsageBucket } from "../store.ts";
import type { Database } from "./database.ts";
import { number, optional, text, type Row } from "./rows.ts";

/** A job as JSON texts; a job of the inbox has no status yet. */
export interface JobRow {
  readonly id: number;
  readonly body: string;
  readonly status: string | undefined;
}

export interface LiveRow {
  readonly job: JobRow;
  /** Attempts as JSON, in the order of their launches. */
  readonly live: readonly string[];
}

export function readingOperations(db: Database) {
  // One statement reads of one moment: a job never falls between the two places.
  const job = db.prepare(`
    SELECT id, body, status FROM jobs JOIN bodies USING (id) WHERE id = ?1
    UNION ALL SELECT job AS id, body, NULL AS status FROM inbox WHERE job = ?1 LIMIT 1`);
  const bodies = db.prepare(`
    SELECT id, body FROM bodies WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT job AS id, body FROM inbox WHERE job IN (SELECT value FROM json_each(?1))`);
  const attempts = db.prepare("SELECT body FROM attempts WHERE job = ? ORDER BY seq LIMIT ?");
  const elementAttempts = db.prepare(`
    SELECT body FROM attempts WHERE job = ? AND element = ? ORDER BY seq LIMIT ?`);
  const liveJobs = db.prepare(`
    SELECT id, body, status FROM jobs JOIN bodies USING (id) WHERE live = 1 AND id > ? ORDER BY id LIMIT ?`);
  const liveAttempts = db.prepare(`
    SELECT job, body FROM attempts WHERE live = 1 AND job BETWEEN ? AND ? ORDER BY job, seq`);
  const usage = db.prepare("SELECT * FROM usage WHERE hour_ms > ? ORDER BY hour_ms, user, project");
  const registration = db.prepare("SELECT registration_id FROM registrations WHERE backend = ?");

  return {
    job: (id: number): JobRow | undefined => {
      const row = job.get(id);
      return row === undefined ? undefined : jobRow(row);
    },

    jobs: (query: JobQuery): readonly JobRow[] => {
      const { sql, parameters } = selectJobs(query);
      return db
        .prepare(sql)
        .all(...parameters)
        .map(jobRow);
    },

    newJobs: (ids: readonly number[]): readonly string[] => {
      const byId = new Map(
        bodies.all(JSON.stringify(ids)).map((row) => [number(row, "id"), text(row, "body")]),
      );
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    },

    attempts: (job: number, element: number | undefined, limit: number): readonly string[] => {
      const rows =
        element === undefined ? attempts.all(job, limit) : elementAttempts.all(job, element, limit);
      return rows.map((row) => text(row, "body"));
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

function jobRow(row: Row): JobRow {
  return { id: number(row, "id"), body: text(row, "body"), status: optional(text, row, "status") };
}

/** Filed jobs and those of the inbox in one statement. There are as many texts as there are sets of filters. */
function selectJobs(query: JobQuery): {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
} {
  const { states, user, project, name, label, beforeId, limit } = query;
  const filed: string[] = [];
  const waiting = ["job IS NOT NULL"];
  const parameters: (string | number)[] = [limit];
  const both = (condition: (id: string, parameter: string) => string, value: string | number) => {
    const parameter = `?${parameters.push(value)}`;
    filed.push(condition("id", parameter));
    waiting.push(condition("job", parameter));
  };
  if (beforeId !== undefined) both((id, value) => `${id} < ${value}`, beforeId);
  if (user !== undefined) both((_, value) => `user = ${value}`, user);
  if (project !== undefined) both((_, value) => `project = ${value}`, project);
  if (name !== undefined) both((_, value) => `name = ${value}`, name);
  if (states !== undefined) {
    both((_, value) => `state IN (SELECT value FROM json_each(${value}))`, JSON.stringify(states));
    if (!states.some(isFinal)) filed.push("live = 1"); // few of many: there is an index of them
  }
  if (label !== undefined) {
    const key = `?${parameters.push(label.key)}`;
    const value = `?${parameters.push(label.value)}`;
    filed.push(`id IN (SELECT job FROM labels WHERE key = ${key} AND value = ${value})`);
    waiting.push(
      `EXISTS (SELECT 1 FROM json_each(body, '$.spec.labels') AS l WHERE l.key = ${key} AND l.value = ${value})`,
    );
  }
  const where = filed.length === 0 ? "" : `WHERE ${filed.join(" AND ")}`;
  const sql = `
    SELECT id, body, status
    FROM (SELECT id, status FROM jobs ${where} ORDER BY id DESC LIMIT ?1) JOIN bodies USING (id)
    UNION ALL
    SELECT * FROM (SELECT job AS id, body, NULL AS status FROM inbox
                   WHERE ${waiting.join(" AND ")} ORDER BY job DESC LIMIT ?1)
    ORDER BY id DESC LIMIT ?1`;
  return { sql, parameters };
}
