import type { Caller } from "../../auth/caller.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { answerAtomicBatch, answerBatch, BATCH_BYTES_MAX, BATCH_LINES_MAX } from "./batch.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob } from "../context/access.ts";
import { jobETag } from "../http/etag.ts";
import { IDEMPOTENCY_HEADER, keyOf, REPLAYED_HEADERS } from "../http/idempotency.ts";
import { acceptedJob, jobDocument, NO_RELATIONS } from "../context/job-document.ts";
import { DRY_RUN, flag, JOB_ID } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { checkForeignChanges, retried, RETRY_WISHES, retryWishes } from "./retry.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { checkSubmission, invalidJob, storeJobs } from "../context/submission.ts";
import type { Warning } from "./submission-warnings.ts";
import { warningsFor } from "./submission-warnings.ts";

const CREATED = {
  description: "The job is stored. `warnings` says what keeps it from starting as things are now.",
  schema: ref("CreatedJob"),
  headers: {
    Location: "Address of the job.",
    ETag: "Version of the job.",
    "Idempotent-Replayed": "`true`: the request had come before, and this is its answer.",
  },
};
const CHECKED = {
  description: "With `dryRun=true`: the job would be accepted, as it is told here.",
  schema: ref("CheckedJob"),
};
const EXAMPLE = {
  name: "blast",
  script: "#!/bin/sh\nblastn -query input.fa -db nt\n",
  resources: { cpus: 4, memoryBytes: 8_589_934_592 },
  walltimeSeconds: 3600,
};

/** What is kept of a creation, to be told again. */
interface Created {
  readonly id: number;
  readonly warnings: readonly Warning[];
}

export function submitRoutes(context: ApiContext): readonly Route[] {
  return [
    submitJobRoute(context),
    submitJobsRoute(context),
    validateJobRoute(context),
    retryJobRoute(context),
  ];
}

function originOf({ nowMs }: ApiContext, caller: Caller, header: (name: string) => string | undefined) {
  return {
    user: caller.user,
    submittedAtMs: nowMs(),
    source: sourceOf(header("x-godocker-source")),
  };
}

/** @throws PublicError  `invalid` */
async function checkedSpec(context: ApiContext, document: unknown, caller: Caller): Promise<JobSpec> {
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

async function createJob(
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

function submitJobRoute(context: ApiContext): Route {
  const { nowMs, metrics } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/jobs",
    operationId: "submitJob",
    summary: "Submits one job. An array is one job. Answers once the job is stored durably.",
    permission: "jobs:submit",
    params: {},
    query: { dryRun: DRY_RUN },
    headers: IDEMPOTENCY_HEADER,
    body: {
      mediaType: "application/json",
      also: ["application/yaml"],
      schema: ref("JobSpec"),
      required: true,
      example: EXAMPLE,
    },
    answers: { 201: CREATED, 200: CHECKED },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "unsupported_media_type",
      "idempotency_conflict",
      "idempotency_in_flight",
      "quota_exceeded",
      "queue_full",
      "store_unavailable",
      "timeout",
    ],
    async handle({ caller, body, header, query }) {
      const startedMs = nowMs();
      const observe = (outcome: "created" | "invalid" | "error") =>
        metrics.submitSeconds(outcome, (nowMs() - startedMs) / 1000);
      try {
        const key = keyOf(header("idempotency-key"));
        if (query.dryRun) return await checkedAnswer(context, await checkedSpec(context, body, caller));
        const request = { user: caller.user, operation: "submitJob", key, content: body };
        const submission = async () => ({ spec: await checkedSpec(context, body, caller) });
        const answer = await createJob(
          context,
          request,
          submission,
          caller,
          originOf(context, caller, header),
        );
        observe("created");
        return answer;
      } catch (error) {
        observe(error instanceof PublicError && error.code === "invalid" ? "invalid" : "error");
        throw error;
      }
    },
  });
}

async function checkedAnswer(context: ApiContext, spec: JobSpec): Promise<Answer> {
  const warnings = warningsFor(spec, await context.presentAgents(), context.siteNeeds);
  return { status: 200, json: { valid: true, spec, warnings } };
}

function validateJobRoute(context: ApiContext): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/jobs:validate",
    operationId: "validateJob",
    summary: "Checks a job as a submission would, and stores nothing.",
    permission: "jobs:submit",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      also: ["application/yaml"],
      schema: ref("JobSpec"),
      required: true,
      example: EXAMPLE,
    },
    answers: { 200: { ...CHECKED, description: "It would be accepted, as it is told here." } },
    problems: ["store_unavailable"],
    handle: async ({ caller, body }) => checkedAnswer(context, await checkedSpec(context, body, caller)),
  });
}

function retryJobRoute(context: ApiContext): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/jobs/{id}:retry",
    operationId: "retryJob",
    summary:
      "Submits a job that has ended again, as a new job with `retryOf`; with a body only what failed of it, or with changes.",
    permission: "jobs:write",
    params: { id: JOB_ID },
    query: { dryRun: DRY_RUN },
    headers: IDEMPOTENCY_HEADER,
    body: {
      mediaType: "application/json",
      schema: RETRY_WISHES,
      required: false,
      example: { onlyFailed: true, changes: { resources: { memoryBytes: 17_179_869_184 } } },
    },
    answers: { 201: CREATED, 200: CHECKED },
    problems: [
      "not_found",
      "conflict_state",
      "invalid",
      "limit_reached",
      "idempotency_conflict",
      "idempotency_in_flight",
      "quota_exceeded",
      "queue_full",
      "store_unavailable",
      "timeout",
    ],
    async handle({ params, query, body, ...asking }) {
      const { caller, header } = asking;
      const key = keyOf(header("idempotency-key"));
      const job = await permittedJob(context, asking, params.id, "jobs:write", "retry");
      const wishes = retryWishes(body);
      if (job.user !== caller.user) checkForeignChanges(wishes);
      if (query.dryRun) return checkedAnswer(context, (await retried(context, job, wishes)).spec);
      const content = body === undefined ? job.id : { job: job.id, wishes };
      const request = { user: caller.user, operation: "retryJob", key, content };
      // It runs as its owner, whoever asks.
      return createJob(context, request, () => retried(context, job, wishes), caller, {
        ...originOf(context, caller, header),
        user: job.user,
      });
    },
  });
}

function submitJobsRoute(context: ApiContext): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/jobs:batch",
    operationId: "submitJobs",
    summary: `Submits up to ${BATCH_LINES_MAX} jobs, one JSON document a line. Each line is answered for itself, in order.`,
    permission: "jobs:submit",
    params: {},
    query: {
      atomic: flag("All jobs or none; at most 1000 lines. One fault anywhere, and nothing is stored."),
      dryRun: DRY_RUN,
    },
    headers: IDEMPOTENCY_HEADER,
    body: {
      mediaType: "application/x-ndjson",
      schema: ref("JobSpec"),
      required: true,
      example: EXAMPLE,
    },
    answers: {
      200: {
        description:
          "A line for each line that was sent. A line with an `id` is stored durably; one with a `problem` is not, and the others are none the worse for it. Line n has the idempotency key of the request, a slash and n.",
        mediaType: "application/x-ndjson",
        schema: ref("BatchLine"),
      },
    },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "unsupported_media_type",
      "idempotency_conflict",
      "idempotency_in_flight",
      "quota_exceeded",
      "queue_full",
      "store_unavailable",
      "timeout",
    ],
    async handle({ caller, stream, query, header, signal }) {
      if (stream === undefined) throw new PublicError("malformed_json", "The body is empty.");
      if (Number(header("content-length") ?? 0) > BATCH_BYTES_MAX) {
        throw new PublicError("too_large", `A batch has at most ${BATCH_BYTES_MAX} bytes.`);
      }
      const batch = {
        caller,
        origin: originOf(context, caller, header),
        body: stream,
        key: keyOf(header("idempotency-key")),
        dryRun: query.dryRun,
        signal,
      };
      return query.atomic ? answerAtomicBatch(context, batch) : answerBatch(context, batch);
    },
  });
}

function submissionOf({ id, user, spec, submittedAtMs, source, retryOf }: NewJob): NewJob {
  return { id, user, spec, submittedAtMs, source, ...(retryOf === undefined ? {} : { retryOf }) };
}

/** Which of our own doors a job came through; told by our clients, believed of nobody for more than statistics. */
function sourceOf(header: string | undefined): NewJob["source"] {
  return header === "cli" || header === "web" ? header : "api";
}
