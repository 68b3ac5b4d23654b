import type { OperationState, OperationStatus, SchedulerCall } from "../../proto/generated/types.ts";
import type { BackendEvent } from "../../offers/backend.ts";

type OperationEvent = Extract<BackendEvent, { readonly type: "operation" }>;

const OUTCOMES: Readonly<Record<OperationState, OperationEvent["state"] | undefined>> = {
  OPERATION_FINISHED: "done",
  OPERATION_FAILED: "failed",
  OPERATION_ERROR: "failed",
  OPERATION_DROPPED: "failed",
  OPERATION_GONE_BY_OPERATOR: "failed",
  OPERATION_UNREACHABLE: "unknown",
  OPERATION_RECOVERING: "unknown",
  OPERATION_UNKNOWN: "unknown",
  OPERATION_UNSUPPORTED: "unknown",
  OPERATION_PENDING: undefined, // more will come
};

/** `undefined`: nothing to be told. */
export function operationEventOf(status: OperationStatus): OperationEvent | undefined {
  const { operation_id: id, message } = status;
  const state = OUTCOMES[status.state];
  if (id === undefined || state === undefined) return undefined;
  return {
    type: "operation",
    operationId: id.value,
    state,
    ...(message === undefined || message === "" ? {} : { message }),
  };
}

/**
 * Wanted exactly for a status with a uuid. Nothing has to be stored before: reservations are found in offers, not
 * remembered.
 */
export function acknowledgeOperationCall(status: OperationStatus): SchedulerCall | undefined {
  const { uuid, operation_id: id, agent_id: agent, resource_provider_id: provider } = status;
  if (uuid === undefined || id === undefined || agent === undefined) return undefined;
  return {
    type: "ACKNOWLEDGE_OPERATION_STATUS",
    acknowledge_operation_status: {
      agent_id: agent,
      ...(provider === undefined ? {} : { resource_provider_id: provider }),
      uuid: uuid.value,
      operation_id: id,
    },
  };
}
