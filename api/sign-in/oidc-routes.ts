import type { Oidc, OidcPending } from "../../auth/oidc.ts";
import { isRecord } from "../../jobs/text/problem.ts";
import { sessionCookie, tooMany } from "./auth-routes.ts";
import type { ApiContext } from "../context/context.ts";
import { asked, type Identity } from "../context/identity.ts";
import { optional, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { cookieNamed } from "./request-credential.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";

/**
 * What must come back from the provider. `Lax`: people come back by a link of a foreign site, with which a browser sends
 * no cookie that is `Strict`.
 */
const PENDING_COOKIE = "__Host-gd_oidc";
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax";

const WORD = (description: string) => optional(text(description, { maxLength: 4096 }));
const REDIRECT = (where: string) => ({
  description: where,
  mediaType: "text/plain",
  headers: { Location: where },
});

/** Signing in at the site's provider of OpenID Connect, for browsers. */
export function oidcRoutes(context: ApiContext, identity: Identity, oidc: Oidc): readonly Route[] {
  const { audit } = context;
  const { issued, lifetimes } = identity;

  const begin = defineRoute({
    method: "GET",
    path: "/api/v2/auth/oidc",
    operationId: "beginOidc",
    summary: "Sends a browser to the provider of identities, which sends it back.",
    permission: "public",
    params: {},
    query: {},
    answers: { 303: REDIRECT("The provider.") },
    problems: ["directory_unavailable"],
    async handle() {
      const { url, pending } = await asked(oidc.begin());
      const kept = Buffer.from(JSON.stringify(pending)).toString("base64url");
      return redirect(url.href, [`${PENDING_COOKIE}=${kept}; Max-Age=600; ${ATTRIBUTES}`]);
    },
  });

  const finish = defineRoute({
    method: "GET",
    path: "/api/v2/auth/oidc/callback",
    operationId: "finishOidc",
    summary: "Where the provider sends a browser back to; it begins a session.",
    permission: "public",
    params: {},
    // Providers add what they like; all of it is judged by the library.
    query: {
      code: WORD("What the provider gives for its tokens."),
      state: WORD("That of the beginning."),
      iss: WORD("Who the provider is."),
      session_state: WORD("Of the provider."),
      scope: WORD("Of the provider."),
      authuser: WORD("Of the provider."),
      hd: WORD("Of the provider."),
      prompt: WORD("Of the provider."),
      error: WORD("Why not."),
      error_description: WORD("Why not, in words."),
      error_uri: WORD("Why not, at length."),
    },
    answers: { 303: REDIRECT("The pages of this server.") },
    problems: ["not_signed_in", "limit_reached", "directory_unavailable", "store_unavailable"],
    async handle({ header, url, address, requestId }) {
      const pending = pendingIn(cookieNamed(header("cookie"), PENDING_COOKIE));
      if (pending === undefined)
        throw new PublicError("not_signed_in", "This browser did not begin to sign in here. Begin anew.");
      const at = url.indexOf("?");
      const outcome = await asked(oidc.finish(at < 0 ? "" : url.slice(at), pending));
      const about = { address, requestId };
      if (outcome.kind === "refused") {
        await audit.record({ action: "sign-in", outcome: "refused", reason: outcome.why, ...about });
        throw new PublicError("not_signed_in", `You are not signed in: ${outcome.why}.`);
      }
      const { name } = outcome.person;
      const { secret, credential } = await issued
        .make({
          kind: "session",
          user: name,
          name: header("user-agent")?.slice(0, 200) ?? "a browser",
          via: "oidc",
          lifetimeMs: lifetimes.sessionMs,
          idleMs: lifetimes.sessionIdleMs,
        })
        .catch(tooMany);
      await audit.record({
        action: "sign-in",
        outcome: "done",
        actor: { name, type: "user", via: "oidc", credentialId: credential.id },
        resource: `user/${name}`,
        ...about,
      });
      return redirect("/", [
        sessionCookie(secret, credential),
        `${PENDING_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`,
      ]);
    },
  });

  return [begin, finish];
}

function redirect(location: string, cookies: readonly string[]): Answer {
  const headers = { location, "content-type": "text/plain; charset=utf-8" };
  return { status: 303, headers, cookies, bytes: new Uint8Array() };
}

/** Only this server writes it, into the browser of whom it concerns; what comes back is checked all the same. */
function pendingIn(kept: string | undefined): OidcPending | undefined {
  if (kept === undefined || !/^[\w-]{1,2000}$/.test(kept)) return undefined;
  try {
    const found: unknown = JSON.parse(Buffer.from(kept, "base64url").toString());
    if (!isRecord(found)) return undefined;
    const { state, nonce, verifier, untilMs } = found;
    if (typeof state !== "string" || typeof nonce !== "string" || state === "" || nonce === "")
      return undefined;
    if (typeof verifier !== "string" || verifier === "" || typeof untilMs !== "number") return undefined;
    return { state, nonce, verifier, untilMs };
  } catch {
    return undefined; // no JSON
  }
}
