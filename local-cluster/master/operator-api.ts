import type { ServerResponse } from "node:http";
import { encodeJson, encodeProtobuf } from "../../proto/codec.ts";
import type { MasterCall, MasterResponse } from "../../proto/generated/types.ts";
import { acceptedMediaType } from "../http/media-types.ts";
import { sendBytes, sendNothing, sendText } from "../http/server.ts";
import type { Exchange } from "../http/server.ts";
import { drainAgent, markGone } from "./agents.ts";
import { openOperatorStream } from "./event-stream.ts";
import { metrics } from "./metrics.ts";
import { rescindAll } from "./offers.ts";
import { describeAgents, describeFrameworks, describeState, describeTasks } from "./operator-views.ts";
import type { OperatorStreams } from "./operator-streams.ts";
import { readCall } from "./scheduler-api.ts";
import { rolesOf, VERSION } from "./state.ts";
import type { Master } from "./state.ts";
import { removeFramework } from "./subscriptions.ts";

/** Types with parameters, and the member that holds them. */
const PARAMETERS = {
  GET_METRICS: "get_metrics",
  SET_LOGGING_LEVEL: "set_logging_level",
  LIST_FILES: "list_files",
  READ_FILE: "read_file",
  TEARDOWN: "teardown",
  MARK_AGENT_GONE: "mark_agent_gone",
  DRAIN_AGENT: "drain_agent",
  DEACTIVATE_AGENT: "deactivate_agent",
  REACTIVATE_AGENT: "reactivate_agent",
} as const;

/** `POST /api/v1`. What this master does not do is answered 501. */
export async function handleOperatorCall(
  master: Master,
  streams: OperatorStreams,
  exchange: Exchange,
): Promise<void> {
  const call = await readCall(exchange, "mesos.v1.master.Call");
  if (call === undefined) return;
  const { response } = exchange;
  const problem = operatorCallProblem(call);
  if (problem !== undefined) {
    sendText(response, 400, `Failed to validate master::Call: ${problem}`);
    return;
  }
  const accepted = acceptedMediaType(exchange.request.headers.accept);
  if (accepted === undefined) {
    sendText(response, 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
    return;
  }
  if (call.type === "SUBSCRIBE") {
    const stream = openOperatorStream(response, accepted, () => streams.remove(stream));
    streams.add(stream);
    return;
  }
  const answer = read(master, call);
  if (answer !== undefined) {
    if (accepted === "application/json")
      sendBytes(exchange.request, response, encodeJson("mesos.v1.master.Response", answer), accepted);
    else sendBytes(exchange.request, response, encodeProtobuf("mesos.v1.master.Response", answer), accepted);
    return;
  }
  change(master, call, exchange);
}

function operatorCallProblem(call: MasterCall): string | undefined {
  if (call.type === undefined) return "Expecting 'type' to be present";
  const member = Object.entries(PARAMETERS).find(([type]) => type === call.type)?.[1];
  return member === undefined || call[member] !== undefined
    ? undefined
    : `Expecting '${member}' to be present`;
}

/** The answer to a call that only reads, or `undefined`. */
function read(master: Master, call: MasterCall): MasterResponse | undefined {
  switch (call.type) {
    case "GET_HEALTH":
      return { type: call.type, get_health: { healthy: true } };
    case "GET_VERSION":
      return { type: call.type, get_version: { version_info: { version: VERSION } } };
    case "GET_FLAGS":
      return {
        type: call.type,
        get_flags: { flags: Object.entries(master.settings.flags).map(([name, value]) => ({ name, value })) },
      };
    case "GET_MASTER":
      return {
        type: call.type,
        get_master: {
          master_info: master.info,
          start_time: master.startedAtMs / 1000,
          elected_time: master.startedAtMs / 1000,
        },
      };
    case "GET_METRICS":
      return {
        type: call.type,
        get_metrics: { metrics: Object.entries(metrics(master)).map(([name, value]) => ({ name, value })) },
      };
    case "GET_AGENTS":
      return { type: call.type, get_agents: describeAgents(master) };
    case "GET_FRAMEWORKS":
      return { type: call.type, get_frameworks: describeFrameworks(master) };
    case "GET_TASKS":
      return { type: call.type, get_tasks: describeTasks(master) };
    case "GET_STATE":
      return { type: call.type, get_state: describeState(master) };
    case "GET_EXECUTORS":
      return { type: call.type, get_executors: {} };
    case "GET_OPERATIONS":
      return { type: call.type, get_operations: {} };
    case "GET_ROLES": {
      const roles = new Set([...master.frameworks.values()].flatMap(({ info }) => rolesOf(info)));
      return { type: call.type, get_roles: { roles: [...roles].map((name) => ({ name, weight: 1 })) } };
    }
    default:
      return undefined;
  }
}

function change(master: Master, call: MasterCall, { response }: Exchange): void {
  if (call.type === "TEARDOWN" && call.teardown !== undefined) {
    const framework = master.frameworks.get(call.teardown.framework_id.value);
    if (framework === undefined) {
      sendText(response, 400, "No framework found with specified ID");
      return;
    }
    removeFramework(master, framework);
    sendNothing(response, 200);
    return;
  }
  if (call.type === "MARK_AGENT_GONE" && call.mark_agent_gone !== undefined) {
    const id = call.mark_agent_gone.agent_id.value;
    if (
      !master.agents.has(id) &&
      !master.unreachable.has(id) &&
      !master.recovered.has(id) &&
      !master.gone.has(id)
    ) {
      sendText(response, 404, `Agent '${id}' not found`);
      return;
    }
    markGone(master, id);
    sendNothing(response, 200);
    return;
  }
  if (call.type === "DRAIN_AGENT" || call.type === "DEACTIVATE_AGENT" || call.type === "REACTIVATE_AGENT") {
    changeAgent(master, call, response);
    return;
  }
  sendText(response, 501, "501 Not Implemented.");
}

function changeAgent(master: Master, call: MasterCall, response: ServerResponse): void {
  const id = (call.drain_agent ?? call.deactivate_agent ?? call.reactivate_agent)?.agent_id.value ?? "";
  const agent = master.agents.get(id);
  if (agent === undefined) {
    sendText(response, 404, `Agent '${id}' not found`);
    return;
  }
  if (call.type === "DRAIN_AGENT") {
    const { max_grace_period, mark_gone } = call.drain_agent ?? {};
    if (mark_gone === true) {
      markGone(master, id);
    } else {
      const { seconds = 0, nanos = 0 } = max_grace_period ?? {};
      const grace = max_grace_period && { max_grace_period: { nanoseconds: seconds * 1e9 + nanos } };
      drainAgent(master, agent, grace ?? {});
    }
  } else if (call.type === "DEACTIVATE_AGENT") {
    agent.deactivated = true;
    rescindAll(master, agent.offers);
  } else {
    if (agent.drain?.state === "DRAINING") {
      sendText(response, 400, `Agent '${id}' is still draining`);
      return;
    }
    agent.deactivated = false;
    agent.drain = undefined;
    master.requestAllocation();
  }
  sendNothing(response, 200);
}
