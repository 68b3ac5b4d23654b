import type { Caller, Role } from "./caller.ts";
import type { Grant, Permission, Standing } from "./permissions.ts";
import { PERMISSIONS, ruleOf } from "./permissions.ts";

/** What an action is about. Without an owner and a project it is the site, or what is the caller's own anyway. */
export interface Resource {
  /** The user that it belongs to. */
  readonly owner?: string;
  /** The project that it is part of, as far as there is such a one. */
  readonly project?: ProjectRights | undefined;
}

/** Of a project what rights rest on. */
export interface ProjectRights {
  readonly name: string;
  /** Absent: everybody. */
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
  /** Members see each other's jobs. */
  readonly shareJobs?: boolean;
  /** Members and owners read the scripts, output and files of its jobs. */
  readonly shareLogs?: boolean;
}

export type Verdict =
  | { readonly allowed: true; readonly by: Grant }
  /** `scope`: the token was not made for it; `role`: these roles never do it; `resource`: not to this one. */
  | { readonly allowed: false; readonly because: "anonymous" | "scope" | "role" | "resource" };

/** The only judge: asked before anything is read or written. What is not allowed by the table is not. */
export function authorize(
  caller: Caller | undefined,
  permission: Permission,
  resource: Resource = {},
): Verdict {
  const { grants } = ruleOf(permission);
  if (grants.anonymous !== undefined) return { allowed: true, by: "yes" };
  if (caller === undefined) return { allowed: false, because: "anonymous" };
  const outside = beforeResource(caller, permission);
  if (outside !== undefined) return { allowed: false, because: outside };
  const given = new Set(standingsTo(caller, permission, resource).map((standing) => grants[standing]));
  if (given.has("yes")) return { allowed: true, by: "yes" };
  if (given.has("break-glass")) return { allowed: true, by: "break-glass" };
  return { allowed: false, because: "resource" };
}

/** Whether it is allowed without breaking glass. */
export function may(caller: Caller | undefined, permission: Permission, resource: Resource = {}): boolean {
  const verdict = authorize(caller, permission, resource);
  return verdict.allowed && verdict.by === "yes";
}

/** Whether there is anything at all that this caller may do it to: what routes are opened by. */
export function mayUse(caller: Caller | undefined, permission: Permission): boolean {
  if (ruleOf(permission).grants.anonymous !== undefined) return true;
  return caller !== undefined && beforeResource(caller, permission) === undefined;
}

/** @returns why not, whatever it is done to; `undefined`: it depends on that */
export function whyNever(caller: Caller, permission: Permission): "scope" | "role" | undefined {
  return ruleOf(permission).grants.anonymous === undefined ? beforeResource(caller, permission) : undefined;
}

export function permissionsOf(caller: Caller): readonly Permission[] {
  return PERMISSIONS.filter((permission) => permission !== "public" && mayUse(caller, permission));
}

/** Whose jobs, or whatever else belongs to users and projects, a caller may do it to. */
export type Reach =
  "all" | { readonly own: boolean; readonly projects: readonly string[]; readonly user: string };

/** For filters of lists, so that what is foreign is never read. Without breaking glass. */
export function reachOf(caller: Caller, permission: Permission, projects: readonly ProjectRights[]): Reach {
  if (beforeResource(caller, permission) !== undefined)
    return { own: false, projects: [], user: caller.user };
  const { grants } = ruleOf(permission);
  if (caller.roles.some((role) => role !== "user" && grants[role] === "yes")) return "all";
  const named = projects.filter((project) => {
    const foreign = { owner: NOBODY, project };
    return standingsTo(caller, permission, foreign).some((standing) => grants[standing] === "yes");
  });
  return {
    own: grants.user === "yes" && isWorking(caller),
    projects: named.map(({ name }) => name),
    user: caller.user,
  };
}

/** No user has an empty name. */
const NOBODY = "";

function beforeResource(caller: Caller, permission: Permission): "scope" | "role" | undefined {
  const { grants, scopes } = ruleOf(permission);
  const { roles, scopes: held } = caller;
  if (held !== undefined && scopes.length > 0 && !scopes.some((scope) => held.includes(scope)))
    return "scope";
  if (roles.some((role) => grants[role] !== undefined)) return undefined;
  const byProject = grants.member !== undefined || grants.owner !== undefined;
  return byProject && isWorking(caller) ? undefined : "role";
}

function standingsTo(
  caller: Caller,
  permission: Permission,
  { owner, project }: Resource,
): readonly Standing[] {
  const { roles, user } = caller;
  const standings: Standing[] = roles.filter((role) => role !== "user");
  if (!isWorking(caller)) {
    // What belongs to nobody an auditor meets as everybody does.
    return owner === undefined && project === undefined ? [...standings, "user"] : standings;
  }
  if (owner === undefined ? project === undefined : owner === user) standings.push("user");
  if (project === undefined || user === NOBODY) return standings;
  const shares = SHARED[permission];
  const isShared = shares === undefined || shares(project);
  const isOwner = project.owners?.includes(user) === true;
  const isMember = isOwner || (project.members?.includes(user) ?? true);
  if (isMember && isShared) standings.push("member");
  if (isOwner && (permission !== "jobs:output" || isShared)) standings.push("owner");
  return standings;
}

/** What members do with each other's jobs hangs on what their project shares. */
const SHARED: Partial<Readonly<Record<Permission, (project: ProjectRights) => boolean>>> = {
  "jobs:read": ({ shareJobs }) => shareJobs === true,
  "jobs:output": ({ shareLogs }) => shareLogs === true,
};

const WORKING: ReadonlySet<Role> = new Set(["user", "operator", "admin"]);

/** Who only looks owns nothing and is no member: an auditor who also works has another role as well. */
function isWorking({ roles }: Caller): boolean {
  return roles.some((role) => WORKING.has(role));
}
