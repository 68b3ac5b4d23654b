import { Buffer } from "node:buffer";
import { permissionsOf } from "../../auth/authorize.ts";
import { parseTaskId, type TaskId } from "../../jobs/life/job.ts";
import { SCRIPT_NAME } from "../../jobs/spec/spec-defaults.ts";
import type { Health } from "../../telemetry/health.ts";
import type { ApiContext } from "../context/context.ts";
import { elementOf } from "../jobs/job-routes.ts";
import { isOnceToken, ONCE_SECRET } from "../http/once.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { nodeRoutes } from "./node-routes.ts";
import { siteRoutes } from "./site-routes.ts";
import { healthRoutes } from "./health-routes.ts";

/** What concerns the installation and not one job, and the two doors for machines: health and one-time addresses. */
export function installationRoutes(context: ApiContext, health: Health): readonly Route[] {
  return [
    ...nodeRoutes(context),
    ...siteRoutes(context),
    whoamiRoute(),
    listVersionsRoute(),
    ...healthRoutes(context, health),
    getTaskFileRoute(context),
  ];
}

function whoamiRoute(): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/whoami",
    operationId: "whoami",
    summary: "Whose token this is, and what it may do.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "The caller.", schema: ref("Whoami") } },
    problems: [],
    async handle({ caller }) {
      return {
        status: 200,
        json: { user: caller.user, roles: caller.roles, permissions: permissionsOf(caller) },
      };
    },
  });
}

function listVersionsRoute(): Route {
  return defineRoute({
    method: "GET",
    path: "/api",
    operationId: "listVersions",
    summary: "Versions of the API.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("Versions") } },
    problems: [],
    async handle() {
      const v2 = { version: "v2", path: "/api/v2", openapi: "/api/v2/openapi.json" };
      return { status: 200, json: { versions: [v2] } };
    },
  });
}

function getTaskFileRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/once/{taskId}/{token}/{file}",
    operationId: "getTaskFile",
    summary:
      "A task's script, for the machine that starts it. Opens only with that task's token, and only while it is starting.",
    permission: "public",
    params: {
      taskId: text("Task id.", { maxLength: 80 }),
      token: text("Token of this task.", { maxLength: 80 }),
      file: text("Name of the file.", { maxLength: 80 }),
    },
    query: {},
    answers: { 200: { description: "The file, byte for byte.", mediaType: "application/octet-stream" } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params }) {
      const script = await scriptOf(context, params.taskId, params.token, params.file);
      // One answer to all that is wrong: nothing can be learned by trying.
      if (script === undefined) throw new PublicError("not_found", "There is no such file.");
      return {
        status: 200,
        headers: { "content-type": "application/octet-stream" },
        bytes: Buffer.from(script),
      };
    },
  });
}

async function scriptOf(
  { store }: ApiContext,
  taskId: string,
  token: string,
  file: string,
): Promise<string | undefined> {
  const parts = parseTaskId(taskId);
  if (parts === undefined || file !== SCRIPT_NAME) return undefined;
  const secret = await store.sharedSecret(ONCE_SECRET);
  if (!isOnceToken(secret, taskId as TaskId, token)) return undefined; // `parseTaskId` says that it is one
  const job = await store.job(parts.job);
  if (job === undefined) return undefined;
  const element = parts.index === undefined ? 0 : elementOf(job, parts.index);
  const attempts = await store.attempts(job.id, { element, limit: 1000 });
  const attempt = attempts.find((candidate) => candidate.taskId === taskId);
  return attempt?.state === "starting" ? job.spec.script : undefined;
}
