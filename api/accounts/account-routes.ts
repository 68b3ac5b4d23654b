import {
  limitsOf,
  QUEUED_KINDS,
  RUNNING_KINDS,
  softLimitsOf,
  userLimitsOf,
  type NodeLimits,
  type QuotaKind,
  type QuotaNode,
} from "../../accounts/quota.ts";
import type { Caller } from "../../auth/caller.ts";
import { may } from "../../auth/authorize.ts";
import { nodesOf } from "../../fair-share/account-rules.ts";
import type { AccountsView, QuotaUse, ShareView } from "../../fair-share/views.ts";
import { projectOf } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { MIB } from "../context/job-document.ts";
import { isMember } from "../../jobs/placement/queues.ts";
import { text, word } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { countQueued } from "../context/queued.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

const NAME = /^[A-Za-z0-9._@-]{1,200}$/;
/** `cpuHours` and the like are in hours everywhere. */
const PER_UNIT: Readonly<Partial<Record<QuotaKind, { readonly name: string; readonly units: number }>>> = {
  cpusMilli: { name: "cpus", units: 1 / 1000 },
  memMib: { name: "memoryBytes", units: MIB },
  diskMib: { name: "diskBytes", units: MIB },
};

/** Who may use what, and has used what, as the leader knows it. */
export function accountRoutes(context: ApiContext): readonly Route[] {
  return [
    getOwnQuotasRoute(context),
    getQuotaRoute(context),
    listSharesRoute(context),
    listLicencesRoute(context),
  ];
}

/** @throws PublicError  `no_leader` */
async function accountsNow({ leader }: ApiContext): Promise<AccountsView> {
  const view = await leader.accounts();
  if (view === undefined)
    throw new PublicError("no_leader", "Only a scheduler at work knows what is used now.");
  return view;
}

/** Of those nodes that have any limits. */
async function quotasOf(
  { accountRules, store }: ApiContext,
  nodes: readonly QuotaNode[],
  view: AccountsView,
): Promise<readonly object[]> {
  const rules = accountRules();
  const documents: object[] = [];
  const seen = new Set<string>();
  for (const node of nodes) {
    const limits = limitsOf(rules.quotas, node);
    const soft = ofRunning(softLimitsOf(rules.quotas, node));
    const key = JSON.stringify(node);
    if (seen.has(key)) continue;
    seen.add(key);
    const queued =
      Object.keys(limits.queued).length === 0 ? undefined : await countQueued(store, rules, node);
    const use = view.quotas.find((one) => isOf(one, node));
    if (hasAny(limits)) documents.push({ ...node, limits: limitDocuments(limits, use, queued) });
    if (hasAny(soft)) documents.push({ ...node, soft: true, limits: limitDocuments(soft, use, undefined) });
  }
  return documents;
}

/** Of what they have running in all projects together. */
function acrossProjects({ accountRules }: ApiContext, user: string, view: AccountsView): readonly object[] {
  const limits = ofRunning(userLimitsOf(accountRules().quotas, user));
  if (!hasAny(limits)) return [];
  const use = view.quotas.find((one) => one.user === user && one.project === undefined);
  return [{ scope: "user", user, limits: limitDocuments(limits, use, undefined) }];
}

/** A user's own, in every project that is open to them or where they have something. */
function nodesOfUser(context: ApiContext, user: string, view: AccountsView): readonly QuotaNode[] {
  const { siteRules, accountRules } = context;
  const { projects } = siteRules;
  const open = projects.filter((one) => isMember(one, user)).map(({ name }) => name);
  const named = projects.length === 0 ? [context.jobDefaults.project ?? "default"] : open;
  const used = view.shares.flatMap((share) =>
    share.user === user && share.project !== undefined ? [share.project] : [],
  );
  return [...new Set([...named, ...used])].flatMap((project) => nodesOf(accountRules(), { user, project }));
}

async function quotasOfUser(context: ApiContext, user: string): Promise<readonly object[]> {
  const view = await accountsNow(context);
  return [
    ...acrossProjects(context, user, view),
    ...(await quotasOf(context, nodesOfUser(context, user, view), view)),
  ];
}

function getOwnQuotasRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/quotas/me",
    operationId: "getOwnQuotas",
    summary: "What limits you and your projects, and how much of it is used.",
    permission: "quotas:read",
    params: {},
    query: {},
    answers: { 200: { description: "Of you, your projects and the site.", schema: ref("QuotaList") } },
    problems: ["no_leader", "store_unavailable"],
    handle: async ({ caller }) => ({
      status: 200,
      json: { items: await quotasOfUser(context, caller.user) },
    }),
  });
}

function getQuotaRoute(context: ApiContext): Route {
  const { accountRules } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/quotas/{scope}/{name}",
    operationId: "getQuota",
    summary: "What limits a user in each project, or a project and what it is part of; and how much is used.",
    permission: "quotas:read",
    params: {
      scope: word("Of whom.", ["user", "project"]),
      name: text("Name.", { maxLength: 200, pattern: NAME }),
    },
    query: {},
    answers: { 200: { description: "Those that there are.", schema: ref("QuotaList") } },
    problems: ["not_found", "no_leader", "store_unavailable"],
    async handle({ caller, params }) {
      const { name, scope } = params;
      if (scope === "user") {
        if (!may(caller, "quotas:read", { owner: name }))
          throw new PublicError("not_found", "There is no such user, or their quotas are not shown to you.");
        return { status: 200, json: { items: await quotasOfUser(context, name) } };
      }
      if (!mayAskForProject(context, caller, name))
        throw new PublicError("not_found", "There is no such project, or you are no member of it.");
      const nodes = nodesOf(accountRules(), { project: name, user: "" }).slice(1);
      return { status: 200, json: { items: await quotasOf(context, nodes, await accountsNow(context)) } };
    },
  });
}

function mayAskForProject({ siteRules, accountRules }: ApiContext, caller: Caller, project: string): boolean {
  const { projects } = siteRules;
  const known = projectOf(projects, project);
  const isShare = accountRules().shares.some(({ name }) => name === project);
  if (projects.length > 0 && known === undefined && !isShare) return false;
  // What has no list of members is everybody's.
  return may(caller, "quotas:read", known === undefined ? {} : { owner: "", project: known });
}

function listSharesRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/shares",
    operationId: "listShares",
    summary:
      "The tree of shares: who holds how much, has used how much, and whose turn it is. Accounts of others are shown to administrators.",
    permission: "shares:read",
    params: {},
    query: {},
    answers: { 200: { description: "The site first, parents before children.", schema: ref("ShareTree") } },
    problems: ["no_leader"],
    async handle({ caller }) {
      const { atMs, policy, shares } = await accountsNow(context);
      const shown = shares.filter(
        ({ user }) => user === undefined || may(caller, "usage:read", { owner: user }),
      );
      return {
        status: 200,
        json: { at: new Date(atMs).toISOString(), policy, items: shown.map(shareDocument) },
      };
    },
  });
}

function listLicencesRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/licences",
    operationId: "listLicences",
    summary: "What a job may name in `resources.licences`, and how much of it is free.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("LicenceList") } },
    problems: ["no_leader"],
    handle: async () => ({ status: 200, json: { items: (await accountsNow(context)).licences } }),
  });
}

function shareDocument({ project, user, ...share }: ShareView): object {
  const scope = project === undefined ? "site" : user === undefined ? "project" : "account";
  return {
    scope,
    ...(project === undefined ? {} : { project }),
    ...(user === undefined ? {} : { user }),
    ...share,
  };
}

function ofRunning(running: NodeLimits["running"]): NodeLimits {
  return { running, queued: {}, hours: [] };
}

function hasAny({ arrayTasks, hours, queued, running }: NodeLimits): boolean {
  return arrayTasks !== undefined || hours.length + Object.keys({ ...queued, ...running }).length > 0;
}

function isOf(use: QuotaUse, node: QuotaNode): boolean {
  const { project, user } = node.scope === "site" ? {} : { user: undefined, ...node };
  return use.project === project && use.user === user;
}

function limitDocuments(
  limits: NodeLimits,
  use: QuotaUse | undefined,
  queued: { readonly jobs: number; readonly tasks: number } | undefined,
): readonly object[] {
  const line = (of: QuotaKind, limit: number, used: number): object => {
    const { name = of, units = 1 } = PER_UNIT[of] ?? {};
    return { of: name, limit: limit * units, used: used * units, left: Math.max(0, limit - used) * units };
  };
  const waiting = { queuedJobs: queued?.jobs ?? 0, queuedTasks: queued?.tasks ?? 0 };
  return [
    ...RUNNING_KINDS.flatMap((kind) => {
      const limit = limits.running[kind];
      return limit === undefined ? [] : [line(kind, limit, use?.running[kind] ?? 0)];
    }),
    ...QUEUED_KINDS.flatMap((kind) => {
      const limit = limits.queued[kind];
      return limit === undefined ? [] : [line(kind, limit, waiting[kind])];
    }),
    ...(limits.arrayTasks === undefined ? [] : [{ of: "arrayTasks", limit: limits.arrayTasks }]),
    ...limits.hours.map(({ hours, kind, window }) => {
      const used = use?.hours.find((one) => one.kind === kind);
      return {
        ...line(kind, hours, used?.usedHours ?? 0),
        window,
        ...(used === undefined ? {} : { returnsAt: new Date(used.windowEndsAtMs).toISOString() }),
        ...(used?.exhaustedAtMs === undefined
          ? {}
          : { usedUpAt: new Date(used.exhaustedAtMs).toISOString() }),
        ...(used?.isExhausted === true ? { isUsedUp: true } : {}),
      };
    }),
  ];
}
