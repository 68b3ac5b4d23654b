import type { Scope } from "./caller.ts";

/**
 * How somebody stands to what an action is about. `user`: it is their own, or nobody's; `member`: of the project it is
 * part of, which lets members see each other's; `owner`: of that project. The others are roles, whoever it belongs to.
 */
export const STANDINGS = ["anonymous", "user", "member", "owner", "operator", "auditor", "admin"] as const;
export type Standing = (typeof STANDINGS)[number];

/** `break-glass`: with a reason, which the audit log keeps and the owner is told. */
export type Grant = "yes" | "break-glass";

interface Rule {
  readonly says: string;
  /** Any of these is enough for a token that was made for something; none: such a token may always do it. */
  readonly scopes: readonly Scope[];
  readonly grants: Partial<Readonly<Record<Standing, Grant>>>;
}

const rule = (
  says: string,
  scopes: readonly Scope[],
  standings: readonly Standing[],
  breakGlass: readonly Standing[] = [],
): Rule => ({
  says,
  scopes,
  grants: Object.fromEntries([
    ...standings.map((each) => [each, "yes"]),
    ...breakGlass.map((each) => [each, "break-glass"]),
  ]),
});

const SIGNED_IN = ["user", "operator", "auditor", "admin"] as const;
const WORKING = ["user", "operator", "admin"] as const;
const WATCHING = ["operator", "auditor", "admin"] as const;

/**
 * Who may do what: the one table that routes, commands, filters of lists, tests and `docs/reference/roles.md` go by. What no line
 * names nobody may do.
 */
const RULES = {
  public: rule("be answered without a credential", [], ["anonymous", ...SIGNED_IN]),
  "self:read": rule("ask who one is, and what this server has", [], SIGNED_IN),
  "self:write": rule("change one's own settings and keys", ["tokens"], SIGNED_IN),
  "tokens:own": rule("make, list and revoke one's own tokens and sessions", ["tokens"], SIGNED_IN),
  "jobs:submit": rule("submit jobs and try them", ["jobs:write"], WORKING),
  "jobs:read": rule(
    "see a job: state, resources, attempts, explanation, events",
    ["jobs:read"],
    ["user", "member", "owner", ...WATCHING],
  ),
  "jobs:output": rule(
    "read its script, arguments, values of its environment, output and files",
    ["jobs:read"],
    ["user", "member", "owner"],
    ["admin"],
  ),
  "jobs:control": rule(
    "cancel, hold, release, suspend, resume and signal a job",
    ["jobs:write"],
    ["user", "owner", "operator", "admin"],
  ),
  "jobs:write": rule("change, retry and forget a job", ["jobs:write"], ["user", "owner", "admin"]),
  "jobs:exec": rule("run commands in a job", ["jobs:exec"], ["user"], ["admin"]),
  "jobs:priority": rule("go above the ceiling of priorities", ["admin:*"], ["operator", "admin"]),
  impersonate: rule("act under the name of somebody else", ["admin:*"], ["admin"]),
  "nodes:read": rule("see machines and backends", ["nodes:read"], SIGNED_IN),
  "nodes:write": rule("drain machines and switch backends", ["admin:*"], ["operator", "admin"]),
  "offers:read": rule("see offers and what became of them", ["nodes:read"], WATCHING),
  "volumes:read": rule(
    "see volumes, images, networks, licences and queues",
    ["jobs:read", "jobs:write"],
    SIGNED_IN,
  ),
  "secrets:read": rule("list the names of one's secrets", ["jobs:write"], WORKING),
  "secrets:write": rule("store and remove one's secrets", ["jobs:write"], WORKING),
  "scheduling:simulate": rule("ask what a change would bring", ["admin:*"], ["operator", "admin"]),
  "quotas:read": rule(
    "see quotas and what is used of them",
    ["usage:read"],
    ["user", "member", "owner", ...WATCHING],
  ),
  "quotas:write": rule("set quotas", ["admin:*"], ["admin"]),
  "shares:read": rule("see the tree of shares", ["usage:read"], SIGNED_IN),
  "shares:write": rule("set shares", ["admin:*"], ["admin"]),
  "usage:read": rule("see what was used", ["usage:read"], ["user", "owner", ...WATCHING]),
  "projects:read": rule("see a project and its members", ["usage:read"], ["member", "owner", ...WATCHING]),
  "projects:write": rule("change members and settings of a project", ["admin:*"], ["owner", "admin"]),
  "projects:manage": rule("make and remove projects, name their owners", ["admin:*"], ["admin"]),
  "queues:write": rule("change queues, volumes and policies", ["admin:*"], ["admin"]),
  "users:read": rule("see people and their tokens", ["admin:*"], ["auditor", "admin"]),
  "users:write": rule(
    "make, change and lock people; revoke their tokens and sessions",
    ["admin:*"],
    ["admin"],
  ),
  "audit:read": rule("read the audit log", ["admin:*"], ["user", "owner", "auditor", "admin"]),
  "metrics:read": rule("read metrics", ["metrics:read"], WATCHING),
  "health:verbose": rule("see the details of health", ["metrics:read"], WATCHING),
  "config:read": rule("read the configuration", ["admin:*"], ["auditor", "admin"]),
  "config:write": rule("change the configuration", ["admin:*"], ["admin"]),
  "site:operate": rule(
    "change leaders, reconcile, begin and end maintenance",
    ["admin:*"],
    ["operator", "admin"],
  ),
  "store:check": rule("check, copy and restore the store", ["admin:*"], ["admin"]),
} as const satisfies Readonly<Record<string, Rule>>;

export type Permission = keyof typeof RULES;
// The keys of the table are all that there are.
export const PERMISSIONS = Object.keys(RULES) as readonly Permission[];

export function ruleOf(permission: Permission): Rule {
  return RULES[permission];
}
