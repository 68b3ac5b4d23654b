import type { Caller, Role } from "./caller.ts";
import { isAdmin } from "./caller.ts";

/** What a route may need. `public` needs no credential at all. */
export const PERMISSIONS = [
  "public",
  "self:read",
  "jobs:read",
  "jobs:write",
  "jobs:output",
  "jobs:exec",
  "nodes:read",
  "offers:read",
  "volumes:read",
  "secrets:read",
  "secrets:write",
  "scheduling:simulate",
  "metrics:read",
  "health:verbose",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  user: [
    "self:read",
    "jobs:read",
    "jobs:write",
    "jobs:output",
    "jobs:exec",
    "nodes:read",
    "volumes:read",
    "secrets:read",
    "secrets:write",
  ],
  admin: PERMISSIONS.filter((permission) => permission !== "public"),
};

export function permissionsOf(caller: Caller): readonly Permission[] {
  return PERMISSIONS.filter((permission) => caller.roles.some((role) => OF_ROLE[role].includes(permission)));
}

/** Whether the route is open to this caller at all; whose jobs it then shows is `maySeeJobOf`. */
export function mayUse(caller: Caller | undefined, permission: Permission): boolean {
  return permission === "public" || (caller !== undefined && permissionsOf(caller).includes(permission));
}

/** Jobs are their owner's; an administrator sees and moves all of them. */
export function maySeeJobOf(caller: Caller, owner: string): boolean {
  return caller.user === owner || isAdmin(caller);
}

/** Commands run with the rights of the job's owner: nobody else starts them, an administrator neither. */
export function mayExecInJobOf(caller: Caller, owner: string): boolean {
  return caller.user === owner;
}
