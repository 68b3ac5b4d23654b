import type { Collection, Db } from "mongodb";
import type { JobState } from "../../jobs/life/job.ts";
import type { AuditRecord } from "../audit.ts";
import type { Lease, Note, UsageOfJob } from "../store.ts";

/**
 * What is in the database. Texts named `body`, `status`, `before` and `records` are JSON: no name or value of a job is
 * ever a field or an operator of the database.
 */
export interface Collections {
  readonly meta: Collection<MetaDocument>;
  readonly blocks: Collection<BlockDocument>;
  readonly calls: Collection<CallDocument>;
  readonly inbox: Collection<WaitingDocument>;
  readonly notes: Collection<NoteDocument>;
  readonly taken: Collection<TakenDocument>;
  readonly entries: Collection<EntryDocument>;
  readonly parts: Collection<PartDocument>;
  readonly jobs: Collection<JobDocument>;
  readonly attempts: Collection<AttemptDocument>;
  readonly usage: Collection<UsageDocument>;
  readonly registrations: Collection<RegistrationDocument>;
  readonly trust: Collection<TrustDocument>;
  readonly rules: Collection<RulesDocument>;
  readonly audit: Collection<AuditDocument>;
  readonly kept: Collection<KeptDocument>;
  readonly lease: Collection<LeaseDocument>;
  readonly secrets: Collection<SecretDocument>;
}

/** `_id` is "schema". */
export interface MetaDocument {
  readonly _id: string;
  readonly program: string;
  readonly version: number;
}

/** Ids from `_id` on. */
export interface BlockDocument {
  readonly _id: number;
  readonly count: number;
  readonly put: string;
}

/**
 * The fate of a call of `submit` that stores several documents: whoever inserts it first decides. Without one it is
 * open, and nobody sees the documents.
 */
export interface CallDocument {
  readonly _id: string;
  readonly fate: "stored" | "dropped";
  readonly atMs: number;
}

/** Written by one attempt to store it: `put` tells whose a document under a key is. */
interface Put {
  readonly put: string;
  /** The call that it came with, as long as that one's fate has to be looked up. */
  readonly call: string | null;
}

/** What jobs are searched and sorted by; of a start or an end that did not come yet 0. */
export interface Searched {
  readonly user: string;
  readonly project: string;
  readonly name: string;
  readonly state: JobState;
  readonly reason: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly updatedAtMs: number;
  readonly priority: number;
  readonly cpus: number;
  readonly gpus: number;
  readonly memoryBytes: number;
  readonly isArray: boolean;
  readonly retryOf: number | null;
  readonly exitCode: number | null;
  /** `["key","value"]` as JSON of each. */
  readonly labels: readonly string[];
  readonly labelKeys: readonly string[];
  /** Names of machines that an attempt was given to. */
  readonly nodes: readonly string[];
}

/** A document of the inbox; `_id` is its key. A request has no `job`, and nothing that is searched. */
export interface WaitingDocument extends Put, Partial<Searched> {
  readonly _id: string;
  /** Order of `submit`: microseconds of Unix time, rising within a process. */
  readonly seq: number;
  readonly job: number | null;
  readonly body: string;
}

/** `_id` is the key. */
export interface NoteDocument extends Put, Omit<Note, "key"> {
  readonly _id: string;
}

/** A key that entry `n` took; kept as long as that entry. */
export interface TakenDocument {
  readonly _id: string;
  readonly n: number;
}

/** `_id` is its number. */
export interface EntryDocument {
  readonly _id: number;
  readonly put: string;
  readonly epoch: number;
  readonly atMs: number;
  readonly writer: string;
  /** Jobs that it tells of. */
  readonly jobs: readonly number[];
  /** `null`: they are too long for a document and lie in so many parts of this `put`. */
  readonly records: string | null;
  readonly parts: number;
}

/** `_id` is `<put>/<place>`. */
export interface PartDocument {
  readonly _id: string;
  readonly n: number;
  readonly put: string;
  readonly place: number;
  /** UTF-8. */
  readonly bytes: Buffer;
}

export interface JobDocument extends Searched {
  readonly _id: number;
  /** The last entry that changed it. */
  readonly n: number;
  readonly live: boolean;
  readonly hidden: boolean;
  readonly archived: boolean;
  /** Neither hidden nor archived. */
  readonly listed: boolean;
  readonly body: string;
  readonly status: string;
  readonly used: UsageOfJob;
}

/** `_id` is the task's. */
export interface AttemptDocument {
  readonly _id: string;
  readonly n: number;
  readonly job: number;
  readonly element: number;
  /** Order of launches. */
  readonly seq: number;
  readonly live: boolean;
  readonly body: string;
  /** As it stood before entry `n`. */
  readonly before: string | null;
}

/** `_id` is `usageId` of its account and hour. */
export interface UsageDocument {
  readonly _id: string;
  readonly n: number;
  readonly user: string;
  readonly project: string;
  readonly hourMs: number;
  readonly cpuMilliMs: number;
  readonly memMibMs: number;
  readonly gpuMs: number;
}

/** `_id` is the backend. */
export interface RegistrationDocument {
  readonly _id: string;
  readonly n: number;
  readonly registrationId: string;
}

/** `_id` is `trustKey` of the agent; the body is JSON, and `null` as long as entry `n` is there once nothing is remembered. */
export interface TrustDocument {
  readonly _id: string;
  readonly n: number;
  readonly backend: string;
  readonly agentId: string;
  readonly body: string | null;
}

/** `_id` is "rules"; the body is JSON. */
export interface RulesDocument {
  readonly _id: string;
  readonly n: number;
  readonly body: string;
}

/** `_id` is its number. */
export interface AuditDocument extends Omit<AuditRecord, "seq"> {
  readonly _id: number;
}

/** `_id` is the key. */
export interface KeptDocument {
  readonly _id: string;
  readonly revision: number;
  readonly put: string;
  readonly body: string;
}

/** `_id` is "lease". */
export interface LeaseDocument extends Lease {
  readonly _id: string;
  readonly put: string;
}

/** `_id` is the name. */
export interface SecretDocument {
  readonly _id: string;
  readonly secret: string;
}

export function collectionsOf(db: Db): Collections {
  return {
    meta: db.collection("meta"),
    blocks: db.collection("blocks"),
    calls: db.collection("calls"),
    inbox: db.collection("inbox"),
    notes: db.collection("notes"),
    taken: db.collection("taken"),
    entries: db.collection("entries"),
    // Bytes come as they were put, not wrapped.
    parts: db.collection("parts", { promoteBuffers: true }),
    jobs: db.collection("jobs"),
    attempts: db.collection("attempts"),
    usage: db.collection("usage"),
    registrations: db.collection("registrations"),
    trust: db.collection("trust"),
    rules: db.collection("rules"),
    audit: db.collection("audit"),
    kept: db.collection("kept"),
    lease: db.collection("lease"),
    secrets: db.collection("secrets"),
  };
}
