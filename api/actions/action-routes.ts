import type { Caller } from "../../auth/caller.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { TASK_RANGES } from "../../jobs/spec/task-ranges.ts";
import type { StoredJob } from "../../store/store.ts";
import type { Asking } from "../context/access.ts";
import { permittedJob, shownTo } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { jobETag } from "../http/etag.ts";
import type { CancelWords, Verb } from "./job-actions.ts";
import {
  GRACE_SECONDS,
  hasNothingToDo,
  haveEnded,
  milliseconds,
  requestOf,
  someElements,
} from "./job-actions.ts";
import { defined, jobDocument } from "../context/job-document.ts";
import { relationsOf } from "../jobs/job-relations.ts";
import { DRY_RUN, integer, JOB_ID, optional, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

const TASKS = optional(
  text("Of an array only these, by their indexes: 3-8,12.", { maxLength: 2000, pattern: TASK_RANGES }),
);

/** What is asked of one job. The leader does it; that it is stored is the answer. */
export function actionRoutes(context: ApiContext): readonly Route[] {
  const { store } = context;

  const jobAnswer = async (caller: Caller, status: number, job: StoredJob): Promise<Answer> => ({
    status,
    headers: { etag: jobETag(job) },
    json: jobDocument(shownTo(context, caller, job), await relationsOf(context, job), context.attemptLinks),
  });

  const described = (verb: Verb | "kill", summary: string) =>
    ({
      method: "POST",
      path: `/api/v2/jobs/{id}:${verb}`,
      operationId: `${verb}Job`,
      summary,
      permission: "jobs:control",
      params: { id: JOB_ID },
      answers: {
        202: {
          description: "The request is stored and will be carried out; the job as it is now.",
          schema: ref("Job"),
          headers: { ETag: "Version of the job." },
        },
        200: {
          description: "There is nothing to do, or nothing was to be done; the job as it is.",
          schema: ref("Job"),
          headers: { ETag: "Version of the job." },
        },
      },
      problems: [
        "not_found",
        "conflict_state",
        "store_unavailable",
        ...(verb === "suspend" ? (["no_pause"] as const) : []),
      ],
    }) as const;

  const asked = async (
    caller: Caller,
    job: StoredJob,
    verb: Verb,
    how: CancelWords = {},
  ): Promise<Answer> => {
    await store.submit([requestOf(job, verb, caller, context.nowMs(), how)]);
    context.leader.wake();
    return jobAnswer(caller, 202, job);
  };

  const action = (verb: Exclude<Verb, "cancel">, summary: string): Route =>
    defineRoute({
      ...described(verb, summary),
      query: { dryRun: DRY_RUN },
      async handle({ params, query, ...asking }) {
        const { caller } = asking;
        const job = await permittedJob(context, asking, params.id, "jobs:control", verb);
        if (verb === "suspend") await checkPause(context, job);
        if (hasNothingToDo(job, verb) || query.dryRun) return jobAnswer(caller, 200, job);
        return asked(caller, job, verb);
      },
    });

  const cancel = defineRoute({
    ...described(
      "cancel",
      "Ends a job, running or not, or some tasks of an array. Repeating it is harmless.",
    ),
    query: {
      dryRun: DRY_RUN,
      tasks: TASKS,
      graceSeconds: optional(
        integer(
          "Time to end by itself, in the place of the job's; of what stops already only less.",
          GRACE_SECONDS,
        ),
      ),
    },
    handle({ params, query: { graceSeconds, ...query }, ...asking }) {
      return cancelled(asking, params.id, { ...query, graceMs: milliseconds(graceSeconds) });
    },
  });

  const kill = defineRoute({
    ...described(
      "kill",
      "Ends a job at once, or some tasks of an array, without time to end by themselves; also what is being cancelled already.",
    ),
    query: { dryRun: DRY_RUN, tasks: TASKS },
    handle: ({ params, query, ...asking }) => cancelled(asking, params.id, { ...query, graceMs: 0 }),
  });

  const cancelled = async (
    asking: Asking,
    id: number,
    how: {
      readonly dryRun: boolean;
      readonly tasks: string | undefined;
      readonly graceMs: number | undefined;
    },
  ): Promise<Answer> => {
    const { dryRun, graceMs, tasks } = how;
    const { caller } = asking;
    const job = await permittedJob(context, asking, id, "jobs:control");
    const elements = tasks === undefined ? undefined : someElements(job, tasks);
    const isDone =
      hasNothingToDo(job, "cancel", graceMs) || (elements !== undefined && haveEnded(job, elements));
    if (isDone || dryRun) return jobAnswer(caller, 200, job);
    return asked(caller, job, "cancel", defined({ elements, graceMs }));
  };

  return [
    cancel,
    kill,
    action("hold", "Keeps what has not started from starting. Repeating it is harmless."),
    action("release", "Undoes a hold. Repeating it is harmless."),
    action("suspend", "Pauses what runs, and keeps the rest from starting. Repeating it is harmless."),
    action("resume", "Undoes that. Repeating it is harmless."),
  ];
}

/** Latest attempts that are looked at: of large arrays the rest is left to the scheduler. */
const PAUSED_MAX = 1000;

/** @throws PublicError  `no_pause` when no cluster can do it, or one where the job is under way cannot */
async function checkPause({ pausing, store }: ApiContext, { id, status }: StoredJob): Promise<void> {
  if (isFinal(status.state) || pausing === undefined) return;
  const instead = "Hold it to keep what has not started from starting, or cancel it.";
  if (pausing.length === 0)
    throw new PublicError("no_pause", `No cluster of this installation can pause job ${id}. ${instead}`);
  const attempts = await store.attempts(id, { newestFirst: true, limit: PAUSED_MAX });
  const unable = attempts.find(
    ({ endedAtMs, placement }) => endedAtMs === undefined && !pausing.includes(placement.backend),
  );
  if (unable === undefined) return;
  const { backend } = unable.placement;
  throw new PublicError(
    "no_pause",
    `Job ${id} runs on the cluster ${backend}, which cannot pause it. ${instead}`,
    {
      extra: { executor: backend },
    },
  );
}
