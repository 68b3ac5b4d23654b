import { randomUUID } from "node:crypto";
import type { OfferOperation, OperationStatus, SchedulerCall } from "../../../proto/generated/types.ts";
import type { OperationUpdate } from "../../protocol/messages.ts";
import { uuidBytes } from "../../protocol/uuid.ts";
import { add, subtract } from "../../resources/pool.ts";
import type { Conversion } from "../../resources/conversions.ts";
import type { Agent, Framework, Master, MasterOperation } from "../state/state.ts";

/**
 * Applies a valid operation in the master's books and sends it to the agent, which keeps the reservation or
 * volume and tells the end. `conversions` were tried on free resources of the agent before.
 * Source: Mesos, `Master::_apply`.
 */
export function startOperation(
  master: Master,
  agent: Agent,
  framework: Framework | undefined,
  info: OfferOperation,
  conversions: readonly Conversion[],
): void {
  for (const { consumed, converted } of conversions)
    agent.total = add(subtract(agent.total, consumed), converted);
  const uuid = randomUUID();
  const frameworkId = framework?.id;
  const latest: OperationStatus = {
    ...(info.id === undefined ? {} : { operation_id: info.id }),
    state: "OPERATION_PENDING",
    agent_id: { value: agent.id },
  };
  master.operations.set(uuid, {
    uuid,
    frameworkId,
    agentId: agent.id,
    info,
    latest,
    statusUuid: undefined,
  });
  agent.connection?.send({
    type: "operation",
    uuid,
    ...(frameworkId === undefined ? {} : { frameworkId }),
    info,
  });
}

/** The end of an operation. With an id the framework has to acknowledge it, without one the master does. */
export function operationEnded(master: Master, agent: Agent, update: OperationUpdate): void {
  const operation = master.operations.get(update.uuid) ?? {
    uuid: update.uuid,
    frameworkId: update.frameworkId,
    agentId: agent.id,
    info: update.info,
    latest: update.status,
    statusUuid: undefined,
  };
  master.operations.set(update.uuid, operation);
  operation.latest = update.status;
  operation.statusUuid = update.statusUuid;
  const { frameworkId, info } = operation;
  if (frameworkId === undefined || info.id === undefined || master.completed.has(frameworkId)) {
    master.operations.delete(update.uuid);
    agent.connection?.send({
      type: "acknowledge_operation",
      uuid: update.uuid,
      statusUuid: update.statusUuid,
    });
    return;
  }
  const status = { ...update.status, uuid: { value: uuidBytes(update.statusUuid) } };
  master.frameworks
    .get(frameworkId)
    ?.stream?.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
}

/** Passed on to the agent when it names the status that is waited for. */
export function acknowledgeOperation(
  master: Master,
  framework: Framework,
  agentId: string,
  operationId: string,
  statusUuid: string,
): void {
  const connection = master.agents.get(agentId)?.connection;
  if (connection === undefined) return; // the agent sends the status again when it is back
  const operation = operationOf(master, framework, operationId, statusUuid);
  if (operation?.agentId !== agentId) return;
  master.operations.delete(operation.uuid);
  connection.send({ type: "acknowledge_operation", uuid: operation.uuid, statusUuid });
}

function operationOf(
  master: Master,
  framework: Framework,
  operationId: string,
  statusUuid?: string,
): MasterOperation | undefined {
  for (const operation of master.operations.values()) {
    if (operation.frameworkId !== framework.id || operation.info.id?.value !== operationId) continue;
    if (statusUuid === undefined || operation.statusUuid === statusUuid) return operation;
  }
  return undefined;
}

/** Source: Mesos, `Master::reconcileOperations`. In contrast to tasks there is always an answer. */
export function reconcileOperations(master: Master, framework: Framework, call: SchedulerCall): void {
  const asked = call.reconcile_operations?.operations ?? [];
  const send = (status: OperationStatus): void =>
    framework.stream?.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
  if (asked.length === 0) {
    for (const operation of master.operations.values())
      if (operation.frameworkId === framework.id && operation.info.id !== undefined) send(operation.latest);
    return;
  }
  for (const { operation_id, agent_id } of asked) {
    const known = operationOf(master, framework, operation_id.value);
    if (known !== undefined) {
      send(known.latest);
      continue;
    }
    const [state, message] = unknownOperation(master, agent_id?.value);
    send({
      operation_id,
      state,
      message: `Reconciliation: ${message}`,
      ...(agent_id === undefined ? {} : { agent_id }),
    });
  }
}

function unknownOperation(
  master: Master,
  agentId: string | undefined,
): readonly [OperationStatus["state"], string] {
  if (agentId === undefined)
    return ["OPERATION_UNKNOWN", "Operation is unknown and no 'agent_id' was provided"];
  if (master.recovered.has(agentId))
    return ["OPERATION_RECOVERING", "Agent is recovered but has not re-registered"];
  if (master.agents.has(agentId)) return ["OPERATION_UNKNOWN", "Operation is unknown"];
  if (master.unreachable.has(agentId)) return ["OPERATION_UNREACHABLE", "Agent is unreachable"];
  if (master.gone.has(agentId)) return ["OPERATION_GONE_BY_OPERATOR", "Agent marked gone by operator"];
  return ["OPERATION_UNKNOWN", "Both operation and agent are unknown"];
}

/** The agent is given up, and its operations with it; told once. Source: Mesos, `sendBulkOperationFeedback`. */
export function giveUpOperations(
  master: Master,
  agent: Agent,
  state: "OPERATION_UNREACHABLE" | "OPERATION_GONE_BY_OPERATOR" | undefined,
  message: string,
): void {
  for (const operation of master.operations.values()) {
    if (operation.agentId !== agent.id) continue;
    master.operations.delete(operation.uuid);
    const { frameworkId, info } = operation;
    if (state === undefined || frameworkId === undefined || info.id === undefined) continue;
    const status: OperationStatus = {
      operation_id: info.id,
      state,
      message,
      agent_id: { value: agent.id },
    };
    master.frameworks
      .get(frameworkId)
      ?.stream?.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
  }
}

/** After a registration: what the agent does not report is over, or never reached it. */
export function compareOperations(master: Master, agent: Agent, reported: readonly OperationUpdate[]): void {
  const uuids = new Set(reported.map(({ uuid }) => uuid));
  for (const operation of master.operations.values()) {
    if (operation.agentId !== agent.id || uuids.has(operation.uuid)) continue;
    const { uuid, frameworkId, info, statusUuid } = operation;
    if (statusUuid !== undefined) master.operations.delete(uuid);
    else
      agent.connection?.send({
        type: "disown_operation",
        uuid,
        ...(frameworkId === undefined ? {} : { frameworkId }),
        info,
      });
  }
}

/** An operation refused by the master: without uuid and agent, told once, and only when it has an id. */
export function sendOperationError(framework: Framework, operation: OfferOperation, message: string): void {
  if (operation.id === undefined) return;
  const status: OperationStatus = { operation_id: operation.id, state: "OPERATION_ERROR", message };
  framework.stream?.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
}
