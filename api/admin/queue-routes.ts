import { reachOf } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import { isMember, type SiteQueue } from "../../jobs/placement/queues.ts";
import type { ApiContext } from "../context/context.ts";
import { queueChangeRoutes, queueETag, queueValue } from "./queue-changes.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** What jobs get and may ask for in each queue. Of a queue that somebody may not use nothing is told. */
export function queueRoutes(context: ApiContext): readonly Route[] {
  const { rules, siteRules } = context;

  const listQueues = defineRoute({
    method: "GET",
    path: "/api/v2/queues",
    operationId: "listQueues",
    summary: "The queues that a job of yours may name in `queue`, with what they give and allow.",
    permission: "volumes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("QueueList") } },
    problems: [],
    handle: async ({ caller }) => ({
      status: 200,
      json: { items: siteRules.queues.flatMap((queue) => shown(caller, queue) ?? []) },
    }),
  });

  const getQueue = defineRoute({
    method: "GET",
    path: "/api/v2/queues/{name}",
    operationId: "getQueue",
    summary: "One queue: what it gives and allows.",
    permission: "volumes:read",
    params: { name: text("Its name.", { maxLength: 63, pattern: /^[A-Za-z0-9._-]+$/ }) },
    query: {},
    answers: {
      200: { description: "The queue.", schema: ref("Queue"), tagged: true },
    },
    problems: ["not_found"],
    async handle({ caller, params }) {
      const queue = siteRules.queues.find(({ name }) => name === params.name);
      const document = queue === undefined ? undefined : shown(caller, queue);
      if (document === undefined) throw new PublicError("not_found", `There is no queue ${params.name}.`);
      return {
        status: 200,
        headers: { etag: queueETag(rules.current(), params.name, queueValue(siteRules, params.name)) },
        json: document,
      };
    },
  });

  /** @returns `undefined` when the caller may not use it */
  const shown = (caller: Caller, queue: SiteQueue): object | undefined => {
    const { executors, image, limits, name, prefer, projects, spillAfterSeconds } = queue;
    const { walltimeSeconds = limits.walltimeSeconds } = queue;
    const mine = projects?.filter((project) => isTheirs(caller, project));
    if (mine?.length === 0) return undefined;
    return {
      name,
      isDefault: name === siteRules.queueByDefault,
      ...(mine === undefined ? {} : { projects: mine }),
      ...(executors === undefined ? {} : { executors }),
      ...(prefer === undefined ? {} : { prefer }),
      ...(spillAfterSeconds === undefined ? {} : { spillAfterSeconds }),
      ...(image === undefined ? {} : { image }),
      ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }),
      limits,
      source: Object.hasOwn(rules.current().queues ?? {}, name) ? "store" : "configuration",
    };
  };

  const isTheirs = (caller: Caller, name: string): boolean => {
    // Without any project of the site, jobs may name whatever project they like.
    if (siteRules.projects.length === 0 || seesAll(caller)) return true;
    const project = siteRules.projects.find((one) => one.name === name);
    return project !== undefined && isMember(project, caller.user);
  };

  return [
    listQueues,
    getQueue,
    ...queueChangeRoutes(context, ({ caller }, queue) => shown(caller, queue) ?? { name: queue.name }),
  ];
}

/** Operators, auditors and administrators, whatever their token was made for. */
function seesAll({ roles, user, via }: Caller): boolean {
  return reachOf({ roles, user, via }, "projects:read", []) === "all";
}
