import { auditActor } from "../../auth/audit.ts";
import { sessionCookie } from "./auth-routes.ts";
import type { ApiContext } from "../context/context.ts";
import type { Identity } from "../context/identity.ts";
import { instant } from "../context/job-document.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** Another secret in the place of one that has been shown for long: it ends when that would have ended. */
export function refreshRoute({ audit, nowMs }: ApiContext, { credentials, issued }: Identity): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/auth/refresh",
    operationId: "refreshCredential",
    summary:
      "Gives a new token or session for the one that the request shows, which is good no more. It allows the same and ends at the same time: only signing in makes that later.",
    permission: "tokens:own",
    params: {},
    query: {},
    answers: {
      200: {
        description: "Of a session the new cookie is in `Set-Cookie`.",
        schema: ref("SignedIn"),
        headers: { "Set-Cookie": "The new session, where the request showed one." },
      },
    },
    problems: ["not_found", "limit_reached", "store_unavailable"],
    async handle({ caller, address, requestId }) {
      if (caller.impersonator !== undefined)
        throw new PublicError("forbidden", "Nobody makes tokens under the name of somebody else.");
      const old = (await credentials.list(caller.user)).find(({ id }) => id === caller.credentialId);
      if (old === undefined)
        throw new PublicError("not_found", "What the request shows is none that this server has made.");
      const { expiresAtMs, id, idleMs, kind, name, scopes, user, via } = old;
      const { secret, credential } = await issued.make({
        kind,
        user,
        name,
        ...(scopes === undefined ? {} : { scopes }),
        via,
        lifetimeMs: expiresAtMs - nowMs(),
        ...(idleMs === undefined ? {} : { idleMs }),
      });
      if (!(await credentials.remove(user, id))) {
        // Somebody else has shown the same at the same time: one of the two has stolen it.
        await credentials.remove(user, credential.id);
        throw new PublicError("not_signed_in", "It was refreshed already. Sign in again.");
      }
      issued.forget();
      await audit.record({
        action: "token.refresh",
        outcome: "done",
        actor: auditActor(caller),
        resource: `credential/${credential.id}`,
        before: { id },
        address,
        requestId,
      });
      const document = { user, roles: caller.roles, expiresAt: instant(credential.expiresAtMs) };
      return kind === "session"
        ? { status: 200, json: document, headers: { "set-cookie": sessionCookie(secret, credential) } }
        : { status: 200, json: { ...document, token: secret } };
    },
  });
}
