import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import { StoreUnavailableError } from "../store/store.ts";
import type { ApiContext } from "./context/context.ts";
import { FRAME_BYTES_MAX } from "./live/exec-frames.ts";
import { createLegacyApi } from "./godocker-1/create.ts";
import { addLegacyRoutes, withoutDoubledSlash } from "./godocker-1/frame/serve.ts";
import { checkHostAndOrigin, SECURITY_HEADERS } from "./http/guards.ts";
import { parseJsonBody } from "./http/json-body.ts";
import { matches, methodOf, pathOf, routeOf, traceOf } from "./http/paths.ts";
import { problemDocument, problemHeaders, PROBLEMS, PublicError, toPublicError } from "./http/problems.ts";
import type { Route } from "./http/route.ts";
import { answerBadHttp } from "./http/sending.ts";
import { createRateLimiter, RATE_LIMITS } from "./http/rate-limits.ts";
import { addDocRoutes } from "./documentation/doc-routes.ts";
import { addWebRoutes } from "./http/web-routes.ts";
import { parseYamlBody } from "./http/yaml-body.ts";
import type { ApiOptions } from "./api-options.ts";
import { OpenAnswers } from "./http/open-answers.ts";
import { createContext } from "./api-context.ts";
import { addRoute } from "./served-routes.ts";
import { routeTable } from "./route-table.ts";

/** A body must arrive within this time. */
const REQUEST_TIMEOUT_MS = 300_000;

/**
 * The HTTP server of REST v2, ready to listen. Long answers end when it is closed.
 */
export function createApi(options: ApiOptions): FastifyInstance {
  const { auth, identity, log, metrics, nowMs } = options;
  const { context, book, legacy } = createContext(options);
  const limiter = createRateLimiter({ ...RATE_LIMITS, ...options.rateLimits }, nowMs);
  const answers = new OpenAnswers();
  const routes = routeTable(context, options);
  const app = createServer(options, routes);
  takeBodies(app);
  addHooks(app, { options, context, answers, routes });
  answerFaults(app, { log, metrics }, routes);
  addPlugins(app);
  app.after(() => {
    for (const route of routes) addRoute(app, route, { options, context, limiter, answers });
  });
  addLegacyRoutes(app, {
    ...createLegacyApi(context, legacy, { auth, book, identity }),
    context,
    limiter,
    untilClosed: (reply) => answers.untilClosed(reply),
  });
  if (options.web !== undefined) addWebRoutes(app, options.web);
  if (options.docs !== undefined) addDocRoutes(app, options.docs);
  return app;
}

function createServer(options: ApiOptions, routes: readonly Route[]): FastifyInstance {
  return fastify({
    rewriteUrl: ({ url }) => withoutDoubledSlash(url ?? "/"),
    bodyLimit: options.bodyBytesMax,
    trustProxy: [...(options.trustedProxies ?? [])],
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
    },
    http: {
      // Some clients offer to switch to HTTP/2 with every request; they are answered as if they had not.
      shouldUpgradeCallback: (request) => isSwitch(request, routes),
    },
    // Parameters say themselves how long they may be.
    routerOptions: { maxParamLength: 16_384 },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(options, error, request, reply);
    },
    clientErrorHandler: answerBadHttp,
  });
}

/** Whether a request is to become a WebSocket; then no other can follow on its connection. */
function isSwitch({ url, headers }: IncomingMessage, routes: readonly Route[]): boolean {
  return (
    headers.upgrade?.toLowerCase() === "websocket" &&
    routes.some((route) => route.open !== undefined && matches(route, pathOf(url)))
  );
}

function sendProblem(
  { log, metrics }: Pick<ApiOptions, "log" | "metrics">,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toPublicError(error);
  const { status } = PROBLEMS[problem.code];
  const fields = { requestId: request.id, route: routeOf(request), err: problem.cause ?? error };
  if (problem.code === "internal") log.error("request failed", fields);
  else if (status >= 500) log.warn("request could not be served", { ...fields, code: problem.code });
  if (problem.cause instanceof StoreUnavailableError) metrics.storeError("request", "unavailable");
  const document = problemDocument(problem, {
    instance: pathOf(request.raw.url).slice(0, 200),
    requestId: request.id,
  });
  void reply
    .code(status)
    .headers({ ...SECURITY_HEADERS, "x-request-id": request.id, ...problemHeaders(problem) });
  return reply.send(JSON.stringify(document));
}

function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  takeBody(app, "application/json", parseJsonBody);
  takeBody(app, "application/merge-patch+json", parseJsonBody);
  takeBody(app, "application/yaml", parseYamlBody);
  // Handed on as it arrives: `batch.ts` bounds it.
  app.addContentTypeParser("application/x-ndjson", (_request, payload, done) => done(null, payload));
}

function takeBody(app: FastifyInstance, type: string, parse: (bytes: Uint8Array) => unknown): void {
  app.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, typeof body === "string" || body.length === 0 ? undefined : parse(body));
    } catch (error) {
      done(error instanceof Error ? error : new Error("unreadable body"));
    }
  });
}

function addHooks(
  app: FastifyInstance,
  {
    answers,
    context,
    options: { log, metrics, publicUrl },
    routes,
  }: {
    readonly answers: OpenAnswers;
    readonly context: ApiContext;
    readonly options: ApiOptions;
    readonly routes: readonly Route[];
  },
): void {
  app.addHook("onRequest", async (request, reply) => {
    metrics.httpRequestStarted();
    const isLast = isSwitch(request.raw, routes);
    // Connections that were busy when closing began are closed as soon as they are not; nobody else would.
    reply.raw.once("finish", () => {
      if (answers.isClosing || isLast) request.raw.socket.destroySoon();
    });
    if (isLast) void reply.header("connection", "close");
    void reply.headers({ ...SECURITY_HEADERS, "x-request-id": request.id });
    checkHostAndOrigin(request.headers.host, request.headers.origin, publicUrl);
    if (answers.isClosing) throw new PublicError("draining", "The server is shutting down. Try again later.");
    if (needsRules(request)) await context.rules.refresh();
  });
  app.addHook("onResponse", async (request, reply) => {
    const labels = { route: routeOf(request), method: methodOf(request), status: reply.statusCode };
    metrics.httpRequestEnded(labels, reply.elapsedTime / 1000);
    const trace = traceOf(request.headers.traceparent);
    log.debug("request answered", {
      requestId: request.id,
      ...(trace === undefined ? {} : { trace }),
      ...labels,
      durationMs: Math.round(reply.elapsedTime),
    });
  });
  app.addHook("preClose", async () => answers.close());
}

function answerFaults(
  app: FastifyInstance,
  parts: Pick<ApiOptions, "log" | "metrics">,
  routes: readonly Route[],
): void {
  const noRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendProblem(parts, noSuchRoute(request, routes), request, reply);
  app.setNotFoundHandler(noRoute);
  app.setErrorHandler((error, request, reply) => {
    // Of methods that have a body the library looks at that first, also where there is no such method.
    const isNoRoute =
      error instanceof Error && "code" in error && error.code === "FST_ERR_ROUTE_MISSING_CONTENT_TYPE";
    return isNoRoute ? noRoute(request, reply) : sendProblem(parts, error, request, reply);
  });
}

function noSuchRoute(request: FastifyRequest, routes: readonly Route[]): PublicError {
  const path = pathOf(request.raw.url);
  const allowed = routes.filter((route) => matches(route, path)).map((route) => route.method);
  if (allowed.length === 0 || allowed.some((method) => method === request.method))
    return new PublicError("not_found", "There is no such address.");
  const allow = [...new Set(allowed)]
    .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
    .join(", ");
  return new PublicError("method_not_allowed", `Possible here: ${allow}.`, { headers: { allow } });
}

function addPlugins(app: FastifyInstance): void {
  void app.register(compress, {
    encodings: ["br", "gzip"],
    threshold: 1024,
    globalDecompression: false, // bodies that are compressed are refused
    // As fast as gzip and smaller; the default would take a hundred times as long for a few per cent.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 4 },
  });
  void app.register(websocket, {
    options: { maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false },
    errorHandler: (_error, socket) => socket.terminate(),
    preClose: (done) => done(), // they end with everything else that runs
  });
}

/** Probes, pages and what has an address of its own rest on no rule that is stored. */
function needsRules({ raw }: FastifyRequest): boolean {
  const path = pathOf(raw.url);
  return path.startsWith("/api/") && path !== "/api/v2/docs";
}
