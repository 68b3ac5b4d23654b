import { join } from "node:path";
import type { ContainerID, TaskState, TaskStatus } from "../../../proto/generated/types.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import { readPidFile } from "../containers/executor.ts";
import type { RunningTask } from "./task-run.ts";

/** As a command's executor tells it. @param address  `ip:port` of this agent */
export function statusOf(
  running: RunningTask,
  state: TaskState,
  address: string,
  extra: Partial<TaskStatus>,
): TaskStatus {
  const executor = readPidFile(join(running.meta, "executor.pid"));
  return {
    task_id: running.task.task_id,
    state,
    source: "SOURCE_EXECUTOR",
    agent_id: { value: running.ids.agentId },
    executor_id: { value: running.ids.executorId },
    timestamp: Date.now() / 1000,
    container_status: {
      container_id: containerIdOf(running),
      // The end of a nested container is told by its executor, which knows no more than its id.
      ...(running.member !== undefined && isTerminal(state)
        ? {}
        : {
            network_infos: [
              { ip_addresses: [{ protocol: "IPv4", ip_address: address.split(":")[0] ?? "" }] },
            ],
            ...(executor === undefined ? {} : { executor_pid: executor.pid }),
          }),
    },
    ...extra,
  };
}

function containerIdOf({ ids }: RunningTask): ContainerID {
  return {
    value: ids.containerId,
    ...(ids.nested === undefined ? {} : { parent: { value: ids.nested.parentId } }),
  };
}
