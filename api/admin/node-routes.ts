import type { AgentView } from "../../offers/explanation.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { closedDocument } from "./closing-routes.ts";
import type { ApiContext } from "../context/context.ts";
import { MIB } from "../context/job-document.ts";
import { agentsNow } from "../context/leader.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** The machines that jobs run on. */
export function nodeRoutes(context: ApiContext): readonly Route[] {
  return [listNodesRoute(context), getNodeRoute(context)];
}

function listNodesRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/nodes",
    operationId: "listNodes",
    summary: "The machines that jobs run on, as the scheduler knows them now.",
    permission: "nodes:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("NodeList") } },
    problems: ["no_leader"],
    async handle() {
      const agents = await agentsNow(leader);
      return { status: 200, json: { items: agents.map(nodeDocument) } };
    },
  });
}

function getNodeRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/nodes/{node}",
    operationId: "getNode",
    summary: "One machine, by its id or its name.",
    permission: "nodes:read",
    params: { node: text("Its id or its name.", { maxLength: 255, pattern: /^[^/:]+$/ }) },
    query: {},
    answers: { 200: { description: "The machine.", schema: ref("Node"), tagged: true } },
    problems: ["not_found", "no_leader"],
    async handle({ params }) {
      const agents = await agentsNow(leader);
      const found =
        agents.find(({ id }) => id === params.node) ??
        agents.find(({ hostname }) => hostname === params.node);
      if (found === undefined) throw new PublicError("not_found", "There is no such machine now.");
      return { status: 200, json: nodeDocument(found) };
    },
  });
}

function nodeDocument(agent: AgentView) {
  const { id, backend, hostname, attributes, active, closed, sharedWith, total, free, standing, tasks } =
    agent;
  return {
    id,
    executor: backend,
    hostname,
    attributes,
    active,
    ...(sharedWith === undefined ? {} : { sharedWith }),
    ...(closed === undefined
      ? {}
      : {
          closed: closedDocument(closed, closed.node === undefined ? "executor" : "node"),
        }),
    total: amounts(total),
    free: amounts(free),
    tasks,
    ...(standing === undefined
      ? {}
      : {
          trust: {
            state: standing.state,
            ...(standing.untilMs === undefined ? {} : { until: new Date(standing.untilMs).toISOString() }),
          },
        }),
  };
}

function amounts({ cpusMilli, memMib, diskMib, gpus }: ResourceVector) {
  return { cpus: cpusMilli / 1000, memoryBytes: memMib * MIB, diskBytes: diskMib * MIB, gpus };
}
