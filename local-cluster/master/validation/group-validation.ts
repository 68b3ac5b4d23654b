import type { ExecutorInfo, TaskInfo } from "../../../proto/generated/types.ts";
import { persistenceIdsProblem } from "../../resources/disk.ts";
import { add, contains, EMPTY_POOL, poolOf, totalMilli } from "../../resources/pool.ts";
import { poolText } from "../../resources/text.ts";
import { revocableMixProblem, type TaskSituation } from "./command-and-resources.ts";
import { executorItselfProblem, same, shareProblem } from "./executor-validation.ts";
import { overlap, taskItselfProblem } from "./task-validation.ts";

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
      ((task.container?.network_infos?.length ?? 0) > 0 &&
      (task.health_check?.type === "HTTP" || task.health_check?.type === "TCP")
        ? "HTTP and TCP health checks are not supported for nested containers not joining parent's network"
        : undefined) ??
      (task.container?.type === "DOCKER" ? "Docker ContainerInfo is not supported on the task" : undefined) ??
      (task.limits !== undefined && task.container?.linux_info?.share_cgroups !== false
        ? "Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'."
        : undefined);
    if (problem !== undefined) return `Task '${task.task_id.value}' is invalid: ${problem}`;
  }
  return (
    groupExecutorProblem(executor, tasks, situation) ??
    togetherProblem(executor, tasks) ??
    fitProblem(executor, tasks, situation) ??
    shareProblem(executor) ??
    sharingProblem(tasks)
  );
}

function groupExecutorProblem(
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
  situation: TaskSituation,
): string | undefined {
  const itself = executorItselfProblem(executor, situation);
  if (itself !== undefined) return itself;
  if (executor.type === undefined) return "'ExecutorInfo.type' must be set";
  if (executor.type === "UNKNOWN") return "Unknown executor type";
  if (executor.container?.type === "DOCKER") return "Docker ContainerInfo is not supported on the executor";
  const other = tasks.find((task) => task.executor !== undefined && !same(task.executor, executor));
  if (other !== undefined)
    return `The \`ExecutorInfo\` of task '${other.task_id.value}' is different from executor '${executor.executor_id.value}'`;
  const pool = poolOf(executor.resources ?? []);
  const [cpus, mem] = [totalMilli(pool, "cpus"), totalMilli(pool, "mem")];
  const name = `Executor '${executor.executor_id.value}'`;
  if (cpus < 10)
    return `${name} uses less CPUs (${cpus === 0 ? "None" : cpus / 1000}) than the minimum required (0.01)`;
  if (mem < 32_000)
    return `${name} uses less memory (${mem === 0 ? "None" : `${mem / 1000}MB`}) than the minimum required (32MB)`;
  return totalMilli(pool, "disk") === 0 ? `${name} uses no disk` : undefined;
}

function togetherProblem(executor: ExecutorInfo, tasks: readonly TaskInfo[]): string | undefined {
  const lists = [...tasks.map((task) => task.resources ?? []), executor.resources ?? []];
  const all = lists.flat();
  const twice = persistenceIdsProblem(new Map(), all);
  if (twice !== undefined) return `Task group and executor use duplicate persistence ID: ${twice}`;
  const mixed = revocableMixProblem(all);
  if (mixed !== undefined)
    return `Task group and executor mix revocable and non-revocable resources: ${mixed}`;
  return overlap(lists)
    ? `There are overlapping resources in the task group's task resources ${JSON.stringify(lists.slice(0, -1))} and/or executor resources ${JSON.stringify(lists.at(-1))}`
    : undefined;
}

function fitProblem(
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
  situation: TaskSituation,
): string | undefined {
  const { available, role } = situation;
  const own = tasks.reduce((sum, task) => add(sum, poolOf(task.resources ?? [])), EMPTY_POOL);
  const isThere = situation.executor(executor.executor_id.value) !== undefined;
  const needed = isThere ? own : add(own, poolOf(executor.resources ?? []));
  if (contains(available, needed)) return undefined;
  return `Total resources ${poolText(needed, role)} required by task group and its executor are more than available ${poolText(available, role)}`;
}

function sharingProblem(tasks: readonly TaskInfo[]): string | undefined {
  const values = new Set(tasks.map(({ container }) => container?.linux_info?.share_cgroups ?? true));
  return values.size > 1
    ? "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor"
    : undefined;
}
