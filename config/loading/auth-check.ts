import { exampleText } from "./assignments.ts";
import type { Config } from "./config.ts";
import type { KeyName } from "../schema/keys.ts";

export type AuthFault = readonly [key: KeyName, got: string, reason: string, example: string];

/** What only several settings about people together show. */
export function authFaults(
  { auth, ldap, oidc, server }: Pick<Config, "auth" | "ldap" | "oidc" | "server">,
  isSet: (key: KeyName) => boolean,
): readonly AuthFault[] {
  const faults: AuthFault[] = [];
  const { backends } = auth;
  const has = (name: (typeof backends)[number]) => backends.includes(name);
  const show = (key: KeyName) => `${key} = ${exampleText(key)}`;

  if (has("ldap") && ldap === undefined)
    faults.push(["auth.backends", "ldap", "needs the address of a server", show("ldap.urls")]);
  if (ldap !== undefined && !has("ldap"))
    faults.push([
      "ldap.urls",
      ldap.urls.join(", "),
      "are asked by nobody",
      'auth.backends = ["local", "ldap"]',
    ]);
  if (ldap !== undefined && ldap.baseDn === "")
    faults.push([
      "ldap.urls",
      ldap.urls.join(", "),
      "need the entry below which people are",
      show("ldap.baseDn"),
    ]);
  const clear = ldap?.urls.find((url) => url.startsWith("ldap:"));
  if (ldap !== undefined && clear !== undefined && !ldap.startTls && !ldap.insecure)
    faults.push([
      "ldap.urls",
      clear,
      "would carry passwords in the clear",
      "an ldaps: address; or ldap.startTls = true; or ldap.insecure = true",
    ]);
  const together = [
    ["ldap.bindDn", "ldap.bindPasswordFile"],
    ["oidc.issuer", "oidc.clientId"],
  ] as const;
  for (const [a, b] of together) {
    if (isSet(a) === isSet(b)) continue;
    const [there, missing] = isSet(a) ? [a, b] : [b, a];
    faults.push([there, "it alone", `has no effect without ${missing}`, show(missing)]);
  }
  if (has("oidc") && oidc === undefined)
    faults.push(["auth.backends", "oidc", "needs a provider", show("oidc.issuer")]);
  if (oidc !== undefined && oidc.issuer.protocol !== "https:" && !isLoopback(oidc.issuer.hostname))
    faults.push(["oidc.issuer", oidc.issuer.href, "is not reached by https", exampleText("oidc.issuer")]);
  if (has("oidc") && server.publicUrl === undefined)
    faults.push([
      "auth.backends",
      "oidc",
      "needs the address to which the provider sends people back",
      show("server.publicUrl"),
    ]);
  if (has("header") && auth.remoteUser.trustedProxies.length === 0)
    faults.push([
      "auth.backends",
      "header",
      "needs the addresses of the proxies that are believed",
      show("auth.remoteUser.trustedProxies"),
    ]);
  if (!has("header") && auth.remoteUser.trustedProxies.length > 0)
    faults.push([
      "auth.remoteUser.trustedProxies",
      auth.remoteUser.trustedProxies.join(", "),
      "have no effect without the backend header",
      'auth.backends = ["ldap", "header"]',
    ]);
  if (backends.length > 0 && !has("local") && !has("ldap"))
    faults.push([
      "auth.backends",
      backends.join(", "),
      "name no directory that knows people",
      "local or ldap among them",
    ]);
  if (auth.tokens.lifetimeMs > auth.tokens.maxLifetimeMs)
    faults.push([
      "auth.tokens.lifetime",
      `${auth.tokens.lifetimeMs / 1000}s`,
      "is longer than auth.tokens.maxLifetime",
      `${auth.tokens.maxLifetimeMs / 1000}s`,
    ]);
  return faults;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
