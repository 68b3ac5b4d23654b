import type { ExecutorInfo, TaskInfo, TaskState, TaskStatus } from "../../../proto/generated/types.ts";
import { legacyLabels, legacyResources } from "../../http/legacy-json.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import type { CustomExecutor } from "./custom-executor.ts";
import type { RunningTask } from "../tasks/task-run.ts";

// Executors as `/state` shows them: those of task groups and those of frameworks' own.

/** Tasks of groups, executor by executor. */
export function groupExecutors(members: readonly RunningTask[]): object[] {
  const byExecutor = new Map<string, RunningTask[]>();
  for (const running of members) {
    const key = running.ids.nested?.parentId ?? running.ids.containerId;
    byExecutor.set(key, [...(byExecutor.get(key) ?? []), running]);
  }
  return [...byExecutor].flatMap(([containerId, tasks]) => {
    const [first] = tasks;
    if (first?.member === undefined) return [];
    const described = tasks.map(({ task, phase, lastStatus, ids }) => ({
      ended: phase === "ended",
      task: describeTask(task, ids, lastStatus?.state ?? "TASK_STAGING", lastStatus),
    }));
    return [
      {
        ...describeExecutor(first.member.executor, containerId, executorDirectory(first)),
        tasks: described.filter(({ ended }) => !ended).map(({ task }) => task),
        queued_tasks: [],
        completed_tasks: described.filter(({ ended }) => ended).map(({ task }) => task),
      },
    ];
  });
}

export function customExecutor({ info, ids, sandbox, tasks }: CustomExecutor): object {
  const all = [...tasks.values()].map((task) => ({
    queued: !task.delivered && !isTerminal(task.state),
    ended: isTerminal(task.state),
    task: describeTask(task.info, ids, task.state, task.lastStatus),
  }));
  return {
    ...describeExecutor(info, ids.containerId, sandbox),
    tasks: all.filter(({ queued, ended }) => !queued && !ended).map(({ task }) => task),
    queued_tasks: all.filter(({ queued }) => queued).map(({ task }) => task),
    completed_tasks: all.filter(({ ended }) => ended).map(({ task }) => task),
  };
}

/** The sandboxes of a group's tasks are in `tasks/` of their executor's. */
function executorDirectory({ sandbox }: RunningTask): string {
  return sandbox.split("/").slice(0, -2).join("/");
}

function describeExecutor(info: ExecutorInfo, containerId: string, directory: string): object {
  return {
    id: info.executor_id.value,
    name: info.name ?? "",
    source: info.source ?? "",
    container: containerId,
    directory,
    resources: legacyResources(info.resources ?? []),
    role: info.resources?.[0]?.allocation_info?.role ?? "*",
    type: info.type ?? "CUSTOM",
    ...legacyLabels(info.labels),
  };
}

function describeTask(
  task: TaskInfo,
  ids: CustomExecutor["ids"],
  state: TaskState,
  status: TaskStatus | undefined,
): object {
  return {
    id: task.task_id.value,
    name: task.name,
    framework_id: ids.frameworkId,
    executor_id: ids.executorId,
    slave_id: ids.agentId,
    state,
    resources: legacyResources(task.resources ?? []),
    role: task.resources?.[0]?.allocation_info?.role ?? "*",
    statuses: status === undefined ? [] : [{ state: status.state, timestamp: status.timestamp }],
    ...legacyLabels(task.labels),
  };
}
