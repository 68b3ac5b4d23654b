import { randomUUID } from "node:crypto";
import type { ExecutorInfo, FrameworkInfo, TaskInfo, TaskState } from "../../../proto/generated/types.ts";
import type { AgentExecutor, AgentMessage } from "../../protocol/messages.ts";
import { makeExecutorSandbox } from "../containers/sandbox.ts";
import type { RunningTask } from "./task-run.ts";
import type { TaskRunner } from "./task-runner.ts";

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

interface TaskGroupsOptions {
  readonly workDirectory: string;
  readonly runner: () => TaskRunner;
  readonly send: (message: AgentMessage) => void;
}

/**
 * The default executor: tasks of task groups, each in a container inside the executor's. The agent itself plays
 * the executor: its tasks have shell processes of their own that outlive the agent, so nothing else has to.
 * When a task fails or is killed, the others of its group are killed. Source: Mesos, src/launcher/default_executor.cpp.
 */
export class TaskGroups {
  readonly #options: TaskGroupsOptions;
  readonly #executors = new Map<string, DefaultExecutor>();

  constructor(options: TaskGroupsOptions) {
    this.#options = options;
  }

  launch(agentId: string, framework: FrameworkInfo, info: ExecutorInfo, tasks: readonly TaskInfo[]): void {
    const frameworkId = framework.id?.value ?? "";
    const executorId = info.executor_id.value;
    const key = keyOf(frameworkId, executorId);
    let executor = this.#executors.get(key);
    if (executor === undefined) {
      executor = { frameworkId, info, containerId: randomUUID(), idle: undefined };
      this.#executors.set(key, executor);
      makeExecutorSandbox(this.#options.workDirectory, {
        agentId,
        frameworkId,
        executorId,
        containerId: executor.containerId,
      });
    }
    clearTimeout(executor.idle);
    const member = { groupId: randomUUID(), executor: info };
    for (const task of tasks)
      this.#options.runner().launch(agentId, framework, task, { member, parentId: executor.containerId });
  }

  /** `false`: it is no default executor of this agent. */
  shutdown(frameworkId: string, executorId: string): boolean {
    const executor = this.#executors.get(keyOf(frameworkId, executorId));
    if (executor === undefined) return false;
    const nanoseconds = executor.info.shutdown_grace_period?.nanoseconds ?? SHUTDOWN_GRACE_NS;
    for (const { task } of this.#membersOf(frameworkId, executorId))
      this.#options
        .runner()
        .kill(frameworkId, task.task_id.value, "asked", { grace_period: { nanoseconds } });
    this.#exitWhenIdle(executor);
    return true;
  }

  /** To be called for every task of the runner before its end is told. */
  ending(running: RunningTask, state: TaskState): void {
    const { member, ids } = running;
    if (member === undefined) return;
    const executor = this.#executors.get(keyOf(ids.frameworkId, ids.executorId));
    if (state !== "TASK_FINISHED") this.#killGroup(running);
    if (executor !== undefined) this.#exitWhenIdle(executor);
  }

  /** Takes up the groups among the tasks that the runner has recovered. */
  recover(): void {
    for (const { ids, member, phase } of this.#options.runner().tasks.values()) {
      if (member === undefined || ids.nested === undefined || phase === "ended") continue;
      const key = keyOf(ids.frameworkId, ids.executorId);
      if (this.#executors.has(key)) continue;
      this.#executors.set(key, {
        frameworkId: ids.frameworkId,
        info: member.executor,
        containerId: ids.nested.parentId,
        idle: undefined,
      });
    }
    // A crash may have come between the end of one task and the signals to the others.
    for (const running of this.#options.runner().tasks.values()) {
      const { member, phase, lastStatus } = running;
      if (member !== undefined && phase === "ended" && lastStatus?.state !== "TASK_FINISHED")
        this.#killGroup(running);
    }
  }

  executors(): readonly AgentExecutor[] {
    return [...this.#executors.values()].map(({ frameworkId, info }) => ({ frameworkId, info }));
  }

  close(): void {
    for (const { idle } of this.#executors.values()) clearTimeout(idle);
  }

  #membersOf(frameworkId: string, executorId: string): RunningTask[] {
    return [...this.#options.runner().tasks.values()].filter(
      ({ ids, member, phase }) =>
        member !== undefined &&
        phase !== "ended" &&
        ids.frameworkId === frameworkId &&
        ids.executorId === executorId,
    );
  }

  #exitWhenIdle(executor: DefaultExecutor): void {
    const executorId = executor.info.executor_id.value;
    if (this.#membersOf(executor.frameworkId, executorId).length > 0) return;
    clearTimeout(executor.idle);
    executor.idle = setTimeout(() => {
      if (this.#membersOf(executor.frameworkId, executorId).length > 0) return;
      this.#executors.delete(keyOf(executor.frameworkId, executorId));
      this.#options.send({
        type: "executor_exited",
        frameworkId: executor.frameworkId,
        executorId,
        status: 0,
      });
    }, IDLE_MS);
  }

  #killGroup({ ids, member }: RunningTask): void {
    for (const other of this.#membersOf(ids.frameworkId, ids.executorId))
      if (other.member?.groupId === member?.groupId)
        this.#options.runner().kill(ids.frameworkId, other.task.task_id.value, "group");
  }
}

function keyOf(frameworkId: string, executorId: string): string {
  return `${frameworkId}/${executorId}`;
}
