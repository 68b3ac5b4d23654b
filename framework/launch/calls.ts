import type { OfferOperation, SchedulerCall } from "../../proto/generated/types.ts";
import type { TaskRef } from "../../offers/backend.ts";
import type { Acknowledgement } from "../status/task-status.ts";
import { killPolicyOf } from "./task-info.ts";

/** Tasks named in one RECONCILE, offers in one DECLINE: larger calls would hold up the ones behind them. */
const BATCH = 1000;

export function acceptCall(
  offerIds: readonly string[],
  operations: readonly OfferOperation[],
  refuseMs: number,
): SchedulerCall {
  return {
    type: "ACCEPT",
    accept: { offer_ids: idsOf(offerIds), operations, filters: filtersOf(refuseMs) },
  };
}

export function declineCall(offerIds: readonly string[], refuseMs: number): SchedulerCall {
  return { type: "DECLINE", decline: { offer_ids: idsOf(offerIds), filters: filtersOf(refuseMs) } };
}

export function declineCalls(offerIds: readonly string[], refuseMs: number): readonly SchedulerCall[] {
  return batches(offerIds).map((ids) => declineCall(ids, refuseMs));
}

/** @returns `undefined` when one call cannot stand for both */
export function declinedTogether(a: SchedulerCall, b: SchedulerCall): SchedulerCall | undefined {
  if (a.decline === undefined || b.decline === undefined) return undefined;
  const [first, second] = [a.decline.filters?.refuse_seconds, b.decline.filters?.refuse_seconds];
  const offer_ids = [...(a.decline.offer_ids ?? []), ...(b.decline.offer_ids ?? [])];
  if (first !== second || offer_ids.length > BATCH) return undefined;
  return { ...a, decline: { ...a.decline, offer_ids } };
}

/** The answer to whether we can leave agents in time. */
export function inverseOfferCalls(
  ids: readonly string[],
  accept: boolean,
  refuseMs: number,
): readonly SchedulerCall[] {
  return batches(ids).map((batch) => {
    const answer = { inverse_offer_ids: idsOf(batch), filters: filtersOf(refuseMs) };
    return accept
      ? { type: "ACCEPT_INVERSE_OFFERS", accept_inverse_offers: answer }
      : { type: "DECLINE_INVERSE_OFFERS", decline_inverse_offers: answer };
  });
}

export function killCall(task: TaskRef, graceMs: number): SchedulerCall {
  return {
    type: "KILL",
    kill: {
      task_id: { value: task.taskId },
      ...agentIdOf(task.agentId),
      kill_policy: killPolicyOf(graceMs),
    },
  };
}

/** Ends an executor and all its tasks. */
export function shutdownCall(executorId: string, agentId: string): SchedulerCall {
  return {
    type: "SHUTDOWN",
    shutdown: { executor_id: { value: executorId }, agent_id: { value: agentId } },
  };
}

/** No tasks: one call that asks for all of them. */
export function reconcileCalls(
  tasks: readonly { readonly taskId: string; readonly agentId: string }[],
): readonly SchedulerCall[] {
  if (tasks.length === 0) return [{ type: "RECONCILE", reconcile: {} }];
  return batches(tasks).map((batch) => ({
    type: "RECONCILE",
    reconcile: {
      tasks: batch.map(({ taskId, agentId }) => ({ task_id: { value: taskId }, ...agentIdOf(agentId) })),
    },
  }));
}

/** No operations: one call that asks for all of them. */
export function reconcileOperationsCalls(
  operations: readonly { readonly operationId: string; readonly agentId: string }[],
): readonly SchedulerCall[] {
  if (operations.length === 0) return [{ type: "RECONCILE_OPERATIONS", reconcile_operations: {} }];
  return batches(operations).map((batch) => ({
    type: "RECONCILE_OPERATIONS",
    reconcile_operations: {
      operations: batch.map(({ operationId, agentId }) => ({
        operation_id: { value: operationId },
        ...agentIdOf(agentId),
      })),
    },
  }));
}

export function acknowledgeCall({ agentId, taskId, uuid }: Acknowledgement): SchedulerCall {
  return {
    type: "ACKNOWLEDGE",
    acknowledge: {
      agent_id: { value: agentId },
      task_id: { value: taskId },
      uuid: new Uint8Array(Buffer.from(uuid, "base64")),
    },
  };
}

function filtersOf(refuseMs: number): { readonly refuse_seconds: number } {
  return { refuse_seconds: Math.max(0, refuseMs) / 1000 };
}

function idsOf(ids: readonly string[]): readonly { readonly value: string }[] {
  return ids.map((value) => ({ value }));
}

/** Without it Mesos is silent about a task as long as any agent is missing. */
function agentIdOf(agentId: string): { readonly agent_id?: { readonly value: string } } {
  return agentId === "" ? {} : { agent_id: { value: agentId } };
}

function batches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}
