import { randomUUID } from "node:crypto";
import type { Caller } from "../../auth/caller.ts";
import { auditActor } from "../../auth/audit.ts";
import { isAdmin, isOperating } from "../../auth/caller.ts";
import type { Permission } from "../../auth/permissions.ts";
import { JOB_STATES } from "../../jobs/life/job.ts";
import { parseInstant, QUERY_LIMITS } from "../../jobs/query/job-query.ts";
import type { JobPlace } from "../../store/store.ts";
import { reachFilter } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { IDEMPOTENCY_HEADER, keyOf, REPLAYED_HEADERS } from "../http/idempotency.ts";
import { GRACE_SECONDS, milliseconds } from "./job-actions.ts";
import { defined, instant } from "../context/job-document.ts";
import type { FilterValues } from "../jobs/job-query.ts";
import { filterOf } from "../jobs/job-query.ts";
import type { BulkVerb, Operation, Operations } from "./operations.ts";
import { createOperations, NEEDS } from "./operations.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { list, object, ref } from "../http/schema-words.ts";

const JOBS_MAX = 10_000;
/** Read at once while the jobs of a filter are found. */
const FOUND_AT_ONCE = 100;
/** So many are done before the first answer. */
const AT_ONCE_MAX = 200;

const ID = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const texts = (maxLength: number) => ({
  type: "array",
  maxItems: 50,
  items: { type: "string", minLength: 1, maxLength },
});
const TIME = { type: "string", maxLength: 40 };
/** As the parameters of the list of jobs, but for `user` and the like being lists. */
const FILTER_SCHEMA = object({
  "state?": { type: "array", maxItems: JOB_STATES.length, items: { type: "string", enum: JOB_STATES } },
  "user?": texts(255),
  "project?": texts(63),
  "name?": texts(128),
  "label?": texts(320),
  "node?": texts(255),
  "reason?": texts(64),
  "exitCode?": { type: "array", maxItems: 50, items: { type: "integer", minimum: 0, maximum: 255 } },
  "retryOf?": { type: "array", maxItems: 50, items: ID },
  "array?": { type: "boolean" },
  "since?": TIME,
  "until?": TIME,
  "updatedSince?": TIME,
  "q?": { type: "string", minLength: 1, maxLength: QUERY_LIMITS.characters },
});
const IDS = { ids: { ...list(ID), minItems: 1, maxItems: JOBS_MAX, uniqueItems: true } };
const FILTER = {
  filter: FILTER_SCHEMA,
  expectedCount: {
    type: "integer",
    minimum: 0,
    maximum: JOBS_MAX,
    description: "How many jobs match: with another number of them nothing is done.",
  },
};
const GRACE = {
  "graceSeconds?": {
    type: "integer",
    ...GRACE_SECONDS,
    description: "Time to end by themselves, in the place of the jobs' own; of what stops already only less.",
  },
};

interface Graceful {
  readonly graceSeconds?: number;
}
interface ByIds extends Graceful {
  readonly ids: readonly number[];
}
interface ByFilter extends Graceful {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly expectedCount: number;
}

/** What is sent for one verb: by ids or by a filter. */
function wordsOf(more: Readonly<Record<string, JsonSchema>>) {
  const [byIds, byFilter] = [object({ ...IDS, ...more }), object({ ...FILTER, ...more })];
  const readIds = bodyReader<ByIds>(byIds);
  const readFilter = bodyReader<ByFilter>(byFilter);
  return {
    schema: { type: "object", oneOf: [byIds, byFilter] },
    /** @throws PublicError  `invalid` */
    read: (body: unknown): ByIds | ByFilter =>
      typeof body === "object" && body !== null && "ids" in body ? readIds(body) : readFilter(body),
  };
}

const OF_CANCEL = wordsOf(GRACE);
const OF_OTHERS = wordsOf({});

const SUMMARIES: Readonly<Record<BulkVerb, string>> = {
  cancel: "Ends many jobs.",
  hold: "Keeps what has not started of many jobs from starting.",
  release: "Undoes the hold of many jobs.",
  retry: "Submits many jobs that have ended again.",
};

export function operationRoutes(context: ApiContext): readonly Route[] {
  const operations = createOperations(context);

  return [
    startRoute(context, operations, "cancel"),
    startRoute(context, operations, "hold"),
    startRoute(context, operations, "release"),
    startRoute(context, operations, "retry"),
    getOperationRoute(context, operations),
  ];
}

function startRoute(context: ApiContext, operations: Operations, verb: BulkVerb): Route {
  const { idempotency, nowMs, store } = context;
  const words = verb === "cancel" ? OF_CANCEL : OF_OTHERS;
  return defineRoute({
    method: "POST",
    path: `/api/v2/jobs:${verb}`,
    operationId: `${verb}Jobs`,
    summary: `${SUMMARIES[verb]} By their ids, or by a filter and the number of jobs that it is expected to match.`,
    permission: NEEDS[verb],
    params: {},
    query: { dryRun: DRY_RUN },
    headers: IDEMPOTENCY_HEADER,
    body: {
      mediaType: "application/json",
      schema: words.schema,
      required: true,
      example: { filter: { q: "state:pending name:test*" }, expectedCount: 12 },
    },
    answers: {
      202: {
        description: "It is stored and being carried out.",
        schema: ref("Operation"),
        headers: {
          Location: "Where to ask how far it is.",
          "Idempotent-Replayed": "`true`: it came before.",
        },
      },
      200: {
        description: "With `dryRun=true`: the jobs that would be meant.",
        schema: ref("OperationPlan"),
      },
    },
    problems: [
      "count_differs",
      "idempotency_conflict",
      "idempotency_in_flight",
      "store_unavailable",
      "timeout",
    ],
    async handle({ caller, body, query, header }) {
      const key = keyOf(header("idempotency-key"));
      const asked = words.read(body);
      const find = () => jobsMeant(context, asked, caller, NEEDS[verb]);
      const graceMs = milliseconds(asked.graceSeconds);
      if (query.dryRun) return { status: 200, json: { verb, jobs: await find() } };
      const { answer: id, replayed } = await idempotency.once<string>(
        { user: caller.user, operation: `${verb}Jobs`, key, content: body },
        async (notesOf) => {
          const jobs = await find();
          const operation = {
            id: randomUUID(),
            verb,
            caller,
            atMs: nowMs(),
            jobs,
            ...defined({ graceMs }),
          };
          if (isOperating(caller))
            await context.audit.record({
              action: `jobs.${verb}`,
              outcome: "done",
              actor: auditActor(caller),
              resource: `operation/${operation.id}`,
              after: { jobs: operation.jobs.length },
            });
          await store.submit([], [operations.noteOf(operation), ...notesOf(operation.id)]);
          return operation.id;
        },
      );
      const operation = await visibleOperation(operations, id, caller);
      const work = carryOn(context, operations, operation);
      if (operation.jobs.length <= AT_ONCE_MAX) await work;
      const headers = { location: `/api/v2/operations/${id}`, ...(replayed ? REPLAYED_HEADERS : {}) };
      return { ...(await operationAnswer(operations, operation, 202)), headers };
    },
  });
}

function getOperationRoute(context: ApiContext, operations: Operations): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/operations/{operation}",
    operationId: "getOperation",
    summary: "How far an action on many jobs is, and how each of them went. Kept for three days.",
    permission: "jobs:read",
    params: { operation: text("Its id.", { maxLength: 36, pattern: /^[0-9a-f-]+$/ }) },
    query: {},
    answers: { 200: { description: "The operation.", schema: ref("Operation"), tagged: true } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      const operation = await visibleOperation(operations, params.operation, caller);
      const answer = await operationAnswer(operations, operation, 200);
      // The process that began it may be gone.
      if (answer.json.state === "running") void carryOn(context, operations, operation);
      return answer;
    },
  });
}

async function visibleOperation(operations: Operations, id: string, caller: Caller): Promise<Operation> {
  const operation = await operations.find(id);
  if (operation === undefined || (operation.caller.user !== caller.user && !isAdmin(caller)))
    throw new PublicError("not_found", `There is no operation ${id}.`);
  return operation;
}

/** What cannot be done now is done when somebody asks again. */
async function carryOn({ log }: ApiContext, operations: Operations, operation: Operation): Promise<void> {
  try {
    await operations.carryOut(operation);
  } catch (error) {
    log.warn("an operation stopped; asking for it continues it", { operation: operation.id, err: error });
  }
}

async function operationAnswer(operations: Operations, operation: Operation, status: number) {
  const { id, verb, caller, atMs, jobs } = operation;
  const results = await operations.results(operation);
  return {
    status,
    json: {
      id,
      verb,
      user: caller.user,
      createdAt: instant(atMs),
      state: results.length === jobs.length ? "done" : "running",
      total: jobs.length,
      done: results.length,
      refused: results.filter(({ outcome }) => outcome === "refused").length,
      results,
      links: { self: `/api/v2/operations/${id}` },
    },
  } satisfies Answer;
}

/** @throws PublicError  `count_differs`, `invalid` for a time that is none */
async function jobsMeant(
  context: ApiContext,
  asked: ByIds | ByFilter,
  caller: Caller,
  permission: Permission,
): Promise<readonly number[]> {
  const { store } = context;
  if ("ids" in asked) return asked.ids;
  const { filter: document, expectedCount } = asked;
  const filter = filterOf(filterValues(document), reachFilter(context, caller, permission));
  const found = await store.countJobs({ filter }, JOBS_MAX + 1);
  if (found !== expectedCount) {
    throw new PublicError(
      "count_differs",
      `The filter matches ${found > JOBS_MAX ? `more than ${JOBS_MAX}` : found} jobs, not ${expectedCount}. Nothing was done.`,
      {
        extra: { expected: expectedCount, found },
      },
    );
  }
  const jobs: number[] = [];
  for (let after: JobPlace | undefined; jobs.length < expectedCount;) {
    const page = await store.jobs({ filter, ...defined({ after }), limit: FOUND_AT_ONCE });
    const last = page.at(-1);
    if (last === undefined) break;
    jobs.push(...page.map(({ id }) => id));
    after = { values: [], id: last.id };
  }
  return jobs.slice(0, expectedCount);
}

function filterValues(document: Readonly<Record<string, unknown>>): FilterValues {
  const nothing: FilterValues = {
    state: [],
    user: [],
    project: [],
    name: [],
    label: [],
    node: [],
    reason: [],
    exitCode: [],
    retryOf: [],
    array: undefined,
    since: undefined,
    until: undefined,
    updatedSince: undefined,
    q: undefined,
  };
  const times = Object.fromEntries(
    (["since", "until", "updatedSince"] as const).flatMap((name) => {
      const given = document[name];
      return given === undefined ? [] : [[name, timeOf(name, String(given))]];
    }),
  );
  const array = document.array === undefined ? undefined : document.array === true ? "true" : "false";
  // Their types are those of the schema that the document passed.
  return { ...nothing, ...(document as Partial<FilterValues>), ...times, array };
}

function timeOf(name: string, given: string): number {
  const atMs = parseInstant(given);
  if (atMs !== undefined) return atMs;
  throw new PublicError("invalid", "The filter has one fault.", {
    errors: [
      {
        pointer: `/filter/${name}`,
        code: "format",
        message: "is no time",
        got: given,
        allowed: "RFC 3339, like 2026-01-31T12:00:00Z, or a day",
      },
    ],
  });
}
