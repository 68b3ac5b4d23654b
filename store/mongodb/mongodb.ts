import { checkCount, checkLimit } from "../arguments.ts";
import type { Store } from "../store.ts";
import { askPatiently, openCalls } from "./ask.ts";
import { clientOf, type MongoOptions } from "./connection.ts";
import { collectionsOf } from "./documents.ts";
import { translate } from "./errors.ts";
import { refuseLostUpdates } from "./guard.ts";
import { idBlocks } from "./ids.ts";
import { Inbox } from "./inbox.ts";
import { auditOperations } from "./audit.ts";
import { Journal } from "./journal.ts";
import { Reading } from "./reading.ts";
import { prepareDatabase } from "./schema.ts";
import { sharingOperations } from "./sharing.ts";
import { putNames } from "./writes.ts";
import { CallFates } from "./fates.ts";
import { Submissions } from "./submissions.ts";

/**
 * The store of sites that run several copies on several machines: MongoDB 6 or later, of which it needs unique keys,
 * atomic changes of one document, and majority writes. No transactions, no change streams.
 *
 * A call whose answer is lost is asked again, and the unique names of what was written tell whether it had its effect.
 * @throws StoreUnavailableError  when the database cannot be reached, is not ours, is of a newer version, or loses
 *                                updates that meet
 */
export async function openMongoStore(options: MongoOptions): Promise<Store> {
  const { client, database, where, timeoutMs } = clientOf(options);
  const ask = askPatiently({ where, patienceMs: timeoutMs });
  const db = client.db(database);
  const c = collectionsOf(db);
  try {
    await ask(() => client.connect());
    await refuseLostUpdates(db, ask);
    await prepareDatabase(db, c, ask);
  } catch (error) {
    await client.close();
    throw translate(error, where);
  }
  const put = putNames();
  const { call, beside, close } = openCalls();
  const takeIds = idBlocks(c, ask, put);
  const entries = new Journal(c, ask, put);
  const fates = new CallFates(c, ask, Date.now);
  const inbox = new Inbox(c, ask, fates);
  const submissions = new Submissions({ c, ask, put, beside, fates, inbox });
  const reading = new Reading(c, ask, inbox);
  const sharing = sharingOperations(c, ask, put);
  const audit = auditOperations(c, ask);
  let closing: Promise<void> | undefined;

  return {
    takeIds: (count) =>
      call(async () => {
        checkCount(count);
        return takeIds(count);
      }),
    submit: (documents, notes = []) => call(() => submissions.submit(documents, notes)),
    notes: (keys, nowMs) => call(() => inbox.notes(keys, nowMs)),
    inbox: (limit, unreadable) => call(async () => (checkLimit(limit), inbox.inbox(limit, unreadable))),
    append: (entry) => call(() => entries.append(entry)),
    lastEntry: () => call(() => entries.lastEntry()),
    entries: (n, limit) => call(async () => (checkLimit(limit), entries.entries(n, limit))),
    entryNumbers: (n, limit) => call(async () => (checkLimit(limit), entries.entryNumbers(n, limit))),
    entriesOf: (job, n, limit) => call(async () => (checkLimit(limit), entries.entriesOf(job, n, limit))),
    compact: (n) =>
      call(async () => {
        await entries.compact(n);
        await fates.sweep();
      }),
    job: (id) => call(() => reading.job(id)),
    jobs: (query) => call(async () => (checkLimit(query.limit), reading.jobs(query))),
    countJobs: (query, max) => call(async () => (checkLimit(max), reading.countJobs(query, max))),
    hide: (jobs) => call(() => reading.hide(jobs)),
    archive: (endedBeforeMs, limit) =>
      call(async () => (checkLimit(limit), reading.archive(endedBeforeMs, limit))),
    standings: (ids) => call(() => reading.standings(ids)),
    newJobs: (ids) => call(() => reading.newJobs(ids)),
    attempts: (job, query) => call(async () => (checkLimit(query.limit), reading.attempts(job, query))),
    latestAttempts: (of) => call(() => reading.latestAttempts(of)),
    async *liveJobs(unreadable) {
      const batches = reading.liveJobs(unreadable);
      for (;;) {
        const next = await call(() => batches.next());
        if (next.done === true) return;
        yield next.value;
      }
    },
    liveJobsOf: (ids, unreadable) => call(() => reading.liveJobsOf(ids, unreadable)),
    usage: (sinceMs, beforeMs) => call(() => reading.usage(sinceMs, beforeMs)),
    rules: () => call(() => reading.rules()),
    registration: (backend) => call(() => reading.registration(backend)),
    trust: () => call(() => reading.trust()),
    kept: (key) => call(() => sharing.kept(key)),
    keptUnder: (prefix, after, limit) =>
      call(async () => (checkLimit(limit), sharing.keptUnder(prefix, after, limit))),
    keep: (key, expected, body) => call(() => sharing.keep(key, expected, body)),
    addAudit: (records) => call(() => audit.addAudit(records)),
    audit: (query) => call(async () => (checkLimit(query.limit), audit.audit(query))),
    lease: () => call(sharing.lease),
    replaceLease: (expected, next) => call(() => sharing.replaceLease(expected, next)),
    sharedSecret: (name) => call(() => sharing.sharedSecret(name)),
    [Symbol.asyncDispose]() {
      closing ??= close().then(() => client.close());
      return closing;
    },
  };
}
