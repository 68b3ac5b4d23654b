/** Who makes a request. The name comes from the credential, never from the request's body. */
export interface Caller {
  readonly user: string;
  readonly roles: readonly Role[];
}

export const ROLES = ["user", "admin"] as const;
export type Role = (typeof ROLES)[number];

export function isAdmin(caller: Caller): boolean {
  return caller.roles.includes("admin");
}
