import { holds, type StoredCredential } from "../../accounts/credential.ts";
import { auditActor } from "../../auth/audit.ts";
import { SCOPES, type Caller, type Scope } from "../../auth/caller.ts";
import { tooMany } from "./auth-routes.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import type { Identity } from "../context/identity.ts";
import { instant } from "../context/job-document.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";

interface NewToken {
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly lifetimeSeconds?: number;
}

const NEW_TOKEN = object({
  name: { type: "string", minLength: 1, maxLength: 100, description: "What it is for." },
  "scopes?": {
    type: "array",
    items: { type: "string", enum: SCOPES },
    minItems: 1,
    maxItems: SCOPES.length,
    uniqueItems: true,
    description: "What it allows of all that you may; absent: all of it.",
  },
  "lifetimeSeconds?": {
    type: "integer",
    minimum: 60,
    maximum: 10 * 365 * 86_400,
    description: "Then it ends; absent: after the time that the site says (auth.tokens.lifetime).",
  },
});
const readBody = bodyReader<NewToken>(NEW_TOKEN);

/** Tokens and sessions of the caller. */
export function tokenRoutes(context: ApiContext, identity: Identity): readonly Route[] {
  return [
    listTokensRoute(context, identity),
    createTokenRoute(context, identity),
    revokeTokenRoute(context, identity),
  ];
}

function listTokensRoute({ nowMs }: ApiContext, identity: Identity): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/tokens",
    operationId: "listTokens",
    summary:
      "Your tokens and sessions: what they are for, until when they are good, when they were used last.",
    permission: "tokens:own",
    params: {},
    query: {},
    answers: { 200: { description: "All that are good now.", schema: ref("TokenList") } },
    problems: ["store_unavailable"],
    handle: async ({ caller }) => ({
      status: 200,
      json: { items: await tokenDocuments(identity, caller.user, nowMs(), caller.credentialId) },
    }),
  });
}

function createTokenRoute({ audit }: ApiContext, { lifetimes, issued }: Identity): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/tokens",
    operationId: "createToken",
    summary: "Makes a token for programs. The answer is the only place where it is ever shown.",
    permission: "tokens:own",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      schema: NEW_TOKEN,
      required: true,
      example: { name: "nightly pipeline", scopes: ["jobs:read", "jobs:write"], lifetimeSeconds: 2_592_000 },
    },
    answers: { 201: { description: "It is good from now on.", schema: ref("NewToken") } },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "limit_reached",
      "unsupported_media_type",
      "store_unavailable",
    ],
    async handle({ caller, body, address, requestId }) {
      const { name, scopes, lifetimeSeconds } = readBody(body);
      const wanted = scopesFor(caller, scopes);
      const lifetimeMs = lifetimeSeconds === undefined ? lifetimes.tokenMs : lifetimeSeconds * 1000;
      if (lifetimeMs > lifetimes.tokenMaxMs)
        throw fault(
          "/lifetimeSeconds",
          `is longer than the ${lifetimes.tokenMaxMs / 1000} s of auth.tokens.maxLifetime`,
        );
      if (caller.impersonator !== undefined)
        throw new PublicError("forbidden", "Nobody makes tokens under the name of somebody else.");
      const { secret, credential } = await issued
        .make({
          kind: "token",
          user: caller.user,
          name,
          ...(wanted === undefined ? {} : { scopes: wanted }),
          via: caller.via,
          lifetimeMs,
        })
        .catch(tooMany);
      await audit.record({
        action: "token.create",
        outcome: "done",
        actor: auditActor(caller),
        resource: `credential/${credential.id}`,
        after: { name, scopes: wanted ?? "all", expiresAt: instant(credential.expiresAtMs) },
        address,
        requestId,
      });
      return { status: 201, json: { ...tokenDocument(credential, undefined), token: secret } };
    },
  });
}

function revokeTokenRoute({ audit }: ApiContext, { credentials, issued }: Identity): Route {
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/tokens/{token}",
    operationId: "revokeToken",
    summary: "Ends one of your tokens or sessions, everywhere within five seconds.",
    permission: "tokens:own",
    params: { token: TOKEN_ID },
    query: {},
    answers: { 204: { description: "It is ended.", mediaType: "none" } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params, address, requestId }) {
      if (!(await credentials.remove(caller.user, params.token)))
        throw new PublicError("not_found", "You have no such token.");
      issued.forget();
      await audit.record({
        action: "token.revoke",
        outcome: "done",
        actor: auditActor(caller),
        resource: `credential/${params.token}`,
        address,
        requestId,
      });
      return { status: 204, none: true };
    },
  });
}

export const TOKEN_ID = text("Its id, as lists tell it.", { maxLength: 32, pattern: /^[A-Za-z0-9_-]+$/ });

/** Those that are good now. */
export async function tokenDocuments(
  { credentials }: Pick<Identity, "credentials">,
  user: string,
  nowMs: number,
  current?: string,
): Promise<readonly object[]> {
  const all = await credentials.list(user);
  return all.filter((one) => holds(one, nowMs)).map((one) => tokenDocument(one, current));
}

/** Never more than the credential that asks for it. @throws PublicError  `invalid` */
function scopesFor(caller: Caller, wanted: readonly Scope[] | undefined): readonly Scope[] | undefined {
  if (wanted === undefined) return caller.scopes;
  if (wanted.includes("admin:*") && !caller.roles.some((role) => role !== "user"))
    throw fault("/scopes", "has admin:*, which is for people with a role");
  const beyond = wanted.filter((scope) => caller.scopes?.includes(scope) === false);
  if (beyond.length > 0)
    throw fault("/scopes", `has ${beyond.join(", ")}, which the token that asks has not`);
  return wanted;
}

function fault(pointer: string, message: string): PublicError {
  return new PublicError("invalid", "The body has one fault.", {
    errors: [{ pointer, code: "conflict", message }],
  });
}

function tokenDocument(credential: StoredCredential, current: string | undefined) {
  const { id, kind, name, scopes, via, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedFrom } = credential;
  return {
    id,
    kind,
    name,
    ...(scopes === undefined ? {} : { scopes }),
    via,
    createdAt: instant(createdAtMs),
    expiresAt: instant(expiresAtMs),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: instant(lastUsedAtMs) }),
    ...(lastUsedFrom === undefined ? {} : { lastUsedFrom }),
    ...(id === current ? { current: true } : {}),
  };
}
