import type {
  ExecutorInfo,
  OfferOperation,
  OperationStatus,
  Resource,
  SchedulerCallAccept,
  TaskInfo,
  TaskStatusReason,
} from "../../proto/generated/types.ts";
import { droppedStateFor } from "../protocol/task-states.ts";
import { add, EMPTY_POOL, poolOf, subtract } from "../resources/pool.ts";
import type { Pool } from "../resources/pool.ts";
import { resourcesProblem } from "../resources/validation.ts";
import { newTask } from "./agents.ts";
import { refuseMs } from "./filters.ts";
import { declineResources, discard } from "./offers.ts";
import { count } from "./state.ts";
import type { Agent, Framework, Master, OutstandingOffer } from "./state.ts";
import { groupProblem } from "./group-validation.ts";
import { taskProblem } from "./task-validation.ts";
import type { TaskSituation } from "./task-validation.ts";
import { addTask, masterStatus, sendStatus } from "./tasks.ts";

/** Source: Mesos, `Master::accept` and `Master::_accept`. */
export function accept(master: Master, framework: Framework, call: SchedulerCallAccept): void {
  const ids = (call.offer_ids ?? []).map(({ value }) => value);
  const offers = ids.flatMap((id) => master.offers.get(id) ?? []);
  const problem = offersProblem(master, framework, ids);
  // All offers named are used up, also by a call that fails, even those of other frameworks.
  for (const offer of offers) discard(master, offer);
  const operations = call.operations ?? [];
  const [first] = offers;
  if (problem !== undefined || first === undefined) {
    for (const operation of operations) failOperation(framework, operation, problem ?? "No offers specified");
    return;
  }
  const { agent, role } = first;
  count(master, "offers_accepted", offers.length);
  let available = offers.reduce((sum, offer) => add(sum, offer.pool), EMPTY_POOL);
  for (const operation of operations) {
    if (operation.type === "LAUNCH") available = launch(master, framework, agent, role, available, operation);
    else refuseOperation(framework, agent, role, available, operation);
  }
  declineResources(
    master,
    framework,
    agent,
    role,
    available,
    refuseMs(call.filters?.refuse_seconds, master.settings.allocationIntervalMs),
  );
}

/** What is wrong with the offers of an ACCEPT, in Mesos' order and words. */
function offersProblem(master: Master, framework: Framework, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return "No offers specified";
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return `Duplicate offer ${twice} in offer list`;
  const offers: OutstandingOffer[] = [];
  for (const id of ids) {
    const offer = master.offers.get(id);
    if (offer === undefined) return `Offer ${id} is no longer valid`;
    offers.push(offer);
  }
  const [first] = offers;
  const foreign = offers.find((offer) => offer.framework !== framework);
  if (foreign !== undefined)
    return `Offer ${foreign.id} has invalid framework ${foreign.framework.id} while framework ${framework.id} is expected`;
  const otherRole = offers.find((offer) => offer.role !== first?.role);
  if (otherRole !== undefined)
    return `Aggregated offers must be allocated to the same role. Offer ${otherRole.id} uses role '${otherRole.role} but another is using role '${first?.role}`;
  const otherAgent = offers.find((offer) => offer.agent !== first?.agent);
  if (otherAgent !== undefined)
    return `Aggregated offers must belong to one single agent. Offer ${otherAgent.id} uses agent ${otherAgent.agent.id} and agent ${first?.agent.id}`;
  return undefined;
}

function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  if (operation.type === "LAUNCH") return operation.launch?.task_infos ?? [];
  return operation.type === "LAUNCH_GROUP" ? (operation.launch_group?.task_group.tasks ?? []) : [];
}

function failOperation(framework: Framework, operation: OfferOperation, problem: string): void {
  for (const task of tasksOf(operation)) {
    const status = masterStatus({
      taskId: task.task_id.value,
      agentId: task.agent_id.value,
      state: droppedStateFor(framework.info),
      reason: "REASON_INVALID_OFFERS",
      message: `Task launched with invalid offers: ${problem}`,
    });
    sendStatus(framework, status);
  }
  if (tasksOf(operation).length === 0)
    sendOperationError(framework, operation, `Operation attempted with invalid offers: ${problem}`);
}

function sendOperationError(framework: Framework, operation: OfferOperation, message: string): void {
  if (operation.id === undefined) return;
  const status: OperationStatus = { operation_id: operation.id, state: "OPERATION_ERROR", message };
  framework.stream?.send({ type: "UPDATE_OPERATION_STATUS", update_operation_status: { status } });
}

function refuseTasks(
  framework: Framework,
  tasks: readonly TaskInfo[],
  reason: TaskStatusReason,
  message: string,
): void {
  for (const task of tasks) {
    const taskId = task.task_id.value;
    sendStatus(
      framework,
      masterStatus({ taskId, agentId: task.agent_id.value, state: "TASK_ERROR", reason, message }),
    );
  }
}

/** What this master does not carry out is refused where the protocol has an answer for it. */
function refuseOperation(
  framework: Framework,
  agent: Agent,
  role: string,
  available: Pool,
  operation: OfferOperation,
): void {
  if (operation.type !== "LAUNCH_GROUP" || operation.launch_group === undefined) {
    sendOperationError(
      framework,
      operation,
      `This master carries out no ${operation.type ?? "UNKNOWN"} operations`,
    );
    return;
  }
  const tasks = tasksOf(operation).map((task) => allocateTo(task, role));
  const executor = allocateExecutor(operation.launch_group.executor, role);
  const problem =
    operation.id === undefined
      ? groupProblem(executor, tasks, situationOf(framework, agent, role, available))
      : "The `id` field cannot be set on LAUNCH_GROUP operations";
  refuseTasks(
    framework,
    tasks,
    "REASON_TASK_GROUP_INVALID",
    problem ?? "This master launches no task groups",
  );
}

function situationOf(framework: Framework, agent: Agent, role: string, available: Pool): TaskSituation {
  return {
    frameworkId: framework.id,
    agentId: agent.id,
    role,
    available,
    isKnown: (id) => framework.tasks.has(id),
    isUnreachable: (id) => framework.unreachableTasks.has(id),
  };
}

/** Launches what is valid; returns what is left. */
function launch(
  master: Master,
  framework: Framework,
  agent: Agent,
  role: string,
  before: Pool,
  operation: OfferOperation,
): Pool {
  const infos = tasksOf(operation).map((task) => allocateTo(task, role));
  if (operation.id !== undefined) {
    refuseTasks(framework, infos, "REASON_TASK_INVALID", "The `id` field cannot be set on LAUNCH operations");
    return before;
  }
  // One malformed resource spoils all tasks of the operation.
  const malformed = resourcesProblem(
    infos.flatMap((task) => [...(task.resources ?? []), ...(task.executor?.resources ?? [])]),
  );
  if (malformed !== undefined) {
    refuseTasks(framework, infos, "REASON_TASK_INVALID", malformed);
    return before;
  }
  let available = before;
  for (const info of infos) {
    const problem = taskProblem(info, situationOf(framework, agent, role, available));
    if (problem !== undefined) {
      refuseTasks(framework, [info], "REASON_TASK_INVALID", problem);
      continue;
    }
    if (agent.connection === undefined) {
      const status = masterStatus({
        taskId: info.task_id.value,
        agentId: agent.id,
        state: droppedStateFor(framework.info),
        reason: "REASON_AGENT_DISCONNECTED",
        message: "Agent disconnected",
      });
      sendStatus(framework, status);
      continue;
    }
    const needed = poolOf([...(info.resources ?? []), ...(info.executor?.resources ?? [])]);
    available = subtract(available, needed);
    addTask(master, framework, agent, newTask(framework.id, agent.id, info));
    count(master, "tasks_launched");
    agent.connection.send({ type: "launch", framework: framework.info, task: info });
  }
  return available;
}

/** The allocation role goes into every resource that lacks it. */
function allocateTo(task: TaskInfo, role: string): TaskInfo {
  return {
    ...task,
    ...(task.resources === undefined
      ? {}
      : { resources: task.resources.map((entry) => allocated(entry, role)) }),
    ...(task.executor === undefined ? {} : { executor: allocateExecutor(task.executor, role) }),
  };
}

function allocateExecutor(executor: ExecutorInfo, role: string): ExecutorInfo {
  if (executor.resources === undefined) return executor;
  return { ...executor, resources: executor.resources.map((entry) => allocated(entry, role)) };
}

function allocated(resource: Resource, role: string): Resource {
  return resource.allocation_info === undefined ? { ...resource, allocation_info: { role } } : resource;
}
