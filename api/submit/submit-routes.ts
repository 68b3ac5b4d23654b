import { answerAtomicBatch, answerBatch, BATCH_BYTES_MAX, BATCH_LINES_MAX } from "./batch.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob } from "../context/access.ts";
import { IDEMPOTENCY_HEADER, keyOf } from "../http/idempotency.ts";
import { DRY_RUN, flag, JOB_ID } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { checkForeignChanges, retried, RETRY_WISHES, retryWishes } from "./retry.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { checkedAnswer, checkedSpec, createJob, originOf } from "./job-creation.ts";

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

export function submitRoutes(context: ApiContext): readonly Route[] {
  return [
    submitJobRoute(context),
    submitJobsRoute(context),
    validateJobRoute(context),
    retryJobRoute(context),
  ];
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
