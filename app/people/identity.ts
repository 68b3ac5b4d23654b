import { readFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { idsOf, type AccountIds } from "../../accounts/person.ts";
import { asked, type Identity } from "../../api/context/identity.ts";
import { PublicError } from "../../api/http/problems.ts";
import type { CredentialSources } from "../../api/sign-in/request-credential.ts";
import type { AuditSink } from "../../auth/audit.ts";
import type { AuthSink, CredentialProvider } from "../../auth/authenticator.ts";
import { issuedTokens, remoteUsers, sessionCookies } from "../../auth/credential-providers.ts";
import { issuedCredentials } from "../../auth/credentials.ts";
import { createOidc, type OidcSettings } from "../../auth/oidc.ts";
import { createSignIn } from "../../auth/sign-in.ts";
import type { Config } from "../../config/loading/config.ts";
import type { OidcConfig } from "../../config/schema/auth.ts";
import { credentialsIn } from "../../store/credentials.ts";
import { failuresIn } from "../../store/failures.ts";
import type { Store } from "../../store/store.ts";
import type { SitePeople } from "./directories.ts";

/** After a revocation others may use a token for so long. */
const REMEMBER_MS = 2000;

/** How people come in, for the API. */
export function identityOf(
  { auth, oidc, server }: Pick<Config, "auth" | "oidc" | "server">,
  site: SitePeople,
  { store, audit, metrics }: { readonly store: Store; readonly audit: AuditSink; readonly metrics: AuthSink },
): Identity {
  const { directories, people, passwords, isShared } = site;
  const credentials = credentialsIn(store);
  const issued = issuedCredentials({
    store: credentials,
    directories,
    rememberMs: REMEMBER_MS,
    nowMs: Date.now,
  });
  return {
    ways: [
      ...(isShared ? (["password"] as const) : []),
      ...(auth.backends.includes("oidc") ? (["oidc"] as const) : []),
      ...(auth.backends.includes("header") ? (["header"] as const) : []),
    ],
    signIn: createSignIn({
      directories,
      passwords,
      tries: failuresIn(store),
      limits: auth.login,
      changePassword: async (name, hash) => {
        await people.change(name, (account) => ({
          ...account,
          password: { hash, changedAtMs: Date.now() },
        }));
      },
      audit,
      sink: metrics,
      nowMs: Date.now,
      pause: async (ms) => void (await sleep(ms)),
    }),
    directories,
    ...(auth.backends.includes("oidc") && oidc !== undefined && server.publicUrl !== undefined
      ? { oidc: createOidc(oidcSettings(oidc, server.publicUrl), { directories, nowMs: Date.now }) }
      : {}),
    passwords,
    issued,
    credentials,
    people,
    lifetimes: {
      sessionIdleMs: auth.session.idleMs,
      sessionMs: auth.session.absoluteMs,
      tokenMs: auth.tokens.lifetimeMs,
      tokenMaxMs: auth.tokens.maxLifetimeMs,
    },
    accountOf: async (user) => (isShared ? accountOf(site, auth.ids, user) : undefined),
  };
}

function oidcSettings({ clientSecretFile, ...settings }: OidcConfig, publicUrl: URL): OidcSettings {
  return {
    ...settings,
    redirectUrl: new URL("/api/v2/auth/oidc/callback", publicUrl),
    ...(clientSecretFile === undefined
      ? {}
      : { clientSecret: () => readFileSync(clientSecretFile, "utf8").trim() }),
  };
}

async function accountOf(
  { directories }: SitePeople,
  rules: Config["auth"]["ids"],
  user: string,
): Promise<AccountIds> {
  const person = await asked(directories.find(user));
  const why =
    person === undefined ? `no directory of this site knows ${user}` : idsOf(person, rules, Date.now());
  if (typeof why !== "string" && why.ok) return why.ids;
  const reason = typeof why === "string" ? why : why.why;
  throw new PublicError("forbidden", `Jobs of ${user} cannot run: ${reason}.`);
}

/** Ways to know a caller beside the token of the token file. */
export function providersOf(
  { auth }: Pick<Config, "auth">,
  { issued, directories }: Pick<Identity, "issued" | "directories">,
): readonly CredentialProvider[] {
  return [
    issuedTokens(issued),
    sessionCookies(issued),
    ...(auth.backends.includes("header") ? [remoteUsers(directories, Date.now)] : []),
  ];
}

export function credentialSourcesOf({ auth }: Pick<Config, "auth">): CredentialSources {
  if (!auth.backends.includes("header")) return {};
  const { header, trustedProxies } = auth.remoteUser;
  const trusted = new BlockList();
  for (const range of trustedProxies) {
    const [address = "", bits] = range.split("/");
    const kind = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) trusted.addAddress(address, kind);
    else trusted.addSubnet(address, Number(bits), kind);
  }
  return {
    remoteUser: {
      header,
      isTrusted: (address) => {
        const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
        return isIP(plain) !== 0 && trusted.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
      },
    },
  };
}
