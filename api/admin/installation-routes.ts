import { Buffer } from "node:buffer";
import { permissionsOf } from "../../auth/authorize.ts";
import { parseTaskId, type TaskId } from "../../jobs/life/job.ts";
import { isMember } from "../../jobs/placement/queues.ts";
import { grantedVolumes } from "../../jobs/placement/volumes.ts";
import { SCRIPT_NAME } from "../../jobs/spec/spec-defaults.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { Health } from "../../telemetry/health.ts";
import { closedDocument } from "./closing-routes.ts";
import type { ApiContext } from "../context/context.ts";
import { MIB } from "../context/job-document.ts";
import { elementOf } from "../jobs/job-routes.ts";
import { agentsNow, NOBODY_ANSWERS } from "../context/leader.ts";
import { isOnceToken, ONCE_SECRET } from "../http/once.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** What concerns the installation and not one job, and the two doors for machines: health and one-time addresses. */
export function installationRoutes(context: ApiContext, health: Health): readonly Route[] {
  return [
    listNodesRoute(context),
    getNodeRoute(context),
    listNetworksRoute(context),
    listVolumesRoute(context),
    listImagesRoute(context),
    whoamiRoute(),
    listVersionsRoute(),
    getMetricsRoute(context),
    getLeaderMetricsRoute(context),
    isAliveRoute(),
    isReadyRoute(health),
    getHealthRoute(health),
    getTaskFileRoute(context),
  ];
}

function listNodesRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/nodes",
    operationId: "listNodes",
    summary: "The machines that jobs run on, as the scheduler knows them now.",
    permission: "nodes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("NodeList") } },
    problems: ["no_leader"],
    async handle() {
      const agents = await agentsNow(leader);
      return { status: 200, json: { items: agents.map(nodeDocument) } };
    },
  });
}

function getNodeRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/nodes/{node}",
    operationId: "getNode",
    summary: "One machine, by its id or its name.",
    permission: "nodes:read",
    params: { node: text("Its id or its name.", { maxLength: 255, pattern: /^[^/:]+$/ }) },
    query: {},
    answers: { 200: { description: "The machine.", schema: ref("Node"), tagged: true } },
    problems: ["not_found", "no_leader"],
    async handle({ params }) {
      const agents = await agentsNow(leader);
      const found =
        agents.find(({ id }) => id === params.node) ??
        agents.find(({ hostname }) => hostname === params.node);
      if (found === undefined) throw new PublicError("not_found", "There is no such machine now.");
      return { status: 200, json: nodeDocument(found) };
    },
  });
}

function listNetworksRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/networks",
    operationId: "listNetworks",
    summary: "Networks that a job may name in `network`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("NetworkList") } },
    problems: [],
    async handle() {
      return { status: 200, json: { items: context.networks.map((name) => ({ name })) } };
    },
  });
}

function listVolumesRoute(context: ApiContext): Route {
  const { volumes } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/volumes",
    operationId: "listVolumes",
    summary: "Directories that a job may name in `volumes`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("VolumeList") } },
    problems: [],
    async handle({ caller: { user } }) {
      const { projects } = context.siteRules;
      const own = projects.filter((project) => isMember(project, user)).map(({ name }) => name);
      const named = own.length === 0 ? [context.jobDefaults.project ?? "default"] : own;
      const items = new Map(
        // What is shown is what a job in one of their projects may name.
        named
          .flatMap((project) => grantedVolumes(volumes, { user, project }))
          .map(({ name, source, mode }) => [`${name} ${source} ${mode}`, { name, path: source, mode }]),
      );
      return { status: 200, json: { items: [...items.values()] } };
    },
  });
}

function listImagesRoute(context: ApiContext): Route {
  const { capabilities } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/images",
    operationId: "listImages",
    summary:
      "Images that queues of this site give their jobs, and whether a job may name another one in `image`.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("ImageList") } },
    problems: [],
    async handle() {
      const queuesOf = new Map<string, string[]>();
      for (const { image, name } of context.siteRules.queues)
        if (image !== undefined) queuesOf.set(image, [...(queuesOf.get(image) ?? []), name]);
      const items = [...queuesOf].map(([reference, queues]) => ({ ref: reference, queues }));
      return { status: 200, json: { items, anyOther: capabilities?.some(({ images }) => images) ?? true } };
    },
  });
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

function getMetricsRoute({ metrics }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/metrics",
    operationId: "getMetrics",
    summary: "Metrics in the Prometheus text format.",
    permission: "metrics:read",
    params: {},
    query: {},
    answers: { 200: { description: "Metrics of this process.", mediaType: "text/plain" } },
    problems: [],
    async handle() {
      const { contentType, text } = await metrics.expose();
      return { status: 200, headers: { "content-type": contentType }, bytes: Buffer.from(text) };
    },
  });
}

function getLeaderMetricsRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/metrics/leader",
    operationId: "getLeaderMetrics",
    summary: "Metrics of the scheduler that leads, in the Prometheus text format.",
    permission: "metrics:read",
    params: {},
    query: {},
    answers: { 200: { description: "Metrics of the leader.", mediaType: "text/plain" } },
    problems: ["no_leader"],
    async handle() {
      const text = await leader.metrics();
      if (text === undefined) throw new PublicError("no_leader", NOBODY_ANSWERS);
      const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
      return { status: 200, headers, bytes: Buffer.from(text) };
    },
  });
}

function isAliveRoute(): Route {
  return defineRoute({
    method: "GET",
    path: "/livez",
    operationId: "isAlive",
    isProbe: true,
    summary: "Whether the process answers. Looks at nothing else, so that no outage elsewhere restarts it.",
    permission: "public",
    params: {},
    query: {},
    answers: { 200: { description: "It does.", schema: ref("Health") } },
    problems: [],
    async handle() {
      return { status: 200, json: { status: "ok" } };
    },
  });
}

function isReadyRoute(health: Health): Route {
  return defineRoute({
    method: "GET",
    path: "/readyz",
    operationId: "isReady",
    isProbe: true,
    summary: "Whether requests can be served. `degraded` serves, but not everything.",
    permission: "public",
    params: {},
    query: {},
    answers: {
      200: { description: "They can.", schema: ref("Health") },
      503: { description: "They can not.", schema: ref("Health") },
    },
    problems: [],
    async handle() {
      const { status } = await health.ready();
      return { status: status === "failed" ? 503 : 200, json: { status } };
    },
  });
}

function getHealthRoute(health: Health): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/health",
    operationId: "getHealth",
    summary: "The checks behind `/readyz`, one by one.",
    permission: "health:verbose",
    params: {},
    query: {},
    answers: { 200: { description: "The checks, whatever they say.", schema: ref("Health") } },
    problems: [],
    async handle() {
      return { status: 200, json: await health.ready() };
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

function nodeDocument(agent: AgentView) {
  const { id, backend, hostname, attributes, active, closed, sharedWith, total, free, standing, tasks } =
    agent;
  return {
    id,
    executor: backend,
    hostname,
    attributes,
    active,
    ...(sharedWith === undefined ? {} : { sharedWith }),
    ...(closed === undefined
      ? {}
      : {
          closed: closedDocument(closed, closed.node === undefined ? "executor" : "node"),
        }),
    total: amounts(total),
    free: amounts(free),
    tasks,
    ...(standing === undefined
      ? {}
      : {
          trust: {
            state: standing.state,
            ...(standing.untilMs === undefined ? {} : { until: new Date(standing.untilMs).toISOString() }),
          },
        }),
  };
}

function amounts({ cpusMilli, memMib, diskMib, gpus }: ResourceVector) {
  return { cpus: cpusMilli / 1000, memoryBytes: memMib * MIB, diskBytes: diskMib * MIB, gpus };
}
