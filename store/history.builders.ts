import fc from "fast-check";
import { aSpec, aStart } from "../jobs/life/job.builders.ts";
import type { AttemptEnd, JobEvent } from "../jobs/life/job.ts";
import { taskIdOf } from "../jobs/life/job.ts";
import { jobKey } from "./projection.ts";
import { aDocument, anArray, aRequest, aTrust, filed, imported, judged } from "./store.builders.ts";
import type { InboxDocument, JournalRecord, Note } from "./store.ts";

/** What happens to a store in a random history. Few jobs, so that most things meet. */
export type Happening =
  | { readonly type: "submit"; readonly documents: readonly InboxDocument[]; readonly notes: readonly Note[] }
  | { readonly type: "append"; readonly records: readonly JournalRecord[]; readonly afterMs: number }
  /** By a leader that missed the last entry. */
  | { readonly type: "append late"; readonly records: readonly JournalRecord[] }
  | { readonly type: "hide"; readonly jobs: readonly number[] }
  /** All but so many entries. */
  | { readonly type: "compact"; readonly keep: number };

const JOBS = 4;
const ELEMENTS = 2;
const job = fc.integer({ min: 1, max: JOBS });
const requestKey = fc.integer({ min: 1, max: 4 }).map((k) => `request/${k}`);

/** Odd jobs are arrays; every third one is held at first; the owner depends on the job too. */
function submission(id: number): InboxDocument & { readonly kind: "job" } {
  const user = id % 4 < 2 ? "ada" : "bob";
  if (id % 2 === 1) return { ...anArray(id, ELEMENTS), job: { ...anArray(id, ELEMENTS).job, user } };
  return aDocument(id, { user, spec: aSpec({ hold: id % 3 === 0, labels: { run: String(id) } }) });
}

const end: fc.Arbitrary<AttemptEnd> = fc.constantFrom<AttemptEnd[]>(
  { state: "succeeded", exitCode: 0 },
  { state: "failed", reason: "ExitCode", exitCode: 1, message: "it ended with 1" },
  { state: "failed", reason: "NodeLost", retryAtMs: 1 },
  { state: "failed", reason: "LaunchDropped", retryAtMs: 2, neverBegan: true },
  { state: "cancelled", reason: "ByUser", signal: 15 },
);

const jobRecord: fc.Arbitrary<JournalRecord> = fc
  .record({
    job,
    index: fc.integer({ min: 0, max: ELEMENTS - 1 }),
    attempt: fc.integer({ min: 1, max: 2 }),
    end,
  })
  .chain(({ job, index, attempt, end }) => {
    const which = job % 2 === 1 ? index : undefined;
    const place = which === undefined ? {} : { element: which, index: which };
    const start = aStart({ job, attempt, charged: attempt, ...place });
    const taskId = taskIdOf(job, which, attempt, 1);
    const launch: JobEvent = { type: "launched", start };
    const rest: JobEvent[] = [
      { type: "unreachable", taskId },
      { type: "reachable", taskId },
      { type: "stopping", taskId, cause: "WalltimeReached" },
      { type: "cancel_requested", by: "ada" },
      { type: "held", by: "admin" },
      { type: "released" },
      { type: "dependency_failed", on: 1 },
      {
        type: "changed",
        by: "ada",
        changes: { name: "renamed", priority: 70, labels: { run: String(attempt) }, walltimeSeconds: null },
      },
      { type: "changed", by: "ada", changes: { labels: {}, description: "what it is", maxConcurrent: 1 } },
    ];
    return fc
      .oneof(
        { weight: 5, arbitrary: fc.constant(launch) },
        { weight: 4, arbitrary: fc.constant<JobEvent>({ type: "running", taskId }) },
        { weight: 4, arbitrary: fc.constant<JobEvent>({ type: "ended", taskId, end }) },
        { weight: 2, arbitrary: fc.constantFrom(...rest) },
      )
      .map((event): JournalRecord => ({ type: "job", job, event }));
  });

export const someRecords: fc.Arbitrary<readonly JournalRecord[]> = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: job.map((id): readonly JournalRecord[] => [
          { type: "job", job: id, event: { type: "filed" } },
          { type: "taken", key: jobKey(id) },
        ]),
      },
      { weight: 9, arbitrary: jobRecord.map((record) => [record]) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(job, fc.integer({ min: 2000, max: 9_000_000 }))
          .map(([id, endedAtMs]): readonly JournalRecord[] => [imported(submission(id), endedAtMs)]),
      },
      {
        weight: 1,
        arbitrary: fc
          .oneof(requestKey, job.map(jobKey))
          .map((key): readonly JournalRecord[] => [{ type: "taken", key }]),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom("mesos", "docker"), fc.constantFrom("f1", "f2"))
          .map(([backend, registrationId]): readonly JournalRecord[] => [
            { type: "registered", backend, registrationId },
          ]),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom("mesos", "docker"), fc.constantFrom("a1", "a2"), fc.nat(3))
          .map(([backend, agentId, terms]): readonly JournalRecord[] => [
            judged(agentId, terms === 0 ? undefined : aTrust({ terms }), backend),
          ]),
      },
    ),
    { maxLength: 12 },
  )
  .map((groups) => groups.flat());

const document: fc.Arbitrary<InboxDocument> = fc.oneof(
  { weight: 4, arbitrary: job.map(submission) },
  { weight: 1, arbitrary: requestKey.map((key) => aRequest(key)) },
  { weight: 1, arbitrary: job.map((id) => aDocument(id, { user: "another" })) },
);

export const NOTE_KEYS = ["n1", "n2"];
/** Its times count from when it is written. */
const note: fc.Arbitrary<Note> = fc
  .tuple(fc.constantFrom(...NOTE_KEYS), fc.integer({ min: 1, max: 20 }))
  .map(([key, lifeMs]) => ({ key, body: `for ${lifeMs}`, atMs: 0, expiresAtMs: lifeMs }));

const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .record({ documents: fc.array(document, { maxLength: 4 }), notes: fc.array(note, { maxLength: 1 }) })
        .map((submission): Happening => ({ type: "submit", ...submission })),
    },
    {
      weight: 8,
      arbitrary: fc
        .record({ records: someRecords, afterMs: fc.integer({ min: 1, max: 2_000_000 }) })
        .map(({ records, afterMs }): Happening => ({ type: "append", records, afterMs })),
    },
    { weight: 1, arbitrary: someRecords.map((records): Happening => ({ type: "append late", records })) },
    {
      weight: 1,
      arbitrary: fc.array(job, { maxLength: 2 }).map((jobs): Happening => ({ type: "hide", jobs })),
    },
    { weight: 1, arbitrary: fc.nat(3).map((keep): Happening => ({ type: "compact", keep })) },
  ),
  { minLength: 1, maxLength: 40 },
);

export const everyJob: readonly InboxDocument[] = Array.from({ length: JOBS }, (_, k) => submission(k + 1));
export const everyJobFiled: readonly JournalRecord[] = everyJob.flatMap((_, k) => filed(k + 1));

/** Half of the histories begin with all jobs filed: what happens to jobs happens more often then. */
const beginning: readonly Happening[] = [
  { type: "submit", documents: everyJob, notes: [] },
  { type: "append", records: everyJobFiled, afterMs: 0 },
];

/** Half of the histories begin with all jobs filed: what happens to jobs happens more often then. */
export const aHistory: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(fc.constantFrom([], beginning), happenings)
  .map((parts) => parts.flat());
