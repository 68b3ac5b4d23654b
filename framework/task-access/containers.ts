import type { ContainerID } from "../../proto/generated/types.ts";
import type { AgentCalls } from "./agent-calls.ts";
import type { AgentTask, Layout } from "./sandboxes.ts";

/** The container in which a task runs, `undefined` when it does not. */
export function containerOf(
  calls: Pick<AgentCalls, "ask">,
  task: AgentTask,
  layout: Layout,
): Promise<ContainerID | undefined> {
  return layout === "own" ? containerOfExecutor(calls, task) : containerOfMember(calls, task);
}

/** That of the executor, which is the command. Containers within it, such as other sessions, belong to no executor. */
async function containerOfExecutor(
  { ask }: Pick<AgentCalls, "ask">,
  { agentUrl, taskId, frameworkId }: AgentTask,
): Promise<ContainerID | undefined> {
  const answer = await ask(agentUrl, { type: "GET_CONTAINERS", get_containers: { show_nested: false } });
  return answer?.get_containers?.containers?.find(
    ({ executor_id, framework_id, container_id }) =>
      executor_id?.value === taskId &&
      framework_id?.value === frameworkId &&
      container_id.parent === undefined,
  )?.container_id;
}

/**
 * One of several within that of the executor: which of them is told with the status of the task alone.
 * @see Mesos: src/launcher/default_executor.cpp, `createTaskStatus`
 */
async function containerOfMember(
  { ask }: Pick<AgentCalls, "ask">,
  { agentUrl, taskId, frameworkId }: AgentTask,
): Promise<ContainerID | undefined> {
  const answer = await ask(agentUrl, { type: "GET_TASKS" });
  const task = answer?.get_tasks?.launched_tasks?.find(
    ({ task_id, framework_id }) => task_id.value === taskId && framework_id.value === frameworkId,
  );
  return task?.statuses?.findLast(({ container_status }) => container_status?.container_id !== undefined)
    ?.container_status?.container_id;
}
