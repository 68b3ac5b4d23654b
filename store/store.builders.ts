import { aJob, anAttempt, aSpec, aStart } from "../jobs/life/job.builders.ts";
import type { Attempt, AttemptEnd, JobEvent, NewJob } from "../jobs/life/job.ts";
import { taskIdOf } from "../jobs/life/job.ts";
import { indexOfElement, taskCount } from "../jobs/spec/spec.ts";
import { newStatus } from "../jobs/life/transition.ts";
import { jobKey } from "./projection.ts";
import type { InboxDocument, JobRequest, JournalEntry, JournalRecord, Lease, Store } from "./store.ts";
import type { AgentTrust, JudgedRecord } from "./trust.ts";

export function aDocument(
  id: number,
  fields: Partial<NewJob> = {},
): InboxDocument & { readonly kind: "job" } {
  return { kind: "job", key: jobKey(id), job: aJob({ id, ...fields }) };
}

/** A job of so many elements. */
export function anArray(id: number, elements: number): InboxDocument & { readonly kind: "job" } {
  return aDocument(id, { spec: aSpec({ array: { from: 0, to: elements - 1, step: 1 } }) });
}

export function aRequest(key: string, fields: Partial<JobRequest> = {}): InboxDocument {
  return {
    kind: "request",
    key,
    request: { job: 1, verb: "cancel", by: "ada", admin: false, atMs: 2000, ...fields },
  };
}

export function anEntry(
  n: number,
  records: readonly JournalRecord[] = [],
  fields: Partial<JournalEntry> = {},
) {
  return { n, epoch: 1, atMs: 10_000 + n, writer: "leader-1", records, ...fields } satisfies JournalEntry;
}

export function aLease(fields: Partial<Lease> = {}): Lease {
  return { holder: "a", renewal: 1, ttlMs: 3000, held: true, address: "http://a", secret: "s", ...fields };
}

export function aTrust(fields: Partial<AgentTrust> = {}): AgentTrust {
  const failure = { account: "ada default", shape: "s" };
  return {
    state: "quarantined",
    sinceMs: 1000,
    untilMs: 301_000,
    terms: 1,
    evidence: { atMs: 1000, weight: 9.5, tries: 4, failures: [failure], fast: [] },
    ...fields,
  };
}

/** Without `trust`: nothing is remembered of it. */
export function judged(agentId: string, trust?: AgentTrust, backend = "mesos"): JudgedRecord {
  return { type: "judged", backend, agentId, ...(trust === undefined ? {} : { trust }) };
}

export function event(job: number, what: JobEvent): JournalRecord {
  return { type: "job", job, event: what };
}

export function filed(id: number): readonly JournalRecord[] {
  return [event(id, { type: "filed" }), { type: "taken", key: jobKey(id) }];
}

/** Element k of an array has the index k; a job that is no array has neither. */
interface Which {
  readonly index?: number;
  readonly attempt?: number;
}

export function launched(job: number, { index, attempt = 1 }: Which = {}): JournalRecord {
  const place = index === undefined ? {} : { element: index, index };
  return event(job, { type: "launched", start: aStart({ job, attempt, charged: attempt, ...place }) });
}

export function running(job: number, { index, attempt = 1 }: Which = {}): JournalRecord {
  return event(job, { type: "running", taskId: taskIdOf(job, index, attempt, 1) });
}

export function ended(
  job: number,
  { index, attempt = 1 }: Which = {},
  end: AttemptEnd = { state: "succeeded", exitCode: 0 },
): JournalRecord {
  return event(job, { type: "ended", taskId: taskIdOf(job, index, attempt, 1), end });
}

/** A job of so many elements that ran elsewhere, each for a second up to `endedAtMs`. */
export function imported({ job: body }: { readonly job: NewJob }, endedAtMs: number): JournalRecord {
  const { array } = body.spec;
  const elements = taskCount(array);
  const attempts = Array.from({ length: elements }, (_, element): Attempt => {
    const index = indexOfElement(array, element);
    const place = index === undefined ? {} : { element, index };
    return {
      ...anAttempt({ job: body.id, ...aStart({ job: body.id, ...place }) }),
      state: "failed",
      reason: "ExitCode",
      exitCode: 3,
      launchedAtMs: endedAtMs - 1500,
      runningAtMs: endedAtMs - 1000,
      endedAtMs,
    };
  });
  const { reason: _, ...status } = newStatus(body);
  return event(body.id, {
    type: "imported",
    body,
    status: {
      ...status,
      state: "failed",
      reason: "ExitCode",
      stateSinceMs: endedAtMs,
      waiting: [],
      failed: [[0, elements - 1]],
      startedAtMs: endedAtMs - 1000,
      endedAtMs,
      exitCode: 3,
    },
    attempts,
  });
}

/** Submits jobs and files them as entry `n`. */
export async function file(store: Store, n: number, ...documents: readonly InboxDocument[]): Promise<void> {
  await store.submit(documents);
  const records = documents.flatMap((document) => (document.kind === "job" ? filed(document.job.id) : []));
  await store.append(anEntry(n, records));
}

export async function allLive(store: Store) {
  const all = [];
  for await (const batch of store.liveJobs()) all.push(...batch);
  return all;
}
