import { ofRequest, type Asking } from "../context/access.ts";
import { closedDocument, closingNamed } from "./closing-routes.ts";
import type { ApiContext } from "../context/context.ts";
import { defined, instant } from "../context/job-document.ts";
import { NOBODY_ANSWERS, type ExecutorView, type LeaderStanding } from "../context/leader.ts";
import { DRY_RUN } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** Who leads, with which clusters and by which settings; and what operators ask of it. */
export function operatingRoutes(context: ApiContext): readonly Route[] {
  return [
    listExecutorsRoute(context),
    getLeaderRoute(context),
    stepDownRoute(context),
    reconcileRoute(context),
    getConfigRoute(context),
  ];
}

function listExecutorsRoute(context: ApiContext): Route {
  const { leader, nowMs } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/executors",
    operationId: "listExecutors",
    summary: "The clusters that jobs run on, and how the scheduler stands with them.",
    permission: "nodes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All that are configured.", schema: ref("ExecutorList") } },
    problems: ["no_leader"],
    async handle() {
      const [executors, agents, offers] = await Promise.all([
        leader.executors(),
        leader.agents(),
        leader.offers(),
      ]);
      if (executors === undefined || agents === undefined || offers === undefined)
        throw new PublicError("no_leader", "Only a scheduler at work knows how its clusters are.");
      const items = executors.map((executor) => {
        const own = agents.filter(({ backend }) => backend === executor.name);
        return {
          ...executorDocument(executor, nowMs()),
          ...closedOf(context, executor.name),
          nodes: own.filter(({ active }) => active).length,
          tasks: own.reduce((sum, { tasks }) => sum + tasks, 0),
          offers: offers.filter(({ backend, outcome }) => backend === executor.name && outcome === "held")
            .length,
        };
      });
      return { status: 200, json: { items } };
    },
  });
}

function closedOf(context: ApiContext, name: string): { readonly closed?: object } {
  const closing = closingNamed(context.rules.current().switchedOff, name);
  return closing === undefined ? {} : { closed: closedDocument(closing, "executor") };
}

/** @throws PublicError  `no_leader` */
async function standingNow({ leader }: ApiContext): Promise<LeaderStanding> {
  const found = await leader.standing();
  if (found === undefined) throw new PublicError("no_leader", NOBODY_ANSWERS);
  return found;
}

function recordRequest(
  { audit }: ApiContext,
  asking: Asking & { readonly address: string },
  action: string,
  before: object,
) {
  return audit.record({
    ...ofRequest(asking),
    action,
    outcome: "done",
    resource: "leader",
    address: asking.address,
    before,
  });
}

function getLeaderRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/admin/leader",
    operationId: "getLeader",
    summary: "Which scheduler leads, and since when.",
    permission: "site:operate",
    params: {},
    query: {},
    answers: {
      200: { description: "The one that leads.", schema: ref("LeaderStanding"), tagged: true },
    },
    problems: ["no_leader"],
    handle: async () => ({ status: 200, json: leaderDocument(await standingNow(context)) }),
  });
}

function stepDownRoute(context: ApiContext): Route {
  const { leader } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/admin/leader:step-down",
    operationId: "stepDown",
    summary:
      "Has the scheduler that leads give its lease up in order; another one takes over, or it does itself where there is none. What runs goes on.",
    permission: "site:operate",
    params: {},
    query: { dryRun: DRY_RUN },
    answers: {
      202: { description: "It was told to: the one that led.", schema: ref("LeaderStanding") },
      200: { description: "With `dryRun=true`: the one that would.", schema: ref("LeaderStanding") },
    },
    problems: ["no_leader", "store_unavailable"],
    async handle({ query, ...asking }) {
      const before = leaderDocument(await standingNow(context));
      if (query.dryRun) return { status: 200, json: before };
      await recordRequest(context, asking, "leader.step-down", before);
      if (!(await leader.stepDown()))
        throw new PublicError("no_leader", "The scheduler that led cannot be reached any more.");
      return { status: 202, json: before };
    },
  });
}

function reconcileRoute(context: ApiContext): Route {
  const { leader } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/admin/reconcile",
    operationId: "reconcile",
    summary:
      "Has the scheduler ask its clusters now how all tasks stand, as it does by itself from time to time; what should stop is told so again.",
    permission: "site:operate",
    params: {},
    query: { dryRun: DRY_RUN },
    answers: {
      202: { description: "It asks those that are connected.", schema: ref("Reconciliation") },
      200: { description: "With `dryRun=true`: those that it would ask.", schema: ref("Reconciliation") },
    },
    problems: ["no_leader", "store_unavailable"],
    async handle({ query, ...asking }) {
      const before = leaderDocument(await standingNow(context));
      if (query.dryRun) {
        const connected = ((await leader.executors()) ?? []).filter(({ state }) => state === "connected");
        return { status: 200, json: { executors: connected.map(({ name }) => name) } };
      }
      await recordRequest(context, asking, "leader.reconcile", before);
      const executors = await leader.reconcile();
      if (executors === undefined)
        throw new PublicError("no_leader", "The scheduler that led cannot be reached any more.");
      return { status: 202, json: { executors } };
    },
  });
}

function getConfigRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/admin/config",
    operationId: "getConfig",
    summary:
      "The configuration of the server that answers, as it is in effect, with the source of each value. Secrets are masked.",
    permission: "config:read",
    params: {},
    query: {},
    answers: { 200: { description: "All settings.", schema: ref("Settings"), tagged: true } },
    problems: [],
    handle: async () => ({
      status: 200,
      json: { items: context.settings().map((each) => defined({ ...each })) },
    }),
  });
}

function executorDocument({ forMs, retryInMs, ...same }: ExecutorView, nowMs: number): object {
  return {
    ...same,
    since: instant(nowMs - forMs),
    ...(retryInMs === undefined ? {} : { nextTryAt: instant(nowMs + retryInMs) }),
  };
}

function leaderDocument({ epoch, instance, sinceMs }: LeaderStanding): object {
  return { instance, epoch, since: instant(sinceMs) };
}
