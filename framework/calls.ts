import type { SchedulerCall } from "../proto/generated/types.ts";
import type { TaskRef } from "../offers/backend.ts";
import type { Acknowledgement } from "./task-status.ts";
import { killPolicyOf } from "./task-info.ts";

/** Tasks named in one RECONCILE, offers in one DECLINE: larger calls would hold up the ones behind them. */
const BATCH = 1000;

export function declineCalls(offerIds: readonly string[], refuseMs: number): readonly SchedulerCall[] {
  return batches(offerIds).map((ids) => ({
    type: "DECLINE",
    decline: { offer_ids: ids.map((value) => ({ value })), filters: filtersOf(refuseMs) },
  }));
}

/** Answers to announced maintenance: we cannot promise that the tasks end before. */
export function declineInverseCall(ids: readonly string[], refuseMs: number): SchedulerCall {
  return {
    type: "DECLINE_INVERSE_OFFERS",
    decline_inverse_offers: {
      inverse_offer_ids: ids.map((value) => ({ value })),
      filters: filtersOf(refuseMs),
    },
  };
}

export function killCall(task: TaskRef, graceMs: number): SchedulerCall {
  return {
    type: "KILL",
    kill: {
      task_id: { value: task.taskId },
      ...agentIdOf(task),
      kill_policy: killPolicyOf(graceMs),
    },
  };
}

/** No tasks: one call that asks for all of them. */
export function reconcileCalls(tasks: readonly TaskRef[]): readonly SchedulerCall[] {
  if (tasks.length === 0) return [{ type: "RECONCILE", reconcile: {} }];
  return batches(tasks).map((batch) => ({
    type: "RECONCILE",
    reconcile: { tasks: batch.map((task) => ({ task_id: { value: task.taskId }, ...agentIdOf(task) })) },
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

export function filtersOf(refuseMs: number): { readonly refuse_seconds: number } {
  return { refuse_seconds: Math.max(0, refuseMs) / 1000 };
}

/** Without it Mesos is silent about a task as long as any agent is missing. */
function agentIdOf({ agentId }: TaskRef): { readonly agent_id?: { readonly value: string } } {
  return agentId === "" ? {} : { agent_id: { value: agentId } };
}

function batches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}
