/** Who makes a request. The name comes from the credential, never from the request's body. */
export interface Caller {
  readonly user: string;
  readonly roles: readonly Role[];
  /** What showed who it is. */
  readonly via: CallerVia;
  /** What the credential allows of all that the roles do; absent: all of it. */
  readonly scopes?: readonly Scope[];
  /** Of the token or session, for the audit log; never the secret itself. */
  readonly credentialId?: string;
  /** Who acts under this name, where it is another user. */
  readonly impersonator?: string;
}

export const ROLES = ["user", "operator", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];

export type CallerVia = "single-user" | "token" | "session" | "header" | "oidc" | "password";

export const SCOPES = [
  "jobs:read",
  "jobs:write",
  "jobs:exec",
  "usage:read",
  "nodes:read",
  "metrics:read",
  "tokens",
  "admin:*",
] as const;
/** What a token may be made for. */
export type Scope = (typeof SCOPES)[number];

/** A user without further roles, for rules that are judged as theirs whoever acts; no credential stands behind it. */
export function plainUser(user: string): Caller {
  return { user, roles: ["user"], via: "token" };
}

export function isAdmin(caller: Caller): boolean {
  return caller.roles.includes("admin");
}

/** Whether what they do to a job is done for the site: only those who may can undo it. */
export function isOperating(caller: Caller): boolean {
  return caller.roles.includes("operator") || caller.roles.includes("admin");
}
