import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Attempt, Job, NewJob, TaskId } from "../jobs/job.ts";
import { isFinal } from "../jobs/job.ts";
import { newStatus } from "../jobs/transition.ts";
import { checkCount, checkDocuments, checkLimit, fencedMessage, gap, sameLease } from "./arguments.ts";
import type { AttemptView, Changes, JobView, RegistrationView, UsageView, Views } from "./projection.ts";
import { HOUR_MS, jobKey, project } from "./projection.ts";
import type { InboxDocument, JobQuery, JournalEntry, Lease, Store } from "./store.ts";
import { CompactedError, FencedError, KeyInUseError, StoreUnavailableError } from "./store.ts";

/** What several handles of one memory store share, as several processes share a file. */
export interface MemoryState {
  nextId: number;
  /** In the order of `submit`. */
  readonly inbox: Map<string, InboxDocument>;
  /** Keys that entries still in the journal took. */
  readonly taken: Map<string, number>;
  /** Ascending, dense; the first one may be any after compaction. */
  entries: JournalEntry[];
  readonly jobs: Map<number, JobView & { readonly body: NewJob }>;
  /** Ids of filed jobs that have not ended. */
  readonly live: Set<number>;
  readonly attempts: Map<TaskId, AttemptView>;
  /** Task ids by job, in the order of their launches. */
  readonly launches: Map<number, TaskId[]>;
  readonly usage: Map<string, UsageView>;
  readonly registrations: Map<string, RegistrationView>;
  lease: Lease | undefined;
  readonly secrets: Map<string, string>;
}

export function newMemoryState(): MemoryState {
  return {
    nextId: 1,
    inbox: new Map(),
    taken: new Map(),
    entries: [],
    jobs: new Map(),
    live: new Set(),
    attempts: new Map(),
    launches: new Map(),
    usage: new Map(),
    registrations: new Map(),
    lease: undefined,
    secrets: new Map(),
  };
}

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
    takeIds: (count) =>
      act(() => {
        checkCount(count);
        const first = state.nextId;
        state.nextId += count;
        return first;
      }),
    submit: (documents) => act(() => submit(state, documents)),
    inbox: (limit) =>
      act(() => {
        checkLimit(limit);
        return state.inbox.values().take(limit).toArray();
      }),
    append: (entry) => act(() => append(state, entry)),
    lastEntry: () => act(() => state.entries.at(-1)),
    entries: (n, limit) => act(() => entriesAfter(state, n, limit)),
    compact: (n) =>
      act(() => {
        const last = lastN(state);
        state.entries = state.entries.filter((entry) => entry.n > n || entry.n === last);
        for (const [key, by] of state.taken) if (by <= n) state.taken.delete(key);
      }),
    job: (id) => act(() => jobOf(state, id)),
    jobs: (query) => act(() => select(state, query)),
    newJobs: (ids) => act(() => [...new Set(ids)].flatMap((id) => bodyOf(state, id) ?? [])),
    attempts: (job, { element, limit }) =>
      act(() => {
        checkLimit(limit);
        return attemptsOf(state, job)
          .filter((attempt) => element === undefined || attempt.element === element)
          .slice(0, limit);
      }),
    liveJobs: async function* () {
      const ids = await act(() => [...state.live].sort((a, b) => a - b));
      for (let at = 0; at < ids.length; at += LIVE_BATCH) {
        const batch = ids.slice(at, at + LIVE_BATCH);
        yield await act(() => liveOf(state, batch));
      }
    },
    usage: (sinceMs) =>
      act(() =>
        [...state.usage.values()].flatMap(({ bucket }) =>
          bucket.hourMs + HOUR_MS > sinceMs ? [bucket] : [],
        ),
      ),
    registration: (backend) => act(() => state.registrations.get(backend)?.registrationId),
    lease: () => act(() => state.lease),
    replaceLease: (expected, next) =>
      act(() => {
        if (!sameLease(state.lease, expected)) return false;
        state.lease = next;
        return true;
      }),
    sharedSecret: (name) =>
      act(() => {
        const secret = state.secrets.get(name) ?? randomBytes(32).toString("base64url");
        state.secrets.set(name, secret);
        return secret;
      }),
    [Symbol.asyncDispose]: () => {
      open = false;
      return Promise.resolve();
    },
  };
}

function submit(state: MemoryState, documents: readonly InboxDocument[]): void {
  checkDocuments(documents);
  const fresh = new Map<string, InboxDocument>();
  for (const document of documents) {
    const there = fresh.get(document.key) ?? storedDocument(state, document.key);
    if (there === "gone") continue;
    if (there === undefined) fresh.set(document.key, document);
    else if (!isDeepStrictEqual(there, document))
      throw new KeyInUseError(`another document has the key ${document.key}`);
  }
  for (const [key, document] of fresh) state.inbox.set(key, document);
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

function bodyOf(state: MemoryState, id: number): NewJob | undefined {
  const document = state.inbox.get(jobKey(id));
  return state.jobs.get(id)?.body ?? (document?.kind === "job" ? document.job : undefined);
}

function jobOf(state: MemoryState, id: number): Job | undefined {
  const body = bodyOf(state, id);
  return body === undefined ? undefined : { ...body, status: state.jobs.get(id)?.status ?? newStatus(body) };
}

function attemptsOf(state: MemoryState, job: number): readonly Attempt[] {
  return (state.launches.get(job) ?? []).flatMap((taskId) => state.attempts.get(taskId)?.attempt ?? []);
}

function liveOf(
  state: MemoryState,
  ids: readonly number[],
): readonly { readonly job: Job; readonly live: readonly Attempt[] }[] {
  return ids.flatMap((id) => {
    const job = state.live.has(id) ? jobOf(state, id) : undefined;
    if (job === undefined) return []; // ended since the first batch
    return [{ job, live: attemptsOf(state, id).filter((attempt) => !isFinal(attempt.state)) }];
  });
}

function select(state: MemoryState, query: JobQuery): readonly Job[] {
  checkLimit(query.limit);
  const ids = new Set(state.jobs.keys());
  for (const document of state.inbox.values()) if (document.kind === "job") ids.add(document.job.id);
  const newest = [...ids].filter((id) => id < (query.beforeId ?? Infinity)).sort((a, b) => b - a);
  return newest
    .values()
    .map((id) => jobOf(state, id))
    .filter((job) => job !== undefined)
    .filter((job) => matches(job, query))
    .take(query.limit)
    .toArray();
}

function matches(job: Job, { states, user, project, name, label }: JobQuery): boolean {
  return (
    (states === undefined || states.includes(job.status.state)) &&
    (user === undefined || job.user === user) &&
    (project === undefined || job.spec.project === project) &&
    (name === undefined || job.spec.name === name) &&
    (label === undefined ||
      (Object.hasOwn(job.spec.labels, label.key) && job.spec.labels[label.key] === label.value))
  );
}
