import { newStatus } from "../jobs/transition.ts";
import type { NewJob } from "../jobs/job.ts";
import { answerAtomicBatch, answerBatch, BATCH_BYTES_MAX, BATCH_LINES_MAX } from "./batch.ts";
import type { ApiContext } from "./context.ts";
import { jobDocument } from "./job-document.ts";
import { flag } from "./parameters.ts";
import { PublicError } from "./problems.ts";
import type { Route } from "./route.ts";
import { defineRoute } from "./route.ts";
import { ref } from "./schemas.ts";
import { checkSubmission, invalidJob, storeJobs, warningsFor } from "./submission.ts";

export function submitRoutes(context: ApiContext): readonly Route[] {
  const { store, leader, metrics, nowMs } = context;

  const submitOne = defineRoute({
    method: "POST",
    path: "/api/v2/jobs",
    operationId: "submitJob",
    summary: "Submits one job. An array is one job. Answers once the job is stored durably.",
    permission: "jobs:write",
    params: {},
    query: {},
    body: { mediaType: "application/json", schema: ref("JobSpec"), required: true },
    answers: {
      201: {
        description: "The job is stored. `warnings` says what keeps it from starting as things are now.",
        schema: ref("CreatedJob"),
        headers: { Location: "Address of the job." },
      },
    },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "unsupported_media_type",
      "store_unavailable",
      "timeout",
    ],
    async handle({ caller, body, header }) {
      const startedMs = nowMs();
      const observe = (outcome: "created" | "invalid" | "error") =>
        metrics.submitSeconds(outcome, (nowMs() - startedMs) / 1000);
      const checked = await checkSubmission(body, caller, { ...context, findJob: (id) => store.job(id) });
      if (!checked.ok) {
        observe("invalid");
        throw invalidJob(checked.problems);
      }
      const origin = {
        user: caller.user,
        submittedAtMs: nowMs(),
        source: sourceOf(header("x-godocker-source")),
      };
      const [job] = await storeJobs(store, [checked.spec], origin).catch((error: unknown) => {
        observe("error");
        throw error;
      });
      if (job === undefined) throw new Error("one job was given, so one comes back");
      leader.wake();
      observe("created");
      metrics.jobSubmitted(origin.source, 1);
      const warnings = warningsFor(job.spec, await context.presentAgents());
      return {
        status: 201,
        headers: { location: `/api/v2/jobs/${job.id}` },
        json: { ...jobDocument({ ...job, status: newStatus(job) }, []), warnings },
      };
    },
  });

  const submitMany = defineRoute({
    method: "POST",
    path: "/api/v2/jobs:batch",
    operationId: "submitJobs",
    summary: `Submits up to ${BATCH_LINES_MAX} jobs, one JSON document a line. Each line is answered for itself, in order.`,
    permission: "jobs:write",
    params: {},
    query: {
      atomic: flag("All jobs or none; at most 1000 lines. One fault anywhere, and nothing is stored."),
    },
    body: { mediaType: "application/x-ndjson", schema: ref("JobSpec"), required: true },
    answers: {
      200: {
        description:
          "A line for each line that was sent. A line with an `id` is stored durably; one with a `problem` is not, and the others are none the worse for it.",
        mediaType: "application/x-ndjson",
        schema: ref("BatchLine"),
      },
    },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "unsupported_media_type",
      "store_unavailable",
      "timeout",
    ],
    async handle({ caller, stream, query, header }) {
      if (stream === undefined) throw new PublicError("malformed_json", "The body is empty.");
      if (Number(header("content-length") ?? 0) > BATCH_BYTES_MAX) {
        throw new PublicError("too_large", `A batch has at most ${BATCH_BYTES_MAX} bytes.`);
      }
      const origin = {
        user: caller.user,
        submittedAtMs: nowMs(),
        source: sourceOf(header("x-godocker-source")),
      };
      const answer = query.atomic ? answerAtomicBatch : answerBatch;
      return answer(context, { caller, origin, body: stream });
    },
  });

  return [submitOne, submitMany];
}

/** Which of our own doors a job came through; told by our clients, believed of nobody for more than statistics. */
function sourceOf(header: string | undefined): NewJob["source"] {
  return header === "cli" || header === "web" ? header : "api";
}
