import { decodeJson, decodeProtobuf } from "../../../proto/codec.ts";
import type { MessageTypes, SchedulerCall } from "../../../proto/generated/types.ts";
import { ProtoError } from "../../../proto/proto-error.ts";
import { acceptedMediaType } from "../../http/media-types.ts";
import type { MediaType } from "../../http/media-types.ts";
import { readBody, sendMethodNotAllowed, sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { uuidText } from "../../protocol/uuid.ts";
import { accept } from "./accept.ts";
import { settleDrain } from "../agents/agent-modes.ts";
import { callProblem, principalProblem } from "../validation/call-validation.ts";
import { openEventStream } from "../state/event-stream.ts";
import { refuseMs } from "../state/filters.ts";
import { answerInverseOffers } from "../offers/inverse-offers.ts";
import { declineResources, discard } from "../offers/offers.ts";
import { acknowledgeOperation, reconcileOperations } from "../offers/operations.ts";
import { count } from "../state/state.ts";
import type { Framework, Master } from "../state/state.ts";
import { removeFramework, revive, subscribe, suppress, updateFramework } from "./subscriptions.ts";
import { acknowledgeUpdate, killTask, reconcileAll, reconcileTask } from "../state/tasks.ts";

/** Most bytes of a call: an ACCEPT or RECONCILE of very many tasks. */
export const CALL_BYTES_MAX = 64 * 1024 * 1024;

/** `POST /api/v1/scheduler`: the order of the checks and their texts are part of the protocol. */
export async function handleSchedulerCall(master: Master, exchange: Exchange): Promise<void> {
  const { request, response, principal } = exchange;
  const call = await readCall(exchange, "mesos.v1.scheduler.Call");
  if (call === undefined) return;
  const problem = callProblem(call, principal);
  if (problem !== undefined) {
    sendText(response, 400, `Failed to validate scheduler::Call: ${problem}`);
    return;
  }
  const streamId = request.headers["mesos-stream-id"];
  const type = acceptedMediaType(request.headers.accept);
  if (call.type === "SUBSCRIBE" || call.type === "RECONCILE_OPERATIONS") {
    if (type === undefined) {
      sendText(response, 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
      return;
    }
  }
  if (call.subscribe !== undefined && call.type === "SUBSCRIBE" && type !== undefined) {
    if (streamId !== undefined) {
      sendText(response, 400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
      return;
    }
    subscribe(
      master,
      { open: (id, onClose) => openEventStream(id, response, type, onClose), principal },
      call.subscribe,
    );
    return;
  }
  const framework = master.frameworks.get(call.framework_id?.value ?? "");
  const refusal = callerProblem(framework, principal, typeof streamId === "string" ? streamId : undefined);
  if (framework === undefined || refusal !== undefined) {
    sendText(response, refusal?.status ?? 400, refusal?.text ?? "Framework cannot be found");
    return;
  }
  count(master, `calls/${call.type ?? "UNKNOWN"}`);
  if (call.type === "UPDATE_FRAMEWORK" && call.update_framework !== undefined) {
    const invalid = updateFramework(master, framework, call.update_framework);
    if (invalid === undefined) sendNothing(response, 200);
    else sendText(response, 400, invalid);
    return;
  }
  if (call.type === "UNKNOWN") {
    sendText(response, 501, "501 Not Implemented.");
    return;
  }
  // The answer tells that the call was read; what comes of it is told by events.
  sendNothing(response, 202);
  carryOut(master, framework, call);
}

/** Reads a call as far as row 9 of the checks; has answered when it returns `undefined`. */
export async function readCall<Name extends "mesos.v1.scheduler.Call" | "mesos.v1.master.Call">(
  exchange: Exchange,
  name: Name,
): Promise<MessageTypes[Name] | undefined> {
  const { request, response } = exchange;
  if (request.method !== "POST") {
    sendMethodNotAllowed(exchange, "POST");
    return undefined;
  }
  const contentType = request.headers["content-type"];
  if (contentType === undefined) {
    request.resume();
    sendText(response, 400, "Expecting 'Content-Type' to be present");
    return undefined;
  }
  if (contentType !== "application/json" && contentType !== "application/x-protobuf") {
    request.resume();
    sendText(response, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
    return undefined;
  }
  const body = await readBody(request, CALL_BYTES_MAX);
  try {
    return decode(name, body, contentType);
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    const texts: Readonly<Partial<Record<typeof error.kind, string>>> = {
      not_json: `Failed to parse body into JSON: ${error.message}`,
      not_convertible: `Failed to convert JSON into Call protobuf: ${error.message}`,
    };
    sendText(response, 400, texts[error.kind] ?? "Failed to parse body into Call protobuf");
    return undefined;
  }
}

function decode<Name extends "mesos.v1.scheduler.Call" | "mesos.v1.master.Call">(
  name: Name,
  body: Buffer,
  type: MediaType,
): MessageTypes[Name] {
  return type === "application/json" ? decodeJson(name, body) : decodeProtobuf(name, body);
}

/** Rows 14 to 19 of the checks. */
function callerProblem(
  framework: Framework | undefined,
  principal: string | undefined,
  streamId: string | undefined,
): { readonly status: number; readonly text: string } | undefined {
  if (framework === undefined) return { status: 400, text: "Framework cannot be found" };
  if (
    principal !== undefined &&
    framework.info.principal !== undefined &&
    principal !== framework.info.principal
  )
    return { status: 400, text: principalProblem(principal, framework.info.principal) };
  if (framework.stream === undefined) return { status: 403, text: "Framework is not subscribed" };
  if (streamId === undefined)
    return { status: 400, text: "All non-subscribe calls should include the 'Mesos-Stream-Id' header" };
  if (streamId !== framework.stream.id)
    return {
      status: 400,
      text: `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
    };
  return undefined;
}

function carryOut(master: Master, framework: Framework, call: SchedulerCall): void {
  switch (call.type) {
    case "TEARDOWN":
      removeFramework(master, framework);
      return;
    case "ACCEPT":
      if (call.accept !== undefined) accept(master, framework, call.accept);
      return;
    case "DECLINE":
      for (const { value } of call.decline?.offer_ids ?? []) {
        const offer = master.offers.get(value);
        if (offer?.framework !== framework) continue;
        discard(master, offer);
        const forMs = refuseMs(call.decline?.filters?.refuse_seconds, master.settings.allocationIntervalMs);
        declineResources(master, framework, offer.agent, offer.role, offer.pool, forMs);
        count(master, "offers_declined");
      }
      return;
    case "REVIVE":
      revive(master, framework, call.revive?.roles ?? []);
      return;
    case "SUPPRESS":
      suppress(master, framework, call.suppress?.roles ?? []);
      return;
    case "KILL":
      if (call.kill !== undefined)
        killTask(
          master,
          framework,
          call.kill.task_id.value,
          call.kill.agent_id?.value,
          call.kill.kill_policy,
        );
      return;
    case "ACKNOWLEDGE": {
      const { agent_id, task_id, uuid } = call.acknowledge ?? {};
      const text = uuid === undefined ? undefined : uuidText(uuid);
      if (agent_id !== undefined && task_id !== undefined && text !== undefined)
        acknowledgeUpdate(master, framework, agent_id.value, task_id.value, text);
      const agent = master.agents.get(agent_id?.value ?? "");
      if (agent !== undefined) settleDrain(master, agent);
      return;
    }
    case "RECONCILE": {
      const tasks = call.reconcile?.tasks ?? [];
      if (tasks.length === 0) reconcileAll(framework);
      for (const { task_id, agent_id } of tasks)
        reconcileTask(master, framework, task_id.value, agent_id?.value);
      return;
    }
    case "RECONCILE_OPERATIONS":
      reconcileOperations(master, framework, call);
      return;
    case "ACKNOWLEDGE_OPERATION_STATUS": {
      const { agent_id, operation_id, uuid } = call.acknowledge_operation_status ?? {};
      const text = uuid === undefined ? undefined : uuidText(uuid);
      if (agent_id !== undefined && operation_id !== undefined && text !== undefined)
        acknowledgeOperation(master, framework, agent_id.value, operation_id.value, text);
      return;
    }
    case "ACCEPT_INVERSE_OFFERS":
    case "DECLINE_INVERSE_OFFERS": {
      const answer = call.type === "ACCEPT_INVERSE_OFFERS" ? "ACCEPT" : "DECLINE";
      const { inverse_offer_ids = [], filters } =
        (answer === "ACCEPT" ? call.accept_inverse_offers : call.decline_inverse_offers) ?? {};
      const ids = inverse_offer_ids.map(({ value }) => value);
      answerInverseOffers(master, framework, ids, answer, filters?.refuse_seconds);
      return;
    }
    case "SHUTDOWN":
      // The agent knows whether there is such an executor; FAILURE says when it has ended.
      if (call.shutdown !== undefined)
        master.agents.get(call.shutdown.agent_id.value)?.connection?.send({
          type: "shutdown_executor",
          frameworkId: framework.id,
          executorId: call.shutdown.executor_id.value,
        });
      return;
    case "MESSAGE":
      if (call.message !== undefined)
        master.agents.get(call.message.agent_id.value)?.connection?.send({
          type: "framework_message",
          frameworkId: framework.id,
          executorId: call.message.executor_id.value,
          data: call.message.data,
        });
      return;
    // The allocator asks nobody what he would like to have; Mesos' own does not either.
    case "REQUEST":
    default:
      return;
  }
}
