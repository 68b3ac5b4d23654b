import { sendJson, sendMethodNotAllowed, sendNothing, sendText } from "../http/server.ts";
import type { Exchange, Route } from "../http/server.ts";
import { MESSAGES_PATH, REGISTER_PATH } from "../protocol/messages.ts";
import { CHANNEL_MESSAGES_PATH, CHANNEL_PATH } from "../protocol/shared-messages.ts";
import { handleAgentMessages, handleAgentRegistration } from "./registration/agent-api.ts";
import { agentChannels } from "./registration/agent-channels.ts";
import { legacyCallRoutes, removeQuotaRoute } from "./operator/legacy-calls.ts";
import { legacyRoles, legacySummary } from "./operator/legacy-summary.ts";
import { legacyAgents, legacyFrameworks, legacyState, legacyTasks } from "./operator/legacy-views.ts";
import { metrics } from "./state/metrics.ts";
import { handleOperatorCall } from "./operator/operator-api.ts";
import type { OperatorStreams } from "./operator/operator-streams.ts";
import { handleSchedulerCall } from "./frameworks/scheduler-api.ts";
import { VERSION } from "./state/state.ts";
import type { Master } from "./state/state.ts";

const READ_ONLY = "mesos-master-readonly";

/** Every path of the master; Mesos' own also with `/master` in front. */
export function masterRoutes(master: Master, streams: OperatorStreams): (path: string) => Route | undefined {
  const json = (view: (exchange: Exchange) => unknown): Route => ({
    realm: READ_ONLY,
    handle: (exchange) => {
      exchange.request.resume();
      sendJson(exchange, view(exchange));
    },
  });
  const redirect: Route = {
    realm: "open",
    handle: ({ request, response }) => {
      request.resume();
      const { address, port } = master.info;
      response.writeHead(307, { Location: `//${address?.hostname ?? ""}:${port}`, "Content-Length": 0 });
      response.end();
    },
  };
  const routes = new Map<string, Route>([
    [
      "/api/v1/scheduler",
      { realm: "mesos-master-scheduler", handle: (exchange) => handleSchedulerCall(master, exchange) },
    ],
    [
      "/api/v1",
      {
        realm: "mesos-master-readwrite",
        handle: (exchange) => handleOperatorCall(master, streams, exchange),
      },
    ],
    [
      "/health",
      { realm: "open", handle: ({ request, response }) => (request.resume(), sendNothing(response, 200)) },
    ],
    ["/version", { ...json(() => ({ version: VERSION })), realm: "open" }],
    ["/redirect", redirect],
    ["/state", json(() => legacyState(master))],
    ["/slaves", json(({ query }) => legacyAgents(master, query.get("slave_id") ?? undefined))],
    ["/frameworks", json(({ query }) => legacyFrameworks(master, query.get("framework_id") ?? undefined))],
    ["/tasks", json(({ query }) => legacyTasks(master, query))],
    ["/state-summary", json(() => legacySummary(master))],
    ["/roles", json(() => legacyRoles(master))],
    ...legacyCallRoutes(master),
    ["/flags", json(() => ({ flags: master.settings.flags }))],
    ["/metrics/snapshot", json(() => metrics(master))],
    ["/files/debug", json(() => ({}))],
    ...["/files/read", "/files/browse", "/files/download"].map((path) => [path, noFiles] as const),
  ]);
  const channels = agentChannels(master);
  const internal = new Map<string, Route>([
    [CHANNEL_PATH, { realm: "mesos-master-agent", handle: (exchange) => channels.open(exchange) }],
    [CHANNEL_MESSAGES_PATH, { realm: "mesos-master-agent", handle: (exchange) => channels.hear(exchange) }],
    [
      REGISTER_PATH,
      { realm: "mesos-master-agent", handle: (exchange) => handleAgentRegistration(master, exchange) },
    ],
    [
      MESSAGES_PATH,
      { realm: "mesos-master-agent", handle: (exchange) => handleAgentMessages(master, exchange) },
    ],
  ]);
  return (path) => {
    const own = path.startsWith("/master/") ? path.slice("/master".length) : path;
    const role = /^\/quota\/([\w.%-]+)$/.exec(own)?.[1];
    // Read as a query is: what is no valid encoding becomes a role that has no quota, not an error of ours.
    if (role !== undefined)
      return removeQuotaRoute(master, new URLSearchParams(`role=${role}`).get("role") ?? "");
    return internal.get(path) ?? routes.get(own);
  };
}

/** The master itself has no files: its log goes to standard error. */
const noFiles: Route = {
  realm: READ_ONLY,
  handle: (exchange) => {
    exchange.request.resume();
    if (exchange.request.method !== "GET") sendMethodNotAllowed(exchange, "GET");
    else if (exchange.query.get("path") === null)
      sendText(exchange.response, 400, "Expecting 'path=value' in query.\n");
    else sendText(exchange.response, 404, "");
  },
};
