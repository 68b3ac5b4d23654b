import { randomUUID } from "node:crypto";
import type { ExecutorInfo, FrameworkInfo, TaskInfo, TaskState } from "../../../proto/generated/types.ts";
import type { AgentExecutor, AgentMessage } from "../../protocol/messages.ts";
import { makeExecutorSandbox } from "../containers/sandbox.ts";
import type { RunningTask } from "./task-run.ts";
import type { TaskRunner } from "./task-runner.ts";

/**
 * The default executor: tasks of task groups, each in a container inside the executor's. The agent itself plays
 * the executor: its tasks have shell processes of their own that outlive the agent, so nothing else has to.
 * When a task fails or is killed, the others of its group are killed. Source: Mesos, src/launcher/default_executor.cpp.
 */
export interface TaskGroups {
  launch(agentId: string, framework: FrameworkInfo, executor: ExecutorInfo, tasks: readonly TaskInfo[]): void;
  /** `false`: it is no default executor of this agent. */
  shutdown(frameworkId: string, executorId: string): boolean;
  /** To be called for every task of the runner before its end is told. */
  ending(running: RunningTask, state: TaskState): void;
  /** Takes up the groups among the tasks that the runner has recovered. */
  recover(): void;
  executors(): readonly AgentExecutor[];
  close(): void;
}

interface DefaultExecutor {
  readonly frameworkId: string;
  readonly info: ExecutorInfo;
  readonly containerId: string;
  idle: NodeJS.Timeout | undefined;
}

/** An executor without tasks waits this long for another group. Source: the same, `_shutdown`. */
const IDLE_MS = 1000;
/** Source: Mesos, `--executor_shutdown_grace_period`. */
const SHUTDOWN_GRACE_NS = 5e9;

export function createTaskGroups(options: {
  readonly workDirectory: string;
  readonly runner: () => TaskRunner;
  readonly send: (message: AgentMessage) => void;
}): TaskGroups {
  const executors = new Map<string, DefaultExecutor>();
  const keyOf = (frameworkId: string, executorId: string): string => `${frameworkId}/${executorId}`;

  const membersOf = (frameworkId: string, executorId: string): RunningTask[] =>
    [...options.runner().tasks.values()].filter(
      ({ ids, member, phase }) =>
        member !== undefined &&
        phase !== "ended" &&
        ids.frameworkId === frameworkId &&
        ids.executorId === executorId,
    );

  function exitWhenIdle(executor: DefaultExecutor): void {
    const executorId = executor.info.executor_id.value;
    if (membersOf(executor.frameworkId, executorId).length > 0) return;
    clearTimeout(executor.idle);
    executor.idle = setTimeout(() => {
      if (membersOf(executor.frameworkId, executorId).length > 0) return;
      executors.delete(keyOf(executor.frameworkId, executorId));
      options.send({
        type: "executor_exited",
        frameworkId: executor.frameworkId,
        executorId,
        status: 0,
      });
    }, IDLE_MS);
  }

  function killGroup({ ids, member }: RunningTask): void {
    for (const other of membersOf(ids.frameworkId, ids.executorId))
      if (other.member?.groupId === member?.groupId)
        options.runner().kill(ids.frameworkId, other.task.task_id.value, "group");
  }

  return {
    launch(agentId, framework, info, tasks) {
      const frameworkId = framework.id?.value ?? "";
      const executorId = info.executor_id.value;
      const key = keyOf(frameworkId, executorId);
      let executor = executors.get(key);
      if (executor === undefined) {
        executor = { frameworkId, info, containerId: randomUUID(), idle: undefined };
        executors.set(key, executor);
        makeExecutorSandbox(options.workDirectory, {
          agentId,
          frameworkId,
          executorId,
          containerId: executor.containerId,
        });
      }
      clearTimeout(executor.idle);
      const member = { groupId: randomUUID(), executor: info };
      for (const task of tasks)
        options.runner().launch(agentId, framework, task, { member, parentId: executor.containerId });
    },
    shutdown(frameworkId, executorId) {
      const executor = executors.get(keyOf(frameworkId, executorId));
      if (executor === undefined) return false;
      const nanoseconds = executor.info.shutdown_grace_period?.nanoseconds ?? SHUTDOWN_GRACE_NS;
      for (const { task } of membersOf(frameworkId, executorId))
        options.runner().kill(frameworkId, task.task_id.value, "asked", { grace_period: { nanoseconds } });
      exitWhenIdle(executor);
      return true;
    },
    ending(running, state) {
      const { member, ids } = running;
      if (member === undefined) return;
      const executor = executors.get(keyOf(ids.frameworkId, ids.executorId));
      if (state !== "TASK_FINISHED") killGroup(running);
      if (executor !== undefined) exitWhenIdle(executor);
    },
    recover() {
      for (const { ids, member, phase } of options.runner().tasks.values()) {
        if (member === undefined || ids.nested === undefined || phase === "ended") continue;
        const key = keyOf(ids.frameworkId, ids.executorId);
        if (executors.has(key)) continue;
        executors.set(key, {
          frameworkId: ids.frameworkId,
          info: member.executor,
          containerId: ids.nested.parentId,
          idle: undefined,
        });
      }
      // A crash may have come between the end of one task and the signals to the others.
      for (const running of options.runner().tasks.values()) {
        const { member, phase, lastStatus } = running;
        if (member !== undefined && phase === "ended" && lastStatus?.state !== "TASK_FINISHED")
          killGroup(running);
      }
    },
    executors: () => [...executors.values()].map(({ frameworkId, info }) => ({ frameworkId, info })),
    close() {
      for (const { idle } of executors.values()) clearTimeout(idle);
    },
  };
}
