import type { StoredQueue, StoredRules } from "../../accounts/stored-rules.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import {
  type AskingForChange,
  changeRules,
  checkRuleTag,
  type PlannedChange,
  ruleETag,
} from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { contentETag } from "../http/etag.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { CHANGE_PROBLEMS, changedAnswers, IF_MATCH, REMOVED_ANSWERS } from "../context/rule-answers.ts";
import {
  PATCH_BODY,
  POST_BODY,
  PUT_BODY,
  QUEUE_NAME,
  readPatch,
  readPost,
  readPut,
} from "./queue-schemas.ts";

const NAME = text("Its name.", { maxLength: 63, pattern: new RegExp(QUEUE_NAME) });
const CHANGED = changedAnswers("Queue", "queue");

/** Changes also when the configuration does. */
export function queueETag(
  { queues = {} }: StoredRules,
  name: string,
  value: StoredQueue | undefined,
): string {
  const revision = Object.hasOwn(queues, name) ? (queues[name]?.revision ?? 0) : 0;
  if (revision > 0 || value === undefined) return ruleETag(`queue-${name}`, revision);
  return contentETag(JSON.stringify(value));
}

/** What whoever asks sees of a queue. */
type ShownQueue = (asking: AskingForChange, queue: StoredQueue & { readonly name: string }) => object;

/**
 * Queues that are made, changed and removed over the API: they stand above those of the configuration, name by name.
 */
export function queueChangeRoutes(context: ApiContext, shown: ShownQueue): readonly Route[] {
  return [
    createQueueRoute(context, shown),
    replaceQueueRoute(context, shown),
    changeQueueRoute(context, shown),
    deleteQueueRoute(context),
  ];
}

function createQueueRoute(context: ApiContext, shown: ShownQueue): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/queues",
    operationId: "createQueue",
    summary: "Makes a queue, beside those of the configuration.",
    permission: "queues:write",
    params: {},
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: POST_BODY,
      required: true,
      example: { name: "short", walltimeSeconds: 1800, limits: { cpus: 8, walltimeSeconds: 3600 } },
    },
    answers: {
      201: { ...CHANGED[200], headers: { ...CHANGED[200].headers, Location: "Its address." } },
      202: CHANGED[202],
    },
    problems: CHANGE_PROBLEMS,
    async handle({ body, query, ...asking }) {
      const { name, ...wanted } = readPost(body);
      const answer = await storeQueue(context, shown, asking, name, query.dryRun, (before) => {
        if (before !== undefined)
          throw new PublicError("precondition_failed", `There is a queue ${name} already.`);
        return { limits: {}, ...wanted };
      });
      return answer.status === 200
        ? { ...answer, status: 201, headers: { ...answer.headers, location: `/api/v2/queues/${name}` } }
        : answer;
    },
  });
}

function replaceQueueRoute(context: ApiContext, shown: ShownQueue): Route {
  return defineRoute({
    method: "PUT",
    path: "/api/v2/queues/{name}",
    operationId: "replaceQueue",
    summary:
      "Makes a queue, or replaces what is said of it, here or in the configuration. Jobs that wait go by it at once.",
    permission: "queues:write",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: { mediaType: "application/json", schema: PUT_BODY, required: true },
    answers: CHANGED,
    problems: CHANGE_PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const wanted = readPut(body);
      return storeQueue(context, shown, asking, params.name, query.dryRun, (before, now) => {
        checkRuleTag(queueETag(now, params.name, before), before !== undefined, asking.header);
        return { limits: {}, ...wanted };
      });
    },
  });
}

function changeQueueRoute(context: ApiContext, shown: ShownQueue): Route {
  return defineRoute({
    method: "PATCH",
    path: "/api/v2/queues/{name}",
    operationId: "changeQueue",
    summary: "Changes some of a queue, as a merge patch: `null` takes a field away.",
    permission: "queues:write",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: {
      mediaType: "application/merge-patch+json",
      also: ["application/json"],
      schema: PATCH_BODY,
      required: true,
    },
    answers: CHANGED,
    problems: CHANGE_PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const { limits: patch = {}, ...fields } = readPatch(body);
      return storeQueue(context, shown, asking, params.name, query.dryRun, (before, now) => {
        if (before === undefined) throw nothing(params.name);
        checkRuleTag(queueETag(now, params.name, before), true, asking.header);
        const { limits, ...rest } = before;
        return { ...merged(rest, fields), limits: merged(limits, patch) };
      });
    },
  });
}

function deleteQueueRoute(context: ApiContext): Route {
  const { siteRules } = context;
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/queues/{name}",
    operationId: "deleteQueue",
    summary:
      "Removes a queue: it takes no jobs any more. Those that it has go on, and run where it let them, by the rest of its rules.",
    permission: "queues:write",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    answers: REMOVED_ANSWERS,
    problems: CHANGE_PROBLEMS,
    async handle({ params: { name }, query, ...asking }) {
      const how = await changeRules(
        context,
        asking,
        (now): PlannedChange => {
          const before = queueValue(siteRules, name);
          checkRuleTag(queueETag(now, name, before), before !== undefined, asking.header);
          if (before === undefined) throw nothing(name);
          if (name === siteRules.queueByDefault)
            throw invalid([
              {
                pointer: "",
                code: "conflict",
                message: "jobs that name no queue are in it",
                hint: "change jobs.defaults.queue in the configuration first",
              },
            ]);
          const value = { ...before, removed: true as const };
          return { change: { of: "queue", name, value }, action: "queue.remove", before };
        },
        query,
      );
      return how === "made" ? { status: 204, none: true } : { status: 202, json: { name } };
    },
  });
}

async function storeQueue(
  context: ApiContext,
  shown: ShownQueue,
  asking: AskingForChange,
  name: string,
  dryRun: boolean,
  next: (before: StoredQueue | undefined, now: StoredRules) => StoredQueue,
): Promise<Extract<Answer, { readonly json: unknown }>> {
  const { siteRules, rules } = context;
  let value: StoredQueue = { limits: {} };
  const how = await changeRules(
    context,
    asking,
    (now): PlannedChange => {
      const before = queueValue(siteRules, name);
      value = next(before, now);
      const faults = faultsOf(value, siteRules);
      if (faults.length > 0) throw invalid(faults);
      return {
        change: { of: "queue", name, value },
        action: before === undefined ? "queue.create" : "queue.change",
        ...(before === undefined ? {} : { before }),
        after: value,
      };
    },
    { dryRun },
  );
  return {
    status: how === "made" ? 200 : 202,
    headers: { etag: queueETag(rules.current(), name, value) },
    json: shown(asking, { name, ...value }),
  };
}

export function queueValue({ queues }: Pick<SiteRules, "queues">, name: string): StoredQueue | undefined {
  const found = queues.find((queue) => queue.name === name);
  if (found === undefined) return undefined;
  const { name: _, ...value } = found;
  return value;
}

/** `null` takes a field away. */
function merged<T extends object>(before: T, patch: { readonly [K in keyof T]?: T[K] | null }): T {
  // What is left is what the schema says of each.
  return Object.fromEntries(
    Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null && value !== undefined),
  ) as T;
}

/** What it names must be there, and its own words must not contradict each other. */
function faultsOf(
  { executors, limits, prefer, projects, walltimeSeconds }: StoredQueue,
  site: Pick<SiteRules, "executors" | "projects">,
): readonly Problem[] {
  const unknown = (pointer: string, what: string, names: readonly string[], known: readonly string[]) =>
    names
      .filter((name) => !known.includes(name))
      .map((got): Problem => ({
        pointer,
        code: "unknown_name",
        message: `there is no ${what} "${got}"`,
        got,
        allowed: known.slice(0, 20).join(", "),
      }));
  const longest = limits.walltimeSeconds;
  return [
    ...unknown("/executors", "cluster", executors ?? [], site.executors),
    ...unknown("/prefer", "cluster that its jobs may use", prefer ?? [], executors ?? site.executors),
    ...(site.projects.length === 0
      ? []
      : unknown(
          "/projects",
          "project",
          projects ?? [],
          site.projects.map(({ name }) => name),
        )),
    ...(walltimeSeconds !== undefined && longest !== undefined && walltimeSeconds > longest
      ? [
          {
            pointer: "/walltimeSeconds",
            code: "conflict" as const,
            message: "is more than the limit of the queue",
            got: walltimeSeconds,
            allowed: `at most ${longest}`,
          },
        ]
      : []),
  ];
}

function invalid(errors: readonly Problem[]): PublicError {
  return new PublicError(
    "invalid",
    `The queue has ${errors.length === 1 ? "one fault" : `${errors.length} faults`}.`,
    {
      errors,
    },
  );
}

function nothing(name: string): PublicError {
  return new PublicError("not_found", `There is no queue ${name}.`);
}
