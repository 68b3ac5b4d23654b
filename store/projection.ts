import { NO_STORED_RULES, withChange, type StoredRules } from "../accounts/stored-rules.ts";
import type { Attempt, JobEvent, JobStatus, NewJob, TaskId } from "../jobs/life/job.ts";
import { isFinal } from "../jobs/life/job.ts";
import { newStatus, transition } from "../jobs/life/transition.ts";
import { usageOf } from "../jobs/life/usage.ts";
import type { InboxDocument, JournalEntry, RulesRecord, UsageBucket, UsageOfJob } from "./store.ts";
import type { JudgedRecord } from "./trust.ts";

/** Buckets of usage are this long. */
export const HOUR_MS = 3_600_000;

export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}

/** What is kept of a job beside its submission. `n` is in every view the last entry that changed it. */
export interface JobView {
  readonly n: number;
  readonly id: number;
  readonly user: string;
  readonly project: string;
  readonly status: JobStatus;
  /** When entry `n` was written. */
  readonly updatedAtMs: number;
  readonly used: UsageOfJob;
}

/** Of a job that has not run yet. */
export const NOTHING_USED: UsageOfJob = { cpuMilliMs: 0, memMibMs: 0, gpuMs: 0, wallMs: 0 };

export interface AttemptView {
  readonly n: number;
  readonly attempt: Attempt;
  /**
   * The attempt as it stood before entry `n`, if it existed. Only stores that write views one by one need to keep
   * it: see `Changes`.
   */
  readonly before?: Attempt;
}

export interface UsageView {
  readonly n: number;
  readonly bucket: UsageBucket;
}

export interface RegistrationView {
  readonly n: number;
  readonly backend: string;
  readonly registrationId: string;
}

/** Without `trust` it only says that nothing is remembered: needed as long as entry `n` is there. */
export interface TrustView extends Omit<JudgedRecord, "type"> {
  readonly n: number;
}

export interface RulesView {
  readonly n: number;
  readonly rules: StoredRules;
}

/** How the fold reads what is stored. */
export interface Views {
  job(id: number): JobView | undefined;
  attempt(taskId: TaskId): AttemptView | undefined;
  usage(user: string, project: string, hourMs: number): UsageView | undefined;
  registration(backend: string): RegistrationView | undefined;
  trust(backend: string, agentId: string): TrustView | undefined;
  rules(): RulesView | undefined;
  document(key: string): InboxDocument | undefined;
}

export interface FiledJob extends JobView {
  readonly body: NewJob;
  /** The body came with the entry, and not through the inbox. */
  readonly isImported: boolean;
}

/**
 * What an entry changes. A store without transactions writes the fields in this order, and finishes an entry before
 * it begins the next: then the fold of an entry that was written in part yields what is missing of it. A job that
 * stands at `n` so proves that its attempts and its usage do too.
 */
export interface Changes {
  /** New ones in the order of their launches. */
  readonly attempts: readonly AttemptView[];
  readonly usage: readonly UsageView[];
  readonly registrations: readonly RegistrationView[];
  readonly trust: readonly TrustView[];
  /** Absent: they are as they were. */
  readonly rules?: RulesView;
  /** Jobs that the entry files, as they stand after it. */
  readonly filed: readonly FiledJob[];
  /** Jobs that were there. */
  readonly moved: readonly JobView[];
  /** Keys that leave the inbox without a job that tells of it. */
  readonly taken: readonly string[];
  /** All keys that leave the inbox. */
  readonly dealtWith: readonly string[];
}

export function jobKey(id: number): string {
  return `job/${id}`;
}

/** No name of a backend has a space. */
export function trustKey(backend: string, agentId: string): string {
  return `${backend} ${agentId}`;
}

/**
 * The fold that brings the views up to an entry. Pure; total, as `transition` is: events about jobs or attempts that
 * are not there change nothing. Idempotent: a view that stands at the entry or after it is left alone.
 */
export function project(entry: JournalEntry, views: Views): Changes {
  const fold = new Fold(entry, views);
  for (const record of entry.records) {
    switch (record.type) {
      case "led":
      case "notice":
      case "look":
        break;
      case "rules":
        fold.rule(record);
        break;
      case "job":
        if (record.event.type === "filed") fold.file(record.job);
        else if (record.event.type === "imported") fold.bringIn(record.job, record.event);
        else fold.move(record.job, record.event);
        break;
      case "taken":
        fold.take(record.key);
        break;
      case "registered":
        fold.register(record.backend, record.registrationId);
        break;
      case "judged":
        fold.judge(record);
        break;
      default:
        record satisfies never; // a new record type does not compile until it has a case here
    }
  }
  return fold.changes();
}

interface OpenJob {
  view: JobView;
  /** Set when the entry files it. */
  readonly body?: NewJob;
  readonly isImported?: true;
  changed: boolean;
}

interface OpenAttempt {
  readonly before: Attempt | undefined;
  attempt: Attempt | undefined;
}

/** Views that one entry touches, each read once. */
class Fold {
  readonly #entry: JournalEntry;
  readonly #views: Views;
  readonly #jobs = new Map<number, OpenJob | "absent" | "done">();
  readonly #attempts = new Map<TaskId, OpenAttempt>();
  /** Launched or changed, in that order. */
  readonly #changedAttempts = new Set<TaskId>();
  readonly #usage = new Map<string, UsageBucket>();
  readonly #registrations = new Map<string, string>();
  readonly #judged = new Map<string, JudgedRecord>();
  #rules: RulesView | undefined;
  readonly #taken = new Set<string>();
  readonly #filedKeys = new Set<string>();

  constructor(entry: JournalEntry, views: Views) {
    this.#entry = entry;
    this.#views = views;
  }

  file(id: number): void {
    const key = jobKey(id);
    this.#filedKeys.add(key);
    if (this.#job(id) !== "absent") return; // filed before
    const document = this.#views.document(key);
    if (document?.kind !== "job") return;
    const { job } = document;
    const { user, spec } = job;
    const { n, atMs: updatedAtMs } = this.#entry;
    const status = newStatus(job);
    const view = { n, id, user, project: spec.project, status, updatedAtMs, used: NOTHING_USED };
    this.#jobs.set(id, { view, body: job, changed: true });
  }

  /** Its usage is booked where it belongs: into the hours in which its attempts ended. */
  bringIn(id: number, { body, status, attempts }: Extract<JobEvent, { readonly type: "imported" }>): void {
    this.#filedKeys.add(jobKey(id)); // what waits under its number can be no job any more
    if (this.#job(id) !== "absent") return; // there before
    const { n, atMs: updatedAtMs } = this.#entry;
    const { user, spec } = body;
    const view = { n, id, user, project: spec.project, status, updatedAtMs, used: NOTHING_USED };
    const open: OpenJob = { view, body, isImported: true, changed: true };
    for (const attempt of attempts) {
      this.#attempts.set(attempt.taskId, { before: undefined, attempt });
      this.#changedAttempts.add(attempt.taskId);
      const used = this.#book(open.view, attempt, attempt.endedAtMs ?? updatedAtMs);
      open.view = { ...open.view, used };
    }
    this.#jobs.set(id, open);
  }

  move(id: number, event: JobEvent): void {
    const open = this.#job(id);
    if (open === "absent" || open === "done") return;
    const named = this.#attemptOf(id, event);
    if (event.type === "launched" && named?.attempt !== undefined) return; // its task exists
    const { view } = open;
    const known = event.type === "launched" ? undefined : named?.attempt;
    const step = transition(id, view.status, known, event, this.#entry.atMs);
    if (step.kind === "ignored") return;
    const { n, atMs: updatedAtMs } = this.#entry;
    open.view = { ...view, n, updatedAtMs, status: step.status };
    open.changed = true;
    if (step.attempt === undefined || named === undefined) return;
    named.attempt = step.attempt;
    this.#changedAttempts.add(step.attempt.taskId);
    if (event.type === "ended" && isFinal(step.attempt.state))
      open.view = { ...open.view, used: this.#book(view, step.attempt, updatedAtMs) };
  }

  take(key: string): void {
    this.#taken.add(key);
  }

  /** A change for another revision than the one that they are at was made before, or is none. */
  rule({ change, revision }: RulesRecord): void {
    const before = this.#rules ?? this.#views.rules();
    if (before !== undefined && before.n >= this.#entry.n && this.#rules === undefined) return;
    const rules = before?.rules ?? NO_STORED_RULES;
    if (revision !== rules.revision + 1) return;
    this.#rules = { n: this.#entry.n, rules: withChange(rules, change) };
  }

  register(backend: string, registrationId: string): void {
    this.#registrations.set(backend, registrationId);
  }

  judge(record: JudgedRecord): void {
    this.#judged.set(trustKey(record.backend, record.agentId), record);
  }

  changes(): Changes {
    const { n } = this.#entry;
    const attempts: AttemptView[] = [];
    for (const taskId of this.#changedAttempts) {
      const open = this.#attempts.get(taskId);
      if (open?.attempt === undefined) continue;
      attempts.push({
        n,
        attempt: open.attempt,
        ...(open.before === undefined ? {} : { before: open.before }),
      });
    }
    const usage: UsageView[] = [];
    for (const added of this.#usage.values()) {
      const stored = this.#views.usage(added.user, added.project, added.hourMs);
      if (stored === undefined) usage.push({ n, bucket: added });
      else if (stored.n < n) usage.push({ n, bucket: sum(stored.bucket, added) });
    }
    const registrations: RegistrationView[] = [];
    for (const [backend, registrationId] of this.#registrations) {
      const stored = this.#views.registration(backend);
      if (stored === undefined || stored.n < n) registrations.push({ n, backend, registrationId });
    }
    const trust: TrustView[] = [];
    for (const { type: _, ...judged } of this.#judged.values()) {
      const stored = this.#views.trust(judged.backend, judged.agentId);
      if (stored === undefined || stored.n < n) trust.push({ n, ...judged });
    }
    const filed: FiledJob[] = [];
    const moved: JobView[] = [];
    for (const open of this.#jobs.values()) {
      if (open === "absent" || open === "done" || !open.changed) continue;
      if (open.body === undefined) moved.push(open.view);
      else filed.push({ ...open.view, body: open.body, isImported: open.isImported === true });
    }
    const taken = [...this.#taken].filter((key) => !this.#filedKeys.has(key));
    const dealtWith = [...new Set([...this.#filedKeys, ...this.#taken])];
    return {
      attempts,
      usage,
      registrations,
      trust,
      ...(this.#rules === undefined ? {} : { rules: this.#rules }),
      filed,
      moved,
      taken,
      dealtWith,
    };
  }

  #job(id: number): OpenJob | "absent" | "done" {
    const known = this.#jobs.get(id);
    if (known !== undefined) return known;
    const view = this.#views.job(id);
    const open = view === undefined ? "absent" : view.n >= this.#entry.n ? "done" : { view, changed: false };
    this.#jobs.set(id, open);
    return open;
  }

  /** The attempt that an event names; an empty one where there is none yet. */
  #attemptOf(job: number, event: JobEvent): OpenAttempt | undefined {
    const taskId = taskOf(event);
    if (taskId === undefined) return undefined;
    let open = this.#attempts.get(taskId);
    if (open === undefined) {
      const view = this.#views.attempt(taskId);
      // At `n` already while its job is not: the entry was written in part.
      const before = view !== undefined && view.n >= this.#entry.n ? view.before : view?.attempt;
      open = { before, attempt: before };
      this.#attempts.set(taskId, open);
    }
    // A task of another job: its name is in use, and its fate is none of this job's.
    if (open.attempt !== undefined && open.attempt.job !== job)
      return event.type === "launched" ? open : undefined;
    return open;
  }

  /** @returns  what the job has used with this attempt */
  #book(job: JobView, attempt: Attempt, atMs: number): UsageOfJob {
    const used = usageOf(attempt);
    if (used === undefined) return job.used;
    const { user, project } = job;
    const hourMs = hourOf(atMs);
    const key = JSON.stringify([hourMs, user, project]);
    const added = { user, project, hourMs, ...used };
    const before = this.#usage.get(key);
    this.#usage.set(key, before === undefined ? added : sum(before, added));
    return {
      cpuMilliMs: job.used.cpuMilliMs + used.cpuMilliMs,
      memMibMs: job.used.memMibMs + used.memMibMs,
      gpuMs: job.used.gpuMs + used.gpuMs,
      wallMs: job.used.wallMs + Math.max(0, (attempt.endedAtMs ?? 0) - (attempt.runningAtMs ?? 0)),
    };
  }
}

function taskOf(event: JobEvent): TaskId | undefined {
  if (event.type === "launched") return event.start.taskId;
  return "taskId" in event ? event.taskId : undefined;
}

function sum(a: UsageBucket, b: UsageBucket): UsageBucket {
  return {
    ...a,
    cpuMilliMs: a.cpuMilliMs + b.cpuMilliMs,
    memMibMs: a.memMibMs + b.memMibMs,
    gpuMs: a.gpuMs + b.gpuMs,
  };
}
