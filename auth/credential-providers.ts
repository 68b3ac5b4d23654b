import { isActive } from "../accounts/person.ts";
import type { CredentialProvider } from "./authenticator.ts";
import type { IssuedCredentials } from "./credentials.ts";
import type { Directories } from "./directories.ts";

/** Tokens that people made, as bearer tokens. */
export function issuedTokens(issued: Pick<IssuedCredentials, "callerOf">): CredentialProvider {
  return {
    name: "token",
    identify: async (credential) =>
      credential.kind === "bearer" ? issued.callerOf(credential.token, "any", credential.address) : undefined,
  };
}

/** Sessions of browsers. */
export function sessionCookies(issued: Pick<IssuedCredentials, "callerOf">): CredentialProvider {
  return {
    name: "session",
    identify: async (credential) =>
      credential.kind === "session"
        ? issued.callerOf(credential.secret, "session", credential.address)
        : undefined,
  };
}

/** People whom a proxy of the site has signed in; whether the request came from it was looked at before. */
export function remoteUsers(directories: Pick<Directories, "find">, nowMs: () => number): CredentialProvider {
  return {
    name: "header",
    async identify(credential) {
      if (credential.kind !== "remote") return undefined;
      const person = await directories.find(credential.user);
      if (person === undefined || !isActive(person, nowMs())) return undefined;
      return { user: person.name, roles: person.roles, via: "header" };
    },
  };
}
