import type { Caller } from "./caller.ts";

/** One way to know a caller. Providers are asked in their order; the first that knows the credential decides. */
export interface CredentialProvider {
  /** For metrics: a short constant. */
  readonly name: string;
  /** `undefined`: not one of mine. Must take the same time whether or not a credential is nearly right. */
  identify(credential: BearerCredential): Promise<Caller | undefined>;
}

export interface BearerCredential {
  readonly token: string;
}

export interface Authenticator {
  /**
   * @param header  the `Authorization` header
   * @returns `undefined` for no, an unreadable or an unknown credential: which of them is told to nobody
   */
  authenticate(header: string | undefined): Promise<Caller | undefined>;
}

export interface AuthSink {
  authAttempt(backend: string, outcome: "accepted" | "refused"): void;
}

/** Longer headers are no token of ours. */
const HEADER_MAX = 4096;

export function createAuthenticator(
  providers: readonly CredentialProvider[],
  sink?: AuthSink,
): Authenticator {
  return {
    async authenticate(header) {
      if (header === undefined || header.length > HEADER_MAX) return undefined;
      const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(header)?.[1];
      if (token === undefined) return undefined;
      for (const provider of providers) {
        const caller = await provider.identify({ token });
        if (caller !== undefined) {
          sink?.authAttempt(provider.name, "accepted");
          return caller;
        }
      }
      sink?.authAttempt("none", "refused");
      return undefined;
    },
  };
}
