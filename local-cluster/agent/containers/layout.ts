import { join } from "node:path";

/** Where one run of an executor keeps its files. Ids were validated by the master: no slash, not `.` or `..`. */
export interface RunIds {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
  /** Of a task in a task group: its container is inside that of its executor. */
  readonly nested?: { readonly parentId: string; readonly taskId: string };
}

/** The sandbox. Source: Mesos documentation, sandbox: "where is it". */
export function sandboxOf(workDirectory: string, ids: RunIds): string {
  const { nested } = ids;
  if (nested === undefined) return join(workDirectory, runPath(ids));
  return join(executorSandboxOf(workDirectory, ids), "tasks", nested.taskId);
}

/** That of the executor: of a task's own, or of the one it is nested in. */
export function executorSandboxOf(workDirectory: string, ids: RunIds): string {
  return join(workDirectory, runPath({ ...ids, containerId: ids.nested?.parentId ?? ids.containerId }));
}

/** The agent's own notes about the run, out of the task's reach. */
export function metaOf(workDirectory: string, ids: RunIds): string {
  return join(workDirectory, "meta", runPath(ids));
}

/** The link beside the runs that names the newest. */
export function latestOf(workDirectory: string, ids: RunIds): string {
  return join(workDirectory, runPath({ ...ids, containerId: "latest" }));
}

function runPath({ agentId, frameworkId, executorId, containerId }: RunIds): string {
  return join("slaves", agentId, "frameworks", frameworkId, "executors", executorId, "runs", containerId);
}
