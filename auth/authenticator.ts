import type { Caller } from "./caller.ts";

/** What a request shows to tell who makes it. */
export type Credential =
  | { readonly kind: "bearer"; readonly token: string; readonly address?: string }
  /** Of a browser, in its cookie. */
  | { readonly kind: "session"; readonly secret: string; readonly address?: string }
  /** A proxy of the site has signed them in. */
  | { readonly kind: "remote"; readonly user: string };

/** One way to know a caller. Providers are asked in their order; the first that knows the credential decides. */
export interface CredentialProvider {
  /** For metrics: a short constant. */
  readonly name: string;
  /** `undefined`: not one of mine. Must take the same time whether or not a credential is nearly right. */
  identify(credential: Credential): Promise<Caller | undefined>;
}

export interface Authenticator {
  /**
   * @param credential  `undefined`: the request shows none that could be read
   * @returns `undefined` for no or an unknown credential: which of them is told to nobody
   * @throws DirectoryUnavailableError  it cannot be known now
   */
  authenticate(credential: Credential | undefined): Promise<Caller | undefined>;
}

export interface AuthSink {
  authAttempt(backend: string, outcome: "accepted" | "refused"): void;
}

/** Longer headers are no token of ours. */
const HEADER_MAX = 4096;

/** Of an `Authorization` header. `undefined`: there is none, or it is no bearer token. */
export function bearerOf(header: string | undefined, address?: string): Credential | undefined {
  if (header === undefined || header.length > HEADER_MAX) return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(header)?.[1];
  return token === undefined
    ? undefined
    : { kind: "bearer", token, ...(address === undefined ? {} : { address }) };
}

export function createAuthenticator(
  providers: readonly CredentialProvider[],
  sink?: AuthSink,
): Authenticator {
  return {
    async authenticate(credential) {
      if (credential === undefined) return undefined;
      for (const provider of providers) {
        const caller = await provider.identify(credential);
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
