import type { AnyBulkWriteOperation } from "mongodb";
import type { Attempt, JobStatus, NewJob } from "../../jobs/life/job.ts";
import { isFinal } from "../../jobs/life/job.ts";
import type { SpecChanges } from "../../jobs/life/spec-changes.ts";
import { withChanges } from "../../jobs/life/spec-changes.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import {
  hourOf,
  jobKey,
  trustKey,
  type AttemptView,
  type Changes,
  type JobView,
  type RegistrationView,
  type TrustView,
  type UsageView,
  type Views,
} from "../projection.ts";
import type { InboxDocument, JournalEntry } from "../store.ts";
import { documentOf } from "../stored.ts";
import type { Ask } from "./ask.ts";
import type {
  AttemptDocument,
  Collections,
  JobDocument,
  Searched,
  TrustDocument,
  UsageDocument,
} from "./documents.ts";
import { insertNew, putNewer, writeAll } from "./writes.ts";

/** Launches of one entry are told apart by their places among its changes. */
const ATTEMPTS_MAX = 1_000_000;

/** All that the fold of this entry reads. */
export async function loadViews(c: Collections, ask: Ask, entry: JournalEntry): Promise<Views> {
  const touched = touchedBy(entry);
  const [jobs, attempts, registrations, documents, rules, trust] = await Promise.all([
    ask(() => c.jobs.find({ _id: { $in: touched.jobs } }, { projection: VIEWED }).toArray()),
    ask(() => c.attempts.find({ _id: { $in: touched.tasks } }).toArray()),
    ask(() => c.registrations.find({ _id: { $in: touched.backends } }).toArray()),
    ask(() => c.inbox.find({ _id: { $in: touched.filed.map(jobKey) } }).toArray()),
    touched.rules ? ask(() => c.rules.findOne({ _id: "rules" })) : null,
    touched.judged.length === 0 ? [] : ask(() => c.trust.find({ _id: { $in: touched.judged } }).toArray()),
  ]);
  const jobViews = new Map(jobs.map((job) => [job._id, jobViewOf(job)]));
  const waiting = new Map(
    documents.map(({ _id, body }): [string, InboxDocument] => [_id, documentOf(_id, true, body)]),
  );
  const usage = new Map<string, UsageView>();
  const hourMs = hourOf(entry.atMs);
  const buckets = new Set([
    ...touched.imported,
    ...touched.ended.flatMap((id) => {
      const account = jobViews.get(id) ?? accountOf(waiting.get(jobKey(id)));
      return account === undefined ? [] : [usageId(account.user, account.project, hourMs)];
    }),
  ]);
  if (buckets.size > 0) {
    const found = await ask(() => c.usage.find({ _id: { $in: [...buckets] } }).toArray());
    for (const { _id, n, ...bucket } of found) usage.set(_id, { n, bucket });
  }
  const attemptViews = new Map(attempts.map((each) => [each._id, attemptViewOf(each)]));
  const registered = new Map(
    registrations.map(({ _id: backend, n, registrationId }): [string, RegistrationView] => [
      backend,
      { n, backend, registrationId },
    ]),
  );
  const judged = new Map(
    trust.map(({ _id, agentId, backend, body, n }): [string, TrustView] => [
      _id,
      { n, backend, agentId, ...(body === null ? {} : { trust: JSON.parse(body) }) }, // `writeChanges` wrote it
    ]),
  );
  return {
    job: (id) => jobViews.get(id),
    attempt: (taskId) => attemptViews.get(taskId),
    usage: (user, project, hour) => usage.get(usageId(user, project, hour)),
    registration: (backend) => registered.get(backend),
    trust: (backend, agentId) => judged.get(trustKey(backend, agentId)),
    rules: () => (rules === null ? undefined : { n: rules.n, rules: JSON.parse(rules.body) }),
    document: (key) => waiting.get(key),
  };
}

/**
 * Writes what an entry changes, in the order that `Changes` asks for. A document that stands at the entry or after it
 * is left alone, so that it may be done twice, and by two at once.
 */
export async function writeChanges(
  c: Collections,
  ask: Ask,
  entry: JournalEntry,
  changes: Changes,
): Promise<void> {
  const { n } = entry;
  const nodes = Map.groupBy(changes.attempts, ({ attempt }) => attempt.job);
  const nodesOf = (id: number) => [
    ...new Set((nodes.get(id) ?? []).map(({ attempt }) => attempt.placement.hostname)),
  ];
  await Promise.all([
    writeAttempts(c, ask, n, changes.attempts),
    putNewer(ask, c.usage, changes.usage.map(usageDocument)),
    putNewer(
      ask,
      c.registrations,
      changes.registrations.map(({ backend: _id, registrationId }) => ({ _id, n, registrationId })),
    ),
    putNewer(ask, c.trust, changes.trust.map(trustDocument)),
    putNewer(
      ask,
      c.rules,
      changes.rules === undefined ? [] : [{ _id: "rules", n, body: JSON.stringify(changes.rules.rules) }],
    ),
  ]);
  await Promise.all([
    insertNew(
      ask,
      c.jobs,
      changes.filed.map((filed) => jobDocument(filed, nodesOf(filed.id))),
    ),
    writeAll(
      ask,
      c.jobs,
      changes.moved.map((moved) => movement(moved, nodesOf(moved.id))),
    ),
    putNewer(
      ask,
      c.taken,
      changes.taken.map((_id) => ({ _id, n })),
    ),
  ]);
  if (changes.dealtWith.length > 0)
    await ask(() => c.inbox.deleteMany({ _id: { $in: [...changes.dealtWith] } }));
}

/** Of the submission and what became of it. */
export function searchedOf(
  job: NewJob,
  status: JobStatus,
  updatedAtMs: number,
  nodes: readonly string[],
): Searched {
  const { name, project, priority, resources, array, labels } = withChanges(job.spec, status.changes);
  const { state, reason = null, startedAtMs = 0, endedAtMs = 0, exitCode = null } = status;
  return {
    user: job.user,
    project,
    name,
    state,
    reason,
    createdAtMs: job.submittedAtMs,
    startedAtMs,
    endedAtMs,
    updatedAtMs,
    priority,
    cpus: resources.cpus,
    gpus: resources.gpus,
    memoryBytes: resources.memoryBytes,
    isArray: array !== undefined,
    retryOf: job.retryOf ?? null,
    exitCode,
    ...searchedLabels(labels),
    nodes,
  };
}

/** Of one that waits in the inbox. */
export function searchedWaiting(job: NewJob): Searched {
  return searchedOf(job, newStatus(job), job.submittedAtMs, []);
}

export function labelWord(key: string, value: string): string {
  return JSON.stringify([key, value]);
}

function searchedLabels(labels: Readonly<Record<string, string>>): Pick<Searched, "labels" | "labelKeys"> {
  return {
    labels: Object.entries(labels).map(([key, value]) => labelWord(key, value)),
    labelKeys: Object.keys(labels),
  };
}

function usageId(user: string, project: string, hourMs: number): string {
  return JSON.stringify([hourMs, user, project]);
}

function touchedBy({ records }: JournalEntry) {
  const [jobs, tasks, backends] = [new Set<number>(), new Set<string>(), new Set<string>()];
  const [filed, ended] = [new Set<number>(), new Set<number>()];
  const [imported, judged] = [new Set<string>(), new Set<string>()];
  const rules = records.some(({ type }) => type === "rules");
  for (const record of records) {
    if (record.type === "registered") backends.add(record.backend);
    if (record.type === "judged") judged.add(trustKey(record.backend, record.agentId));
    if (record.type !== "job") continue;
    const { job, event } = record;
    jobs.add(job);
    if (event.type === "filed") filed.add(job);
    if (event.type === "ended") ended.add(job);
    if (event.type === "imported") {
      const { user, spec } = event.body;
      for (const { endedAtMs, taskId } of event.attempts) {
        tasks.add(taskId);
        if (endedAtMs !== undefined) imported.add(usageId(user, spec.project, hourOf(endedAtMs)));
      }
    }
    if (event.type === "launched") tasks.add(event.start.taskId);
    else if ("taskId" in event) tasks.add(event.taskId);
  }
  return {
    jobs: [...jobs],
    tasks: [...tasks],
    backends: [...backends],
    judged: [...judged],
    rules,
    filed: [...filed],
    ended: [...ended],
    /** Buckets of the usage of jobs that come with their attempts. */
    imported: [...imported],
  };
}

function accountOf(document: InboxDocument | undefined) {
  return document?.kind === "job"
    ? { user: document.job.user, project: document.job.spec.project }
    : undefined;
}

const VIEWED = { n: 1, user: 1, project: 1, status: 1, updatedAtMs: 1, used: 1 } as const;

function jobViewOf(job: Pick<JobDocument, "_id" | keyof typeof VIEWED>): JobView {
  const { _id: id, n, user, project, updatedAtMs, used } = job;
  const status: JobStatus = JSON.parse(job.status);
  return { n, id, user, project, status, updatedAtMs, used };
}

function attemptViewOf({ n, body, before }: AttemptDocument): AttemptView {
  const attempt: Attempt = JSON.parse(body);
  if (before === null) return { n, attempt };
  const stood: Attempt = JSON.parse(before);
  return { n, attempt, before: stood };
}

async function writeAttempts(
  c: Collections,
  ask: Ask,
  n: number,
  attempts: Changes["attempts"],
): Promise<void> {
  const fresh: AttemptDocument[] = [];
  const changed: AnyBulkWriteOperation<AttemptDocument>[] = [];
  for (const [at, { attempt, before }] of attempts.entries()) {
    const { taskId: _id, job, element, state } = attempt;
    const [live, body] = [!isFinal(state), JSON.stringify(attempt)];
    if (before === undefined) {
      const seq = n * ATTEMPTS_MAX + Math.min(at, ATTEMPTS_MAX - 1);
      fresh.push({ _id, n, job, element, seq, live, body, before: null });
      continue;
    }
    const update = { $set: { n, live, body, before: JSON.stringify(before) } };
    changed.push({ updateOne: { filter: { _id, n: { $lt: n } }, update } });
  }
  await Promise.all([insertNew(ask, c.attempts, fresh), writeAll(ask, c.attempts, changed)]);
}

function usageDocument({ n, bucket }: UsageView): UsageDocument {
  return { _id: usageId(bucket.user, bucket.project, bucket.hourMs), n, ...bucket };
}

function trustDocument({ agentId, backend, n, trust }: TrustView): TrustDocument {
  const body = trust === undefined ? null : JSON.stringify(trust);
  return { _id: trustKey(backend, agentId), n, backend, agentId, body };
}

function jobDocument(filed: Changes["filed"][number], nodes: readonly string[]): JobDocument {
  const { n, id, status, updatedAtMs, used, body } = filed;
  return {
    _id: id,
    n,
    ...searchedOf(body, status, updatedAtMs, nodes),
    live: !isFinal(status.state),
    hidden: false,
    archived: false,
    listed: true,
    body: JSON.stringify(body),
    status: JSON.stringify(status),
    used,
  };
}

function movement(
  { id, n, status, updatedAtMs, used }: JobView,
  nodes: readonly string[],
): AnyBulkWriteOperation<JobDocument> {
  const { state, reason = null, startedAtMs = 0, endedAtMs = 0, exitCode = null, changes } = status;
  const $set = {
    n,
    state,
    reason,
    startedAtMs,
    endedAtMs,
    updatedAtMs,
    exitCode,
    live: !isFinal(state),
    status: JSON.stringify(status),
    used,
    ...searchedChanges(changes),
  };
  const filter = { _id: id, n: { $lt: n } };
  return nodes.length === 0
    ? { updateOne: { filter, update: { $set } } }
    : { updateOne: { filter, update: { $set, $addToSet: { nodes: { $each: [...nodes] } } } } };
}

function searchedChanges(changes: SpecChanges | undefined): Partial<Searched> {
  if (changes === undefined) return {};
  const { name, priority, labels } = changes;
  return {
    ...(name === undefined ? {} : { name }),
    ...(priority === undefined ? {} : { priority }),
    ...(labels === undefined ? {} : searchedLabels(labels)),
  };
}
