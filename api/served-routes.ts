import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller.ts";
import { actingCaller } from "./context/acting.ts";
import type { ApiContext } from "./context/context.ts";
import { checkAccept, checkBodyType } from "./http/guards.ts";
import { fastifyPath, routeOf } from "./http/paths.ts";
import { PublicError } from "./http/problems.ts";
import { hasBody, rawCall, STRANGER, type SignedIn } from "./http/request.ts";
import { credentialOf } from "./sign-in/request-credential.ts";
import type { Route, Talk } from "./http/route.ts";
import { isCompressed, sendAnswer } from "./http/sending.ts";
import { bucketOf } from "./http/rate-limits.ts";
import { asked } from "./context/identity.ts";
import type { ApiOptions } from "./api-options.ts";
import type { RateLimiter } from "./http/rate-limits.ts";
import type { RawCall } from "./http/route.ts";
import type { OpenAnswers } from "./http/open-answers.ts";

/** From telling clients that the server ends to cutting their connections. */
const CLOSE_MS = 1000;

/** What all routes of a server share. */
export interface Serving {
  readonly options: Pick<ApiOptions, "auth" | "credentialSources" | "metrics" | "nowMs">;
  readonly context: ApiContext;
  readonly limiter: RateLimiter;
  readonly answers: OpenAnswers;
}

/** Puts a route on the server: who is asking is found out before its body is read. */
export function addRoute(app: FastifyInstance, route: Route, serving: Serving): void {
  const signedIn = new WeakMap<FastifyRequest, SignedIn>();
  const callOf = (request: FastifyRequest, reply: FastifyReply): RawCall =>
    rawCall(route, request, signedIn.get(request) ?? STRANGER, serving.answers.untilClosed(reply));
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : [route.method],
    url: fastifyPath(route.path),
    ...(isCompressed(route) ? {} : { compress: false as const }),
    onRequest: async (request, reply) => {
      if (route.isProbe !== true) serving.limiter.take(bucketOf(route), { address: request.ip });
      checkAccept(request.headers.accept, route);
      if (route.permission === "public") return;
      signedIn.set(request, await signIn(request, reply, route, serving));
      checkBody(request, route);
    },
    handler: async (request, reply) =>
      sendAnswer(await route.run(callOf(request, reply)), route, request, reply),
    ...(route.open === undefined ? {} : socketHandlers(route.open, callOf, serving)),
  });
}

/** Before the body is read: nobody unknown makes us parse anything. @throws PublicError */
async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  { context, limiter, options: { auth, credentialSources = {} } }: Serving,
): Promise<SignedIn> {
  const credential = credentialOf(request, credentialSources);
  const caller = await asked(auth.authenticate(credential));
  if (caller === undefined) throw new PublicError("not_signed_in", "Send Authorization: Bearer <token>.");
  void reply.headers(limiter.take(bucketOf(route), { user: caller.user }));
  return { caller: await actingCaller(context, askedBy(request, caller, route)), credential };
}

/** @throws PublicError  `unsupported_media_type` */
function checkBody(request: FastifyRequest, route: Route): void {
  if (request.method === "GET" || request.method === "HEAD" || !hasBody(request)) return;
  const { "content-type": type, "content-encoding": encoding } = request.headers;
  const { mediaType = "application/json", also = [] } = route.body ?? {};
  checkBodyType(type, encoding, [mediaType, ...also]);
}

function socketHandlers(
  open: NonNullable<Route["open"]>,
  callOf: (request: FastifyRequest, reply: FastifyReply) => RawCall,
  { answers, options: { metrics, nowMs } }: Serving,
) {
  const talks = new WeakMap<FastifyRequest, Talk>();
  return {
    preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
      talks.set(request, await open(callOf(request, reply)));
    },
    wsHandler: async (socket: WebSocket, request: FastifyRequest) => {
      const beganAtMs = nowMs();
      socket.on("close", () => {
        const labels = { route: routeOf(request), method: "GET", status: 101 };
        metrics.httpRequestEnded(labels, (nowMs() - beganAtMs) / 1000);
      });
      await talks.get(request)?.(socket);
      // A client that does not close its side must not keep a server that ends.
      if (answers.isClosing) setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    },
  };
}

function askedBy(request: FastifyRequest, caller: Caller, { operationId, permission }: Route) {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return { caller, header, requestId: request.id, permission, operation: operationId };
}
