import { absolutePath, boolean, duration, httpUrl, integer, name } from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";
import { WORD, YEAR } from "../formats/words.ts";
import {
  addressRanges,
  backends,
  distinguishedName,
  headerName,
  ldapAttributes,
  ldapText,
  ldapUrls,
  people,
  type AuthBackend,
} from "./auth-formats.ts";
import type { Get } from "./getting.ts";
import type { ValueOf } from "./keys.ts";

const CLAIM = name(/^[A-Za-z][A-Za-z0-9_:./-]{0,127}$/, "a name of a claim", "preferred_username");

/** Who people are, and how that is known. */
export const AUTH_KEYS = {
  "auth.tokenFile": optional(
    absolutePath,
    "`token` in the state directory",
    "File with the access token; the first start makes it. Who shows it is the person who started the server, as an administrator.",
    { example: "/etc/godocker/token" },
  ),
  "auth.backends": key(
    backends,
    [],
    "Where people are looked for, in this order: the first that knows a name decides. `local`: accounts of this installation, `ldap`: the site's directory; `header` and `oidc` are further ways to sign in for those whom one of these two knows. None: the person who started the server is its only user.",
    { example: ["local", "ldap"] },
  ),
  "auth.admins": key(people, [], "Administrators: names, and groups as `@name`.", { reload: true }),
  "auth.operators": key(people, [], "Operators: they see and stop all jobs, and look after machines.", {
    reload: true,
  }),
  "auth.auditors": key(people, [], "Auditors: they see all of the audit log, and change nothing.", {
    reload: true,
  }),
  "auth.minUid": key(
    integer(1, 4_294_967_293),
    1000,
    "Smallest user id that jobs may run with: below are accounts of the system.",
    { example: 1000 },
  ),
  "auth.minGid": key(
    integer(1, 4_294_967_293),
    100,
    "The same of groups; smaller ones of a person are left out of their jobs.",
    { example: 100 },
  ),
  "auth.knownFor": key(
    duration(0, 30),
    "20s",
    "For how long it is remembered what a directory says of a person.",
    { example: "20s" },
  ),
  "auth.unknownFor": key(
    duration(0, 300),
    "10s",
    "For how long it is remembered that a directory knows nobody of a name.",
    { example: "10s" },
  ),
  "auth.staleFor": key(
    duration(0, 7 * 86_400),
    "1h",
    "For how long people who were known are still let in with their tokens and sessions when their directory does not answer. Nobody signs in with a password then.",
    { example: "1h" },
  ),
  "auth.login.tries": key(
    integer(1, 1000),
    10,
    "So often a password may be wrong within `auth.login.within`; then the account is locked for `auth.login.lockout`. An address may fail ten times as often. Tokens and sessions go on.",
    { example: 10 },
  ),
  "auth.login.within": key(duration(1, 86_400), "15m", "See `auth.login.tries`.", { example: "15m" }),
  "auth.login.lockout": key(duration(1, 86_400), "15m", "See `auth.login.tries`.", { example: "15m" }),
  "auth.session.idle": key(
    duration(60, YEAR),
    "30m",
    "A session of a browser ends when it was not used for so long.",
    { example: "30m" },
  ),
  "auth.session.absolute": key(
    duration(60, YEAR),
    "12h",
    "A session of a browser ends so long after signing in.",
    { example: "12h" },
  ),
  "auth.tokens.lifetime": key(duration(60, YEAR), "30d", "Of tokens for which nothing else is asked.", {
    example: "30d",
  }),
  "auth.tokens.maxLifetime": key(duration(60, 10 * YEAR), "365d", "The longest that may be asked for.", {
    example: "365d",
  }),
  "auth.remoteUser.header": key(
    headerName,
    "X-Remote-User",
    "Of the backend `header`: the header in which a proxy says whom it has signed in.",
    { example: "X-Remote-User" },
  ),
  "auth.remoteUser.trustedProxies": key(
    addressRanges,
    [],
    "From where that header is believed. It must remove the header from what others send it.",
    { example: ["10.0.0.7"] },
  ),

  "ldap.urls": key(
    ldapUrls,
    [],
    "The site's LDAP servers, all with the same entries: the first that answers is asked.",
    {
      example: ["ldaps://ldap1.example.org", "ldaps://ldap2.example.org"],
    },
  ),
  "ldap.startTls": key(
    boolean,
    false,
    "Speak TLS on connections to `ldap:` addresses, before anything else.",
  ),
  "ldap.insecure": key(
    boolean,
    false,
    "Allows `ldap:` addresses without TLS. Passwords then cross the network in the clear.",
  ),
  "ldap.ca": optional(
    absolutePath,
    "the authorities that Node knows",
    "File with the certificates, in PEM, of the authorities that signed those of the servers.",
    { example: "/etc/godocker/ldap-ca.pem" },
  ),
  "ldap.baseDn": optional(distinguishedName, "none", "Below which entry people are.", {
    example: "ou=people,dc=example,dc=org",
  }),
  "ldap.bindDn": optional(distinguishedName, "nobody in particular", "Who looks people up.", {
    example: "cn=godocker,ou=services,dc=example,dc=org",
  }),
  "ldap.bindPasswordFile": optional(
    absolutePath,
    "none",
    "File with the password of `ldap.bindDn`, readable by its owner and group only.",
    { example: "/etc/godocker/ldap-password" },
  ),
  "ldap.userFilter": key(
    ldapText("{user}", "(&(objectClass=posixAccount)(uid={user}))"),
    "(&(objectClass=posixAccount)(uid={user}))",
    "Finds the entry of one person. When two match, nobody is let in.",
    { example: "(&(objectClass=user)(sAMAccountName={user}))" },
  ),
  "ldap.userDn": optional(
    ldapText("{user}", "uid={user},ou=people,dc=example,dc=org"),
    "people are searched for",
    "Name of a person's entry, where it can be told from theirs: they sign in without a search.",
    { example: "uid={user},ou=people,dc=example,dc=org" },
  ),
  "ldap.attributes": key(
    ldapAttributes,
    {},
    "Which attributes say what: `name` is the account's, `uid` and `gid` are numbers.",
    { example: { name: "sAMAccountName", home: "unixHomeDirectory" } },
  ),
  "ldap.groupBaseDn": optional(distinguishedName, "`ldap.baseDn`", "Below which entry groups are.", {
    example: "ou=groups,dc=example,dc=org",
  }),
  "ldap.groupFilter": key(
    ldapText("{", "(|(memberUid={user})(member={dn})(uniqueMember={dn}))"),
    "(|(memberUid={user})(member={dn})(uniqueMember={dn}))",
    "Finds the groups that somebody is in, by their name or by that of their entry.",
    { example: "(&(objectClass=posixGroup)(memberUid={user}))" },
  ),
  "ldap.nestedGroups": key(boolean, true, "Groups may have groups as members."),
  "ldap.timeout": key(duration(1, 60), "5s", "For a connection, and for each answer.", { example: "5s" }),
  "ldap.pool": key(integer(0, 100), 4, "Connections that are kept open to each server."),

  "oidc.issuer": optional(httpUrl, "none", "Of the backend `oidc`: the provider of identities.", {
    example: "https://sso.example.org/realms/science",
  }),
  "oidc.clientId": optional(WORD, "none", "Name of this installation there.", { example: "godocker" }),
  "oidc.clientSecretFile": optional(
    absolutePath,
    "none",
    "File with its secret there, readable by its owner and group only.",
    { example: "/etc/godocker/oidc-secret" },
  ),
  "oidc.userClaim": key(
    CLAIM,
    "preferred_username",
    "Which claim is the name of the account; a directory must know it.",
    { example: "preferred_username" },
  ),
} as const;

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
