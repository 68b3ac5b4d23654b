import type { OutdatedPassword } from "../../auth/directory.ts";
import type { StoredCredential } from "../../accounts/credential.ts";
import type { SignInOutcome } from "../../auth/sign-in.ts";
import { auditActor } from "../../auth/audit.ts";
import { TooManyCredentialsError } from "../../store/credentials.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import type { Identity } from "../context/identity.ts";
import { instant } from "../context/job-document.ts";
import { PublicError } from "../http/problems.ts";
import { SESSION_COOKIE } from "./request-credential.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";

interface LogIn {
  readonly user: string;
  readonly password: string;
  readonly newPassword?: string;
  readonly as?: "token" | "cookie";
  readonly name?: string;
}

const PASSWORD = { type: "string", maxLength: 1024 } as const;
const LOG_IN = object({
  user: {
    type: "string",
    minLength: 1,
    maxLength: 256,
    description: "In any letters that the directory takes.",
  },
  password: { ...PASSWORD, description: "Of the site's directory, or of an account of this installation." },
  "newPassword?": {
    ...PASSWORD,
    description:
      "From now on, of an account of this installation: needed where the one given is for one use.",
  },
  "as?": {
    type: "string",
    enum: ["token", "cookie"],
    description:
      "What to come in with afterwards: a token in the answer (default), or the session of a browser.",
  },
  "name?": {
    type: "string",
    minLength: 1,
    maxLength: 100,
    description: "What the token is called in lists.",
  },
});
const readLogIn = bodyReader<LogIn>(LOG_IN);

const GONE_COOKIE = `${SESSION_COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict`;

/** Coming in with name and password, and going out again. */
export function authRoutes(context: ApiContext, identity: Identity): readonly Route[] {
  return [signInWaysRoute(identity), loginRoute(context, identity), logoutRoute(context, identity)];
}

function signInWaysRoute({ ways }: Identity): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/auth",
    operationId: "signInWays",
    summary: "How people sign in at this server.",
    permission: "public",
    params: {},
    query: {},
    answers: { 200: { description: "The ways.", schema: ref("SignInWays") } },
    problems: [],
    handle: async () => ({ status: 200, json: { ways } }),
  });
}

function loginRoute(context: ApiContext, { ways, signIn, issued, lifetimes }: Identity): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/auth/login",
    operationId: "login",
    summary:
      "Signs in with name and password. Wrong ones are answered all in the same way; too many tries lock the account for a while.",
    permission: "public",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      schema: LOG_IN,
      required: true,
      example: { user: "ana", password: "correct horse battery staple" },
    },
    answers: {
      200: {
        description: "You are in. Of a session the cookie is in `Set-Cookie`.",
        schema: ref("SignedIn"),
        headers: { "Set-Cookie": "The session, with `as: cookie`." },
      },
    },
    problems: [
      "malformed_json",
      "invalid",
      "not_signed_in",
      "new_password_needed",
      "not_found",
      "limit_reached",
      "rate_limited",
      "too_large",
      "unsupported_media_type",
      "directory_unavailable",
      "store_unavailable",
    ],
    async handle({ body, address, header, requestId }) {
      if (!ways.includes("password"))
        throw new PublicError("not_found", "Nobody signs in with a password here.");
      const { user, password, newPassword, as = "token", name } = withoutSecrets(body);
      const userAgent = header("user-agent")?.slice(0, 200);
      const outcome = await signIn.signIn({
        user,
        password,
        ...(newPassword === undefined ? {} : { newPassword }),
        address,
        ...(userAgent === undefined ? {} : { userAgent }),
        requestId,
      });
      const person = personIn(outcome, context.nowMs());
      const made = await issued
        .make(
          as === "token"
            ? {
                kind: "token",
                user: person.name,
                name: name ?? "godocker login",
                via: "password",
                lifetimeMs: lifetimes.tokenMs,
              }
            : {
                kind: "session",
                user: person.name,
                name: userAgent ?? "a browser",
                via: "password",
                lifetimeMs: lifetimes.sessionMs,
                idleMs: lifetimes.sessionIdleMs,
              },
        )
        .catch(tooMany);
      const { secret, credential } = made;
      const document = {
        user: person.name,
        roles: person.roles,
        expiresAt: instant(credential.expiresAtMs),
        ...(as === "token" ? { token: secret } : {}),
      };
      return {
        status: 200,
        json: document,
        ...(as === "token" ? {} : { headers: { "set-cookie": sessionCookie(secret, credential) } }),
      };
    },
  });
}

function logoutRoute({ audit }: ApiContext, { credentials, issued }: Identity): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/auth/logout",
    operationId: "logout",
    summary: "Ends the session or token that the request shows; nothing else of you is touched.",
    permission: "self:read",
    params: {},
    query: {},
    answers: {
      204: {
        description: "It is ended.",
        mediaType: "none",
        headers: {
          "Set-Cookie": "Removes the cookie.",
          "Clear-Site-Data": "What the browser kept of this site.",
        },
      },
    },
    problems: ["store_unavailable"],
    async handle({ caller, requestId, address }) {
      const { credentialId, user } = caller;
      if (credentialId !== undefined && (await credentials.remove(user, credentialId))) {
        issued.forget();
        await audit.record({
          action: "sign-out",
          outcome: "done",
          actor: auditActor(caller),
          resource: `credential/${credentialId}`,
          address,
          requestId,
        });
      }
      const headers = { "set-cookie": GONE_COOKIE, "clear-site-data": '"cookies", "storage"' };
      return { status: 204, none: true, headers };
    },
  });
}

export function sessionCookie(secret: string, { createdAtMs, expiresAtMs }: StoredCredential): string {
  const seconds = Math.floor((expiresAtMs - createdAtMs) / 1000);
  return `${SESSION_COOKIE}=${secret}; Max-Age=${seconds}; Path=/; Secure; HttpOnly; SameSite=Strict`;
}

/** @throws PublicError  `limit_reached` */
export function tooMany(error: unknown): never {
  if (!(error instanceof TooManyCredentialsError)) throw error;
  throw new PublicError(
    "limit_reached",
    "You have too many tokens or sessions. Revoke one that is not needed.",
    {
      cause: error,
    },
  );
}

/** For those who gave the right one: nobody else hears of it. */
const OUTDATED: Readonly<Record<OutdatedPassword, string>> = {
  expired: "Your password has expired. Change it where you do that at this site, then sign in.",
  "must-change":
    "Your password was set by somebody else, and must be changed first. Change it where you do that at this site, then sign in.",
};

/** @throws PublicError  whatever kept them out, without telling more than they know */
export function personIn(outcome: SignInOutcome, nowMs: number) {
  switch (outcome.kind) {
    case "signed-in":
      return outcome.person;
    case "refused":
      throw new PublicError("not_signed_in", "User and password do not belong together.");
    case "locked": {
      const seconds = Math.max(1, Math.ceil((outcome.untilMs - nowMs) / 1000));
      throw new PublicError(
        "rate_limited",
        `That was wrong too often. Try again in ${Math.ceil(seconds / 60)} min; tokens and sessions go on.`,
        { headers: { "retry-after": String(seconds) } },
      );
    }
    case "new-password-needed":
      throw new PublicError(
        "new_password_needed",
        outcome.why === undefined
          ? "This password is for one use: send newPassword with it."
          : `The new password is not taken: ${outcome.why}.`,
      );
    case "outdated":
      throw new PublicError("not_signed_in", OUTDATED[outcome.why]);
    case "unavailable":
      throw new PublicError(
        "directory_unavailable",
        "The directory of people does not answer. Try again later.",
        { cause: outcome.cause },
      );
    default:
      return outcome satisfies never;
  }
}

/** @throws PublicError  `invalid`, with nothing of what was typed */
function withoutSecrets(body: unknown): LogIn {
  try {
    return readLogIn(body);
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    const errors = error.errors?.map(({ pointer, code, message }) => ({ pointer, code, message }));
    throw new PublicError(error.code, error.message, errors === undefined ? {} : { errors });
  }
}
