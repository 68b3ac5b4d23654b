import { isDeepStrictEqual } from "node:util";
import { isFinal, type Attempt, type NewJob } from "../jobs/life/job.ts";
import { usageOf } from "../jobs/life/usage.ts";
import { openMemoryStore } from "./memory.ts";
import { newMemoryState } from "./memory-state.ts";
import { jobKey, trustKey } from "./projection.ts";
import type { JobPlace, JournalEntry, Store, StoredJob } from "./store.ts";

export interface StoreReport {
  readonly entries: number;
  readonly jobs: number;
  readonly attempts: number;
  /** Jobs of which the whole history was there and was told again. */
  readonly replayed: number;
  /** One sentence each. */
  readonly faults: readonly string[];
}

const PAGE = 500;
const ATTEMPTS = 1000;
/** More would not be read at once. */
const INBOX_MAX = 100_000;

/**
 * Whether a store is whole: the journal has no gap, the views say what it says, nothing is where it should not be.
 * Of jobs that change meanwhile nothing is said. It only reads.
 * @param progress  told how many jobs were looked at so far
 */
export async function checkStore(
  store: Store,
  progress: (jobs: number) => void = () => {},
): Promise<StoreReport> {
  const faults: string[] = [];
  const unreadable = (what: string | number, cause: unknown) =>
    void faults.push(`${what} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  const last = await store.lastEntry();
  const lastN = last?.n ?? 0;
  const journal = await readJournal(store, lastN, faults);
  const waiting = await store.inbox(INBOX_MAX, (key, cause) => unreadable(`the inbox's ${key}`, cause));
  for (const document of waiting) {
    if (document.kind === "request" && document.request.job < 1)
      faults.push(
        `${document.key} of the inbox asks something of job ${document.request.job}, which cannot be`,
      );
    if (document.kind === "job" && (await store.job(document.job.id))?.version !== 0) {
      const again = await store.inbox(PAGE);
      if (again.some(({ key }) => key === document.key))
        faults.push(`${document.key} is filed and still in the inbox`);
    }
  }
  // Lists fail with what cannot be read, and a journal with gaps tells nothing.
  if (faults.length > 0) return { entries: journal.length, jobs: 0, attempts: 0, replayed: 0, faults };
  let jobs = 0;
  let attempts = 0;
  for (let place: JobPlace | undefined; ;) {
    const page = await store.jobs({ limit: PAGE, ...(place === undefined ? {} : { after: place }) });
    for (const job of page) {
      jobs += 1;
      attempts += await checkJob(store, job, lastN, faults);
    }
    progress(jobs);
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) break;
    place = { values: [], id: end.id };
  }
  for await (const batch of store.liveJobs((job, cause) => unreadable(`job ${job}`, cause)))
    for (const { job, live } of batch)
      if (isFinal(job.status.state) || live.some(({ state }) => isFinal(state)))
        faults.push(`job ${job.id} is loaded by a new leader as live, and it or an attempt of it has ended`);
  const replayed = await replay(store, journal, lastN, faults);
  return { entries: journal.length, jobs, attempts, replayed, faults };
}

async function readJournal(store: Store, lastN: number, faults: string[]): Promise<readonly JournalEntry[]> {
  const journal: JournalEntry[] = [];
  // What is compacted cannot be asked for: begin with the oldest that is there.
  let n = await store.entries(0, 1).then(
    () => 0,
    (error: unknown) => {
      if (error instanceof Error && "oldest" in error) return Number(error.oldest) - 1;
      throw error;
    },
  );
  while (n < lastN) {
    const some = await store.entries(n, PAGE);
    if (some.length === 0) break;
    for (const entry of some) {
      const before = journal.at(-1);
      if (entry.n !== n + 1) faults.push(`the journal has no entry ${n + 1}; the next one is ${entry.n}`);
      if (before !== undefined && entry.epoch < before.epoch)
        faults.push(`entry ${entry.n} is of epoch ${entry.epoch}, and ${before.epoch} had begun`);
      if (before !== undefined && entry.epoch > before.epoch && entry.records[0]?.type !== "led")
        faults.push(`entry ${entry.n} begins epoch ${entry.epoch} without saying who leads`);
      if (before !== undefined && entry.epoch === before.epoch && entry.writer !== before.writer)
        faults.push(
          `entry ${entry.n} of epoch ${entry.epoch} is by ${entry.writer}, those before it by ${before.writer}`,
        );
      n = entry.n;
      if (n <= lastN) journal.push(entry);
    }
  }
  if (n < lastN) faults.push(`the journal ends with ${n}, and its last entry is ${lastN}`);
  return journal;
}

/** @returns  how many attempts it has */
async function checkJob(store: Store, job: StoredJob, lastN: number, faults: string[]): Promise<number> {
  const found: Attempt[] = [];
  for (;;) {
    const after = found.at(-1)?.taskId;
    const some = await store.attempts(job.id, { limit: ATTEMPTS, ...(after === undefined ? {} : { after }) });
    found.push(...some);
    if (some.length < ATTEMPTS) break;
  }
  const now = await store.job(job.id);
  if (now === undefined) faults.push(`job ${job.id} is in lists, and cannot be read by its number`);
  if (now?.version !== job.version || job.version > lastN) return found.length; // it changes just now
  if (isFinal(job.status.state) && found.some(({ state }) => !isFinal(state)))
    faults.push(`job ${job.id} has ended, and an attempt of it has not`);
  if (found.some((attempt) => attempt.job !== job.id))
    faults.push(`job ${job.id} has an attempt of another job`);
  if (new Set(found.map(({ taskId }) => taskId)).size < found.length)
    faults.push(`job ${job.id} has an attempt twice`);
  const cpuMilliMs = found.reduce((sum, attempt) => sum + (usageOf(attempt)?.cpuMilliMs ?? 0), 0);
  if (cpuMilliMs !== job.used.cpuMilliMs && cpuMilliMs < Number.MAX_SAFE_INTEGER)
    faults.push(
      `job ${job.id} is booked ${job.used.cpuMilliMs} mCPU·ms, and its attempts used ${cpuMilliMs}`,
    );
  return found.length;
}

/** Tells the journal to a store in memory, and compares: of the jobs that it files. */
async function replay(
  store: Store,
  journal: readonly JournalEntry[],
  lastN: number,
  faults: string[],
): Promise<number> {
  const [first] = journal;
  if (first === undefined) return 0;
  const filed = new Set(
    journal.flatMap(({ records }) =>
      records.flatMap((record) =>
        record.type === "job" && (record.event.type === "filed" || record.event.type === "imported")
          ? [record.job]
          : [],
      ),
    ),
  );
  const state = newMemoryState();
  if (first.n > 1) state.entries.push({ ...first, n: first.n - 1, records: [] });
  const bodies = new Map<number, NewJob>();
  const ids = [...filed];
  for (let at = 0; at < ids.length; at += PAGE)
    for (const job of await store.newJobs(ids.slice(at, at + PAGE))) bodies.set(job.id, job);
  for (const job of bodies.values())
    state.inbox.set(jobKey(job.id), { kind: "job", key: jobKey(job.id), job });
  await using memory = openMemoryStore(state);
  for (const entry of journal) await memory.append(entry);
  await compareTrust(store, memory, journal, faults);
  let replayed = 0;
  for (const id of bodies.keys()) {
    const [told, stored] = [await memory.job(id), await store.job(id)];
    if (stored === undefined || stored.version > lastN || told === undefined) continue;
    const wanted = await memory.attempts(id, { limit: ATTEMPTS });
    const attempts = await store.attempts(id, { limit: ATTEMPTS });
    if ((await store.job(id))?.version !== stored.version) continue; // it changes just now
    replayed += 1;
    // The last entry's views are written after it, by its leader or the next one.
    if (told.version === lastN && stored.version < lastN) continue;
    for (const field of ["status", "version", "updatedAtMs", "used"] as const)
      if (!isDeepStrictEqual(told[field], stored[field]))
        faults.push(
          `job ${id} has another ${field} than the journal tells: ${JSON.stringify(stored[field])}`,
        );
    if (!isDeepStrictEqual(wanted, attempts))
      faults.push(`the attempts of job ${id} are not what the journal tells`);
  }
  return replayed;
}

/** Of agents that the journal tells of; of a store that changes just now nothing is said. */
async function compareTrust(
  store: Store,
  told: Store,
  journal: readonly JournalEntry[],
  faults: string[],
): Promise<void> {
  const named = journal.flatMap(({ records }) => records.filter((record) => record.type === "judged"));
  if (named.length === 0) return;
  const byAgent = async (of: Store) =>
    new Map((await of.trust()).map(({ agentId, backend, trust }) => [trustKey(backend, agentId), trust]));
  const [wanted, stored] = [await byAgent(told), await byAgent(store)];
  const last = journal.at(-1);
  // The last entry's views are written after it, by its leader or the next one.
  if ((await store.lastEntry())?.n !== last?.n || last?.records.some(({ type }) => type === "judged")) return;
  for (const key of new Set(named.map(({ agentId, backend }) => trustKey(backend, agentId))))
    if (!isDeepStrictEqual(wanted.get(key), stored.get(key)))
      faults.push(`agent ${key} is trusted otherwise than the journal tells`);
}
