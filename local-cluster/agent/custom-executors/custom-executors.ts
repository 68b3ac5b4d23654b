import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import type {
  ExecutorCall,
  ExecutorEvent,
  ExecutorInfo,
  FrameworkInfo,
  KillPolicy,
  TaskInfo,
  TaskStatus,
} from "../../../proto/generated/types.ts";
import type { RecordStream } from "../../http/record-stream.ts";
import type { AgentExecutor, AgentMessage, AgentTask } from "../../protocol/messages.ts";
import { taskKey } from "../../protocol/task-key.ts";
import { droppedStateFor, hasCapability, isTerminal } from "../../protocol/task-states.ts";
import { appendAcknowledgement, appendUpdate } from "../updates/checkpoint.ts";
import type { KillRecord } from "../updates/checkpoint.ts";
import {
  newCustomTask,
  newExecutor,
  recoverExecutors,
  taskMeta,
  writeExecutor,
  writeTask,
} from "./custom-executor.ts";
import type { CustomExecutor, CustomTask, RecoveredExecutor } from "./custom-executor.ts";
import { ExecutorLife } from "./custom-executor-life.ts";
import type { ExecutorTimeouts } from "./custom-executor-life.ts";
import type { ExecutorProcess } from "./custom-executor-process.ts";
import { createUpdateSender } from "../updates/update-sender.ts";
import type { UpdateSender } from "../updates/update-sender.ts";

export interface CustomExecutorsOptions {
  readonly workDirectory: string;
  readonly process: ExecutorProcess;
  readonly address: string;
  readonly timeouts: ExecutorTimeouts;
  readonly send: (message: AgentMessage) => void;
  readonly log: (line: string) => void;
}

/** The executors that frameworks bring, and their tasks. */
export class CustomExecutors {
  readonly #options: CustomExecutorsOptions;
  readonly all = new Map<string, CustomExecutor>();
  /** Those that ended and have updates left; their ids may be used again. */
  readonly #leaving = new Set<CustomExecutor>();
  readonly updates: UpdateSender;
  readonly #life: ExecutorLife;
  constructor(options: CustomExecutorsOptions) {
    this.#options = options;
    this.updates = createUpdateSender({
      send: options.send,
      journal: {
        update: (_key, update) => {
          const taskId = update.status.task_id.value;
          const executor = this.#holderOf(update.frameworkId, taskId);
          if (executor !== undefined) appendUpdate(taskMeta(executor, taskId), update);
        },
        acknowledged: (key, uuid) => {
          for (const executor of this.#every())
            for (const taskId of executor.tasks.keys())
              if (taskKey(executor.ids.frameworkId, taskId) === key)
                appendAcknowledgement(taskMeta(executor, taskId), uuid);
        },
      },
    });
    this.#life = new ExecutorLife({
      ...options,
      updates: this.updates,
      onLeaving: (executor) => {
        const key = keyOf(executor.ids.frameworkId, executor.ids.executorId);
        if (this.all.get(key) === executor) this.all.delete(key);
        this.#leaving.add(executor);
      },
      onLeft: (executor) => this.#forgetWhenDone(executor),
    });
  }

  launch(
    agentId: string,
    framework: FrameworkInfo,
    info: ExecutorInfo,
    infos: readonly TaskInfo[],
    asGroup: boolean,
  ): void {
    const frameworkId = framework.id?.value ?? "";
    const executorId = info.executor_id.value;
    let executor = this.all.get(keyOf(frameworkId, executorId));
    const isNew = executor === undefined;
    if (executor === undefined) {
      const ids = { agentId, frameworkId, executorId, containerId: randomUUID() };
      executor = newExecutor(
        this.#options.workDirectory,
        ids,
        framework,
        info,
        randomBytes(24).toString("base64url"),
      );
      this.all.set(keyOf(frameworkId, executorId), executor);
      writeExecutor(executor.meta, { ids, info, framework, token: executor.token });
    }
    const groupId = asGroup ? randomUUID() : undefined;
    for (const task of infos.map((one) => newCustomTask(one, groupId))) {
      executor.tasks.set(task.info.task_id.value, task);
      writeTask(executor, task);
      if (executor.phase === "terminating")
        this.#life.tell(
          executor,
          task,
          this.#life.agentStatus(executor, task, {
            state: droppedStateFor(framework),
            reason: "REASON_EXECUTOR_TERMINATED",
            message: "Executor terminating",
          }),
        );
    }
    if (isNew) this.#life.start(executor);
    else if (executor.phase === "subscribed") {
      this.#options.process.resize(executor);
      this.#life.deliverQueued(executor);
    }
  }

  has(frameworkId: string, taskId: string): boolean {
    return this.#holderOf(frameworkId, taskId) !== undefined;
  }

  /** `false`: no such task here. */
  kill(
    frameworkId: string,
    taskId: string,
    because: KillRecord["because"],
    policy: KillPolicy | undefined,
  ): boolean {
    const executor = this.#holderOf(frameworkId, taskId);
    const task = executor?.tasks.get(taskId);
    if (executor === undefined || task === undefined) return false;
    if (isTerminal(task.state)) return true;
    task.kill ??= because;
    task.killPolicy = policy;
    if (task.delivered) {
      this.#life.sendKill(executor, task);
      return true;
    }
    this.#killUndelivered(executor, task, because);
    const waiting = [...executor.tasks.values()].some(({ state }) => !isTerminal(state));
    if (!executor.everSent && !waiting) this.#life.terminate(executor);
    return true;
  }

  /** Of a group that is not delivered yet nothing is delivered any more. */
  #killUndelivered(executor: CustomExecutor, task: CustomTask, because: KillRecord["because"]): void {
    for (const other of executor.tasks.values()) {
      const isKilled = other === task || (task.groupId !== undefined && other.groupId === task.groupId);
      if (!isKilled || isTerminal(other.state)) continue;
      const gone = because === "draining_gone" && hasCapability(executor.framework, "PARTITION_AWARE");
      this.#life.tell(
        executor,
        other,
        this.#life.agentStatus(executor, other, {
          state: gone ? "TASK_GONE_BY_OPERATOR" : "TASK_KILLED",
          reason: because.startsWith("draining")
            ? "REASON_AGENT_DRAINING"
            : "REASON_TASK_KILLED_DURING_LAUNCH",
          message: "Killed before delivery to the executor",
        }),
      );
    }
  }

  acknowledge(frameworkId: string, taskId: string, uuid: string): void {
    const executor = this.#holderOf(frameworkId, taskId);
    const update = this.updates.acknowledge(frameworkId, taskId, uuid);
    if (executor === undefined || update === undefined || !isTerminal(update.status.state)) return;
    executor.tasks.delete(taskId);
    this.updates.forget(taskKey(frameworkId, taskId));
    rmSync(taskMeta(executor, taskId), { recursive: true, force: true });
    this.#forgetWhenDone(executor);
  }

  message(frameworkId: string, executorId: string, data: Uint8Array): void {
    this.all.get(keyOf(frameworkId, executorId))?.connection?.send({ type: "MESSAGE", message: { data } });
  }

  shutdown(frameworkId: string, executorId: string): void {
    const executor = this.all.get(keyOf(frameworkId, executorId));
    if (executor !== undefined) this.#life.terminate(executor);
  }

  frameworkUpdated(framework: FrameworkInfo): void {
    for (const executor of this.#every())
      if (executor.ids.frameworkId === framework.id?.value) executor.framework = framework;
    this.updates.resend(framework.id?.value ?? "");
  }

  frameworkRemoved(frameworkId: string): void {
    for (const executor of this.#every()) {
      if (executor.ids.frameworkId !== frameworkId) continue;
      executor.orphaned = true;
      for (const taskId of executor.tasks.keys()) this.updates.forget(taskKey(frameworkId, taskId));
      this.#life.terminate(executor);
      this.#forgetWhenDone(executor);
    }
  }

  find(frameworkId: string, executorId: string): CustomExecutor | undefined {
    return this.all.get(keyOf(frameworkId, executorId));
  }

  knowsFramework(frameworkId: string): boolean {
    return [...this.all.values()].some(({ ids }) => ids.frameworkId === frameworkId);
  }

  subscribe(executor: CustomExecutor, call: ExecutorCall, stream: RecordStream<ExecutorEvent>): void {
    this.#life.subscribe(executor, call, stream);
  }

  disconnected(executor: CustomExecutor, stream: RecordStream<ExecutorEvent>): void {
    this.#life.disconnected(executor, stream);
  }

  updated(executor: CustomExecutor, status: TaskStatus): void {
    this.#life.updated(executor, status);
  }

  messaged(executor: CustomExecutor, data: Uint8Array): void {
    const { frameworkId, executorId } = executor.ids;
    this.#options.send({ type: "executor_message", frameworkId, executorId, data });
  }

  /** Takes up the executors of an earlier run of this agent. Call once, before registering. */
  recover(agentId: string): void {
    for (const found of recoverExecutors(this.#options.workDirectory, agentId)) this.#recoverExecutor(found);
  }

  report(): {
    readonly frameworks: readonly FrameworkInfo[];
    readonly tasks: readonly AgentTask[];
    readonly executors: readonly AgentExecutor[];
  } {
    const living = this.#every().filter(({ orphaned }) => !orphaned);
    return {
      frameworks: living.map(({ framework }) => framework),
      tasks: living.flatMap((executor) =>
        [...executor.tasks.values()].map((task) => ({
          frameworkId: executor.ids.frameworkId,
          info: task.info,
          state: task.state,
          ...(task.lastStatus === undefined ? {} : { status: task.lastStatus }),
        })),
      ),
      executors: living
        .filter(({ phase }) => phase !== "ended")
        .map(({ ids, info }) => ({ frameworkId: ids.frameworkId, info })),
    };
  }

  isLive(containerId: string): boolean {
    return [...this.all.values()].some(({ ids }) => ids.containerId === containerId);
  }

  /** Ends all executors at once and forgets them: the agent is not wanted any more. */
  async endAll(): Promise<void> {
    const known = this.#every();
    for (const executor of known) {
      executor.orphaned = true;
      executor.preparation.abort();
    }
    await Promise.all(known.map((executor) => this.#options.process.killAll(executor)));
    for (const { meta } of known) rmSync(meta, { recursive: true, force: true });
  }

  close(): void {
    this.#life.close();
    this.updates.close();
    this.#options.process.close();
    for (const executor of this.#every()) {
      clearTimeout(executor.timer);
      if (executor.phase === "starting") executor.preparation.abort();
    }
  }

  #every(): CustomExecutor[] {
    return [...this.all.values(), ...this.#leaving];
  }

  #holderOf(frameworkId: string, taskId: string): CustomExecutor | undefined {
    return this.#every().find(({ ids, tasks }) => ids.frameworkId === frameworkId && tasks.has(taskId));
  }

  #forgetWhenDone(executor: CustomExecutor): void {
    if (executor.phase !== "ended" || (executor.tasks.size > 0 && !executor.orphaned)) return;
    this.#leaving.delete(executor);
    rmSync(executor.meta, { recursive: true, force: true });
  }

  #recoverExecutor({ record, tasks }: RecoveredExecutor): void {
    const executor = newExecutor(
      this.#options.workDirectory,
      record.ids,
      record.framework,
      record.info,
      record.token,
    );
    executor.phase = "away";
    this.all.set(keyOf(record.ids.frameworkId, record.ids.executorId), executor);
    for (const { task, updates: made } of tasks) {
      executor.tasks.set(task.info.task_id.value, task);
      if (task.delivered) executor.everSent = true;
      for (const { update, acknowledged } of made) if (!acknowledged) this.updates.restore(update);
    }
    if (record.framework.checkpoint !== true) executor.orphaned = true;
    this.#life.takeUp(executor);
  }
}

function keyOf(frameworkId: string, executorId: string): string {
  return `${frameworkId}/${executorId}`;
}
