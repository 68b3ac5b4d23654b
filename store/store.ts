import type { RulesChange, StoredRules } from "../accounts/stored-rules.ts";
import type { AuditQuery, AuditRecord } from "./audit.ts";
import type { Attempt, Job, JobEvent, JobStatus, NewJob, TaskId } from "../jobs/life/job.ts";
import type { JobFilter, JobSort } from "../jobs/query/job-filter.ts";
import type { SpecChanges } from "../jobs/life/spec-changes.ts";
import type { Occasion } from "../jobs/spec/notify.ts";
import type { Usage } from "../jobs/life/usage.ts";
import type { Ranges } from "../resources/ranges.ts";
import type { JudgedRecord, TrustedAgent } from "./trust.ts";

/**
 * Durable home of everything. The journal is the truth: entries are numbered without a gap from 1, each number is
 * taken once, and that alone decides who leads. Jobs, attempts and usage are views of it, brought up to an entry
 * idempotently. API processes write ids, the inbox and nothing else that decisions rest on.
 *
 * Any method may throw `StoreUnavailableError`; where the outcome of a write is unknown then, its comment says what
 * to do.
 */
export interface Store extends AsyncDisposable {
  /**
   * Reserves `count` successive job ids that nobody else gets. Ids may be left out: those of a lost answer, and those that
   * a process took ahead and had no use for. @returns the first
   */
  takeIds(count: number): Promise<number>;

  /**
   * Puts documents into the inbox: all of them durably, or none. Many callers share one flush.
   * After an unknown outcome, submitting the same documents again is harmless, also when they were taken meanwhile
   * (as long as the journal reaches back to that).
   *
   * Notes are stored with them, or neither is. After an unknown outcome `notes` says what happened.
   * @throws KeyInUseError   when a key is in use for another document; nothing of this call is stored then
   * @throws NoteTakenError  when a note's key is in use, whatever its note says; nothing of this call is stored then
   */
  submit(documents: readonly InboxDocument[], notes?: readonly Note[]): Promise<void>;
  /** Those of these keys that are there and have not expired, in no particular order. */
  notes(keys: readonly string[], nowMs: number): Promise<readonly Note[]>;
  /**
   * The oldest documents that no entry has taken, in the order of `submit`.
   * @param unreadable  told of each that cannot be read, which is left out; without it they make the call fail
   */
  inbox(limit: number, unreadable?: (key: string, cause: unknown) => void): Promise<readonly InboxDocument[]>;

  /**
   * Appends an entry durably and brings the views up to it. The documents it takes leave the inbox.
   * After an unknown outcome, append it again: `FencedError` then means that the number is taken, and the entry of
   * that number (`entries`) tells by its `writer` whether it is this one.
   * @throws FencedError  when the number is taken: another leader exists. Nothing of the entry took effect
   * @throws RangeError   when a number would be left out
   */
  append(entry: JournalEntry): Promise<void>;
  lastEntry(): Promise<JournalEntry | undefined>;
  /**
   * Entries after `n`, ascending; the event cursor of every reader.
   * @throws CompactedError  when entries after `n` are gone
   */
  entries(n: number, limit: number): Promise<readonly JournalEntry[]>;
  /** Numbers of the entries after `n` that are there, ascending; of compacted ones there is none. */
  entryNumbers(n: number, limit: number): Promise<readonly number[]>;
  /** Removes entries up to and with `n`, whose views are safe. The last entry always stays. */
  compact(n: number): Promise<void>;

  /**
   * Entries after `n` that tell something of a job, ascending, with nothing but the records about it; as far back as
   * the journal is kept.
   */
  entriesOf(job: number, n: number, limit: number): Promise<readonly JournalEntry[]>;

  /** A job, filed or still in the inbox, with the changes that were made to it. */
  job(id: number): Promise<StoredJob | undefined>;
  /** In the order that is asked for, else newest first; jobs in the inbox are seen like filed ones. */
  jobs(query: JobQuery): Promise<readonly StoredJob[]>;
  /** Where jobs stand, of those of `ids` that are there, hidden and archived ones too, in no particular order. */
  standings(ids: readonly number[]): Promise<readonly JobStanding[]>;
  /** How many there are, counted up to `max`. */
  countJobs(query: Pick<JobQuery, "filter">, max: number): Promise<number>;
  /** Leaves jobs that have ended out of `jobs` and `countJobs` from now on. Nothing else of them changes. */
  hide(jobs: readonly number[]): Promise<void>;
  /**
   * Takes jobs that ended before then out of `jobs` and `countJobs`, the oldest first: `job`, `attempts` and `usage`
   * still know them. A call moves `limit` rows of jobs and attempts at most, so that no other call waits long.
   * @returns how many; 0: there is nothing left to move
   */
  archive(endedBeforeMs: number, limit: number): Promise<number>;
  /** The bodies of a batch in the order of `ids`, from the inbox too; unknown ids are left out. */
  newJobs(ids: readonly number[]): Promise<readonly NewJob[]>;
  /** Attempts of a job in the order of their launches, or the other way round. */
  attempts(job: number, query: AttemptQuery): Promise<readonly Attempt[]>;
  /** Of each job, or of each of its elements, the attempt that was launched last; none where there is none. */
  latestAttempts(
    of: readonly { readonly job: number; readonly element?: number }[],
  ): Promise<readonly Attempt[]>;
  /**
   * Every filed job that has not ended, with its live attempts, ascending by id: what a new leader loads, once its
   * first entry keeps others from writing. It is read in batches, each of one moment.
   * @param unreadable  told of each that cannot be read, which is left out; without it they make the call fail
   */
  liveJobs(unreadable?: (job: number, cause: unknown) => void): AsyncIterable<readonly LoadedJob[]>;
  /** Those of these jobs that are filed and have not ended, as `liveJobs` gives them, in no particular order. */
  liveJobsOf(
    ids: readonly number[],
    unreadable?: (job: number, cause: unknown) => void,
  ): Promise<readonly LoadedJob[]>;
  /**
   * Booked usage of all accounts in no particular order: every bucket whose hour ends after `sinceMs` and begins before
   * `beforeMs`; absent: whatever came since.
   */
  usage(sinceMs: number, beforeMs?: number): Promise<readonly UsageBucket[]>;
  /** What administrators decided over the API, as the journal says. */
  rules(): Promise<StoredRules>;
  /** The identity that a backend gave us, as the journal says. */
  registration(backend: string): Promise<string | undefined>;
  /** Agents of which leaders remember something, as the journal says, in no particular order. */
  trust(): Promise<readonly TrustedAgent[]>;

  /** Small values of any kind that processes share; no decision of the scheduler rests on them. */
  kept(key: string): Promise<Kept | undefined>;
  /** Those whose keys begin so, ascending by key (by code unit), those after `after` only. */
  keptUnder(prefix: string, after: string, limit: number): Promise<readonly Kept[]>;
  /**
   * Replaces a value if it still has the revision that is expected, `undefined` meaning that there is none.
   * After an unknown outcome, read it.
   * @param body  absent: it is removed
   * @returns false when somebody was faster
   */
  keep(key: string, expected: number | undefined, body: string | undefined): Promise<boolean>;

  /**
   * Appends entries of the audit log, which follow each other and the last one that is there. Nothing removes them.
   * After an unknown outcome `audit` tells.
   * @returns how many were stored, from the first on: fewer when somebody else took the number of the next one
   */
  addAudit(records: readonly AuditRecord[]): Promise<number>;
  audit(query: AuditQuery): Promise<readonly AuditRecord[]>;

  lease(): Promise<Lease | undefined>;
  /**
   * Replaces the lease if it is still the one that `expected` names by holder and `renewal` (`undefined`: none).
   * @returns false when somebody was faster
   */
  replaceLease(expected: Lease | undefined, next: Lease): Promise<boolean>;

  /** A random secret that all processes of this store share, made on first use. */
  sharedSecret(name: string): Promise<string>;
}

export type InboxDocument =
  /** `key` is `job/<id>`. */
  | { readonly kind: "job"; readonly key: string; readonly job: NewJob }
  | { readonly kind: "request"; readonly key: string; readonly request: JobRequest }
  /** `key` begins with `record/`. */
  | { readonly kind: "record"; readonly key: string; readonly record: WantedRecord };

/** What somebody wants to have in the journal without a decision of the scheduler. */
export type WantedRecord = RulesRecord | LookRecord;

/** Made only while the rules are at the revision before. */
export interface RulesRecord {
  readonly type: "rules";
  readonly revision: number;
  readonly change: RulesChange;
  readonly by: string;
}

/** Somebody with special rights looked at what is a user's own. */
export interface LookRecord {
  readonly type: "look";
  readonly job: number;
  readonly by: string;
  readonly what: string;
  readonly reason: string;
}

/** What somebody wants of a job that exists. */
export interface JobRequest {
  readonly job: number;
  readonly verb: "cancel" | "hold" | "release" | "suspend" | "resume" | "change";
  readonly by: string;
  readonly admin: boolean;
  readonly atMs: number;
  /** Of `cancel`: only these elements of an array. */
  readonly elements?: Ranges;
  /** Of `cancel`: time to end by themselves, in the place of the job's; also of what is stopping already. */
  readonly graceMs?: number;
  /** Of `change`: made unless a task of the job is under way by then. */
  readonly changes?: SpecChanges;
}

/**
 * Something small that API processes remember together, under a key that only one of them can take: that a request was
 * carried out already, an operation and how far it is. No decision of the scheduler rests on it.
 */
export interface Note {
  readonly key: string;
  /** Opaque to the store. */
  readonly body: string;
  readonly atMs: number;
  /** Then it is as if it had never been there. */
  readonly expiresAtMs: number;
}

export interface Kept {
  readonly key: string;
  /** From 1, one more with each replacement. */
  readonly revision: number;
  /** Opaque to the store. */
  readonly body: string;
}

/** A job with what the store knows of it beside. */
export interface StoredJob extends Job {
  /** Number of the entry that changed it last, 0 in the inbox: another one means another document. */
  readonly version: number;
  readonly updatedAtMs: number;
  /** Of its attempts that have ended. */
  readonly used: UsageOfJob;
  readonly hidden?: true;
}

/** A job with its attempts that have not ended, in the order of their launches. */
export interface LoadedJob {
  readonly job: Job;
  readonly live: readonly Attempt[];
}

/** What most ask of a job, without its spec. */
export interface JobStanding extends Pick<JobStatus, "state" | "reason" | "exitCode"> {
  readonly id: number;
  readonly user: string;
  readonly project: string;
}

/** Sums over the attempts that have ended, rounded like those of buckets. */
export interface UsageOfJob extends Usage {
  /** Time that tasks ran, added up. */
  readonly wallMs: number;
}

export interface AttemptQuery {
  readonly element?: number;
  /** Default: oldest first. */
  readonly newestFirst?: boolean;
  /** Only those that come after this one. */
  readonly after?: TaskId;
  readonly limit: number;
}

export interface JournalEntry {
  /** From 1, dense. */
  readonly n: number;
  /** Of the leader that wrote it; rises with each change of leader. */
  readonly epoch: number;
  readonly atMs: number;
  /** Names the writing process, so that it knows its own entry after an unknown outcome. */
  readonly writer: string;
  readonly records: readonly JournalRecord[];
}

export type JournalRecord =
  /** A leader's first. */
  | { readonly type: "led"; readonly instance: string }
  | { readonly type: "job"; readonly job: number; readonly event: JobEvent }
  /** An inbox document was dealt with: by the records beside this one, or by refusing it. */
  | { readonly type: "taken"; readonly key: string }
  | { readonly type: "registered"; readonly backend: string; readonly registrationId: string }
  | JudgedRecord
  /** Something happened to a job that somebody wants to be told; once for each job and occasion. */
  | { readonly type: "notice"; readonly job: number; readonly of: Occasion }
  | RulesRecord
  | LookRecord;

export interface JobQuery {
  readonly filter?: JobFilter;
  /**
   * By which value first, by which next. The id comes last, in the direction of the last one; without any it is
   * descending.
   */
  readonly sort?: readonly JobSort[];
  /** Only jobs that come after this place. */
  readonly after?: JobPlace;
  readonly limit: number;
}

/** Where a job stands in a sorted list. */
export interface JobPlace {
  /** As many as `sort` has. */
  readonly values: readonly (string | number)[];
  readonly id: number;
}

/**
 * Sums of resources × time of attempts that ended, by account and hour of the end. Integers, exact up to 2^53 (a
 * TiB held for 99 days, ending in one hour); a larger sum is rounded to the nearest double.
 */
export interface UsageBucket {
  readonly user: string;
  readonly project: string;
  readonly hourMs: number;
  readonly cpuMilliMs: number;
  readonly memMibMs: number;
  readonly gpuMs: number;
}

/**
 * Who tries to lead. A lease is judged stale by its own reader, who saw it unchanged for `ttlMs` of monotonic
 * time: no two clocks are compared.
 */
export interface Lease {
  readonly holder: string;
  readonly renewal: number;
  readonly ttlMs: number;
  /** False once the holder gave it up. */
  readonly held: boolean;
  /** Where API processes reach the leader: base URL. */
  readonly address: string;
  /** They show this to it as bearer token. */
  readonly secret: string;
}

/** The number of an entry is taken: this process leads no more. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}
/** A document with this key is there, and it is another one. */
export class KeyInUseError extends Error {
  override readonly name = "KeyInUseError";
}
/** A note with this key is there. */
export class NoteTakenError extends Error {
  override readonly name = "NoteTakenError";
}
/** The store cannot do it now: full, read-only, locked, away. The message says which. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}
/** Older entries are gone; `oldest` is the first one that is there. */
export class CompactedError extends Error {
  override readonly name = "CompactedError";
  readonly oldest: number;
  constructor(oldest: number) {
    super(`entries before ${oldest} are compacted`);
    this.oldest = oldest;
  }
}
