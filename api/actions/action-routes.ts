import type { Caller } from "../../auth/caller.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { TASK_RANGES } from "../../jobs/spec/task-ranges.ts";
import type { StoredJob } from "../../store/store.ts";
import type { Asking } from "../context/access.ts";
import { permittedJob } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import type { CancelWords, Verb } from "./job-actions.ts";
import {
  GRACE_SECONDS,
  hasNothingToDo,
  haveEnded,
  milliseconds,
  requestOf,
  someElements,
} from "./job-actions.ts";
import { jobAnswer } from "./job-answer.ts";
import { defined } from "../context/job-document.ts";
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
  return [
    cancelRoute(context),
    killRoute(context),
    actionRoute(context, "hold", "Keeps what has not started from starting. Repeating it is harmless."),
    actionRoute(context, "release", "Undoes a hold. Repeating it is harmless."),
    actionRoute(
      context,
      "suspend",
      "Pauses what runs, and keeps the rest from starting. Repeating it is harmless.",
    ),
    actionRoute(context, "resume", "Undoes that. Repeating it is harmless."),
  ];
}

function describeAction(verb: Verb | "kill", summary: string) {
  return {
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
  } as const;
}

async function requestAction(
  context: ApiContext,
  caller: Caller,
  job: StoredJob,
  verb: Verb,
  how: CancelWords = {},
): Promise<Answer> {
  const { store } = context;
  await store.submit([requestOf(job, verb, caller, context.nowMs(), how)]);
  context.leader.wake();
  return jobAnswer(context, caller, 202, job);
}

function actionRoute(context: ApiContext, verb: Exclude<Verb, "cancel">, summary: string): Route {
  return defineRoute({
    ...describeAction(verb, summary),
    query: { dryRun: DRY_RUN },
    async handle({ params, query, ...asking }) {
      const { caller } = asking;
      const job = await permittedJob(context, asking, params.id, "jobs:control", verb);
      if (verb === "suspend") await checkPause(context, job);
      if (hasNothingToDo(job, verb) || query.dryRun) return jobAnswer(context, caller, 200, job);
      return requestAction(context, caller, job, verb);
    },
  });
}

function cancelRoute(context: ApiContext): Route {
  return defineRoute({
    ...describeAction(
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
      return cancelJob(context, asking, params.id, { ...query, graceMs: milliseconds(graceSeconds) });
    },
  });
}

function killRoute(context: ApiContext): Route {
  return defineRoute({
    ...describeAction(
      "kill",
      "Ends a job at once, or some tasks of an array, without time to end by themselves; also what is being cancelled already.",
    ),
    query: { dryRun: DRY_RUN, tasks: TASKS },
    handle: ({ params, query, ...asking }) => cancelJob(context, asking, params.id, { ...query, graceMs: 0 }),
  });
}

async function cancelJob(
  context: ApiContext,
  asking: Asking,
  id: number,
  how: {
    readonly dryRun: boolean;
    readonly tasks: string | undefined;
    readonly graceMs: number | undefined;
  },
): Promise<Answer> {
  const { dryRun, graceMs, tasks } = how;
  const { caller } = asking;
  const job = await permittedJob(context, asking, id, "jobs:control");
  const elements = tasks === undefined ? undefined : someElements(job, tasks);
  const isDone =
    hasNothingToDo(job, "cancel", graceMs) || (elements !== undefined && haveEnded(job, elements));
  if (isDone || dryRun) return jobAnswer(context, caller, 200, job);
  return requestAction(context, caller, job, "cancel", defined({ elements, graceMs }));
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
