import type { FastifyRequest } from "fastify";
import { bearerOf, type Credential } from "../../auth/authenticator.ts";
import { PublicError } from "../http/problems.ts";

/** Ways to show who one is beside the `Authorization` header. */
export interface CredentialSources {
  /** Requests from such addresses say in a header whom a proxy has signed in. */
  readonly remoteUser?: {
    /** In lower case. */
    readonly header: string;
    readonly isTrusted: (address: string) => boolean;
  };
}

/** Browsers take a cookie of this name only with `Secure`, from the host itself and for all of it. */
export const SESSION_COOKIE = "__Host-gd_session";
const COOKIE_HEADER_MAX = 8192;

/**
 * What a request shows. A header that cannot be read is not made up for by a cookie.
 * @throws PublicError  `foreign_origin` when a browser may have been led to send it by a page of another user
 */
export function credentialOf(
  request: FastifyRequest,
  credentialSources: CredentialSources,
): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return bearerOf(authorization, request.ip);
  const found = cookieOf(request) ?? remoteUserOf(request, credentialSources);
  if (found !== undefined && isUnsafe(request)) checkSameOrigin(request);
  return found;
}

/** Of a `Cookie` header. */
export function cookieNamed(cookie: string | undefined, wanted: string): string | undefined {
  if (cookie === undefined || cookie.length > COOKIE_HEADER_MAX) return undefined;
  for (const part of cookie.split(";")) {
    const [name = "", value = ""] = part.trim().split("=", 2);
    if (name === wanted) return value;
  }
  return undefined;
}

function cookieOf(request: FastifyRequest): Credential | undefined {
  const secret = cookieNamed(request.headers.cookie, SESSION_COOKIE);
  return secret === undefined ? undefined : { kind: "session", secret, address: request.ip };
}

function remoteUserOf(request: FastifyRequest, { remoteUser }: CredentialSources): Credential | undefined {
  const user = remoteUser === undefined ? undefined : request.headers[remoteUser.header];
  // The connection counts, not what a header says about where it came from.
  if (typeof user !== "string" || remoteUser?.isTrusted(request.socket.remoteAddress ?? "") !== true)
    return undefined;
  return { kind: "remote", user };
}

/** A browser sends these by itself: reading does no harm, anything else does. */
function isUnsafe({ method, headers }: FastifyRequest): boolean {
  return (method !== "GET" && method !== "HEAD") || headers.upgrade !== undefined;
}

/** A foreign `Origin` was refused before; here there must be a sign that it is none. */
function checkSameOrigin({ headers }: FastifyRequest): void {
  if (headers.origin !== undefined || headers["sec-fetch-site"] === "same-origin") return;
  // No page of another user can add a header without being asked for its origin first.
  if (headers["x-godocker"] !== undefined) return;
  throw new PublicError(
    "foreign_origin",
    "With a session, send Origin or the header X-GoDocker, so that it is known not to be a foreign page.",
  );
}
