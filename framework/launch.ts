import type { Resource, SchedulerCall, TaskInfo } from "../proto/generated/types.ts";
import type { LaunchOrder, StatusUpdate } from "../offers/backend.ts";
import { filtersOf } from "./calls.ts";
import { remainderOf, takeResources } from "./offered-resources.ts";
import { amountsOf, taskInfoOf } from "./task-info.ts";

/** An offer that is ours until used, declined, rescinded, or the session ends. */
export interface HeldOffer {
  /** Those of its resources that our tasks can use up. */
  readonly usable: readonly Resource[];
}

export interface LaunchPlan {
  readonly call: SchedulerCall;
  /** Ends of tasks that are not in the call. */
  readonly updates: readonly StatusUpdate[];
}

/**
 * One ACCEPT with one LAUNCH. A task for which there is too little ends as the master would end it, and the others
 * go on.
 */
export function planLaunch(order: LaunchOrder, offers: readonly HeldOffer[]): LaunchPlan {
  const remainder = remainderOf(offers.flatMap(({ usable }) => usable));
  const infos: TaskInfo[] = [];
  const updates: StatusUpdate[] = [];
  for (const task of order.tasks) {
    const taken = takeResources(remainder, amountsOf(task.resources));
    if (taken.lacking === undefined) infos.push(taskInfoOf(task, order.agentId, taken.resources));
    else {
      const message = `the offers hold too little of ${taken.lacking.join(", ")}`;
      updates.push(endOf(order, task.taskId, "error", message));
    }
  }
  const offerIds = order.offerIds.map((value) => ({ value }));
  const filters = filtersOf(order.refuseMs);
  // An ACCEPT that launches nothing would be a decline in disguise.
  const call: SchedulerCall =
    infos.length === 0
      ? { type: "DECLINE", decline: { offer_ids: offerIds, filters } }
      : {
          type: "ACCEPT",
          accept: {
            offer_ids: offerIds,
            operations: [{ type: "LAUNCH", launch: { task_infos: infos } }],
            filters,
          },
        };
  return { call, updates };
}

/** What the master would say to a launch on an offer that is no more. */
export function dropped(order: LaunchOrder, offerId: string): readonly StatusUpdate[] {
  const message = `Task launched with invalid offers: Offer ${offerId} is no longer valid`;
  return order.tasks.map((task) => endOf(order, task.taskId, "dropped", message));
}

function endOf(
  { agentId }: LaunchOrder,
  taskId: string,
  state: "error" | "dropped",
  message: string,
): StatusUpdate {
  return { taskId, agentId, state, message, reconciliation: false };
}
