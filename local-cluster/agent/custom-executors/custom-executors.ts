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
  executorMeta,
  newCustomTask,
  recoverExecutors,
  taskMeta,
  writeExecutor,
  writeTask,
} from "./custom-executor.ts";
import type { CustomExecutor, RecoveredExecutor } from "./custom-executor.ts";
import { createExecutorLife } from "./custom-executor-life.ts";
import type { ExecutorTimeouts } from "./custom-executor-life.ts";
import type { ExecutorProcess } from "./custom-executor-process.ts";
import { sandboxOf } from "../containers/layout.ts";
import type { RunIds } from "../containers/layout.ts";
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
export interface CustomExecutors {
  readonly all: ReadonlyMap<string, CustomExecutor>;
  readonly updates: UpdateSender;
  launch(
    agentId: string,
    framework: FrameworkInfo,
    info: ExecutorInfo,
    tasks: readonly TaskInfo[],
    asGroup: boolean,
  ): void;
  /** `false`: no such task here. */
  kill(
    frameworkId: string,
    taskId: string,
    because: KillRecord["because"],
    policy: KillPolicy | undefined,
  ): boolean;
  has(frameworkId: string, taskId: string): boolean;
  acknowledge(frameworkId: string, taskId: string, uuid: string): void;
  message(frameworkId: string, executorId: string, data: Uint8Array): void;
  shutdown(frameworkId: string, executorId: string): void;
  frameworkUpdated(framework: FrameworkInfo): void;
  frameworkRemoved(frameworkId: string): void;
  find(frameworkId: string, executorId: string): CustomExecutor | undefined;
  knowsFramework(frameworkId: string): boolean;
  subscribe(executor: CustomExecutor, call: ExecutorCall, stream: RecordStream<ExecutorEvent>): void;
  disconnected(executor: CustomExecutor, stream: RecordStream<ExecutorEvent>): void;
  updated(executor: CustomExecutor, status: TaskStatus): void;
  messaged(executor: CustomExecutor, data: Uint8Array): void;
  /** Takes up the executors of an earlier run of this agent. Call once, before registering. */
  recover(agentId: string): void;
  report(): {
    readonly frameworks: readonly FrameworkInfo[];
    readonly tasks: readonly AgentTask[];
    readonly executors: readonly AgentExecutor[];
  };
  isLive(containerId: string): boolean;
  /** Ends all executors at once and forgets them: the agent is not wanted any more. */
  endAll(): Promise<void>;
  close(): void;
}

export function createCustomExecutors(options: CustomExecutorsOptions): CustomExecutors {
  const all = new Map<string, CustomExecutor>();
  /** Those that ended and have updates left; their ids may be used again. */
  const leaving = new Set<CustomExecutor>();
  const keyOf = (frameworkId: string, executorId: string): string => `${frameworkId}/${executorId}`;
  const every = (): CustomExecutor[] => [...all.values(), ...leaving];

  const updates = createUpdateSender({
    send: options.send,
    journal: {
      update: (_key, update) => {
        const taskId = update.status.task_id.value;
        const executor = holderOf(update.frameworkId, taskId);
        if (executor !== undefined) appendUpdate(taskMeta(executor, taskId), update);
      },
      acknowledged: (key, uuid) => {
        for (const executor of every())
          for (const taskId of executor.tasks.keys())
            if (taskKey(executor.ids.frameworkId, taskId) === key)
              appendAcknowledgement(taskMeta(executor, taskId), uuid);
      },
    },
  });

  const life = createExecutorLife({
    ...options,
    updates,
    onLeaving(executor) {
      const key = keyOf(executor.ids.frameworkId, executor.ids.executorId);
      if (all.get(key) === executor) all.delete(key);
      leaving.add(executor);
    },
    onLeft: forgetWhenDone,
  });

  function holderOf(frameworkId: string, taskId: string): CustomExecutor | undefined {
    return every().find(({ ids, tasks }) => ids.frameworkId === frameworkId && tasks.has(taskId));
  }

  function forgetWhenDone(executor: CustomExecutor): void {
    if (executor.phase !== "ended" || (executor.tasks.size > 0 && !executor.orphaned)) return;
    leaving.delete(executor);
    rmSync(executor.meta, { recursive: true, force: true });
  }

  function newExecutor(
    ids: RunIds,
    framework: FrameworkInfo,
    info: ExecutorInfo,
    token: string,
  ): CustomExecutor {
    return {
      ids,
      info,
      framework,
      sandbox: sandboxOf(options.workDirectory, ids),
      meta: executorMeta(options.workDirectory, ids),
      token,
      phase: "starting",
      connection: undefined,
      tasks: new Map(),
      everSent: false,
      timer: undefined,
      verdict: undefined,
      preparation: new AbortController(),
      orphaned: false,
    };
  }

  function recoverExecutor({ record, tasks }: RecoveredExecutor): void {
    const executor = newExecutor(record.ids, record.framework, record.info, record.token);
    executor.phase = "away";
    all.set(keyOf(record.ids.frameworkId, record.ids.executorId), executor);
    for (const { task, updates: made } of tasks) {
      executor.tasks.set(task.info.task_id.value, task);
      if (task.delivered) executor.everSent = true;
      for (const { update, acknowledged } of made) if (!acknowledged) updates.restore(update);
    }
    if (record.framework.checkpoint !== true) executor.orphaned = true;
    life.takeUp(executor);
  }

  return {
    all,
    updates,
    launch(agentId, framework, info, infos, asGroup) {
      const frameworkId = framework.id?.value ?? "";
      const executorId = info.executor_id.value;
      let executor = all.get(keyOf(frameworkId, executorId));
      const isNew = executor === undefined;
      if (executor === undefined) {
        const ids = { agentId, frameworkId, executorId, containerId: randomUUID() };
        executor = newExecutor(ids, framework, info, randomBytes(24).toString("base64url"));
        all.set(keyOf(frameworkId, executorId), executor);
        writeExecutor(executor.meta, { ids, info, framework, token: executor.token });
      }
      const groupId = asGroup ? randomUUID() : undefined;
      for (const task of infos.map((one) => newCustomTask(one, groupId))) {
        executor.tasks.set(task.info.task_id.value, task);
        writeTask(executor, task);
        if (executor.phase === "terminating")
          life.tell(
            executor,
            task,
            life.agentStatus(executor, task, {
              state: droppedStateFor(framework),
              reason: "REASON_EXECUTOR_TERMINATED",
              message: "Executor terminating",
            }),
          );
      }
      if (isNew) life.start(executor);
      else if (executor.phase === "subscribed") {
        options.process.resize(executor);
        life.deliverQueued(executor);
      }
    },
    has: (frameworkId, taskId) => holderOf(frameworkId, taskId) !== undefined,
    kill(frameworkId, taskId, because, policy) {
      const executor = holderOf(frameworkId, taskId);
      const task = executor?.tasks.get(taskId);
      if (executor === undefined || task === undefined) return false;
      if (isTerminal(task.state)) return true;
      task.kill ??= because;
      task.killPolicy = policy;
      if (task.delivered) {
        life.sendKill(executor, task);
        return true;
      }
      // Of a group that is not delivered yet nothing is delivered any more.
      for (const other of executor.tasks.values()) {
        const isKilled = other === task || (task.groupId !== undefined && other.groupId === task.groupId);
        if (!isKilled || isTerminal(other.state)) continue;
        const gone = because === "draining_gone" && hasCapability(executor.framework, "PARTITION_AWARE");
        life.tell(
          executor,
          other,
          life.agentStatus(executor, other, {
            state: gone ? "TASK_GONE_BY_OPERATOR" : "TASK_KILLED",
            reason: because.startsWith("draining")
              ? "REASON_AGENT_DRAINING"
              : "REASON_TASK_KILLED_DURING_LAUNCH",
            message: "Killed before delivery to the executor",
          }),
        );
      }
      const waiting = [...executor.tasks.values()].some(({ state }) => !isTerminal(state));
      if (!executor.everSent && !waiting) life.terminate(executor);
      return true;
    },
    acknowledge(frameworkId, taskId, uuid) {
      const executor = holderOf(frameworkId, taskId);
      const update = updates.acknowledge(frameworkId, taskId, uuid);
      if (executor === undefined || update === undefined || !isTerminal(update.status.state)) return;
      executor.tasks.delete(taskId);
      updates.forget(taskKey(frameworkId, taskId));
      rmSync(taskMeta(executor, taskId), { recursive: true, force: true });
      forgetWhenDone(executor);
    },
    message(frameworkId, executorId, data) {
      all.get(keyOf(frameworkId, executorId))?.connection?.send({ type: "MESSAGE", message: { data } });
    },
    shutdown(frameworkId, executorId) {
      const executor = all.get(keyOf(frameworkId, executorId));
      if (executor !== undefined) life.terminate(executor);
    },
    frameworkUpdated(framework) {
      for (const executor of every())
        if (executor.ids.frameworkId === framework.id?.value) executor.framework = framework;
      updates.resend(framework.id?.value ?? "");
    },
    frameworkRemoved(frameworkId) {
      for (const executor of every()) {
        if (executor.ids.frameworkId !== frameworkId) continue;
        executor.orphaned = true;
        for (const taskId of executor.tasks.keys()) updates.forget(taskKey(frameworkId, taskId));
        life.terminate(executor);
        forgetWhenDone(executor);
      }
    },
    find: (frameworkId, executorId) => all.get(keyOf(frameworkId, executorId)),
    knowsFramework: (frameworkId) => [...all.values()].some(({ ids }) => ids.frameworkId === frameworkId),
    subscribe: life.subscribe,
    disconnected: life.disconnected,
    updated: life.updated,
    messaged(executor, data) {
      const { frameworkId, executorId } = executor.ids;
      options.send({ type: "executor_message", frameworkId, executorId, data });
    },
    recover(agentId) {
      for (const found of recoverExecutors(options.workDirectory, agentId)) recoverExecutor(found);
    },
    report() {
      const living = every().filter(({ orphaned }) => !orphaned);
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
    },
    isLive: (containerId) => [...all.values()].some(({ ids }) => ids.containerId === containerId),
    async endAll() {
      const known = every();
      for (const executor of known) {
        executor.orphaned = true;
        executor.preparation.abort();
      }
      await Promise.all(known.map((executor) => options.process.killAll(executor)));
      for (const { meta } of known) rmSync(meta, { recursive: true, force: true });
    },
    close() {
      life.close();
      updates.close();
      options.process.close();
      for (const executor of every()) {
        clearTimeout(executor.timer);
        if (executor.phase === "starting") executor.preparation.abort();
      }
    },
  };
}
