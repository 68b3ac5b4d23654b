import type { ContainerInfo, Resource, TaskInfo } from "../../../proto/generated/types.ts";
import { persistenceIdsProblem } from "../../resources/disk.ts";
import { idProblem } from "../../resources/ids.ts";
import { add, contains, EMPTY_POOL, poolOf, totalMilli } from "../../resources/pool.ts";
import { poolText } from "../../resources/text.ts";
import { checkProblem, healthCheckProblem } from "./check-validation.ts";
import {
  commandProblem,
  revocableMixProblem,
  taskResourcesProblem,
  type TaskSituation,
} from "./command-and-resources.ts";
import { executorProblem } from "./executor-validation.ts";

/**
 * Mesos' refusal of a task of LAUNCH, or `undefined`. The order of the checks is Mesos'.
 * Source: Mesos, src/master/validation.cpp, `task::validate`.
 */
export function taskProblem(task: TaskInfo, situation: TaskSituation): string | undefined {
  return (
    taskItselfProblem(task, situation) ??
    ((task.command === undefined) === (task.executor === undefined)
      ? "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present"
      : undefined) ??
    (task.executor === undefined ? undefined : executorProblem(task.executor, situation)) ??
    togetherProblem(task) ??
    fitProblem(task, situation) ??
    (task.container?.linux_info?.share_cgroups === false
      ? "Only tasks in a task group may have 'share_cgroups' set to 'false'"
      : undefined)
  );
}

/** The checks that tasks of LAUNCH and of LAUNCH_GROUP have in common. */
export function taskItselfProblem(task: TaskInfo, situation: TaskSituation): string | undefined {
  const id = task.task_id.value;
  return (
    idProblem(id) ??
    (situation.isKnown(id) ? `Task has duplicate ID: ${id}` : undefined) ??
    (situation.isUnreachable(id) ? `Task reuses the ID of an unreachable task: ${id}` : undefined) ??
    (task.agent_id.value === situation.agentId
      ? undefined
      : `Task uses invalid agent ${task.agent_id.value} while agent ${situation.agentId} is expected`) ??
    durationsProblem(task) ??
    prefixed("Task uses invalid check: ", task.check && checkProblem(task.check)) ??
    prefixed(
      "Task uses invalid health check: ",
      task.health_check && healthCheckProblem(task.health_check),
    ) ??
    taskResourcesProblem(task.resources ?? [], "Task") ??
    prefixed("Task's `CommandInfo` is invalid: ", task.command && commandProblem(task.command)) ??
    prefixed("Task's `ContainerInfo` is invalid: ", task.container && containerProblem(task.container)) ??
    limitsProblem(task)
  );
}

function prefixed(prefix: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : prefix + problem;
}

function durationsProblem(task: TaskInfo): string | undefined {
  if ((task.kill_policy?.grace_period?.nanoseconds ?? 0) < 0)
    return "Task's 'kill_policy.grace_period' must be non-negative";
  if ((task.max_completion_time?.nanoseconds ?? 0) < 0)
    return "Task's `max_completion_time` must be non-negative";
  return undefined;
}

/** What is wrong with the resources of a task and its executor taken together. */
function togetherProblem(task: TaskInfo): string | undefined {
  const [own, executors] = [task.resources ?? [], task.executor?.resources ?? []];
  if (executors.length === 0) return undefined;
  const all = [...own, ...executors];
  if (overlap([own, executors]))
    return `There are overlapping resources in the task resources ${JSON.stringify(own)} and executor resources ${JSON.stringify(executors)}`;
  const twice = persistenceIdsProblem(new Map(), all);
  if (twice !== undefined) return `Task and its executor use duplicate persistence ID: ${twice}`;
  const mixed = revocableMixProblem(all);
  return mixed && `Task and its executor mix revocable and non-revocable resources: ${mixed}`;
}

/** Whether two of the lists name the same port or element of a set. */
export function overlap(lists: readonly (readonly Resource[])[]): boolean {
  const pools = lists.map((list) => poolOf(list.filter(({ type }) => type !== "SCALAR")));
  const sum = pools.reduce((all, pool) => add(all, pool), EMPTY_POOL);
  const names = new Set([...sum.values()].map(({ kind }) => kind.name));
  return [...names].some(
    (name) => pools.reduce((total, pool) => total + totalMilli(pool, name), 0) !== totalMilli(sum, name),
  );
}

function containerProblem(container: ContainerInfo): string | undefined {
  for (const volume of container.volumes ?? []) {
    const set = [volume.host_path, volume.image, volume.source].filter((part) => part !== undefined);
    if (set.length > 1)
      return "Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'";
    if (volume.source?.type === "UNKNOWN") return "Invalid volume: 'source.type' is unknown";
  }
  if (container.type === "DOCKER") {
    if (container.docker === undefined)
      return "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo";
    if ((container.docker.parameters ?? []).some(({ key }) => key === "name"))
      return "Parameter in DockerInfo must not be 'name'";
  }
  return undefined;
}

function limitsProblem(task: TaskInfo): string | undefined {
  if (task.limits === undefined) return undefined;
  if (Object.keys(task.limits).some((name) => name !== "cpus" && name !== "mem"))
    return "Only cpus and mem may be included in a task's resource limits";
  const requested = poolOf(task.resources ?? []);
  for (const [name, long, short] of [
    ["cpus", "CPU", "cpu"],
    ["mem", "memory", "memory"],
  ] as const) {
    const limit = task.limits[name]?.value;
    if (limit === undefined) continue;
    const request = totalMilli(requested, name);
    if (request === 0) return `When a ${long} limit is specified, a ${long} request must also be specified`;
    if (limit * 1000 < request)
      return `The ${short} limit must be greater than or equal to the ${short} request`;
  }
  return undefined;
}

function fitProblem(task: TaskInfo, situation: TaskSituation): string | undefined {
  const { available, role } = situation;
  const executor = task.executor;
  // An executor that is there already has its resources.
  const brought =
    executor === undefined || situation.executor(executor.executor_id.value) !== undefined
      ? EMPTY_POOL
      : poolOf(executor.resources ?? []);
  const needed = add(poolOf(task.resources ?? []), brought);
  if (contains(available, needed)) return undefined;
  return `Total resources ${poolText(needed, role)} required by task and its executor is more than available ${poolText(available, role)}`;
}
