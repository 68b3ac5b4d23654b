import type { AgentResponseGetTasks, Task } from "../../../proto/generated/types.ts";
import type { RunningTask } from "../tasks/task-run.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";

/** GET_TASKS. Source: Mesos, src/slave/http.cpp, `Http::_getTasks`. */
export function describeTasks({ tasks, completed }: TaskRunner): AgentResponseGetTasks {
  const all = [...tasks.values()];
  return {
    launched_tasks: all.filter(({ phase }) => phase !== "ended").map(describeTask),
    terminated_tasks: all.filter(({ phase }) => phase === "ended").map(describeTask),
    completed_tasks: [...completed].map(describeTask),
  };
}

function describeTask({ task, framework, ids, member, lastStatus }: RunningTask): Task {
  const { name, task_id, agent_id, resources, labels, discovery, container, kill_policy, limits } = task;
  const user = task.command?.user ?? framework.user;
  return {
    name,
    task_id,
    framework_id: { value: ids.frameworkId },
    // A command has an executor that Mesos makes for it, and does not tell.
    ...(member === undefined ? {} : { executor_id: { value: ids.executorId } }),
    agent_id,
    state: lastStatus?.state ?? "TASK_STAGING",
    ...(lastStatus === undefined ? {} : { statuses: [lastStatus] }),
    user,
    ...(resources === undefined ? {} : { resources }),
    ...(labels === undefined ? {} : { labels }),
    ...(discovery === undefined ? {} : { discovery }),
    ...(container === undefined ? {} : { container }),
    ...(kill_policy === undefined ? {} : { kill_policy }),
    ...(limits === undefined ? {} : { limits }),
  };
}
