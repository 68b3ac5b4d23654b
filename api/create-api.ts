import { addDocRoutes } from "./documentation/doc-routes.ts";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { constants } from "node:zlib";
import compress from "@fastify/compress";
import websocket from "@fastify/websocket";
import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import type { Credential } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import { DirectoryUnavailableError } from "../auth/directory.ts";
import { NO_ACCOUNT_RULES } from "../fair-share/account-rules.ts";
import { auditIn } from "../store/audit.ts";
import { StoreUnavailableError } from "../store/store.ts";
import { actingCaller } from "./context/acting.ts";
import type { ApiContext } from "./context/context.ts";
import { rememberAgents } from "./context/context.ts";
import { FRAME_BYTES_MAX } from "./live/exec-frames.ts";
import { EXEC_LIMITS } from "./context/exec-limits.ts";
import { createAccountBook, DEFAULT_PROJECT } from "./godocker-1/frame/account-book.ts";
import { withAccountLimits } from "./godocker-1/accounts/account-limits.ts";
import { createLegacyApi } from "./godocker-1/create.ts";
import { LEGACY_OPTIONS } from "./godocker-1/frame/options.ts";
import { addLegacyRoutes, withoutDoubledSlash } from "./godocker-1/frame/serve.ts";
import { withLegacyOutput } from "./godocker-1/frame/output-access.ts";
import { ARCHIVE_LIMITS } from "./files/archive.ts";
import { checkAccept, checkBodyType, checkHostAndOrigin, SECURITY_HEADERS } from "./http/guards.ts";
import { createJournalFeed } from "./context/journal-feed.ts";
import { createIdempotency } from "./http/idempotency.ts";
import { parseJsonBody } from "./http/json-body.ts";
import { fastifyPath, matches, methodOf, pathOf, routeOf, traceOf } from "./http/paths.ts";
import { problemDocument, problemHeaders, PROBLEMS, PublicError, toPublicError } from "./http/problems.ts";
import { hasBody, rawCall, STRANGER, type SignedIn } from "./http/request.ts";
import { credentialOf } from "./sign-in/request-credential.ts";
import type { Route, Talk } from "./http/route.ts";
import { answerBadHttp, isCompressed, sendAnswer } from "./http/sending.ts";
import { bucketOf, createRateLimiter, RATE_LIMITS } from "./http/rate-limits.ts";
import { preferencesIn } from "./context/preferences.ts";
import { createRulesReader, liveAccountRules, liveSiteNeeds, liveSiteRules } from "./context/stored-rules.ts";
import { openStreams } from "./context/streams.ts";
import { createSubmitLimits } from "./context/submit-limits.ts";
import { asked } from "./context/identity.ts";
import { addWebRoutes } from "./http/web-routes.ts";
import { parseYamlBody } from "./http/yaml-body.ts";
import type { ApiOptions } from "./api-options.ts";
import { routeTable } from "./route-table.ts";

/** Why an answer that is waited for is not needed any more. One for all: without it each request would make an error. */
const GONE = Object.assign(new Error("the connection has ended"), { name: "AbortError" });
const POLL_MS = 100;
const CHANGE_WAIT_MS = 2000;
/** From telling clients that the server ends to cutting their connections. */
const CLOSE_MS = 1000;
/** A body must arrive within this time. */
const REQUEST_TIMEOUT_MS = 300_000;

/**
 * The HTTP server of REST v2, ready to listen. Long answers end when it is closed.
 */
export function createApi(options: ApiOptions): FastifyInstance {
  const { store, leader, auth, log, metrics, nowMs, pollMs = POLL_MS } = options;
  const rules = createRulesReader(store, nowMs);
  const audit = options.audit ?? auditIn(store, nowMs);
  const siteRules = liveSiteRules(
    options.siteRules,
    rules.current,
    options.jobDefaults.project ?? DEFAULT_PROJECT,
  );
  const accountRules = liveAccountRules(options.accountRules ?? (() => NO_ACCOUNT_RULES), rules.current);
  const legacy = { ...LEGACY_OPTIONS, ...options.legacy };
  const book = createAccountBook({ store, configured: () => siteRules.projects, nowMs });
  const callerNow: ApiContext["callerNow"] = async (credential) => {
    try {
      return await auth.authenticate(unused(credential));
    } catch (error) {
      // For so long nobody remembers them: it cannot be told that they still may.
      if (error instanceof DirectoryUnavailableError) return undefined;
      throw error;
    }
  };
  const context: ApiContext = {
    ...options,
    networks: options.networks ?? [],
    capabilities: options.capabilities,
    pausing: options.pausing,
    settings: options.settings ?? (() => []),
    preferences: preferencesIn(store, nowMs),
    siteNeeds: liveSiteNeeds(options.siteNeeds, siteRules),
    jobFiles: options.jobFiles,
    siteRules,
    accountRules,
    rules,
    audit,
    tellOwner: async (job, look) => {
      await store.submit([
        { kind: "record", key: `record/look/${randomUUID()}`, record: { type: "look", job, ...look } },
      ]);
      leader.wake();
    },
    submitLimits: withAccountLimits(createSubmitLimits({ store, rules: accountRules, nowMs }), {
      store,
      book,
      days: legacy.usageDays,
      nowMs,
    }),
    access: withLegacyOutput(options.access, { store, jobFiles: options.jobFiles, nowMs }),
    archiveLimits: { ...ARCHIVE_LIMITS, ...options.archiveLimits },
    execLimits: { ...EXEC_LIMITS, ...options.execLimits },
    attemptLinks: options.attemptLinks ?? (() => undefined),
    pollMs,
    feed: createJournalFeed(store, () => sleep(pollMs)),
    openStream: openStreams(metrics),
    callerNow,
    stillAllowed: async (credential) => (await callerNow(credential)) !== undefined,
    presentAgents: rememberAgents(leader, nowMs),
    idempotency: createIdempotency(store, nowMs),
    changeWaitMs: options.changeWaitMs ?? CHANGE_WAIT_MS,
    accountOf: options.identity?.accountOf ?? (async () => undefined),
  };
  const limiter = createRateLimiter({ ...RATE_LIMITS, ...options.rateLimits }, nowMs);
  const routes = routeTable(context, options);
  const signedIn = new WeakMap<FastifyRequest, SignedIn>();
  const talks = new WeakMap<FastifyRequest, Talk>();
  const running = new Set<AbortController>();
  let closing = false;
  /** Whether a request is to become a WebSocket; then no other can follow on its connection. */
  const isSwitch = ({ url, headers }: IncomingMessage): boolean =>
    headers.upgrade?.toLowerCase() === "websocket" &&
    routes.some((route) => route.open !== undefined && matches(route, pathOf(url)));

  const app = fastify({
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
      shouldUpgradeCallback: isSwitch,
    },
    // Parameters say themselves how long they may be.
    routerOptions: { maxParamLength: 16_384 },
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
      instance: pathOf(request.raw.url).slice(0, 200),
      requestId: request.id,
    });
    void reply
      .code(status)
      .headers({ ...SECURITY_HEADERS, "x-request-id": request.id, ...problemHeaders(problem) });
    return reply.send(JSON.stringify(document));
  };

  app.removeAllContentTypeParsers();
  const takeBodies = (type: string, parse: (bytes: Uint8Array) => unknown): void => {
    app.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, done) => {
      try {
        done(null, typeof body === "string" || body.length === 0 ? undefined : parse(body));
      } catch (error) {
        done(error instanceof Error ? error : new Error("unreadable body"));
      }
    });
  };
  takeBodies("application/json", parseJsonBody);
  takeBodies("application/merge-patch+json", parseJsonBody);
  takeBodies("application/yaml", parseYamlBody);
  // Handed on as it arrives: `batch.ts` bounds it.
  app.addContentTypeParser("application/x-ndjson", (_request, payload, done) => done(null, payload));

  app.addHook("onRequest", async (request, reply) => {
    metrics.httpRequestStarted();
    // Connections that were busy when closing began are closed as soon as they are not; nobody else would.
    reply.raw.once("finish", () => {
      if (closing || isSwitch(request.raw)) request.raw.socket.destroySoon();
    });
    if (isSwitch(request.raw)) void reply.header("connection", "close");
    void reply.headers({ ...SECURITY_HEADERS, "x-request-id": request.id });
    checkHostAndOrigin(request.headers.host, request.headers.origin, options.publicUrl);
    if (closing) throw new PublicError("draining", "The server is shutting down. Try again later.");
    if (needsRules(request)) await rules.refresh();
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
  app.addHook("preClose", async () => {
    closing = true;
    for (const controller of running) controller.abort(GONE);
  });
  const noRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = pathOf(request.raw.url);
    const allowed = routes.filter((route) => matches(route, path)).map((route) => route.method);
    if (allowed.length === 0 || allowed.some((method) => method === request.method))
      return sendProblem(new PublicError("not_found", "There is no such address."), request, reply);
    const allow = [...new Set(allowed)]
      .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
      .join(", ");
    const error = new PublicError("method_not_allowed", `Possible here: ${allow}.`, { headers: { allow } });
    return sendProblem(error, request, reply);
  };
  app.setNotFoundHandler(noRoute);
  app.setErrorHandler((error, request, reply) => {
    // Of methods that have a body the library looks at that first, also where there is no such method.
    const isNoRoute =
      error instanceof Error && "code" in error && error.code === "FST_ERR_ROUTE_MISSING_CONTENT_TYPE";
    return isNoRoute ? noRoute(request, reply) : sendProblem(error, request, reply);
  });

  /** A signal that is aborted when the client is gone or the server closes. */
  const untilClosed = (reply: FastifyReply): AbortSignal => {
    const controller = new AbortController();
    running.add(controller);
    reply.raw.once("close", () => {
      running.delete(controller);
      controller.abort(GONE);
    });
    return controller.signal;
  };
  const addRoute = (route: Route): void => {
    const { open } = route;
    app.route({
      method: route.method === "GET" ? ["GET", "HEAD"] : [route.method],
      url: fastifyPath(route.path),
      ...(isCompressed(route) ? {} : { compress: false as const }),
      onRequest: async (request, reply) => {
        if (route.isProbe !== true) limiter.take(bucketOf(route), { address: request.ip });
        checkAccept(request.headers.accept, route);
        if (route.permission === "public") return;
        // Before the body is read: nobody unknown makes us parse anything.
        const credential = credentialOf(request, options.doors ?? {});
        const caller = await asked(auth.authenticate(credential));
        if (caller === undefined)
          throw new PublicError("not_signed_in", "Send Authorization: Bearer <token>.");
        void reply.headers(limiter.take(bucketOf(route), { user: caller.user }));
        const acting = await actingCaller(context, askedBy(request, caller, route));
        signedIn.set(request, { caller: acting, credential });
        if (request.method !== "GET" && request.method !== "HEAD" && hasBody(request)) {
          const { "content-type": type, "content-encoding": encoding } = request.headers;
          const { mediaType = "application/json", also = [] } = route.body ?? {};
          checkBodyType(type, encoding, [mediaType, ...also]);
        }
      },
      handler: async (request, reply) =>
        sendAnswer(
          await route.run(rawCall(route, request, signedIn.get(request) ?? STRANGER, untilClosed(reply))),
          route,
          request,
          reply,
        ),
      ...(open === undefined
        ? {}
        : {
            preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
              talks.set(
                request,
                await open(rawCall(route, request, signedIn.get(request) ?? STRANGER, untilClosed(reply))),
              );
            },
            wsHandler: async (socket: WebSocket, request: FastifyRequest) => {
              const beganAtMs = nowMs();
              socket.on("close", () => {
                const labels = { route: routeOf(request), method: "GET", status: 101 };
                metrics.httpRequestEnded(labels, (nowMs() - beganAtMs) / 1000);
              });
              await talks.get(request)?.(socket);
              // A client that does not close its side must not keep a server that ends.
              if (closing) setTimeout(() => socket.terminate(), CLOSE_MS).unref();
            },
          }),
    });
  };
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
  app.after(() => routes.forEach(addRoute));
  addLegacyRoutes(app, {
    ...createLegacyApi(context, legacy, { auth, book, identity: options.identity }),
    context,
    limiter,
    untilClosed,
  });
  if (options.web !== undefined) addWebRoutes(app, options.web);
  if (options.docs !== undefined) addDocRoutes(app, options.docs);
  return app;
}

function askedBy(request: FastifyRequest, caller: Caller, { operationId, permission }: Route) {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return { caller, header, requestId: request.id, permission, operation: operationId };
}

/** Probes, pages and what has an address of its own rest on no rule that is stored. */
function needsRules({ raw }: FastifyRequest): boolean {
  const path = pathOf(raw.url);
  return path.startsWith("/api/") && path !== "/api/v2/docs";
}

/** A stream that goes on is no new use of what it began with. */
function unused(credential: Credential | undefined): Credential | undefined {
  if (credential === undefined || credential.kind === "remote") return credential;
  const { address: _, ...shown } = credential;
  return shown;
}
