import type { OfferOperation, SchedulerCall } from "../../proto/generated/types.ts";
import type { Fault, LaunchOrder, StatusUpdate, TaskLaunch, TaskState } from "../../offers/backend.ts";
import { acceptCall, declineCall } from "./calls.ts";
import type { AgentTraits } from "../offers/agents.ts";
import type { OfferedResources } from "../offers/offered-resources.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import { poolOf, revocableNames, takeResources } from "../offers/resource-pool.ts";
import type { Amounts, Pool, Wanted } from "../offers/resource-pool.ts";
import { partsBeside } from "./launch-options.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { refusalOf } from "./refusal.ts";
import { planScratch } from "./scratch.ts";
import type { ScratchPlan } from "./scratch.ts";
import { groupOperation } from "./task-group.ts";
import { amountsOf, hasLimit, taskInfoOf } from "./task-info.ts";

export interface LaunchContext {
  readonly options: LaunchOptions;
  readonly frameworkId: string;
  readonly owner: ReservationOwner;
  /** Of the agent of the order, once the inventory has told them. */
  readonly traits: AgentTraits | undefined;
}

export interface LaunchPlan {
  readonly call: SchedulerCall;
  /** Ends of tasks that are not in the call. */
  readonly updates: readonly StatusUpdate[];
}

/**
 * One ACCEPT with an operation for each task: what is wrong with one task harms no other. A task that cannot be
 * expressed, or for which there is too little, ends here, and the others go on.
 */
export function planLaunch(
  order: LaunchOrder,
  offers: readonly OfferedResources[],
  context: LaunchContext,
): LaunchPlan {
  let pool = poolOf(offers);
  const operations: OfferOperation[] = [];
  const updates: StatusUpdate[] = [];
  for (const task of order.tasks) {
    const planned = planTask(task, order.agentId, pool, context);
    if ("operations" in planned) {
      operations.push(...planned.operations);
      pool = planned.rest;
    } else updates.push(endOf(order, task.taskId, planned));
  }
  // An ACCEPT that launches nothing would be a decline in disguise.
  const call =
    operations.length === 0
      ? declineCall(order.offerIds, order.refuseMs)
      : acceptCall(order.offerIds, operations, order.refuseMs);
  return { call, updates };
}

/** What the master would say to a launch on an offer that is no more. */
export function dropped(order: LaunchOrder, offerId: string): readonly StatusUpdate[] {
  const message = `Task launched with invalid offers: Offer ${offerId} is no longer valid`;
  return order.tasks.map((task) => endOf(order, task.taskId, { state: "dropped", message }));
}

interface End {
  readonly state: TaskState;
  readonly fault?: Fault;
  readonly message: string;
}

interface Planned {
  readonly operations: readonly OfferOperation[];
  readonly rest: Pool;
}

function planTask(task: TaskLaunch, agentId: string, pool: Pool, context: LaunchContext): Planned | End {
  const { options, owner, traits } = context;
  if (task.withheld !== undefined) return { state: "dropped", message: task.withheld };
  const refusal = refusalOf(task, options, owner.role);
  if (refusal !== undefined)
    return { state: "error", fault: "refused", message: `it cannot be started: ${refusal}` };
  if (hasLimit(task)) {
    if (traits === undefined)
      return { state: "dropped", message: "it is not known yet whether the agent can limit memory" };
    if (!traits.resourceLimits) {
      const message = "the agent cannot let memory grow up to a limit (it lacks TASK_RESOURCE_LIMITS)";
      return { state: "failed", fault: "launch", message };
    }
  }
  const scratch = task.scratch === undefined ? undefined : planScratch(pool, task, owner, options);
  if (task.scratch !== undefined && scratch === undefined) {
    return lacking([`disk to be reserved (${task.scratch.mib} MiB in one piece)`]);
  }
  return options.sidecar === undefined
    ? planAlone(task, agentId, scratch?.rest ?? pool, scratch, context)
    : planGroup(task, agentId, scratch?.rest ?? pool, scratch, context);
}

function planAlone(
  task: TaskLaunch,
  agentId: string,
  pool: Pool,
  scratch: ScratchPlan | undefined,
  { options }: LaunchContext,
): Planned | End {
  const taken = takeResources(pool, wantedBy(task, pool, ownAmounts(task)));
  if ("lacking" in taken) return lacking(taken.lacking);
  const resources = [...taken.resources, ...(scratch === undefined ? [] : [scratch.volume])];
  const info = taskInfoOf(task, agentId, resources, options);
  return {
    operations: [...(scratch?.operations ?? []), { type: "LAUNCH", launch: { task_infos: [info] } }],
    rest: taken.rest,
  };
}

function planGroup(
  task: TaskLaunch,
  agentId: string,
  pool: Pool,
  scratch: ScratchPlan | undefined,
  { options, frameworkId }: LaunchContext,
): Planned | End {
  const { sidecar } = options;
  const parts = partsBeside(options);
  if (sidecar === undefined || parts === undefined) throw new TypeError("a group needs a sidecar");
  const own = ownAmounts(task);
  const [forExecutor, forSidecar] = [amountsOf(parts.executor), amountsOf(parts.sidecar)];
  // Task, sidecar and executor count as one: of each name all of it can be taken away, or nothing.
  const wanted = wantedBy(task, pool, sum([own, forExecutor, forSidecar]));
  const taken = takeResources(pool, { ...wanted, amounts: own });
  if ("lacking" in taken) return lacking(taken.lacking);
  const executor = takeResources(taken.rest, { ...wanted, amounts: forExecutor, ports: [] });
  if ("lacking" in executor) return lacking(executor.lacking);
  const beside = takeResources(executor.rest, { ...wanted, amounts: forSidecar, ports: [] });
  if ("lacking" in beside) return lacking(beside.lacking);
  const resources = [...taken.resources, ...(scratch === undefined ? [] : [scratch.volume])];
  const group = groupOperation(
    task,
    taskInfoOf(task, agentId, resources, options),
    { executor: executor.resources, sidecar: beside.resources },
    sidecar,
    options,
    frameworkId,
  );
  return { operations: [...(scratch?.operations ?? []), group], rest: beside.rest };
}

/** Its resources without the disk of a scratch volume, which they count. */
function ownAmounts({ resources, scratch }: TaskLaunch): Amounts {
  return amountsOf({ ...resources, diskMib: Math.max(0, resources.diskMib - (scratch?.mib ?? 0)) });
}

function wantedBy(task: TaskLaunch, pool: Pool, total: Amounts): Wanted {
  const { ports, reservation, preemptible } = task;
  return {
    amounts: total,
    ports: ports.map(({ port }) => port),
    ...(reservation === undefined ? {} : { reservation }),
    revocable: preemptible && reservation === undefined ? revocableNames(pool, total) : new Set(),
  };
}

function sum(all: readonly Amounts[]): Amounts {
  const total: Record<string, number> = {};
  for (const amounts of all) {
    for (const [name, amount] of Object.entries(amounts)) total[name] = (total[name] ?? 0) + amount;
  }
  return total;
}

function lacking(names: readonly string[]): End {
  return { state: "error", fault: "launch", message: `the offers hold too little of ${names.join(", ")}` };
}

function endOf({ agentId }: LaunchOrder, taskId: string, end: End): StatusUpdate {
  return { taskId, agentId, ...end, reconciliation: false };
}
