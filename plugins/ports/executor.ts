import type { Backend, Capabilities } from "../../offers/backend.ts";
import type { TaskAccess } from "../../offers/task-access.ts";

/**
 * A cluster: how tasks run on it, and how what they have written is read. Its name among the executors is that of the
 * plugin. The scheduler calls `backend`, API processes call `access`: each has a thread of its own, so nothing but what
 * stands in a placement's `access` and in the cluster itself is common to them.
 */
export interface PluginExecutor {
  readonly capabilities: Capabilities;
  readonly backend: Omit<Backend, "name" | "capabilities">;
  /** Commands beside a task cannot be started through a plugin. */
  readonly access: Omit<TaskAccess, "exec">;
}
