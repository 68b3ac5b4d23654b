import { decodeJson, encodeJson } from "../../../proto/codec.ts";
import type { MessageName } from "../../../proto/codec.ts";
import type { MessageTypes, OfferOperation, Resource } from "../../../proto/generated/types.ts";
import { ProtoError } from "../../../proto/proto-error.ts";
import { readBody, sendJson, sendJsonText, sendMethodNotAllowed } from "../../http/server.ts";
import type { Exchange, Route } from "../../http/server.ts";
import {
  maintenanceStatus,
  startMaintenance,
  stopMaintenance,
  updateSchedule,
} from "../agents/maintenance.ts";
import { removeOldQuota, setOldQuota } from "./old-quota.ts";
import { sendAnswer } from "./operator-api.ts";
import { teardown } from "./operator-changes.ts";
import { quotaStatus } from "./quota.ts";
import { operateOnAgent } from "./resource-calls.ts";
import type { Answer } from "./resource-calls.ts";
import type { Master } from "../state/state.ts";
import { updateWeights, weightInfos } from "./weights.ts";

// The endpoints from before the operator API that change something: forms, or JSON as their body.
// Source: Mesos documentation, HTTP endpoints.

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const READ_WRITE = "mesos-master-readwrite";

/** Thrown with what is wrong with a body. */
class BodyError extends Error {}

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Handler = (body: string, exchange: Exchange) => Answer | "answered";

export function legacyCallRoutes(master: Master): ReadonlyMap<string, Route> {
  const operation =
    (field: "resources" | "volumes", make: (resources: readonly Resource[]) => OfferOperation): Handler =>
    (body, { principal }) => {
      const form = new URLSearchParams(body);
      const agentId = wanted(form, "slaveId");
      return operateOnAgent(master, agentId, make(resourcesIn(form, field)), principal);
    };
  const machines = (change: typeof startMaintenance): Handler => {
    return (body) => refusal(change(master, listIn("mesos.v1.MachineID", body)));
  };
  return new Map<string, Route>([
    [
      "/teardown",
      route({ POST: (body) => teardown(master, wanted(new URLSearchParams(body), "frameworkId")) }),
    ],
    [
      "/reserve",
      route({ POST: operation("resources", (resources) => ({ type: "RESERVE", reserve: { resources } })) }),
    ],
    [
      "/unreserve",
      route({
        POST: operation("resources", (resources) => ({ type: "UNRESERVE", unreserve: { resources } })),
      }),
    ],
    [
      "/create-volumes",
      route({ POST: operation("volumes", (volumes) => ({ type: "CREATE", create: { volumes } })) }),
    ],
    [
      "/destroy-volumes",
      route({ POST: operation("volumes", (volumes) => ({ type: "DESTROY", destroy: { volumes } })) }),
    ],
    ["/machine/down", route({ POST: machines(startMaintenance) })],
    ["/machine/up", route({ POST: machines(stopMaintenance) })],
    [
      "/maintenance/schedule",
      route({
        GET: (_body, exchange) =>
          json(exchange, "mesos.v1.maintenance.Schedule", master.maintenance.schedule),
        POST: (body) => refusal(updateSchedule(master, messageIn("mesos.v1.maintenance.Schedule", body))),
      }),
    ],
    [
      "/maintenance/status",
      route({
        GET: (_body, exchange) =>
          json(exchange, "mesos.v1.maintenance.ClusterStatus", maintenanceStatus(master)),
      }),
    ],
    [
      "/quota",
      route({
        GET: (_body, exchange) => json(exchange, "mesos.v1.quota.QuotaStatus", quotaStatus(master)),
        POST: (body) => refusal(setOldQuota(master, messageIn("mesos.v1.quota.QuotaRequest", body))),
      }),
    ],
    [
      "/weights",
      route({
        GET(_body, exchange) {
          sendJson(exchange, weightInfos(master));
          return "answered";
        },
        PUT: (body) => refusal(updateWeights(master, listIn("mesos.v1.WeightInfo", body))),
      }),
    ],
  ]);
}

/** `DELETE /quota/<role>`. */
export function removeQuotaRoute(master: Master, role: string): Route {
  return route({ DELETE: () => refusal(removeOldQuota(master, role)) });
}

function route(handlers: Readonly<Partial<Record<Method, Handler>>>): Route {
  return {
    realm: READ_WRITE,
    async handle(exchange) {
      const { request, response } = exchange;
      const found = Object.entries(handlers).find(([method]) => method === request.method)?.[1];
      if (found === undefined) {
        sendMethodNotAllowed(exchange, Object.keys(handlers).join("', '"));
        return;
      }
      const body = (await readBody(request, BODY_BYTES_MAX)).toString("utf8");
      try {
        const answer = found(body, exchange);
        if (answer !== "answered") sendAnswer(response, answer);
      } catch (error) {
        if (!(error instanceof BodyError)) throw error;
        sendAnswer(response, { status: 400, text: error.message });
      }
    },
  };
}

function refusal(problem: string | undefined): Answer {
  return problem === undefined ? { status: 200 } : { status: 400, text: problem };
}

function json<Name extends MessageName>(
  exchange: Exchange,
  name: Name,
  message: MessageTypes[Name],
): "answered" {
  sendJsonText(exchange, encodeJson(name, message));
  return "answered";
}

function wanted(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null) throw new BodyError(`Missing '${name}' query parameter in the request body`);
  return value;
}

function resourcesIn(form: URLSearchParams, field: string): readonly Resource[] {
  const text = wanted(form, field);
  try {
    return listIn("mesos.v1.Resource", text);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw new BodyError(`Error in parsing '${field}' query parameter in the request body: ${error.message}`, {
      cause: error,
    });
  }
}

function messageIn<Name extends MessageName>(name: Name, text: string): MessageTypes[Name] {
  try {
    return decodeJson(name, text);
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    throw new BodyError(error.message, { cause: error });
  }
}

function listIn<Name extends MessageName>(name: Name, text: string): MessageTypes[Name][] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new BodyError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (!Array.isArray(list)) throw new BodyError("Expecting a JSON array");
  return list.map((item: unknown) => messageIn(name, JSON.stringify(item)));
}
