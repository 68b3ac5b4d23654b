import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { Attempt } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { checkCount, checkDocuments, checkLimit } from "../arguments.ts";
import { groupCommit } from "../group-commit.ts";
import { sharedIds } from "../shared-ids.ts";
import {
  StoreUnavailableError,
  type InboxDocument,
  type JobStanding,
  type JournalEntry,
  type JournalRecord,
  type LoadedJob,
  type Store,
} from "../store.ts";
import { bodyText, changedJob, documentOf, each, jobOf, newJobOf } from "../stored.ts";
import { startCalls, type Calls } from "./calls.ts";
import type { DatabaseOptions } from "./database.ts";
import { receive } from "./errors.ts";
import type { InboxRow, SubmittedRow } from "./inbox.ts";
import type { EntryRow } from "./journal.ts";
import { liveReader } from "./live-rows.ts";
import { isRead } from "./operations.ts";
import type { LiveRow, StandingRow } from "./reading.ts";
import { jobReceiver } from "./sent-jobs.ts";

export type SqliteOptions = (
  | { readonly file: string }
  /** The file in it is `godocker.sqlite`. Made when it does not exist. */
  | { readonly directory: string }
) & {
  /** How long a call waits for other processes' locks. */
  readonly busyTimeoutMs?: number;
  /** The database may not grow beyond it; then writes fail as on a full disk. */
  readonly maxBytes?: number;
  /**
   * So much of the file is read as memory of the process: of a long queue a random read costs half of what it does
   * otherwise. A disk that cannot be read then ends the process instead of failing the call.
   */
  readonly mappedBytes?: number;
  /**
   * Reads have a thread and a connection of their own: they wait for no write, not for its disk and not for the writes of
   * other processes. They see all that was acknowledged before.
   */
  readonly readsApart?: boolean;
};

const BUSY_TIMEOUT_MS = 5000;
const LIVE_BATCH = 500;
const FLUSH_DOCUMENTS = 5000;
const WAITING_DOCUMENTS = 50_000;
/** Of the thread: nearly all that it makes is rubbish at once, and what it once took for that it keeps. */
const YOUNG_MIB = 16;

/**
 * The embedded store: one file on a local disk (not on NFS: the write-ahead log needs shared memory), used by any
 * number of processes of one machine. SQL runs in threads of its own. Calls of one handle are carried out in order; where
 * reads have a thread of their own, writes in theirs and reads in theirs.
 * @throws StoreUnavailableError  when the file cannot be opened, is not ours, or is of a newer version
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const file = resolve("file" in options ? options.file : join(options.directory, "godocker.sqlite"));
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, mappedBytes, maxBytes, readsApart = false } = options;
  const workerData: DatabaseOptions = {
    file,
    busyTimeoutMs,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(mappedBytes === undefined ? {} : { mappedBytes }),
  };
  const writing = await startThread(workerData);
  const reading = readsApart ? await startThread({ ...workerData, isReader: true }) : writing;
  const call: Calls["call"] = (name, ...args) => (isRead(name) ? reading : writing).call(name, ...args);
  const commits = groupCommit<SubmittedRow>(
    async (batches) => (await call("submit", batches)).map((error) => error && receive(error)),
    { flushItems: FLUSH_DOCUMENTS, waitingItems: WAITING_DOCUMENTS },
  );
  const received = jobReceiver();
  const secrets = new Map<string, string>();
  const takeIds = sharedIds((count) => call("takeIds", count));
  let closing: Promise<void> | undefined;

  return {
    async takeIds(count) {
      checkCount(count);
      return takeIds(count);
    },
    async submit(documents, notes = []) {
      checkDocuments(documents);
      if (closing !== undefined) throw new StoreUnavailableError("this handle of the store is closed");
      // Notes first: they are what may be refused, before a long list of documents was written for nothing.
      const rows: readonly SubmittedRow[] = [
        ...notes.map((note) => ({ note })),
        ...documents.map((document) => ({ document: inboxRow(document) })),
      ];
      if (rows.length > 0) await commits.submit(rows);
    },
    notes: (keys, nowMs) => call("notes", keys, nowMs),
    async inbox(limit, unreadable) {
      checkLimit(limit);
      return each(
        await call("inbox", limit),
        ({ key, isJob, body }) => documentOf(key, isJob, body),
        ({ key }) => key,
        unreadable,
      );
    },
    ...journalCalls(call),
    async job(id) {
      const [job] = await received.jobs((receivers) => call("job", id, receivers));
      return job;
    },
    async jobs(query) {
      checkLimit(query.limit);
      return received.jobs((receivers) => call("jobs", query, receivers));
    },
    standings: async (ids) => {
      const rows: readonly StandingRow[] = JSON.parse(await call("standings", ids)); // the thread made it
      return rows.map(standingOf);
    },
    async countJobs(query, max) {
      checkLimit(max);
      return call("countJobs", query, max);
    },
    hide: (jobs) => call("hide", jobs),
    async archive(endedBeforeMs, limit) {
      checkLimit(limit);
      return call("archive", endedBeforeMs, limit);
    },
    newJobs: async (ids) =>
      (await call("newJobs", ids)).map(({ body, changes }) =>
        changedJob(newJobOf(body), changes === undefined ? undefined : JSON.parse(changes)),
      ),
    async attempts(job, query) {
      checkLimit(query.limit);
      return (await call("attempts", job, query)).map(attemptOf);
    },
    latestAttempts: async (of) => (await call("latestAttempts", of)).map(attemptOf),
    liveJobs: (unreadable) => liveJobs(call, unreadable),
    liveJobsOf: async (ids, unreadable) => liveOf(await call("liveJobsOf", ids), unreadable),
    ...recordCalls(call),
    async sharedSecret(name) {
      // It never changes.
      const known = closing === undefined ? secrets.get(name) : undefined;
      const secret = known ?? (await call("sharedSecret", name));
      secrets.set(name, secret);
      return secret;
    },
    [Symbol.asyncDispose]() {
      closing ??= commits.idle().then(async () => {
        await reading.close();
        await writing.close();
      });
      return closing;
    },
  };
}

function startThread(workerData: DatabaseOptions): Promise<Calls> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"; // the published package is compiled
  // `execArgv`: what this process was started with (`--eval`, `--test`) is not meant for the thread.
  const thread = new Worker(new URL(`./thread.${extension}`, import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  return startCalls(thread);
}

type JournalCalls = "append" | "lastEntry" | "entries" | "entryNumbers" | "entriesOf" | "compact";

function journalCalls(call: Calls["call"]): Pick<Store, JournalCalls> {
  return {
    async append({ n, epoch, atMs, writer, records }) {
      await call("append", { n, epoch, atMs, writer, records: JSON.stringify(records) });
    },
    async lastEntry() {
      const row = await call("lastEntry");
      return row === undefined ? undefined : entryOf(row);
    },
    async entries(n, limit) {
      checkLimit(limit);
      return (await call("entries", n, limit)).map(entryOf);
    },
    async entryNumbers(n, limit) {
      checkLimit(limit);
      return call("entryNumbers", n, limit);
    },
    async entriesOf(job, n, limit) {
      checkLimit(limit);
      return (await call("entriesOf", job, n, limit)).map(entryOf);
    },
    compact: (n) => call("compact", n),
  };
}

type RecordCalls =
  | "usage"
  | "rules"
  | "registration"
  | "trust"
  | "kept"
  | "keptUnder"
  | "keep"
  | "addAudit"
  | "audit"
  | "lease"
  | "replaceLease";

function recordCalls(call: Calls["call"]): Pick<Store, RecordCalls> {
  return {
    usage: (sinceMs, beforeMs) => call("usage", sinceMs, beforeMs),
    rules: () => call("rules"),
    registration: (backend) => call("registration", backend),
    trust: () => call("trust"),
    kept: (key) => call("kept", key),
    async keptUnder(prefix, after, limit) {
      checkLimit(limit);
      return call("keptUnder", prefix, after, limit);
    },
    keep: (key, expected, body) => call("keep", key, expected, body),
    addAudit: (records) => call("addAudit", records),
    async audit(query) {
      checkLimit(query.limit);
      return call("audit", query);
    },
    lease: () => call("lease"),
    replaceLease: (expected, next) => call("replaceLease", expected, next),
  };
}

type Unreadable = Parameters<Store["liveJobs"]>[0];

async function* liveJobs(call: Calls["call"], unreadable: Unreadable): AsyncGenerator<readonly LoadedJob[]> {
  const read = liveReader();
  let rows = call("liveRows", 0);
  for (let afterId = 0; ;) {
    const { ids, ...batch } = await rows;
    const last = ids.at(-1);
    if (last === undefined) return;
    // The next one is read while this one is made use of, which may end before.
    rows = call("liveRows", last);
    rows.catch(() => undefined);
    let jobs: readonly LoadedJob[] | undefined;
    try {
      jobs = read({ ids, ...batch });
    } catch {
      // Something in it cannot be read: it is looked at one by one.
    }
    if (jobs === undefined) yield* liveOneByOne(call, afterId, last, unreadable);
    else yield jobs;
    afterId = last;
  }
}

async function* liveOneByOne(call: Calls["call"], after: number, last: number, unreadable: Unreadable) {
  for (let afterId = after; afterId < last;) {
    const batch = (await call("liveBatch", afterId, LIVE_BATCH)).filter(({ job }) => job.id <= last);
    yield liveOf(batch, unreadable);
    const newest = batch.at(-1)?.job.id;
    if (newest === undefined) return;
    afterId = newest;
  }
}

function liveOf(rows: readonly LiveRow[], unreadable: Unreadable): readonly LoadedJob[] {
  return each(
    rows,
    ({ job, live }) => ({ job: jobOf(job), live: live.map(attemptOf) }),
    ({ job }) => job.id,
    unreadable,
  );
}

function inboxRow(document: InboxDocument): InboxRow {
  const { key } = document;
  if (document.kind !== "job") {
    const nothing = { job: null, user: null, project: null, name: null, state: null, retryOf: null };
    return { key, ...nothing, body: bodyText(document) };
  }
  const { job } = document;
  const { name, project } = job.spec;
  const { state } = newStatus(job);
  const { id, retryOf = null, user } = job;
  return { key, job: id, user, project, name, state, retryOf, body: bodyText(document) };
}

function standingOf([id, user, project, state, reason, exitCode]: StandingRow): JobStanding {
  const standing = { id, user, project, state };
  if (reason === null && exitCode === null) return standing;
  return { ...standing, ...(reason === null ? {} : { reason }), ...(exitCode === null ? {} : { exitCode }) };
}

// The texts below were made by JSON.stringify from these very types: by `append` and by the fold.

function entryOf(row: EntryRow): JournalEntry {
  const records: readonly JournalRecord[] = JSON.parse(row.records);
  return { ...row, records };
}

function attemptOf(text: string): Attempt {
  return JSON.parse(text);
}
