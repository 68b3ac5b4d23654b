import { JOB_STATES } from "../../jobs/life/job.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob, visibleJob } from "../context/access.ts";
import type { CursorContext } from "../http/cursor.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { recordDocument } from "./event-document.ts";
import { defined, usageDocument } from "../context/job-document.ts";
import { elementOf } from "./job-routes.ts";
import {
  ARRAY_INDEX,
  integer,
  JOB_ID,
  optional,
  repeated,
  text,
  withDefault,
  word,
} from "../http/parameters.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import type { TaskDocument } from "./task-document.ts";
import { taskDocument } from "./task-document.ts";

const PAGE_MAX = 1000;
/** Tasks looked at for one page: where few of a million are meant, a page may come back short, with a cursor. */
const LOOKED_AT_MAX = 10_000;

/** What one job consists of: its specification, tasks, history and usage. */
export function taskRoutes(context: ApiContext): readonly Route[] {
  return [
    getJobSpecRoute(context),
    listTasksRoute(context),
    getTaskRoute(context),
    listJobEventsRoute(context),
    getJobUsageRoute(context),
  ];
}

function getJobSpecRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/spec",
    operationId: "getJobSpec",
    summary: "What was asked for, with every default filled in: can be submitted as it is.",
    permission: "jobs:output",
    params: { id: JOB_ID },
    query: {},
    answers: { 200: { description: "The specification.", schema: ref("JobSpec"), tagged: true } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params, ...asking }) {
      const job = await permittedJob(context, asking, params.id, "jobs:output", "its specification");
      return { status: 200, json: job.spec };
    },
  });
}

function listTasksRoute(context: ApiContext): Route {
  const { store, nowMs } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/tasks",
    operationId: "listTasks",
    summary: "Tasks of a job by index; a job that is no array has one, without an index.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      state: repeated(word("Only tasks in this state.", JOB_STATES), JOB_STATES.length),
      limit: withDefault(integer("Tasks on one page.", { minimum: 1, maximum: PAGE_MAX }), 100),
      cursor: optional(text("`next` of the page before.", { maxLength: 1100 })),
    },
    answers: {
      200: {
        description:
          "One page. With `state` it may have fewer tasks than `limit` although there is a `next`.",
        schema: ref("TaskList"),
      },
    },
    problems: ["not_found", "bad_cursor", "store_unavailable"],
    async handle({ caller, params, query: { state, limit, cursor } }) {
      const job = await visibleJob(context, caller, params.id);
      const cursors: CursorContext = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: JSON.stringify([job.id, state]),
        nowMs: nowMs(),
      };
      const total = taskCount(job.spec.array);
      const from = cursor === undefined ? 0 : Number(readCursor(cursors, cursor)[0]) + 1;
      const items: TaskDocument[] = [];
      let element = from;
      while (element < total && items.length < limit && element - from < LOOKED_AT_MAX) {
        const size = Math.min(limit, total - element);
        const elements = Array.from({ length: size }, (_, k) => element + k);
        for (const task of await tasksOf(context, job, elements)) {
          element += 1;
          if (state.length === 0 || state.includes(task.state)) items.push(task);
          if (items.length === limit) break;
        }
      }
      const next = element < total ? makeCursor(cursors, [element - 1]) : undefined;
      return { status: 200, json: { items, ...defined({ next }) } };
    },
  });
}

function getTaskRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/tasks/{index}",
    operationId: "getTask",
    summary: "One task of an array.",
    permission: "jobs:read",
    params: { id: JOB_ID, index: ARRAY_INDEX },
    query: {},
    answers: { 200: { description: "The task.", schema: ref("Task"), tagged: true } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      const job = await visibleJob(context, caller, params.id);
      const [task] = await tasksOf(context, job, [elementOf(job, params.index)]);
      return { status: 200, json: task };
    },
  });
}

function listJobEventsRoute(context: ApiContext): Route {
  const { store } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/events",
    operationId: "listJobEvents",
    summary: "What happened to a job, oldest first, as far back as the journal is kept.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      after: withDefault(
        integer("`next` of the page before.", { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        0,
      ),
      limit: withDefault(
        integer("Entries of the journal on one page; each has one event or more of the job.", {
          minimum: 1,
          maximum: PAGE_MAX,
        }),
        100,
      ),
    },
    answers: { 200: { description: "One page.", schema: ref("EventList") } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params, query: { after, limit } }) {
      const job = await visibleJob(context, caller, params.id);
      const found = await store.entriesOf(job.id, after, limit + 1);
      const entries = found.slice(0, limit);
      const items = entries.flatMap(({ records, atMs }) =>
        records.flatMap((record) => recordDocument(job, record, atMs) ?? []),
      );
      const next = found.length > limit ? entries.at(-1)?.n : undefined;
      return { status: 200, json: { items, ...defined({ next }) } };
    },
  });
}

function getJobUsageRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/usage",
    operationId: "getJobUsage",
    summary: "What the attempts of a job that have ended held, and for how long.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {},
    answers: { 200: { description: "The sums.", schema: ref("Usage"), tagged: true } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      return { status: 200, json: usageDocument((await visibleJob(context, caller, params.id)).used) };
    },
  });
}

async function tasksOf(
  { store, attemptLinks }: ApiContext,
  job: Awaited<ReturnType<typeof visibleJob>>,
  elements: readonly number[],
): Promise<readonly TaskDocument[]> {
  const attempts = await store.latestAttempts(elements.map((element) => ({ job: job.id, element })));
  const latest = new Map(attempts.map((attempt) => [attempt.element, attempt]));
  return elements.map((element) => taskDocument(job, element, latest.get(element), attemptLinks));
}
