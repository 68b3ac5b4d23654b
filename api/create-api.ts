import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import type { Authenticator } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import { mayUse } from "../auth/permissions.ts";
import type { TaskAccess } from "../offers/task-access.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { Health } from "../telemetry/health.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ApiContext } from "./context.ts";
import { rememberAgents } from "./context.ts";
import { eventRoutes } from "./event-routes.ts";
import { checkAccept, checkBodyType, checkHostAndOrigin, SECURITY_HEADERS } from "./guards.ts";
import { installationRoutes } from "./installation-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { createJournalFeed } from "./journal-feed.ts";
import { parseJsonBody } from "./json-body.ts";
import type { LeaderLink } from "./leader.ts";
import { logRoutes } from "./log-routes.ts";
import { openApiDocument } from "./openapi.ts";
import { problemDocument, problemHeaders, PROBLEMS, PublicError, toPublicError } from "./problems.ts";
import type { Answer, Route } from "./route.ts";
import { defineRoute } from "./route.ts";
import { openStreams } from "./streams.ts";
import { submitRoutes } from "./submit-routes.ts";
import type { JobDefaults, Volume } from "./submission.ts";

export interface ApiOptions {
  readonly store: Store;
  readonly leader: LeaderLink;
  /** Reads the output of tasks of all backends, by the placement of the attempt. */
  readonly access: TaskAccess;
  readonly auth: Authenticator;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly version: string;
  /** Under which others reach this server; its host is accepted beside the loopback names. */
  readonly publicUrl?: URL;
  readonly volumes: readonly Volume[];
  readonly jobDefaults: JobDefaults;
  /** Longest body of one job, and longest line of a batch. */
  readonly bodyBytesMax: number;
  readonly nowMs: () => number;
  /** Pause between two looks at the journal, and at an output that is followed, while somebody waits. */
  readonly pollMs?: number;
}

const POLL_MS = 100;
/** A body must arrive within this time. */
const REQUEST_TIMEOUT_MS = 300_000;

/**
 * The HTTP server of REST v2, ready to listen. Long answers end when it is closed.
 */
export function createApi(options: ApiOptions): FastifyInstance {
  const { store, leader, auth, log, metrics, nowMs, pollMs = POLL_MS } = options;
  const context: ApiContext = {
    ...options,
    pollMs,
    feed: createJournalFeed(store, pollMs),
    openStream: openStreams(metrics),
    stillAllowed: async (authorization) => (await auth.authenticate(authorization)) !== undefined,
    presentAgents: rememberAgents(leader, nowMs),
  };
  const routes = routeTable(context, options);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const running = new Set<AbortController>();
  let closing = false;

  const app = fastify({
    bodyLimit: options.bodyBytesMax,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
    },
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(error, request, reply);
    },
    clientErrorHandler: answerBadHttp,
  });

  const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = toPublicError(error);
    const { status } = PROBLEMS[problem.code];
    const fields = { requestId: request.id, route: routeOf(request), err: problem.cause ?? error };
    if (problem.code === "internal") log.error("request failed", fields);
    else if (status >= 500) log.warn("request could not be served", { ...fields, code: problem.code });
    if (problem.cause instanceof StoreUnavailableError) metrics.storeError("request", "unavailable");
    const document = problemDocument(problem, {
      instance: (request.raw.url ?? "").split("?", 1)[0]?.slice(0, 200) ?? "",
      requestId: request.id,
    });
    void reply
      .code(status)
      .headers({ ...SECURITY_HEADERS, "x-request-id": request.id, ...problemHeaders(problem) });
    return reply.send(JSON.stringify(document));
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, typeof body === "string" || body.length === 0 ? undefined : parseJsonBody(body));
    } catch (error) {
      done(error instanceof Error ? error : new Error("unreadable body"));
    }
  });
  // Handed on as it arrives: `batch.ts` bounds it.
  app.addContentTypeParser("application/x-ndjson", (_request, payload, done) => done(null, payload));

  app.addHook("onRequest", async (request, reply) => {
    metrics.httpRequestStarted();
    // Connections that were busy when closing began are closed as soon as they are not; nobody else would.
    reply.raw.once("finish", () => {
      if (closing) request.raw.socket.destroySoon();
    });
    void reply.headers({ ...SECURITY_HEADERS, "x-request-id": request.id });
    checkHostAndOrigin(request.headers.host, request.headers.origin, options.publicUrl);
    if (closing) throw new PublicError("draining", "The server is shutting down. Try again later.");
  });
  app.addHook("onResponse", async (request, reply) => {
    const labels = { route: routeOf(request), method: methodOf(request), status: reply.statusCode };
    metrics.httpRequestEnded(labels, reply.elapsedTime / 1000);
    log.debug("request answered", {
      requestId: request.id,
      ...labels,
      durationMs: Math.round(reply.elapsedTime),
    });
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const controller of running) controller.abort();
  });
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? "").split("?", 1)[0] ?? "";
    const allowed = routes.filter((route) => matches(route, path)).map((route) => route.method);
    if (allowed.length === 0 || allowed.some((method) => method === request.method))
      return sendProblem(new PublicError("not_found", "There is no such address."), request, reply);
    const allow = [...new Set(allowed)]
      .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
      .join(", ");
    const error = new PublicError("method_not_allowed", `Possible here: ${allow}.`, { headers: { allow } });
    return sendProblem(error, request, reply);
  });

  for (const route of routes) {
    app.route({
      method: route.method === "GET" ? ["GET", "HEAD"] : [route.method],
      url: fastifyPath(route.path),
      onRequest: async (request) => {
        checkAccept(request.headers.accept, route);
        if (route.permission === "public") return;
        // Before the body is read: nobody unknown makes us parse anything.
        const caller = await auth.authenticate(request.headers.authorization);
        if (caller === undefined)
          throw new PublicError("not_signed_in", "Send Authorization: Bearer <token>.");
        if (!mayUse(caller, route.permission)) {
          throw new PublicError("forbidden", `This needs the permission ${route.permission}.`, {
            extra: { permission: route.permission },
          });
        }
        callers.set(request, caller);
        if (hasBody(request)) {
          const { "content-type": type, "content-encoding": encoding } = request.headers;
          checkBodyType(type, encoding, route.body?.mediaType ?? "application/json");
        }
      },
      handler: async (request, reply) => {
        const controller = new AbortController();
        running.add(controller);
        reply.raw.once("close", () => {
          running.delete(controller);
          controller.abort();
        });
        const answer = await route.run({
          caller: callers.get(request) ?? NOBODY,
          params: pathParameters(request.params),
          query: queryParameters(request.raw.url ?? ""),
          body: checkedBody(route, request.body),
          stream: request.body instanceof Readable ? request.body : undefined,
          header: (name) => headerOf(request, name),
          requestId: request.id,
          signal: controller.signal,
        });
        return sendAnswer(answer, request, reply);
      },
    });
  }
  return app;
}

/** Public routes have no caller; it may do nothing. */
const NOBODY: Caller = { user: "", roles: [] };

function routeTable(context: ApiContext, options: ApiOptions): readonly Route[] {
  const routes: Route[] = [
    ...submitRoutes(context),
    ...jobRoutes(context),
    ...logRoutes(context),
    ...eventRoutes(context),
    ...installationRoutes(context, options.health),
  ];
  let document: unknown;
  routes.push(
    defineRoute({
      method: "GET",
      path: "/api/v2/openapi.json",
      operationId: "getOpenApi",
      summary: "This document.",
      permission: "self:read",
      params: {},
      query: {},
      answers: { 200: { description: "OpenAPI 3.1.", schema: { type: "object" } } },
      problems: [],
      async handle() {
        document ??= openApiDocument(routes, options.version);
        return { status: 200, json: document };
      },
    }),
  );
  return routes;
}

function sendAnswer(answer: Answer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.code(answer.status);
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  if ("json" in answer) {
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer.json));
  }
  if ("bytes" in answer) return reply.send(Buffer.from(answer.bytes));
  const body = Readable.from(answer.chunks, { objectMode: false });
  if (request.method === "HEAD") {
    body.destroy();
    return reply.send();
  }
  void reply.send(body);
  // What is followed may have nothing to say for hours; the client learns at once that it is accepted.
  reply.raw.flushHeaders();
  return reply;
}

/** `undefined` where there is none; a route that takes none refuses fields instead of ignoring them. */
function checkedBody(route: Route, body: unknown): unknown {
  if (body instanceof Readable) return undefined;
  if (route.body?.required === true && body === undefined) {
    throw new PublicError("malformed_json", "The body is empty.", { extra: { offset: 0 } });
  }
  if (route.body !== undefined || body === undefined || body === null) return body;
  if (typeof body === "object" && Object.keys(body).length === 0) return undefined;
  throw new PublicError("invalid", "This address takes no body.", {
    errors: [{ pointer: "", code: "unknown_field", message: "there are no fields here" }],
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function pathParameters(params: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = typeof params === "object" && params !== null ? Object.entries(params) : [];
  return new Map(entries.map(([name, value]) => [name, [String(value)]]));
}

function queryParameters(url: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const at = url.indexOf("?");
  if (at < 0) return values;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** `/jobs/{id}:cancel` → `/jobs/:id(^[^/:]+)::cancel`: a colon that is text is doubled. */
function fastifyPath(path: string): string {
  return path.replaceAll(":", "::").replaceAll(/\{(\w+)\}/g, ":$1(^[^/:]+)");
}

function matches(route: Route, path: string): boolean {
  const pattern = route.path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/:]+");
  return new RegExp(`^${pattern}$`).test(path);
}

/** Labels of metrics come from closed sets: the template of the route, never a path. */
function routeOf(request: FastifyRequest): string {
  const url = request.routeOptions?.url;
  return url === undefined ? "none" : url.replaceAll("(^[^/:]+)", "").replaceAll("::", ":");
}

function methodOf({ method }: FastifyRequest): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(method) ? method : "other";
}

/** What is no HTTP never reaches a route; it is answered in the same format, and the connection ends. */
function answerBadHttp(error: Error & { readonly code: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === "HPE_HEADER_OVERFLOW"
      ? new PublicError("headers_too_large", "The request line and headers may have 16 KiB.")
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? new PublicError("request_timeout", "The request did not arrive in time.")
        : new PublicError("bad_request", "The request is not valid HTTP/1.1.");
  const { status, title } = PROBLEMS[problem.code];
  const body = JSON.stringify(problemDocument(problem));
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(problem),
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join("")}\r\n${body}`);
}
