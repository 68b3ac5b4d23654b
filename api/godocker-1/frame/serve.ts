import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "../../../auth/caller.ts";
import { mayUse, reachOf } from "../../../auth/authorize.ts";
import { StoreUnavailableError } from "../../../store/store.ts";
import type { ApiContext } from "../../context/context.ts";
import { parseJsonBody } from "../../http/json-body.ts";
import { fastifyPath, routeOf } from "../../http/paths.ts";
import { PublicError, toPublicError } from "../../http/problems.ts";
import { asked } from "../../context/identity.ts";
import type { RateLimiter } from "../../http/rate-limits.ts";
import type { Answer } from "../../http/route.ts";
import type { BearerExchange } from "./bearer.ts";
import { refusalStatus, refusalText } from "./refusal.ts";
import type { LegacyRoute } from "./route.ts";

export const LEGACY_PREFIX = "/api/1.0";
/** To the letter: the client compares the whole text. */
const JSON_TYPE = "application/json; charset=UTF-8";
const NOBODY: Caller = { user: "", roles: [], via: "token" };

export interface LegacyServer {
  readonly context: Pick<ApiContext, "log" | "metrics">;
  readonly routes: readonly LegacyRoute[];
  readonly bearer: BearerExchange;
  readonly limiter: RateLimiter;
  /** Aborted when the client is gone or the server closes. */
  readonly untilClosed: (reply: FastifyReply) => AbortSignal;
}

/** `//api/1.0/…` → `/api/1.0/…`: servers are written with a slash at their end, and so clients ask for that. */
export function withoutDoubledSlash(url: string): string {
  return url.startsWith(`/${LEGACY_PREFIX}/`) ? url.slice(1) : url;
}

/** Puts the GoDocker 1.0 API on the server: its own words for errors, and bodies as its clients send them. */
export function addLegacyRoutes(app: FastifyInstance, server: LegacyServer): void {
  void app.register(
    async (scope) => {
      // Clients name all kinds of types, or none, for what is JSON.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
        try {
          done(null, typeof body === "string" || body.length === 0 ? undefined : parseJsonBody(body));
        } catch (error) {
          done(error instanceof Error ? error : new Error("unreadable body"));
        }
      });
      scope.setErrorHandler((error, request, reply) => sendRefusal(server, error, request, reply));
      scope.setNotFoundHandler((request, reply) =>
        sendRefusal(server, new PublicError("not_found", "The resource could not be found."), request, reply),
      );
      for (const route of server.routes) addRoute(scope, route, server);
    },
    { prefix: LEGACY_PREFIX },
  );
}

function addRoute(scope: FastifyInstance, route: LegacyRoute, server: LegacyServer): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  const bucket = route.method === "GET" || route.path.startsWith("/task/over/") ? "reads" : "writes";
  scope.route({
    method: route.method,
    url: fastifyPath(route.path),
    compress: false,
    config: { permission: route.permission },
    onRequest: async (request) => {
      server.limiter.take(bucket, { address: request.ip });
      if (route.permission === "public") return;
      const caller = await asked(server.bearer.authenticate(request.headers.authorization));
      if (caller === undefined)
        throw new PublicError("not_signed_in", "Log in first: the token is missing, unknown or too old.");
      if (!isOpen(route, caller)) throw new PublicError("forbidden", "Only an administrator may do this.");
      server.limiter.take(bucket, { user: caller.user });
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const answer = await route.handle({
        caller: callers.get(request) ?? NOBODY,
        params: textsOf(request.params),
        query: new URLSearchParams((request.raw.url ?? "").split("?").slice(1).join("?")),
        body: request.body ?? undefined,
        header: (name) => {
          const value = request.headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
        address: request.ip,
        requestId: request.id,
        signal: server.untilClosed(reply),
      });
      return send(answer, reply);
    },
  });
}

export function isOpen({ everybody, permission }: LegacyRoute, caller: Caller): boolean {
  return mayUse(caller, permission) && (everybody !== true || reachOf(caller, permission, []) === "all");
}

function textsOf(params: unknown): Readonly<Record<string, string>> {
  const entries = typeof params === "object" && params !== null ? Object.entries(params) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name === "*" ? "path" : name, String(value)]));
}

function send(answer: Answer, reply: FastifyReply): FastifyReply {
  void reply.code(answer.status);
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  if ("none" in answer) return reply.send();
  if ("json" in answer)
    return reply.header("content-type", JSON_TYPE).send(JSON.stringify(answer.json ?? null));
  if ("bytes" in answer) return reply.send(Buffer.from(answer.bytes));
  return reply.send(Readable.from(answer.chunks, { objectMode: false }));
}

/**
 * A list that is sent while it is read: however long it is, no more of it is held than a page. What goes wrong before
 * its first item is told with a status; later it can only be cut.
 */
export async function jsonList(items: AsyncGenerator<unknown>): Promise<Answer> {
  const first = await items.next();
  return {
    status: 200,
    headers: { "content-type": JSON_TYPE },
    chunks: (async function* () {
      if (first.done === true) return yield "[]";
      yield `[${JSON.stringify(first.value)}`;
      for await (const item of items) yield `,\n${JSON.stringify(item)}`;
      yield "]";
    })(),
  };
}

function sendRefusal(
  { context: { log, metrics } }: LegacyServer,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = toPublicError(error);
  const status = refusalStatus(refusal);
  const fields = { requestId: request.id, route: routeOf(request), err: refusal.cause ?? error };
  if (refusal.code === "internal") log.error("request failed", fields);
  else if (status === 500) log.warn("request could not be served", { ...fields, code: refusal.code });
  if (refusal.cause instanceof StoreUnavailableError) metrics.storeError("request", "unavailable");
  return reply
    .code(status)
    .headers({
      "content-type": "text/plain; charset=UTF-8",
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
    })
    .send(refusalText(refusal));
}
