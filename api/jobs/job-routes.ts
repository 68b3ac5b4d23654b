import type { Caller } from "../../auth/caller.ts";
import { jobDirectory } from "../../jobs/life/directory.ts";
import { isFinal, JOB_STATES } from "../../jobs/life/job.ts";
import type { Job, TaskId } from "../../jobs/life/job.ts";
import { elementOfIndex } from "../../jobs/spec/spec.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob, shownTo, visibleJob } from "../context/access.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { jobETag } from "../http/etag.ts";
import { attemptDocument, defined, jobDocument } from "../context/job-document.ts";
import { removeTree } from "../files/remove-tree.ts";
import type { Removed } from "../files/remove-tree.ts";
import { historyOf, relationsOf } from "./job-relations.ts";
import { EXPANSIONS, picked } from "./list-items.ts";
import {
  ARRAY_INDEX,
  DRY_RUN,
  integer,
  JOB_ID,
  optional,
  text,
  withDefault,
  word,
  words,
} from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { JOB_NAMES } from "./job-schemas.ts";
import { ref } from "../http/schema-words.ts";
import { explainJobRoute } from "./explain-route.ts";

/** Attempts on one page. */
const ATTEMPTS_MAX = 1000;
export function jobRoutes(context: ApiContext): readonly Route[] {
  return [
    getJobRoute(context),
    forgetJobRoute(context),
    explainJobRoute(context),
    listAttemptsRoute(context),
  ];
}

function getJobRoute(context: ApiContext): Route {
  return defineRoute({
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
      fields: optional(words("Only these fields.", JOB_NAMES)),
      expand: optional(words("More of it; attempts and usage are always there.", EXPANSIONS, { most: 2 })),
    },
    answers: {
      200: {
        description: "The job, ended or not.",
        schema: { anyOf: [ref("Job"), ref("ExpandedJob"), ref("JobPart")] },
        tagged: true,
      },
    },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params, query, signal }) {
      const shape = {
        fields: query.fields?.map((each) => each.word),
        withEvents: (query.expand ?? []).some((each) => each.word === "events"),
      };
      const job = await visibleJob(context, caller, params.id);
      if (query.waitFor === undefined || isFinal(job.status.state))
        return shapedAnswer(context, caller, job, shape);
      context.openStream(caller, "wait", signal);
      await untilEnded(
        context,
        params.id,
        AbortSignal.any([signal, AbortSignal.timeout(query.timeout * 1000)]),
      );
      return shapedAnswer(context, caller, await visibleJob(context, caller, params.id), shape);
    },
  });
}

async function shapedAnswer(
  context: ApiContext,
  caller: Caller,
  job: StoredJob,
  { fields, withEvents }: { readonly fields: readonly string[] | undefined; readonly withEvents: boolean },
): Promise<Answer> {
  const { store } = context;
  const shown = shownTo(context, caller, job);
  const document = jobDocument(shown, await relationsOf(context, job), context.attemptLinks);
  const events = withEvents ? { events: await historyOf(store, job) } : {};
  return {
    status: 200,
    headers: { etag: jobETag(job) },
    json: { ...picked({ ...document }, fields), ...events },
  };
}

function forgetJobRoute(context: ApiContext): Route {
  const { store } = context;
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/jobs/{id}",
    operationId: "forgetJob",
    summary:
      "Removes the directory of a job that has ended, where this server has it, and leaves the job out of everything from now on; what it used stays in the accounts.",
    permission: "jobs:write",
    params: { id: JOB_ID },
    query: { dryRun: DRY_RUN },
    answers: {
      204: { description: "It is forgotten, or with `dryRun=true` could be.", mediaType: "none" },
    },
    problems: ["not_found", "conflict_state", "store_unavailable"],
    async handle({ params, query, ...asking }) {
      const { caller } = asking;
      const job = await permittedJob(context, asking, params.id, "jobs:write", "forget");
      const { state } = job.status;
      if (!isFinal(state)) {
        throw new PublicError("conflict_state", `Job ${job.id} has not ended (${state}); cancel it first.`, {
          extra: { from: state, wanted: "forget", allowed: JOB_STATES.filter(isFinal) },
        });
      }
      if (query.dryRun) return { status: 204, none: true };
      // In this order: after a crash in between it is still there to be asked for again.
      const removed = await removeFiles(context, job);
      await store.hide([job.id]);
      context.log.info("a job is forgotten", {
        event: "job.forgotten",
        job: job.id,
        owner: job.user,
        by: caller.user,
        ...defined({ removed: removed?.entries, left: removed?.left }),
      });
      return { status: 204, none: true };
    },
  });
}

function listAttemptsRoute(context: ApiContext): Route {
  const { store } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/attempts",
    operationId: "listAttempts",
    summary: "Attempts of a job, oldest first, or the latest ones first.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      index: optional(ARRAY_INDEX),
      order: withDefault(word("Which come first.", ["oldest", "newest"]), "oldest"),
      limit: withDefault(integer("Attempts on one page.", { minimum: 1, maximum: ATTEMPTS_MAX }), 100),
      cursor: optional(text("`next` of the page before.", { maxLength: 1100 })),
    },
    answers: { 200: { description: "One page.", schema: ref("AttemptList") } },
    problems: ["not_found", "bad_cursor", "store_unavailable"],
    async handle({ caller, params, query: { index, order, limit, cursor } }) {
      const job = await visibleJob(context, caller, params.id);
      const element = index === undefined ? undefined : elementOf(job, index);
      const cursors = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: JSON.stringify([job.id, index, order]),
        nowMs: context.nowMs(),
      };
      // A cursor of ours holds the id of a task.
      const after = cursor === undefined ? undefined : (String(readCursor(cursors, cursor)[0]) as TaskId);
      const found = await store.attempts(job.id, {
        ...defined({ element, after }),
        newestFirst: order === "newest",
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const truncated = found.length > limit;
      const next = truncated && last !== undefined ? makeCursor(cursors, [last.taskId]) : undefined;
      const items = page.map((attempt) => attemptDocument(attempt, job.spec, context.attemptLinks(attempt)));
      return { status: 200, json: { items, truncated, ...defined({ next }) } };
    },
  });
}

/** The job's own directory; `undefined` when it is nowhere that this server sees. */
async function removeFiles({ jobFiles, log }: ApiContext, { id }: StoredJob): Promise<Removed | undefined> {
  if (jobFiles === undefined) return undefined;
  try {
    return await removeTree(jobFiles.directory, jobDirectory(id).split("/"));
  } catch (error) {
    // Somebody put something else in its place, or the disk is away: the job is forgotten all the same.
    log.warn("the directory of a job cannot be removed", { event: "job.files_left", job: id, err: error });
    return undefined;
  }
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
