import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { Credential } from "../../auth/authenticator.ts";
import type { Caller } from "../../auth/caller.ts";
import { PublicError } from "./problems.ts";
import type { RawCall, Route } from "./route.ts";

/** Public routes have no caller; it may do nothing. */
const NOBODY: Caller = { user: "", roles: [], via: "token" };

/** Who sent a request, and what showed it. */
export interface SignedIn {
  readonly caller: Caller | undefined;
  readonly credential: Credential | undefined;
}

export const STRANGER: SignedIn = { caller: undefined, credential: undefined };

/** What a route reads of a request. @throws PublicError  for a body that must not be there, or must */
export function rawCall(
  route: Route,
  request: FastifyRequest,
  { caller, credential }: SignedIn,
  signal: AbortSignal,
): RawCall {
  return {
    caller: caller ?? NOBODY,
    params: pathParameters(request.params),
    query: queryParameters(request.raw.url ?? ""),
    body: checkedBody(route, request.body),
    stream: request.body instanceof Readable ? request.body : undefined,
    header: (name) => headerOf(request, name),
    credential,
    address: request.ip,
    requestId: request.id,
    url: request.raw.url ?? "",
    signal,
  };
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

export function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function pathParameters(params: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = typeof params === "object" && params !== null ? Object.entries(params) : [];
  // The router calls all that follows `*`; addresses of ours call it `{path}`.
  return new Map(entries.map(([name, value]) => [name === "*" ? "path" : name, [String(value)]]));
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
