import type { ExecutorInfo, TaskInfo } from "../../proto/generated/types.ts";
import { add, contains, EMPTY_POOL, poolOf, poolText, totalMilli } from "../resources/pool.ts";
import { executorItselfProblem } from "./executor-validation.ts";
import { taskItselfProblem } from "./task-validation.ts";
import type { TaskSituation } from "./task-validation.ts";

/**
 * Mesos' refusal of a task group, or `undefined`. Source: Mesos, src/master/validation.cpp,
 * `task::group::validate`.
 */
export function groupProblem(
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
  situation: TaskSituation,
): string | undefined {
  for (const task of tasks) {
    const problem =
      taskItselfProblem(task, situation) ??
      (task.health_check?.type === "HTTP" || task.health_check?.type === "TCP"
        ? "HTTP and TCP health checks are not supported for nested containers not joining parent's network"
        : undefined) ??
      (task.container?.type === "DOCKER" ? "Docker ContainerInfo is not supported on the task" : undefined);
    if (problem !== undefined) return `Task '${task.task_id.value}' is invalid: ${problem}`;
  }
  return groupExecutorProblem(executor, situation) ?? fitProblem(executor, tasks, situation);
}

function groupExecutorProblem(executor: ExecutorInfo, situation: TaskSituation): string | undefined {
  const itself = executorItselfProblem(executor, situation.frameworkId);
  if (itself !== undefined) return itself;
  if (executor.framework_id === undefined) return "'ExecutorInfo.framework_id' must be set";
  if (executor.type === undefined) return "'ExecutorInfo.type' must be set";
  if (executor.type === "UNKNOWN") return "Unknown executor type";
  if (executor.container?.type === "DOCKER") return "Docker ContainerInfo is not supported on the executor";
  const pool = poolOf(executor.resources ?? []);
  const [cpus, mem] = [totalMilli(pool, "cpus"), totalMilli(pool, "mem")];
  const name = `Executor '${executor.executor_id.value}'`;
  if (cpus < 10)
    return `${name} uses less CPUs (${cpus === 0 ? "None" : cpus / 1000}) than the minimum required (0.01)`;
  if (mem < 32_000)
    return `${name} uses less memory (${mem === 0 ? "None" : `${mem / 1000}MB`}) than the minimum required (32MB)`;
  return totalMilli(pool, "disk") === 0 ? `${name} uses no disk` : undefined;
}

function fitProblem(
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
  { available, role }: TaskSituation,
): string | undefined {
  const own = tasks.reduce((sum, task) => add(sum, poolOf(task.resources ?? [])), EMPTY_POOL);
  const needed = add(own, poolOf(executor.resources ?? []));
  if (contains(available, needed)) return undefined;
  return `Total resources ${poolText(needed, role)} required by task group and its executor are more than available ${poolText(available, role)}`;
}
