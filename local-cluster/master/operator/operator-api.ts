import type { ServerResponse } from "node:http";
import { encodeJson, encodeProtobuf } from "../../../proto/codec.ts";
import type { MasterCall } from "../../../proto/generated/types.ts";
import { acceptedMediaType } from "../../http/media-types.ts";
import { sendBytes, sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { openOperatorStream } from "../state/event-stream.ts";
import { changeForOperator } from "./operator-changes.ts";
import { readForOperator } from "./operator-reads.ts";
import type { OperatorStreams } from "./operator-streams.ts";
import type { Answer } from "./resource-calls.ts";
import { readCall } from "../frameworks/scheduler-api.ts";
import type { Master } from "../state/state.ts";

/** Types with parameters, and the member that holds them. */
const PARAMETERS = {
  GET_METRICS: "get_metrics",
  SET_LOGGING_LEVEL: "set_logging_level",
  LIST_FILES: "list_files",
  READ_FILE: "read_file",
  UPDATE_WEIGHTS: "update_weights",
  RESERVE_RESOURCES: "reserve_resources",
  UNRESERVE_RESOURCES: "unreserve_resources",
  CREATE_VOLUMES: "create_volumes",
  DESTROY_VOLUMES: "destroy_volumes",
  GROW_VOLUME: "grow_volume",
  SHRINK_VOLUME: "shrink_volume",
  UPDATE_MAINTENANCE_SCHEDULE: "update_maintenance_schedule",
  START_MAINTENANCE: "start_maintenance",
  STOP_MAINTENANCE: "stop_maintenance",
  SET_QUOTA: "set_quota",
  REMOVE_QUOTA: "remove_quota",
  UPDATE_QUOTA: "update_quota",
  TEARDOWN: "teardown",
  MARK_AGENT_GONE: "mark_agent_gone",
  DRAIN_AGENT: "drain_agent",
  DEACTIVATE_AGENT: "deactivate_agent",
  REACTIVATE_AGENT: "reactivate_agent",
} as const;

/** `POST /api/v1`. Unknown types are answered 501. */
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
  const answer = readForOperator(master, call);
  if (answer !== undefined) {
    if (accepted === "application/json")
      sendBytes(exchange.request, response, encodeJson("mesos.v1.master.Response", answer), accepted);
    else sendBytes(exchange.request, response, encodeProtobuf("mesos.v1.master.Response", answer), accepted);
    return;
  }
  const changed = changeForOperator(master, call, exchange.principal);
  sendAnswer(response, changed ?? { status: 501, text: "501 Not Implemented." });
}

export function sendAnswer(response: ServerResponse, { status, text }: Answer): void {
  if (text === undefined) sendNothing(response, status);
  else sendText(response, status, text);
}

function operatorCallProblem(call: MasterCall): string | undefined {
  if (call.type === undefined) return "Expecting 'type' to be present";
  const member = Object.entries(PARAMETERS).find(([type]) => type === call.type)?.[1];
  if (member !== undefined && call[member] === undefined) return `Expecting '${member}' to be present`;
  // Only the resources of agents can be resized, not those of resource providers.
  const resized =
    call.type === "GROW_VOLUME"
      ? call.grow_volume
      : call.type === "SHRINK_VOLUME"
        ? call.shrink_volume
        : undefined;
  return resized !== undefined && resized.agent_id === undefined
    ? "Expecting 'agent_id' to be present"
    : undefined;
}
