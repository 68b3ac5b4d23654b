import { personIn, tooMany } from "../../sign-in/auth-routes.ts";
import type { Identity } from "../../context/identity.ts";
import { PublicError } from "../../http/problems.ts";
import type { SessionFor } from "./bearer.ts";

/** Clients of GoDocker 1.0 may give a password where they have no API key: they get a session, as a browser does. */
export function sessionsOf({ ways, signIn, issued, lifetimes }: Identity, nowMs: () => number): SessionFor {
  return async (user, password, { address, requestId }) => {
    // What looks like a token is one that is not known: it is no password, and must not lock anybody out.
    if (!ways.includes("password") || password.startsWith("gd_")) return undefined;
    const outcome = await signIn.signIn({ user, password, address, requestId });
    if (outcome.kind === "refused") return undefined;
    if (outcome.kind === "new-password-needed")
      throw new PublicError(
        "forbidden",
        "This password is for one sign-in: change it first, with godocker login.",
      );
    const person = personIn(outcome, nowMs());
    const { secret, credential } = await issued
      .make({
        kind: "session",
        user: person.name,
        name: "a client of GoDocker 1.0",
        via: "password",
        lifetimeMs: lifetimes.sessionMs,
      })
      .catch(tooMany);
    return { user: person.name, secret, expiresAtMs: credential.expiresAtMs };
  };
}
