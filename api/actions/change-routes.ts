import type { Caller } from "../../auth/caller.ts";
import { isAdmin, isOperating, plainUser } from "../../auth/caller.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import { isRecord, kindOf, printable } from "../../jobs/text/problem.ts";
import { CHANGEABLE, changesBetween, withChanges } from "../../jobs/life/spec-changes.ts";
import type { SpecChanges } from "../../jobs/life/spec-changes.ts";
import { JOB_SPEC_SCHEMA } from "../../jobs/submission/spec-schema.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { StoredJob } from "../../store/store.ts";
import { KeyInUseError } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob, visibleJob } from "../context/access.ts";
import { checkIfMatch, jobETag } from "../http/etag.ts";
import { jobAnswer } from "./job-answer.ts";
import { mergePatch } from "../http/merge-patch.ts";
import { DRY_RUN, JOB_ID } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { JOB_CHANGES } from "../jobs/job-schemas.ts";
import { ref } from "../http/schema-words.ts";
import { takenSince } from "../context/taken.ts";
import { checkSubmission, invalidJob } from "../context/submission.ts";

/** Whether a job stands where it may be changed. */
const CHANGING_STATES = ["pending", "held"] as const;

/** Changes of jobs that wait. The leader makes them, so that none is made to a job that it starts at that moment. */
export function changeRoutes(context: ApiContext): readonly Route[] {
  return [changeJobRoute(context)];
}

function changeJobRoute(context: ApiContext): Route {
  const { feed, leader, changeWaitMs } = context;
  return defineRoute({
    method: "PATCH",
    path: "/api/v2/jobs/{id}",
    operationId: "changeJob",
    summary:
      "Changes a job none of whose tasks is under way: a JSON merge patch (RFC 7396) of some of its fields; `null` gives a field its default again.",
    permission: "jobs:write",
    params: { id: JOB_ID },
    query: { dryRun: DRY_RUN },
    headers: {
      "If-Match": {
        description: "The `ETag` of the version that the change is made for. Without it: 428.",
        schema: { type: "string" },
      },
    },
    body: {
      mediaType: "application/merge-patch+json",
      also: ["application/json"],
      schema: JOB_CHANGES,
      required: true,
      example: { priority: 80, labels: { reviewed: "yes" } },
    },
    answers: {
      200: {
        description: "The job as it is now; with `dryRun=true` as it would be.",
        schema: ref("Job"),
        headers: { ETag: "Version of the job." },
      },
      202: {
        description:
          "The change is stored and will be made; no scheduler has done so yet. The job as it is now.",
        schema: ref("Job"),
        headers: { ETag: "Version of the job." },
      },
    },
    problems: [
      "not_found",
      "conflict_state",
      "precondition_failed",
      "precondition_required",
      "store_unavailable",
    ],
    async handle({ params, query, body, signal, ...asking }) {
      const { caller, header } = asking;
      const job = await permittedJob(context, asking, params.id, "jobs:write", "change");
      checkIfMatch(job, header("if-match"));
      checkState(job);
      const wanted = await changedSpec(context, job, body, caller);
      const changes = changesBetween(job.spec, wanted);
      if (Object.keys(changes).length === 0) return jobAnswer(context, caller, 200, job);
      if (query.dryRun)
        return jobAnswer(context, caller, 200, { ...job, spec: withChanges(job.spec, changes) });
      const key = `request/${job.id}/change/${job.version}`;
      const cursor = await feed.head();
      await submitChange(context, job, key, changes, caller);
      leader.wake();
      const done = await takenSince(
        feed,
        cursor,
        key,
        AbortSignal.any([signal, AbortSignal.timeout(changeWaitMs)]),
      );
      const after = await visibleJob(context, caller, params.id);
      if (Object.keys(changesBetween(after.spec, wanted)).length === 0)
        return jobAnswer(context, caller, 200, after);
      if (!done && after.version === job.version) return jobAnswer(context, caller, 202, after);
      checkState(after);
      throw new PublicError("precondition_failed", `Job ${job.id} was changed meanwhile; read it again.`, {
        headers: { etag: jobETag(after) },
      });
    },
  });
}

async function changedSpec(
  context: ApiContext,
  job: StoredJob,
  patch: unknown,
  caller: Caller,
): Promise<JobSpec> {
  const { store } = context;
  const faults = patchFaults(patch);
  if (faults.length > 0) throw invalidJob(faults);
  // By the rights of its owner, whoever changes it; but an administrator may set what only they may.
  const owner = isAdmin(caller) ? { ...caller, user: job.user } : plainUser(job.user);
  const checked = await checkSubmission(mergePatch(job.spec, patch), owner, {
    ...context,
    findJob: (id) => store.job(id),
    // Whoever changes it, its tasks get the secrets of its owner.
    secrets: { known: (_caller, names) => context.secrets.known(job.user, names) },
  });
  if (!checked.ok) throw invalidJob(checked.problems);
  return checked.spec;
}

/** One change for one version: its key is the version. @throws PublicError  `precondition_failed` */
async function submitChange(
  { nowMs, store }: ApiContext,
  job: StoredJob,
  key: string,
  changes: SpecChanges,
  caller: Caller,
): Promise<void> {
  const origin = { job: job.id, by: caller.user, admin: isOperating(caller), atMs: nowMs() };
  try {
    await store.submit([{ kind: "request", key, request: { ...origin, verb: "change", changes } }]);
  } catch (error) {
    if (!(error instanceof KeyInUseError)) throw error;
    throw new PublicError(
      "precondition_failed",
      `Somebody else changes job ${job.id} at this moment; read it again.`,
    );
  }
}

/** @throws PublicError  `conflict_state` */
function checkState({ id, status }: StoredJob): void {
  const { state } = status;
  if (CHANGING_STATES.some((each) => each === state)) return;
  throw new PublicError("conflict_state", `Job ${id} is ${state}: only a job that waits can be changed.`, {
    extra: { from: state, wanted: "change", allowed: CHANGING_STATES },
  });
}

/** Fields that there are not, or that stay as they were submitted. */
function patchFaults(patch: unknown): readonly Problem[] {
  if (!isRecord(patch)) {
    return [{ pointer: "", code: "type", message: "a change is a JSON object", got: kindOf(patch) }];
  }
  const allowed = CHANGEABLE.join(", ");
  const stays = (pointer: string): Problem => ({
    pointer,
    code: "conflict",
    message: "cannot be changed after the submission",
    allowed,
    hint: "cancel the job and submit it anew",
  });
  return Object.entries(patch).flatMap(([field, value]): Problem[] => {
    const pointer = `/${printable(field).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!Object.hasOwn(JOB_SPEC_SCHEMA.properties, field)) {
      return [
        { pointer, code: "unknown_field", message: `there is no field "${printable(field)}"`, allowed },
      ];
    }
    if (!CHANGEABLE.some((each) => each === field)) return [stays(pointer)];
    if (field !== "array") return [];
    if (!isRecord(value)) return [stays(pointer)];
    return Object.keys(value)
      .filter((name) => name !== "maxConcurrent")
      .map((name) => stays(`${pointer}/${printable(name)}`));
  });
}
