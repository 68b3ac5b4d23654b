import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { NO_STORED_RULES } from "../accounts/stored-rules.ts";
import type { Attempt, NewJob } from "../jobs/life/job.ts";
import { isFinal } from "../jobs/life/job.ts";
import {
  checkCount,
  checkDocuments,
  checkLimit,
  fencedMessage,
  gap,
  noteTaken,
  sameLease,
} from "./arguments.ts";
import { isAbout } from "./records.ts";
import type { Changes, JobView, Views } from "./projection.ts";
import { HOUR_MS, project, trustKey } from "./projection.ts";
import {
  countJobs,
  selectAttempts,
  selectAudit,
  selectJobs,
  standings,
  storedJob,
} from "./memory-reading.ts";
import { attemptsOf, changedBody, jobOf, newMemoryState } from "./memory-state.ts";
import type { MemoryState } from "./memory-state.ts";
import type {
  InboxDocument,
  JournalEntry,
  Lease,
  Kept,
  LoadedJob,
  Note,
  Store,
  UsageBucket,
} from "./store.ts";
import {
  CompactedError,
  FencedError,
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
} from "./store.ts";
import type { AuditRecord } from "./audit.ts";
import type { TrustedAgent } from "./trust.ts";

const LIVE_BATCH = 500;

/**
 * The reference: what it does is what the port means. Durable as long as its state is held. A call takes effect when
 * it is made; values are kept as they are, so nobody may change what was passed or returned.
 */
export function openMemoryStore(state: MemoryState = newMemoryState()): Store {
  let open = true;
  const act = <T>(run: () => T): Promise<T> => {
    if (!open) return Promise.reject(new StoreUnavailableError("this handle of the store is closed"));
    try {
      return Promise.resolve(run());
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return {
    takeIds: (count) => act(() => takeIds(state, count)),
    submit: (documents, notes = []) => act(() => submit(state, documents, notes)),
    notes: (keys, nowMs) => act(() => notesOf(state, keys, nowMs)),
    inbox: (limit) =>
      act(() => {
        checkLimit(limit);
        return state.inbox.values().take(limit).toArray();
      }),
    append: (entry) => act(() => append(state, entry)),
    lastEntry: () => act(() => state.entries.at(-1)),
    entries: (n, limit) => act(() => entriesAfter(state, n, limit)),
    entryNumbers: (n, limit) => act(() => entryNumbers(state, n, limit)),
    compact: (n) => act(() => compact(state, n)),
    entriesOf: (job, n, limit) => act(() => entriesOf(state, job, n, limit)),
    job: (id) => act(() => storedJob(state, id)),
    jobs: (query) => act(() => selectJobs(state, query)),
    standings: (ids) => act(() => standings(state, ids)),
    countJobs: (query, max) => act(() => countJobs(state, query, max)),
    hide: (jobs) => act(() => hide(state, jobs)),
    archive: (endedBeforeMs, limit) => act(() => archive(state, endedBeforeMs, limit)),
    newJobs: (ids) => act(() => [...new Set(ids)].flatMap((id) => changedBody(state, id) ?? [])),
    attempts: (job, query) => act(() => selectAttempts(attemptsOf(state, job), query)),
    latestAttempts: (of) => act(() => latestAttempts(state, of)),
    liveJobs: async function* () {
      const ids = await act(() => [...state.live].sort((a, b) => a - b));
      for (let at = 0; at < ids.length; at += LIVE_BATCH) {
        const batch = ids.slice(at, at + LIVE_BATCH);
        yield await act(() => liveOf(state, batch));
      }
    },
    liveJobsOf: (ids) => act(() => liveOf(state, [...new Set(ids)])),
    usage: (sinceMs, beforeMs = Infinity) => act(() => usageSince(state, sinceMs, beforeMs)),
    rules: () => act(() => state.rules?.rules ?? NO_STORED_RULES),
    registration: (backend) => act(() => state.registrations.get(backend)?.registrationId),
    trust: () => act(() => trustedAgents(state)),
    kept: (key) => act(() => state.kept.get(key)),
    keptUnder: (prefix, after, limit) => act(() => keptUnder(state, prefix, after, limit)),
    keep: (key, expected, body) => act(() => keep(state, key, expected, body)),
    addAudit: (records) => act(() => addAudit(state, records)),
    audit: (query) =>
      act(() => {
        checkLimit(query.limit);
        return selectAudit(state.audit, query);
      }),
    lease: () => act(() => state.lease),
    replaceLease: (expected, next) => act(() => replaceLease(state, expected, next)),
    sharedSecret: (name) => act(() => sharedSecret(state, name)),
    [Symbol.asyncDispose]: () => {
      open = false;
      return Promise.resolve();
    },
  };
}

function submit(state: MemoryState, documents: readonly InboxDocument[], notes: readonly Note[]): void {
  checkDocuments(documents);
  const noted = new Map<string, Note>();
  for (const note of notes) {
    const there = noted.get(note.key) ?? state.notes.get(note.key);
    if (there !== undefined && there.expiresAtMs > note.atMs) throw new NoteTakenError(noteTaken(note.key));
    noted.set(note.key, note);
  }
  const fresh = new Map<string, InboxDocument>();
  for (const document of documents) {
    const there = fresh.get(document.key) ?? storedDocument(state, document.key);
    if (there === "gone") continue;
    if (there === undefined) fresh.set(document.key, document);
    else if (!isDeepStrictEqual(there, document))
      throw new KeyInUseError(`another document has the key ${document.key}`);
  }
  for (const [key, document] of fresh) state.inbox.set(key, document);
  for (const [key, note] of noted) state.notes.set(key, note);
}

/** The document that a key stands for, "gone" when an entry took it and only the key is remembered. */
function storedDocument(state: MemoryState, key: string): InboxDocument | "gone" | undefined {
  const waiting = state.inbox.get(key);
  if (waiting !== undefined) return waiting;
  const id = key.startsWith("job/") ? Number(key.slice("job/".length)) : undefined;
  const filed = id === undefined ? undefined : state.jobs.get(id);
  if (filed !== undefined) return { kind: "job", key, job: filed.body };
  return state.taken.has(key) ? "gone" : undefined;
}

function append(state: MemoryState, entry: JournalEntry): void {
  const last = lastN(state);
  if (entry.n <= last) throw new FencedError(fencedMessage(entry.n, last));
  if (entry.n !== last + 1) throw gap(entry.n, last);
  const changes = project(entry, viewsOf(state));
  state.entries.push(entry);
  apply(state, entry.n, changes);
}

function viewsOf(state: MemoryState): Views {
  return {
    job: (id) => state.jobs.get(id),
    attempt: (taskId) => state.attempts.get(taskId),
    usage: (user, project, hourMs) => state.usage.get(usageKey(user, project, hourMs)),
    registration: (backend) => state.registrations.get(backend),
    trust: (backend, agentId) => state.trust.get(trustKey(backend, agentId)),
    rules: () => state.rules,
    document: (key) => state.inbox.get(key),
  };
}

function apply(state: MemoryState, n: number, changes: Changes): void {
  for (const view of changes.attempts) {
    const { taskId, job } = view.attempt;
    if (!state.attempts.has(taskId)) {
      const launches = state.launches.get(job);
      if (launches === undefined) state.launches.set(job, [taskId]);
      else launches.push(taskId);
    }
    state.attempts.set(taskId, { n: view.n, attempt: view.attempt }); // `before` is for stores without transactions
  }
  for (const view of changes.usage) {
    const { user, project, hourMs } = view.bucket;
    state.usage.set(usageKey(user, project, hourMs), view);
  }
  for (const view of changes.registrations) state.registrations.set(view.backend, view);
  for (const view of changes.trust) state.trust.set(trustKey(view.backend, view.agentId), view);
  if (changes.rules !== undefined) state.rules = changes.rules;
  for (const view of changes.filed) setJob(state, view);
  for (const view of changes.moved) {
    const body = state.jobs.get(view.id)?.body;
    if (body === undefined) throw new Error(`job ${view.id} moved and is not there`);
    setJob(state, { ...view, body });
  }
  for (const key of changes.taken) state.taken.set(key, n);
  for (const key of changes.dealtWith) state.inbox.delete(key);
}

function setJob(state: MemoryState, view: JobView & { readonly body: NewJob }): void {
  state.jobs.set(view.id, view);
  if (isFinal(view.status.state)) state.live.delete(view.id);
  else state.live.add(view.id);
}

function usageKey(user: string, project: string, hourMs: number): string {
  return JSON.stringify([user, project, hourMs]);
}

function lastN(state: MemoryState): number {
  return state.entries.at(-1)?.n ?? 0;
}

function entriesAfter(state: MemoryState, n: number, limit: number): readonly JournalEntry[] {
  checkLimit(limit);
  const oldest = state.entries[0]?.n;
  if (oldest === undefined) return [];
  if (oldest > n + 1) throw new CompactedError(oldest);
  return state.entries.slice(n + 1 - oldest, n + 1 - oldest + limit);
}

function liveOf(state: MemoryState, ids: readonly number[]): readonly LoadedJob[] {
  return ids.flatMap((id) => {
    const job = state.live.has(id) ? jobOf(state, id) : undefined;
    if (job === undefined) return []; // ended since the first batch
    return [{ job, live: attemptsOf(state, id).filter((attempt) => !isFinal(attempt.state)) }];
  });
}

function takeIds(state: MemoryState, count: number): number {
  checkCount(count);
  const first = state.nextId;
  state.nextId += count;
  return first;
}

function notesOf(state: MemoryState, keys: readonly string[], nowMs: number): readonly Note[] {
  return [...new Set(keys)].flatMap((key) => {
    const note = state.notes.get(key);
    return note === undefined || note.expiresAtMs <= nowMs ? [] : [note];
  });
}

function entryNumbers(state: MemoryState, n: number, limit: number): readonly number[] {
  checkLimit(limit);
  return state.entries
    .filter((entry) => entry.n > n)
    .slice(0, limit)
    .map((entry) => entry.n);
}

function compact(state: MemoryState, n: number): void {
  const last = lastN(state);
  state.entries = state.entries.filter((entry) => entry.n > n || entry.n === last);
  for (const [key, by] of state.taken) if (by <= n) state.taken.delete(key);
  for (const [key, view] of state.trust) if (view.trust === undefined && view.n <= n) state.trust.delete(key);
}

function entriesOf(state: MemoryState, job: number, n: number, limit: number): readonly JournalEntry[] {
  checkLimit(limit);
  return state.entries
    .values()
    .filter((entry) => entry.n > n)
    .map((entry) => ({
      ...entry,
      records: entry.records.filter((record) => isAbout(record, job)),
    }))
    .filter(({ records }) => records.length > 0)
    .take(limit)
    .toArray();
}

function hide(state: MemoryState, jobs: readonly number[]): void {
  for (const id of jobs) if (isFinal(state.jobs.get(id)?.status.state ?? "pending")) state.hidden.add(id);
}

function archive(state: MemoryState, endedBeforeMs: number, limit: number): number {
  checkLimit(limit);
  const old = [...state.jobs.values()]
    .filter(({ id, status }) => (status.endedAtMs ?? Infinity) < endedBeforeMs && !state.archived.has(id))
    .slice(0, limit);
  for (const { id } of old) state.archived.add(id);
  return old.length;
}

function keptUnder(state: MemoryState, prefix: string, after: string, limit: number): readonly Kept[] {
  checkLimit(limit);
  return [...state.kept.values()]
    .filter(({ key }) => key.startsWith(prefix) && key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, limit);
}

function keep(
  state: MemoryState,
  key: string,
  expected: number | undefined,
  body: string | undefined,
): boolean {
  const before = state.kept.get(key)?.revision;
  if (before !== expected) return false;
  if (body === undefined) state.kept.delete(key);
  else state.kept.set(key, { key, revision: (before ?? 0) + 1, body });
  return true;
}

function sharedSecret(state: MemoryState, name: string): string {
  const secret = state.secrets.get(name) ?? randomBytes(32).toString("base64url");
  state.secrets.set(name, secret);
  return secret;
}

function replaceLease(state: MemoryState, expected: Lease | undefined, next: Lease): boolean {
  if (!sameLease(state.lease, expected)) return false;
  state.lease = next;
  return true;
}

function addAudit(state: MemoryState, records: readonly AuditRecord[]): number {
  if (records[0]?.seq !== state.audit.length + 1) return 0;
  state.audit.push(...records);
  return records.length;
}

function latestAttempts(state: MemoryState, of: Parameters<Store["latestAttempts"]>[0]): readonly Attempt[] {
  return of.flatMap(
    ({ job, element }) =>
      attemptsOf(state, job).findLast((attempt) => element === undefined || attempt.element === element) ??
      [],
  );
}

function usageSince(state: MemoryState, sinceMs: number, beforeMs: number): readonly UsageBucket[] {
  return [...state.usage.values()].flatMap(({ bucket }) =>
    bucket.hourMs + HOUR_MS > sinceMs && bucket.hourMs < beforeMs ? [bucket] : [],
  );
}

function trustedAgents(state: MemoryState): readonly TrustedAgent[] {
  return [...state.trust.values()].flatMap(({ agentId, backend, trust }) =>
    trust === undefined ? [] : [{ backend, agentId, trust }],
  );
}
