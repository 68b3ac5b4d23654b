import type * as OpenIdClient from "openid-client";
import { isActive, type Person } from "../accounts/person.ts";
import type { Directories } from "./directories.ts";
import { DirectoryUnavailableError } from "./directory.ts";

export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** Absent: the client is a public one, and PKCE alone shows that it is the same. */
  readonly clientSecret?: () => string;
  /** Where the provider sends people back to, exactly. */
  readonly redirectUrl: URL;
  /** Whose value is the name of the account. */
  readonly userClaim: string;
}

/** What must come back with somebody; their browser keeps it meanwhile, and nobody else may have it. */
export interface OidcPending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly untilMs: number;
}

export type OidcOutcome =
  | { readonly kind: "signed-in"; readonly person: Person }
  /** `why` is a sentence for them. */
  | { readonly kind: "refused"; readonly why: string };

/** Signing in at a provider of OpenID Connect: by the code flow, with PKCE, state and nonce. */
export interface Oidc {
  /** @throws DirectoryUnavailableError  the provider does not answer */
  begin(): Promise<{ readonly url: URL; readonly pending: OidcPending }>;
  /**
   * @param query  of the address that the provider sent them back to
   * @throws DirectoryUnavailableError  the provider, or the directory that must know them, does not answer
   */
  finish(query: string, pending: OidcPending): Promise<OidcOutcome>;
}

const PENDING_MS = 600_000;

export function createOidc(
  settings: OidcSettings,
  { directories, nowMs }: { readonly directories: Pick<Directories, "find">; readonly nowMs: () => number },
): Oidc {
  let known: Promise<Provider> | undefined;
  const provider = (): Promise<Provider> => {
    known ??= discover(settings).catch((cause: unknown) => {
      known = undefined;
      throw new DirectoryUnavailableError(`the provider ${settings.issuer.href} does not answer`, { cause });
    });
    return known;
  };

  return {
    async begin() {
      const { client, config } = await provider();
      const verifier = client.randomPKCECodeVerifier();
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier,
        untilMs: nowMs() + PENDING_MS,
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUrl.href,
        scope: "openid profile email",
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state: pending.state,
        nonce: pending.nonce,
      });
      return { url, pending };
    },
    async finish(query, { state, nonce, verifier, untilMs }) {
      if (nowMs() > untilMs) return { kind: "refused", why: "signing in took longer than ten minutes" };
      const { client, config } = await provider();
      const url = new URL(settings.redirectUrl);
      url.search = query;
      let claims: Readonly<Record<string, unknown>> | undefined;
      try {
        const tokens = await client.authorizationCodeGrant(config, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        claims = tokens.claims();
      } catch (error) {
        if (isAway(error))
          throw new DirectoryUnavailableError("the provider does not answer", { cause: error });
        return { kind: "refused", why: "what the provider sent does not show who you are" };
      }
      const name = claims?.[settings.userClaim];
      if (typeof name !== "string" || name === "")
        return { kind: "refused", why: `the provider does not tell ${settings.userClaim}` };
      const person = await directories.find(name);
      if (person === undefined || !isActive(person, nowMs()))
        return {
          kind: "refused",
          why: "no directory of this site lets you in under the name that the provider tells",
        };
      return { kind: "signed-in", person };
    },
  };
}

interface Provider {
  readonly client: typeof OpenIdClient;
  readonly config: OpenIdClient.Configuration;
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Provider> {
  // Most installations have no provider, and no use for what this loads.
  const client = await import("openid-client");
  const isClear = issuer.protocol === "http:"; // the configuration allows it on loopback only
  const config = await client.discovery(
    issuer,
    clientId,
    undefined,
    clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret()),
    isClear ? { execute: [client.allowInsecureRequests], timeout: 10 } : { timeout: 10 },
  );
  // Without it the signature of what comes straight from the provider is not looked at.
  client.enableNonRepudiationChecks(config);
  return { client, config };
}

function isAway(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
}
