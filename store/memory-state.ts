import type { Attempt, Job, NewJob, TaskId } from "../jobs/life/job.ts";
import { withChanges } from "../jobs/life/spec-changes.ts";
import { newStatus } from "../jobs/life/transition.ts";
import type {
  AttemptView,
  JobView,
  RegistrationView,
  RulesView,
  TrustView,
  UsageView,
} from "./projection.ts";
import { jobKey } from "./projection.ts";
import type { AuditRecord } from "./audit.ts";
import type { InboxDocument, JournalEntry, Kept, Lease, Note } from "./store.ts";

/** What several handles of one memory store share, as several processes share a file. */
export interface MemoryState {
  nextId: number;
  /** In the order of `submit`. */
  readonly inbox: Map<string, InboxDocument>;
  readonly notes: Map<string, Note>;
  readonly kept: Map<string, Kept>;
  readonly hidden: Set<number>;
  readonly archived: Set<number>;
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
  /** By `trustKey`. */
  readonly trust: Map<string, TrustView>;
  rules: RulesView | undefined;
  lease: Lease | undefined;
  readonly secrets: Map<string, string>;
  /** In the order of their numbers. */
  readonly audit: AuditRecord[];
}

export function newMemoryState(): MemoryState {
  return {
    nextId: 1,
    inbox: new Map(),
    notes: new Map(),
    kept: new Map(),
    hidden: new Set(),
    archived: new Set(),
    taken: new Map(),
    entries: [],
    jobs: new Map(),
    live: new Set(),
    attempts: new Map(),
    launches: new Map(),
    usage: new Map(),
    registrations: new Map(),
    trust: new Map(),
    rules: undefined,
    lease: undefined,
    secrets: new Map(),
    audit: [],
  };
}

function bodyOf(state: MemoryState, id: number): NewJob | undefined {
  const document = state.inbox.get(jobKey(id));
  return state.jobs.get(id)?.body ?? (document?.kind === "job" ? document.job : undefined);
}

export function changedBody(state: MemoryState, id: number): NewJob | undefined {
  const body = bodyOf(state, id);
  return body === undefined
    ? undefined
    : { ...body, spec: withChanges(body.spec, state.jobs.get(id)?.status.changes) };
}

export function jobOf(state: MemoryState, id: number): Job | undefined {
  const body = changedBody(state, id);
  return body === undefined ? undefined : { ...body, status: state.jobs.get(id)?.status ?? newStatus(body) };
}

export function attemptsOf(state: MemoryState, job: number): readonly Attempt[] {
  return (state.launches.get(job) ?? []).flatMap((taskId) => state.attempts.get(taskId)?.attempt ?? []);
}
