import type { MasterCommand } from "../protocol/messages.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import type { TaskGroups } from "./tasks/task-groups.ts";
import type { CustomExecutors } from "./custom-executors/custom-executors.ts";
import type { WorkDirectory } from "./containers/work-directory.ts";
import type { AgentResources } from "./agent-resources.ts";

/** The parts of an agent that commands of the master act on. */
export interface CommandTargets {
  readonly directory: WorkDirectory;
  readonly runner: TaskRunner;
  readonly groups: TaskGroups;
  readonly executors: CustomExecutors;
  readonly resources: AgentResources;
  /** The master does not want this agent any more. */
  readonly giveUp: (message: string) => void;
  readonly log: (line: string) => void;
}

export function obey(
  command: MasterCommand,
  { directory, runner, groups, executors, resources, giveUp, log }: CommandTargets,
): void {
  const agentId = directory.agentId ?? "";
  switch (command.type) {
    case "registered":
      if (directory.agentId !== command.agentId) directory.rememberId(command.agentId);
      log(`registered as ${command.agentId}`);
      runner.updates.resend();
      executors.updates.resend();
      resources.resend();
      return;
    case "refused":
      giveUp(command.message);
      return;
    case "launch":
      if (command.task.executor === undefined) runner.launch(agentId, command.framework, command.task);
      else executors.launch(agentId, command.framework, command.task.executor, [command.task], false);
      return;
    case "launch_group":
      if (command.executor.type === "CUSTOM")
        executors.launch(agentId, command.framework, command.executor, command.tasks, true);
      else groups.launch(agentId, command.framework, command.executor, command.tasks);
      return;
    case "shutdown_executor":
      if (!groups.shutdown(command.frameworkId, command.executorId)) {
        executors.shutdown(command.frameworkId, command.executorId);
        // The executor of a command has the id of its task.
        runner.shutdown(command.frameworkId, command.executorId);
      }
      return;
    case "framework_message":
      executors.message(command.frameworkId, command.executorId, command.data);
      return;
    case "kill":
      if (
        !executors.kill(command.frameworkId, command.taskId, command.because ?? "asked", command.killPolicy)
      )
        runner.kill(command.frameworkId, command.taskId, command.because ?? "asked", command.killPolicy);
      return;
    case "acknowledge":
      runner.acknowledge(command.frameworkId, command.taskId, command.uuid);
      executors.acknowledge(command.frameworkId, command.taskId, command.uuid);
      return;
    case "framework_removed":
      runner.frameworkRemoved(command.frameworkId);
      executors.frameworkRemoved(command.frameworkId);
      return;
    case "framework_updated":
      runner.frameworkUpdated(command.framework);
      executors.frameworkUpdated(command.framework);
      resources.resend(command.framework.id?.value ?? "");
      return;
    case "disown":
      if (!executors.has(command.framework.id?.value ?? "", command.taskId))
        runner.disown(command.framework, command.taskId, agentId);
      return;
    case "operation":
      resources.apply(command);
      return;
    case "disown_operation":
      resources.disown(command);
      return;
    case "acknowledge_operation":
      resources.acknowledge(command.uuid, command.statusUuid);
      return;
    case "ping":
      return; // answered by the link
  }
}
