import type { Caller } from "../../auth/caller.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { ApiContext } from "../context/context.ts";
import { jobETag } from "../http/etag.ts";
import { REPLAYED_HEADERS } from "../http/idempotency.ts";
import { acceptedJob, jobDocument, NO_RELATIONS } from "../context/job-document.ts";
import type { Answer } from "../http/route.ts";
import { checkSubmission, invalidJob, storeJobs } from "../context/submission.ts";
import { type Warning, warningsFor } from "./submission-warnings.ts";

/** What is kept of a creation, to be told again. */
interface Created {
  readonly id: number;
  readonly warnings: readonly Warning[];
}

export function originOf(
  { nowMs }: ApiContext,
  caller: Caller,
  header: (name: string) => string | undefined,
) {
  return {
    user: caller.user,
    submittedAtMs: nowMs(),
    source: sourceOf(header("x-godocker-source")),
  };
}

/** @throws PublicError  `invalid` */
export async function checkedSpec(context: ApiContext, document: unknown, caller: Caller): Promise<JobSpec> {
  const { store } = context;
  const rules = { ...context, findJob: (id: number) => store.job(id) };
  const result = await checkSubmission(document, caller, rules);
  if (result.ok) return result.spec;
  throw invalidJob(result.problems);
}

function createdAnswer(
  context: ApiContext,
  job: NewJob,
  warnings: readonly Warning[],
  replayed: boolean,
): Answer {
  const accepted = acceptedJob(job);
  return {
    status: 201,
    headers: {
      location: `/api/v2/jobs/${job.id}`,
      etag: jobETag(accepted),
      ...(replayed ? REPLAYED_HEADERS : {}),
    },
    json: { ...jobDocument(accepted, NO_RELATIONS, context.attemptLinks), warnings },
  };
}

export async function createJob(
  context: ApiContext,
  request: {
    readonly user: string;
    readonly operation: string;
    readonly key: string | undefined;
    readonly content: unknown;
  },
  submissionFor: () => Promise<Pick<NewJob, "spec" | "retryOf">>,
  caller: Caller,
  origin: Pick<NewJob, "user" | "submittedAtMs" | "source">,
): Promise<Answer> {
  const { idempotency, leader, metrics, store } = context;
  const made: { job?: NewJob } = {};
  const { answer, replayed } = await idempotency.once<Created>(request, async (notesOf) => {
    const submission = await submissionFor();
    const warnings = warningsFor(submission.spec, await context.presentAgents(), context.siteNeeds);
    const [job] = await storeJobs(context, [submission], { ...origin, caller }, (jobs) =>
      jobs.flatMap(({ id }) => notesOf({ id, warnings })),
    );
    if (job === undefined) throw new Error("one job was given, so one comes back");
    made.job = job;
    leader.wake();
    metrics.jobSubmitted(origin.source, 1);
    return { id: job.id, warnings };
  });
  const job = made.job ?? (await store.job(answer.id));
  if (job === undefined) throw new Error(`job ${answer.id} has a note and is not there`);
  return createdAnswer(context, submissionOf(job), answer.warnings, replayed);
}

export async function checkedAnswer(context: ApiContext, spec: JobSpec): Promise<Answer> {
  const warnings = warningsFor(spec, await context.presentAgents(), context.siteNeeds);
  return { status: 200, json: { valid: true, spec, warnings } };
}

function submissionOf({ id, user, spec, submittedAtMs, source, retryOf }: NewJob): NewJob {
  return { id, user, spec, submittedAtMs, source, ...(retryOf === undefined ? {} : { retryOf }) };
}

/** Which of our own doors a job came through; told by our clients, believed of nobody for more than statistics. */
function sourceOf(header: string | undefined): NewJob["source"] {
  return header === "cli" || header === "web" ? header : "api";
}
