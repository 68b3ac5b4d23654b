import type { Job, JobStatus, NewJob } from "../jobs/life/job.ts";
import type { SpecChanges } from "../jobs/life/spec-changes.ts";
import { withChanges } from "../jobs/life/spec-changes.ts";
import type { StoredSpec } from "../jobs/spec/spec-defaults.ts";
import { completeSpec } from "../jobs/spec/spec-defaults.ts";
import { newStatus } from "../jobs/life/transition.ts";
import type { InboxDocument, JobStanding, StoredJob } from "./store.ts";

/** What stores keep as JSON, and how it is read. The texts were made by JSON.stringify from the types named here. */

/** The `NewJob`, the `JobRequest` or the record of a document. */
export function bodyText(document: InboxDocument): string {
  switch (document.kind) {
    case "job":
      return JSON.stringify(document.job);
    case "request":
      return JSON.stringify(document.request);
    case "record":
      return JSON.stringify(document.record);
    default:
      return document satisfies never;
  }
}

/** @param isJob  else its key says what it is */
export function documentOf(key: string, isJob: boolean, body: string): InboxDocument {
  if (isJob) return { kind: "job", key, job: newJobOf(body) };
  return key.startsWith(RECORD_KEY)
    ? { kind: "record", key, record: JSON.parse(body) }
    : { kind: "request", key, request: JSON.parse(body) };
}

const RECORD_KEY = "record/";

/** A job that an earlier version stored may lack fields of this one: filled in here, and nowhere else. */
export function newJobOf(text: string): NewJob {
  return newJobFrom(JSON.parse(text));
}

/** A submission as this or an earlier version stored it. */
export type StoredBody = Omit<NewJob, "spec"> & { readonly spec: StoredSpec };

function newJobFrom(body: StoredBody): NewJob {
  return { ...body, spec: completeSpec(body.spec) };
}

/** A job as JSON texts; a job of the inbox has no status yet. */
export interface JobTexts {
  readonly body: string;
  readonly status: string | undefined;
}

/** With what the store knows beside; of a job of the inbox that is nothing yet. */
export interface StoredJobTexts extends JobTexts, KnownBeside {}

/** Of a job of the inbox all of it is nothing. */
export interface KnownBeside extends Pick<StoredJob, "version" | "updatedAtMs" | "used"> {
  readonly hidden: boolean;
}

export function jobOf({ body, status }: JobTexts): Job {
  return jobFrom(JSON.parse(body), status === undefined ? undefined : JSON.parse(status));
}

function jobFrom(body: StoredBody, status: JobStatus | undefined): Job {
  const job = newJobFrom(body);
  if (status === undefined) return { ...job, status: newStatus(job) };
  return { ...changedJob(job, status.changes), status };
}

export function storedJobOf({ body, status, ...beside }: StoredJobTexts): StoredJob {
  return storedJobFrom(JSON.parse(body), status === undefined ? undefined : JSON.parse(status), beside);
}

/** @param status  `undefined`: it is in the inbox */
export function storedJobFrom(
  body: StoredBody,
  status: JobStatus | undefined,
  { version, updatedAtMs, used, hidden }: KnownBeside,
): StoredJob {
  const job = jobFrom(body, status);
  return {
    ...job,
    version,
    updatedAtMs: status === undefined ? job.submittedAtMs : updatedAtMs,
    used,
    ...(hidden ? { hidden } : {}),
  };
}

export function standingOf(
  job: Pick<Job, "id" | "user" | "status"> & { readonly spec: { readonly project: string } },
): JobStanding {
  const { state, reason, exitCode } = job.status;
  return {
    id: job.id,
    user: job.user,
    project: job.spec.project,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

export function changedJob(job: NewJob, changes: SpecChanges | undefined): NewJob {
  return { ...job, spec: withChanges(job.spec, changes) };
}

/** One that cannot be read takes no other with it, where somebody is there to be told. */
export function each<Row, T, Name>(
  rows: readonly Row[],
  read: (row: Row) => T,
  nameOf: (row: Row) => Name,
  unreadable: ((name: Name, cause: unknown) => void) | undefined,
): readonly T[] {
  if (unreadable === undefined) return rows.map(read);
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (cause) {
      unreadable(nameOf(row), cause);
      return [];
    }
  });
}
