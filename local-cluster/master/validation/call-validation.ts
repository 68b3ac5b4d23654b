import type { SchedulerCall } from "../../../proto/generated/types.ts";
import { uuidText } from "../../protocol/uuid.ts";

/** The member that each type of call needs; TEARDOWN, REVIVE and SUPPRESS need none. */
const BODIES = {
  SUBSCRIBE: "subscribe",
  ACCEPT: "accept",
  DECLINE: "decline",
  ACCEPT_INVERSE_OFFERS: "accept_inverse_offers",
  DECLINE_INVERSE_OFFERS: "decline_inverse_offers",
  KILL: "kill",
  SHUTDOWN: "shutdown",
  ACKNOWLEDGE: "acknowledge",
  ACKNOWLEDGE_OPERATION_STATUS: "acknowledge_operation_status",
  RECONCILE: "reconcile",
  RECONCILE_OPERATIONS: "reconcile_operations",
  MESSAGE: "message",
  REQUEST: "request",
  UPDATE_FRAMEWORK: "update_framework",
} as const;

function bodyOf(type: string): keyof SchedulerCall | undefined {
  return Object.entries(BODIES).find(([name]) => name === type)?.[1];
}

/**
 * What follows `Failed to validate scheduler::Call: `, or `undefined`.
 * Source: Mesos, src/master/validation.cpp, `scheduler::call::validate`.
 */
export function callProblem(call: SchedulerCall, principal: string | undefined): string | undefined {
  const { type } = call;
  if (type === undefined) return "Expecting 'type' to be present";
  if (type === "SUBSCRIBE") return subscribeProblem(call, principal);
  if (call.framework_id === undefined) return "Expecting 'framework_id' to be present";
  const body = bodyOf(type);
  if (body !== undefined && call[body] === undefined) return `Expecting '${body}' to be present`;
  if (
    call.acknowledge !== undefined &&
    type === "ACKNOWLEDGE" &&
    uuidText(call.acknowledge.uuid) === undefined
  )
    return "Not a valid UUID";
  if (call.acknowledge_operation_status !== undefined && type === "ACKNOWLEDGE_OPERATION_STATUS") {
    if (uuidText(call.acknowledge_operation_status.uuid) === undefined) return "Not a valid UUID";
    if (call.acknowledge_operation_status.agent_id === undefined) return "Expecting 'agent_id' to be present";
  }
  if (
    type === "UPDATE_FRAMEWORK" &&
    call.framework_id.value !== call.update_framework?.framework_info.id?.value
  )
    return "'framework_id' differs from 'update_framework.framework_info.id'";
  return undefined;
}

function subscribeProblem(call: SchedulerCall, principal: string | undefined): string | undefined {
  const info = call.subscribe?.framework_info;
  if (info === undefined) return "Expecting 'subscribe' to be present";
  if ((call.framework_id?.value ?? "") !== (info.id?.value ?? ""))
    return "'framework_id' differs from 'subscribe.framework_info.id'";
  if (principal !== undefined && info.principal !== undefined && info.principal !== principal)
    return principalProblem(principal, info.principal);
  return undefined;
}

export function principalProblem(authenticated: string, named: string): string {
  return `Authenticated principal '${authenticated}' does not match principal '${named}' set in \`FrameworkInfo\``;
}
