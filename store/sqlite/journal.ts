import { isFinal, type Attempt, type JobStatus, type NewJob } from "../../jobs/job.ts";
import { fencedMessage, gap } from "../arguments.ts";
import { jobKey, project, type AttemptView, type Changes, type JobView, type Views } from "../projection.ts";
import { CompactedError, FencedError, type JournalEntry, type JournalRecord } from "../store.ts";
import type { Database } from "./database.ts";
import { number, optional, text, type Row } from "./rows.ts";

/** An entry whose records are JSON. */
export type EntryRow = Omit<JournalEntry, "records"> & { readonly records: string };

export function journalOperations(db: Database) {
  const lastN = db.prepare("SELECT coalesce(max(n), 0) AS n FROM entries");
  const insert = db.prepare("INSERT INTO entries (n, epoch, at_ms, writer, records) VALUES (?, ?, ?, ?, ?)");
  const last = db.prepare("SELECT * FROM entries ORDER BY n DESC LIMIT 1");
  const after = db.prepare("SELECT * FROM entries WHERE n > ? ORDER BY n LIMIT ?");
  const firstN = db.prepare("SELECT min(n) AS n FROM entries");
  const drop = db.prepare("DELETE FROM entries WHERE n <= ? AND n < (SELECT max(n) FROM entries)");
  const forget = db.prepare("DELETE FROM taken WHERE n <= ?");
  const views = sqliteViews(db);
  const apply = changesWriter(db);

  return {
    append: ({ n, epoch, atMs, writer, records }: EntryRow): void =>
      db.writing(() => {
        const before = number(lastN.get() ?? {}, "n");
        if (n <= before) throw new FencedError(fencedMessage(n, before));
        if (n !== before + 1) throw gap(n, before);
        insert.run(n, epoch, atMs, writer, records);
        const parsed: readonly JournalRecord[] = JSON.parse(records); // made from records by `append`'s caller
        apply(n, project({ n, epoch, atMs, writer, records: parsed }, views));
      }),

    lastEntry: (): EntryRow | undefined => {
      const row = last.get();
      return row === undefined ? undefined : entryOf(row);
    },

    entries: (n: number, limit: number): readonly EntryRow[] =>
      db.reading(() => {
        const oldest = optional(number, firstN.get() ?? { n: null }, "n");
        if (oldest !== undefined && oldest > n + 1) throw new CompactedError(oldest);
        return after.all(n, limit).map(entryOf);
      }),

    compact: (n: number): void =>
      db.writing(() => {
        drop.run(n);
        forget.run(n);
      }),
  };
}

function entryOf(row: Row): EntryRow {
  return {
    n: number(row, "n"),
    epoch: number(row, "epoch"),
    atMs: number(row, "at_ms"),
    writer: text(row, "writer"),
    records: text(row, "records"),
  };
}

/** What the fold reads. JSON in these tables was written by `changesWriter` and `submit`, from the types named here. */
function sqliteViews(db: Database): Views {
  const job = db.prepare("SELECT n, user, project, status FROM jobs WHERE id = ?");
  const attempt = db.prepare("SELECT n, body FROM attempts WHERE task_id = ?");
  const usage = db.prepare(`
    SELECT n, cpu_milli_ms, mem_mib_ms, gpu_ms FROM usage WHERE hour_ms = ? AND user = ? AND project = ?`);
  const registration = db.prepare("SELECT n, registration_id FROM registrations WHERE backend = ?");
  const document = db.prepare("SELECT body FROM inbox WHERE key = ? AND job IS NOT NULL");
  return {
    job(id): JobView | undefined {
      const row = job.get(id);
      if (row === undefined) return undefined;
      const status: JobStatus = JSON.parse(text(row, "status"));
      return { n: number(row, "n"), id, user: text(row, "user"), project: text(row, "project"), status };
    },
    attempt(taskId): AttemptView | undefined {
      const row = attempt.get(taskId);
      if (row === undefined) return undefined;
      const body: Attempt = JSON.parse(text(row, "body"));
      return { n: number(row, "n"), attempt: body };
    },
    usage(user, project, hourMs) {
      const row = usage.get(hourMs, user, project);
      if (row === undefined) return undefined;
      const cpuMilliMs = number(row, "cpu_milli_ms");
      const memMibMs = number(row, "mem_mib_ms");
      const bucket = { user, project, hourMs, cpuMilliMs, memMibMs, gpuMs: number(row, "gpu_ms") };
      return { n: number(row, "n"), bucket };
    },
    registration(backend) {
      const row = registration.get(backend);
      if (row === undefined) return undefined;
      return { n: number(row, "n"), backend, registrationId: text(row, "registration_id") };
    },
    document(key) {
      const row = document.get(key); // the fold asks for jobs only
      if (row === undefined) return undefined;
      const job: NewJob = JSON.parse(text(row, "body"));
      return { kind: "job", key, job };
    },
  };
}

/** One transaction writes an entry and all its changes, so `before` of an attempt is not kept. */
function changesWriter(db: Database): (n: number, changes: Changes) => void {
  const attempt = db.prepare(`
    INSERT INTO attempts (n, job, element, attempt, task_id, live, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (task_id) DO UPDATE SET n = excluded.n, live = excluded.live, body = excluded.body`);
  const usage = db.prepare(`
    INSERT OR REPLACE INTO usage (hour_ms, user, project, n, cpu_milli_ms, mem_mib_ms, gpu_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const registration = db.prepare(`
    INSERT OR REPLACE INTO registrations (backend, n, registration_id) VALUES (?, ?, ?)`);
  const file = db.prepare(`
    INSERT INTO jobs (id, n, user, project, name, state, live, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const keepBody = db.prepare("INSERT INTO bodies (id, body) SELECT job, body FROM inbox WHERE key = ?");
  const label = db.prepare("INSERT INTO labels (key, value, job) VALUES (?, ?, ?)");
  const move = db.prepare("UPDATE jobs SET n = ?, state = ?, live = ?, status = ? WHERE id = ?");
  const take = db.prepare("INSERT OR REPLACE INTO taken (key, n) VALUES (?, ?)");
  const leave = db.prepare("DELETE FROM inbox WHERE key = ?");

  return (n, changes) => {
    for (const { attempt: a } of changes.attempts)
      attempt.run(n, a.job, a.element, a.attempt, a.taskId, liveFlag(a.state), JSON.stringify(a));
    for (const { bucket: b } of changes.usage)
      usage.run(b.hourMs, b.user, b.project, n, b.cpuMilliMs, b.memMibMs, b.gpuMs);
    for (const { backend, registrationId } of changes.registrations)
      registration.run(backend, n, registrationId);
    for (const { id, user, project, status, body } of changes.filed) {
      const { state } = status;
      const { name, labels } = body.spec;
      file.run(id, n, user, project, name, state, liveFlag(state), JSON.stringify(status));
      keepBody.run(jobKey(id));
      for (const [key, value] of Object.entries(labels)) label.run(key, value, id);
    }
    for (const { id, status } of changes.moved)
      move.run(n, status.state, liveFlag(status.state), JSON.stringify(status), id);
    for (const key of changes.taken) take.run(key, n);
    for (const key of changes.dealtWith) leave.run(key);
  };
}

function liveFlag(state: Attempt["state"] | JobStatus["state"]): 0 | 1 {
  return isFinal(state) ? 0 : 1;
}
