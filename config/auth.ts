import type { AuthBackend } from "./auth-formats.ts";
import type { Get } from "./getting.ts";
import type { ValueOf } from "./keys.ts";

export interface AuthConfig {
  readonly tokenFile: string;
  /** In their order; none: there is one user. */
  readonly backends: readonly AuthBackend[];
  readonly admins: readonly string[];
  readonly operators: readonly string[];
  readonly auditors: readonly string[];
  readonly ids: { readonly minUid: number; readonly minGid: number };
  readonly knownMs: number;
  readonly unknownMs: number;
  readonly staleMs: number;
  readonly login: { readonly tries: number; readonly withinMs: number; readonly lockMs: number };
  readonly session: { readonly idleMs: number; readonly absoluteMs: number };
  readonly tokens: { readonly lifetimeMs: number; readonly maxLifetimeMs: number };
  readonly remoteUser: { readonly header: string; readonly trustedProxies: readonly string[] };
}

export interface LdapConfig {
  readonly urls: readonly string[];
  readonly startTls: boolean;
  readonly insecure: boolean;
  readonly ca?: string;
  readonly baseDn: string;
  readonly service?: { readonly dn: string; readonly passwordFile: string };
  readonly userFilter: string;
  readonly userDn?: string;
  readonly attributes: ValueOf<"ldap.attributes">;
  readonly groupBaseDn?: string;
  readonly groupFilter: string;
  readonly nestedGroups: boolean;
  readonly timeoutMs: number;
  readonly pool: number;
}

export interface OidcConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecretFile?: string;
  readonly userClaim: string;
}

export function authOf(get: Get, stateDirectory: string): AuthConfig {
  return {
    tokenFile: get("auth.tokenFile") ?? `${stateDirectory}/token`,
    backends: get("auth.backends"),
    admins: get("auth.admins"),
    operators: get("auth.operators"),
    auditors: get("auth.auditors"),
    ids: { minUid: get("auth.minUid"), minGid: get("auth.minGid") },
    knownMs: get("auth.knownFor") * 1000,
    unknownMs: get("auth.unknownFor") * 1000,
    staleMs: get("auth.staleFor") * 1000,
    login: {
      tries: get("auth.login.tries"),
      withinMs: get("auth.login.within") * 1000,
      lockMs: get("auth.login.lockout") * 1000,
    },
    session: { idleMs: get("auth.session.idle") * 1000, absoluteMs: get("auth.session.absolute") * 1000 },
    tokens: {
      lifetimeMs: get("auth.tokens.lifetime") * 1000,
      maxLifetimeMs: get("auth.tokens.maxLifetime") * 1000,
    },
    remoteUser: {
      header: get("auth.remoteUser.header").toLowerCase(),
      trustedProxies: get("auth.remoteUser.trustedProxies"),
    },
  };
}

/** `undefined`: no LDAP server is named. */
export function ldapOf(get: Get): LdapConfig | undefined {
  const urls = get("ldap.urls");
  if (urls.length === 0) return undefined;
  const [ca, dn, passwordFile] = [get("ldap.ca"), get("ldap.bindDn"), get("ldap.bindPasswordFile")];
  const [userDn, groupBaseDn] = [get("ldap.userDn"), get("ldap.groupBaseDn")];
  return {
    urls,
    startTls: get("ldap.startTls"),
    insecure: get("ldap.insecure"),
    ...(ca === undefined ? {} : { ca }),
    baseDn: get("ldap.baseDn") ?? "",
    ...(dn === undefined || passwordFile === undefined ? {} : { service: { dn, passwordFile } }),
    userFilter: get("ldap.userFilter"),
    ...(userDn === undefined ? {} : { userDn }),
    attributes: get("ldap.attributes"),
    ...(groupBaseDn === undefined ? {} : { groupBaseDn }),
    groupFilter: get("ldap.groupFilter"),
    nestedGroups: get("ldap.nestedGroups"),
    timeoutMs: get("ldap.timeout") * 1000,
    pool: get("ldap.pool"),
  };
}

export function oidcOf(get: Get): OidcConfig | undefined {
  const [issuer, clientId] = [get("oidc.issuer"), get("oidc.clientId")];
  if (issuer === undefined || clientId === undefined) return undefined;
  const clientSecretFile = get("oidc.clientSecretFile");
  return {
    issuer,
    clientId,
    ...(clientSecretFile === undefined ? {} : { clientSecretFile }),
    userClaim: get("oidc.userClaim"),
  };
}
