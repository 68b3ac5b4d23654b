import type { Attempt, JobStatus, NewJob } from "../../jobs/life/job.ts";
import { NO_STORED_RULES, type StoredRules } from "../../accounts/stored-rules.ts";
import { fencedMessage, gap } from "../arguments.ts";
import { project, type AttemptView, type JobView, type Views } from "../projection.ts";
import { isAbout } from "../records.ts";
import { CompactedError, FencedError, type JournalEntry, type JournalRecord } from "../store.ts";
import { changesWriter } from "./changes.ts";
import type { Database } from "./database.ts";
import { number, optional, text, usedOf, type Row } from "./rows.ts";

/** An entry whose records are JSON. */
export type EntryRow = Omit<JournalEntry, "records"> & { readonly records: string };

export function journalOperations(db: Database) {
  const lastN = db.prepare("SELECT coalesce(max(n), 0) AS n FROM entries");
  const insert = db.prepare("INSERT INTO entries (n, epoch, at_ms, writer, records) VALUES (?, ?, ?, ?, ?)");
  const last = db.prepare("SELECT * FROM entries ORDER BY n DESC LIMIT 1");
  const after = db.prepare("SELECT * FROM entries WHERE n > ? ORDER BY n LIMIT ?");
  const numbers = db.prepare("SELECT n FROM entries WHERE n > ? ORDER BY n LIMIT ?");
  const firstN = db.prepare("SELECT min(n) AS n FROM entries");
  const ofJob = db.prepare(`
    SELECT entries.* FROM job_entries JOIN entries USING (n) WHERE job = ? AND n > ? ORDER BY n LIMIT ?`);
  const aboutJob = db.prepare("INSERT INTO job_entries (job, n) VALUES (?, ?)");
  const forgetAbout = db.prepare("DELETE FROM job_entries WHERE n <= ? AND n < (SELECT max(n) FROM entries)");
  const drop = db.prepare("DELETE FROM entries WHERE n <= ? AND n < (SELECT max(n) FROM entries)");
  const forget = db.prepare("DELETE FROM taken WHERE n <= ?");
  const forgetTrust = db.prepare("DELETE FROM trust WHERE body IS NULL AND n <= ?");
  const readRules = db.prepare("SELECT body FROM rules");
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
        for (const job of jobsIn(parsed)) aboutJob.run(job, n);
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

    entryNumbers: (n: number, limit: number): readonly number[] =>
      numbers.all(n, limit).map((row) => number(row, "n")),

    entriesOf: (job: number, n: number, limit: number): readonly EntryRow[] =>
      ofJob.all(job, n, limit).map((row) => {
        const entry = entryOf(row);
        const records: readonly JournalRecord[] = JSON.parse(entry.records); // as above
        const about = records.filter((record) => isAbout(record, job));
        return { ...entry, records: JSON.stringify(about) };
      }),

    rules: (): StoredRules => {
      const row = readRules.get();
      return row === undefined ? NO_STORED_RULES : rulesOf(row);
    },

    compact: (n: number): void =>
      db.writing(() => {
        forgetAbout.run(n);
        drop.run(n);
        forget.run(n);
        forgetTrust.run(n);
      }),
  };
}

function jobsIn(records: readonly JournalRecord[]): ReadonlySet<number> {
  return new Set(
    records.flatMap((record) => ("job" in record && isAbout(record, record.job) ? [record.job] : [])),
  );
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

function rulesOf(row: Row): StoredRules {
  return JSON.parse(text(row, "body")); // `changesWriter` wrote it
}

/** What the fold reads. JSON in these tables was written by `changesWriter` and `submit`, from the types named here. */
function sqliteViews(db: Database): Views {
  const job = db.prepare(`
    SELECT n, user, project, status, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms FROM jobs WHERE id = ?`);
  const attempt = db.prepare("SELECT n, body FROM attempts WHERE task_id = ?");
  const usage = db.prepare(`
    SELECT n, cpu_milli_ms, mem_mib_ms, gpu_ms FROM usage WHERE hour_ms = ? AND user = ? AND project = ?`);
  const registration = db.prepare("SELECT n, registration_id FROM registrations WHERE backend = ?");
  const trust = db.prepare("SELECT n, body FROM trust WHERE backend = ? AND agent = ?");
  const rules = db.prepare("SELECT n, body FROM rules");
  const document = db.prepare("SELECT body FROM inbox WHERE key = ? AND job IS NOT NULL");
  return {
    job(id): JobView | undefined {
      const row = job.get(id);
      if (row === undefined) return undefined;
      const status: JobStatus = JSON.parse(text(row, "status"));
      const [user, project] = [text(row, "user"), text(row, "project")];
      const updatedAtMs = number(row, "updated_ms");
      return { n: number(row, "n"), id, user, project, status, updatedAtMs, used: usedOf(row) };
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
    trust(backend, agentId) {
      const row = trust.get(backend, agentId);
      if (row === undefined) return undefined;
      const body = optional(text, row, "body");
      const found = { n: number(row, "n"), backend, agentId };
      return body === undefined ? found : { ...found, trust: JSON.parse(body) };
    },
    rules() {
      const row = rules.get();
      return row === undefined ? undefined : { n: number(row, "n"), rules: rulesOf(row) };
    },
    document(key) {
      const row = document.get(key); // the fold asks for jobs only
      if (row === undefined) return undefined;
      const job: NewJob = JSON.parse(text(row, "body"));
      return { kind: "job", key, job };
    },
  };
}
