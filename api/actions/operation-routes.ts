import { randomUUID } from "node:crypto";
import type { Caller } from "../../auth/caller.ts";
import { auditActor } from "../../auth/audit.ts";
import { isAdmin, isOperating } from "../../auth/caller.ts";
import type { ApiContext } from "../context/context.ts";
import { IDEMPOTENCY_HEADER, keyOf, REPLAYED_HEADERS } from "../http/idempotency.ts";
import { milliseconds } from "./job-actions.ts";
import { defined, instant } from "../context/job-document.ts";
import type { BulkVerb, Operation, Operations } from "./operations.ts";
import { createOperations, NEEDS } from "./operations.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { jobsMeant, OF_CANCEL, OF_OTHERS } from "./operation-jobs.ts";

/** So many are done before the first answer. */
const AT_ONCE_MAX = 200;

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
