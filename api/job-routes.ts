import { randomUUID } from "node:crypto";
import { isAdmin } from "../auth/caller.ts";
import { maySeeJobOf } from "../auth/permissions.ts";
import { isFinal, JOB_STATES } from "../jobs/job.ts";
import type { Attempt, Job } from "../jobs/job.ts";
import { elementOfIndex } from "../jobs/spec.ts";
import { sentences } from "../offers/sentences.ts";
import type { JobQuery, JobRequest, Store } from "../store/store.ts";
import type { ApiContext } from "./context.ts";
import { visibleJob } from "./context.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "./cursor.ts";
import { attemptDocument, defined, instant, jobDocument, jobSummary } from "./job-document.ts";
import { integer, optional, repeated, text, withDefault, word } from "./parameters.ts";
import { PublicError } from "./problems.ts";
import type { Answer, Route } from "./route.ts";
import { defineRoute } from "./route.ts";
import { ref } from "./schemas.ts";

export const JOB_ID = integer("Job id.", { minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const ARRAY_INDEX = integer("Index of an array's task.", { minimum: 0, maximum: 2 ** 31 - 1 });

/** Attempts shown inside a job document. */
const ATTEMPTS_SHOWN = 20;
/** Attempts read at once. More than the retry limit: attempts that never began are not counted by it. */
export const ATTEMPTS_MAX = 1000;
const LIST_MAX = 1000;
/** Jobs read at once: each may carry a script of 1 MiB, which a list does not show. */
const LIST_PIECE = 100;

export function jobRoutes(context: ApiContext): readonly Route[] {
  const { store } = context;

  const listJobs = defineRoute({
    method: "GET",
    path: "/api/v2/jobs",
    operationId: "listJobs",
    summary: "Jobs, newest first. Different filters must all hold; of a repeated one, any.",
    permission: "jobs:read",
    params: {},
    query: {
      state: repeated(word("Only jobs in this state.", JOB_STATES), JOB_STATES.length),
      user: optional(text("Only jobs of this user.", { maxLength: 255 })),
      project: optional(text("Only jobs of this project.", { maxLength: 63 })),
      name: optional(text("Only jobs of exactly this name.", { maxLength: 128 })),
      label: optional(
        text("Only jobs with this label, `key=value`.", { maxLength: 320, pattern: /^[^=]+=/ }),
      ),
      limit: withDefault(integer("Jobs on one page.", { minimum: 1, maximum: LIST_MAX }), 100),
      cursor: optional(text("`next` of the page before.", { maxLength: 400 })),
    },
    answers: { 200: { description: "One page.", schema: ref("JobList") } },
    problems: ["bad_cursor", "store_unavailable"],
    async handle({ caller, query }) {
      const { cursor, limit, state, label, user, project, name } = query;
      const filter = { state, user, project, name, label };
      const secret = await store.sharedSecret(CURSOR_SECRET);
      const beforeId =
        cursor === undefined
          ? undefined
          : readCursor(secret, JSON.stringify(filter), cursor, context.nowMs());
      // Others' jobs do not exist for a user; asking for them gives what asking for an unknown user's gives.
      if (user !== undefined && !maySeeJobOf(caller, user)) return { status: 200, json: { items: [] } };
      const wanted = {
        ...(state.length === 0 ? {} : { states: state }),
        ...defined({ user: isAdmin(caller) ? user : caller.user, project, name, label: labelFilter(label) }),
      };
      const { items, more } = await readPage(store, { ...wanted, ...defined({ beforeId }) }, limit);
      const last = items.at(-1);
      const next =
        more && last !== undefined
          ? makeCursor(secret, JSON.stringify(filter), last.id, context.nowMs())
          : undefined;
      return { status: 200, json: { items, ...defined({ next }) } };
    },
  });

  const getJob = defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}",
    operationId: "getJob",
    summary:
      "One job. With `waitFor=terminal` the answer waits until the job has ended, or until the timeout.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      waitFor: optional(word("What to wait for.", ["terminal"])),
      timeout: withDefault(integer("Longest wait in seconds.", { minimum: 0, maximum: 120 }), 60),
    },
    answers: { 200: { description: "The job, ended or not.", schema: ref("Job") } },
    problems: ["not_found", "rate_limited", "store_unavailable"],
    async handle({ caller, params, query, signal }) {
      const job = await visibleJob(context, caller, params.id);
      if (query.waitFor === undefined || isFinal(job.status.state)) return jobAnswer(200, job);
      context.openStream(caller, "wait", signal);
      await untilEnded(
        context,
        params.id,
        AbortSignal.any([signal, AbortSignal.timeout(query.timeout * 1000)]),
      );
      return jobAnswer(200, await visibleJob(context, caller, params.id));
    },
  });

  const jobAnswer = async (status: number, job: Job): Promise<Answer> => ({
    status,
    json: jobDocument(job, await someAttempts(store, job)),
  });

  const action = (verb: JobRequest["verb"], summary: string): Route =>
    defineRoute({
      method: "POST",
      path: `/api/v2/jobs/{id}:${verb}`,
      operationId: `${verb}Job`,
      summary,
      permission: "jobs:write",
      params: { id: JOB_ID },
      query: {},
      answers: {
        202: {
          description: "The request is stored and will be carried out; the job as it is now.",
          schema: ref("Job"),
        },
        200: { description: "There is nothing to do; the job as it is.", schema: ref("Job") },
      },
      problems: ["not_found", "conflict_state", "store_unavailable"],
      async handle({ caller, params }) {
        const job = await visibleJob(context, caller, params.id);
        const { state, cancelledBy } = job.status;
        if (verb === "cancel" && (isFinal(state) || cancelledBy !== undefined)) return jobAnswer(200, job);
        if (isFinal(state)) {
          throw new PublicError(
            "conflict_state",
            `Job ${job.id} has ended (${state}); there is nothing left to ${verb}.`,
            {
              extra: { from: state, wanted: verb, allowed: JOB_STATES.filter((each) => !isFinal(each)) },
            },
          );
        }
        const request = { job: job.id, verb, by: caller.user, admin: isAdmin(caller), atMs: context.nowMs() };
        await store.submit([{ kind: "request", key: `request/${job.id}/${verb}/${randomUUID()}`, request }]);
        context.leader.wake();
        return jobAnswer(202, job);
      },
    });

  const explain = defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/explain",
    operationId: "explainJob",
    summary: "Why the job is where it is: causes with the facts behind them, and the same in sentences.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {},
    answers: { 200: { description: "The causes as they were at `at`.", schema: ref("Explanation") } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      const job = await visibleJob(context, caller, params.id);
      const explanation = isFinal(job.status.state) ? undefined : await context.leader.explain(job.id);
      const reason = defined({ reason: job.status.reason });
      if (explanation !== undefined) {
        const { state, atMs, causes } = explanation;
        const told = sentences(explanation);
        return {
          status: 200,
          json: { job: job.id, state, ...reason, source: "leader", ...age(atMs), causes, sentences: told },
        };
      }
      const { state, message, stateSinceMs } = job.status;
      const told = message === undefined ? [] : [message];
      const note = isFinal(state)
        ? undefined
        : "No scheduler can be asked now: this is the state that was stored last.";
      return {
        status: 200,
        json: {
          job: job.id,
          state,
          ...reason,
          source: "store",
          ...age(stateSinceMs),
          causes: [],
          sentences: told,
          ...defined({ note }),
        },
      };
    },
  });

  const age = (atMs: number) => ({
    at: instant(atMs),
    ageSeconds: Math.max(0, (context.nowMs() - atMs) / 1000),
  });

  const attempts = defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/attempts",
    operationId: "listAttempts",
    summary: "Attempts of a job, oldest first.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      index: optional(ARRAY_INDEX),
      limit: withDefault(integer("Attempts at most.", { minimum: 1, maximum: ATTEMPTS_MAX }), 100),
    },
    answers: {
      200: {
        description: "The attempts; `truncated` tells that there are more than `limit`.",
        schema: ref("AttemptList"),
      },
    },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params, query }) {
      const job = await visibleJob(context, caller, params.id);
      const element = query.index === undefined ? undefined : elementOf(job, query.index);
      const found = await store.attempts(job.id, { ...defined({ element }), limit: query.limit + 1 });
      const items = found.slice(0, query.limit).map(attemptDocument);
      return { status: 200, json: { items, truncated: found.length > query.limit } };
    },
  });

  return [
    listJobs,
    getJob,
    action("cancel", "Ends a job, running or not. Repeating it is harmless."),
    action("hold", "Keeps what has not started from starting. Repeating it is harmless."),
    action("release", "Undoes a hold. Repeating it is harmless."),
    explain,
    attempts,
  ];
}

/** @throws PublicError  `not_found` when the job has no task of that index */
export function elementOf(job: Job, index: number): number {
  const element = elementOfIndex(job.spec.array, index);
  if (element === undefined)
    throw new PublicError("not_found", `Job ${job.id} has no task with index ${index}.`);
  return element;
}

/** Returns when the job has ended or `signal` is aborted. */
async function untilEnded(context: ApiContext, id: number, signal: AbortSignal): Promise<void> {
  // The cursor is taken before the job is read: whatever ends it afterwards is an entry behind the cursor.
  let cursor = await context.feed.head();
  for (;;) {
    const job = await context.store.job(id);
    if (job === undefined || isFinal(job.status.state)) return;
    for (;;) {
      const entries = await context.feed.after(cursor, signal);
      if (entries.length === 0) return;
      cursor = entries.at(-1)?.n ?? cursor;
      if (entries.some(({ records }) => records.some((record) => record.type === "job" && record.job === id)))
        break;
    }
  }
}

/** At most a few: of an array the oldest, since it may have a million; of any other job the latest. */
async function someAttempts(store: Store, job: Job): Promise<readonly Attempt[]> {
  if (job.spec.array !== undefined) return store.attempts(job.id, { limit: ATTEMPTS_SHOWN });
  return (await store.attempts(job.id, { limit: ATTEMPTS_MAX })).slice(-ATTEMPTS_SHOWN);
}

async function readPage(store: Store, wanted: Omit<JobQuery, "limit">, limit: number) {
  const items: ReturnType<typeof jobSummary>[] = [];
  let { beforeId } = wanted;
  // One more than asked for tells whether there is another page.
  while (items.length <= limit) {
    const size = Math.min(LIST_PIECE, limit + 1 - items.length);
    const piece = await store.jobs({ ...wanted, ...defined({ beforeId }), limit: size });
    items.push(...piece.map(jobSummary));
    beforeId = piece.at(-1)?.id;
    if (piece.length < size) break;
  }
  return { items: items.slice(0, limit), more: items.length > limit };
}

function labelFilter(label: string | undefined): JobQuery["label"] {
  if (label === undefined) return undefined;
  const at = label.indexOf("=");
  return { key: label.slice(0, at), value: label.slice(at + 1) };
}
