import type {
  ExecutorInfo,
  OfferOperation,
  Resource,
  TaskInfo,
  TaskStatusReason,
} from "../../../proto/generated/types.ts";
import { droppedStateFor } from "../../protocol/task-states.ts";
import { add, consume, poolOf, type Pool } from "../../resources/pool.ts";
import { resourcesProblem } from "../../resources/validation.ts";
import { addExecutor, executorRole } from "../state/executors.ts";
import { count, executorKey, type Agent, type Framework, type Master } from "../state/state.ts";
import { addTask, masterStatus, newTask, sendStatus } from "../state/tasks.ts";
import type { TaskSituation } from "../validation/command-and-resources.ts";
import { groupProblem } from "../validation/group-validation.ts";
import { taskProblem } from "../validation/task-validation.ts";

/** The offers of one ACCEPT, and what is left of them. */
export interface LaunchWork {
  readonly master: Master;
  readonly framework: Framework;
  readonly agent: Agent;
  readonly role: string;
  readonly available: Pool;
}

export function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  if (operation.type === "LAUNCH") return operation.launch?.task_infos ?? [];
  return operation.type === "LAUNCH_GROUP" ? (operation.launch_group?.task_group.tasks ?? []) : [];
}

/** LAUNCH: launches what is valid, one task after the other; returns what is left. */
export function launch(work: LaunchWork, operation: OfferOperation): Pool {
  const { master, framework, agent, role } = work;
  const infos = tasksOf(operation).map((task) => prepared(task, framework.id, role));
  const refuseAll = (message: string): Pool => {
    refuseTasks(framework, infos, "REASON_TASK_INVALID", message);
    return work.available;
  };
  // One malformed resource spoils all tasks of the operation.
  const malformed = resourcesProblem(infos.flatMap(resourcesOfTask));
  if (malformed !== undefined) return refuseAll(malformed);
  if (operation.id !== undefined) return refuseAll("The `id` field cannot be set on LAUNCH operations");
  let { available } = work;
  for (const info of infos) {
    const problem = taskProblem(info, situationOf({ ...work, available }));
    if (problem !== undefined) {
      refuseTasks(framework, [info], "REASON_TASK_INVALID", problem);
      continue;
    }
    if (agent.connection === undefined) {
      dropTask(framework, agent, info);
      continue;
    }
    available = consume(available, poolOf(info.resources ?? []));
    available = takeExecutor({ ...work, available }, info.executor);
    addTask(master, framework, agent, newTask(framework.id, agent.id, info));
    count(master, "tasks_launched");
    agent.connection.send({ type: "launch", framework: framework.info, task: info });
  }
  return available;
}

/** LAUNCH_GROUP: all tasks or none; returns what is left. */
export function launchGroup(work: LaunchWork, operation: OfferOperation): Pool {
  const { master, framework, agent, role } = work;
  const group = operation.launch_group;
  if (group === undefined) return work.available;
  const executor = allocateExecutor(group.executor, role);
  const tasks = tasksOf(operation).map((task) => {
    const allocatedTask = allocateTask(task, role);
    return { ...allocatedTask, executor: allocatedTask.executor ?? executor };
  });
  const refuseAll = (message: string): Pool => {
    refuseTasks(framework, tasks, "REASON_TASK_GROUP_INVALID", message);
    return work.available;
  };
  const malformed = resourcesProblem([...(executor.resources ?? []), ...tasks.flatMap(resourcesOfTask)]);
  if (malformed !== undefined) return refuseAll(malformed);
  if (operation.id !== undefined) return refuseAll("The `id` field cannot be set on LAUNCH_GROUP operations");
  const problem = groupProblem(executor, tasks, situationOf(work));
  if (problem !== undefined) return refuseAll(problem);
  if (agent.connection === undefined) {
    for (const task of tasks) dropTask(framework, agent, task);
    return work.available;
  }
  const taken = tasks.reduce<Pool>((sum, task) => add(sum, poolOf(task.resources ?? [])), new Map());
  const available = takeExecutor({ ...work, available: consume(work.available, taken) }, executor);
  for (const task of tasks) {
    addTask(master, framework, agent, newTask(framework.id, agent.id, task));
    count(master, "tasks_launched");
  }
  agent.connection.send({ type: "launch_group", framework: framework.info, executor, tasks });
  return available;
}

/** The first task of an executor brings it; returns what is left. */
function takeExecutor(work: LaunchWork, info: ExecutorInfo | undefined): Pool {
  const { framework, agent, role, available } = work;
  if (info === undefined || agent.executors.has(executorKey(framework.id, info.executor_id.value)))
    return available;
  addExecutor(framework, agent, info, executorRole(info, role));
  return consume(available, poolOf(info.resources ?? []));
}

function situationOf({ framework, agent, role, available }: LaunchWork): TaskSituation {
  return {
    frameworkId: framework.id,
    agentId: agent.id,
    role,
    available,
    isKnown: (id) => framework.tasks.has(id),
    isUnreachable: (id) => framework.unreachableTasks.has(id),
    executor: (id) => agent.executors.get(executorKey(framework.id, id))?.info,
  };
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

function dropTask(framework: Framework, agent: Agent, task: TaskInfo): void {
  const status = masterStatus({
    taskId: task.task_id.value,
    agentId: agent.id,
    state: droppedStateFor(framework.info),
    reason: "REASON_AGENT_DISCONNECTED",
    message: "Agent disconnected",
  });
  sendStatus(framework, status);
}

/** Roles go into all resources, the framework's id into the executor. */
function prepared(task: TaskInfo, frameworkId: string, role: string): TaskInfo {
  const result = allocateTask(task, role);
  return result.executor === undefined
    ? result
    : { ...result, executor: { framework_id: { value: frameworkId }, ...result.executor } };
}

function allocateTask(task: TaskInfo, role: string): TaskInfo {
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

export function allocated(resource: Resource, role: string): Resource {
  return resource.allocation_info === undefined ? { ...resource, allocation_info: { role } } : resource;
}

function resourcesOfTask(task: TaskInfo): readonly Resource[] {
  return [...(task.resources ?? []), ...(task.executor?.resources ?? [])];
}
