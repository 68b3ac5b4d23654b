import type { ExecutorCall, ExecutorEvent, TaskInfo, TaskStatus } from "../../../proto/generated/types.ts";
import type { RecordStream } from "../../http/record-stream.ts";
import type { AgentMessage } from "../../protocol/messages.ts";
import { droppedStateFor, hasCapability, isTerminal } from "../../protocol/task-states.ts";
import { uuidBytes, uuidText } from "../../protocol/uuid.ts";
import { writeTask } from "./custom-executor.ts";
import type { CustomExecutor, CustomTask } from "./custom-executor.ts";
import type { ExecutorProcess } from "./custom-executor-process.ts";
import type { UpdateSender } from "../updates/update-sender.ts";

/** Source: Mesos, agent flags `--executor_registration_timeout`, `--executor_reregistration_timeout`, `--executor_shutdown_grace_period`. */
export interface ExecutorTimeouts {
  readonly registrationMs: number;
  readonly reregistrationMs: number;
  readonly shutdownGraceMs: number;
}

export interface ExecutorLifeOptions {
  readonly process: ExecutorProcess;
  readonly updates: UpdateSender;
  readonly address: string;
  readonly timeouts: ExecutorTimeouts;
  readonly send: (message: AgentMessage) => void;
  readonly log: (line: string) => void;
  /** Its process is gone; its id is free for another. */
  readonly onLeaving: (executor: CustomExecutor) => void;
  /** The end of its tasks is told; it may wait for acknowledgements. */
  readonly onLeft: (executor: CustomExecutor) => void;
}

/** Uuids remembered of a task. */
const SEEN_MAX = 1000;

/** What happens to one executor: from its start over its subscriptions and updates to its end. */
export class ExecutorLife {
  readonly #options: ExecutorLifeOptions;
  readonly #updates: UpdateSender;
  #closed = false;

  constructor(options: ExecutorLifeOptions) {
    this.#options = options;
    this.#updates = options.updates;
  }

  close(): void {
    this.#closed = true;
  }

  tell(executor: CustomExecutor, task: CustomTask, status: TaskStatus, uuid?: string): void {
    task.state = status.state;
    task.lastStatus = status;
    if (!executor.orphaned) this.#updates.add(executor.ids.frameworkId, status, uuid);
  }

  agentStatus(
    executor: CustomExecutor,
    task: CustomTask,
    end: Pick<TaskStatus, "state" | "reason" | "message">,
  ): TaskStatus {
    return {
      task_id: task.info.task_id,
      source: "SOURCE_AGENT",
      agent_id: { value: executor.ids.agentId },
      executor_id: executor.info.executor_id,
      timestamp: Date.now() / 1000,
      ...end,
    };
  }

  #afterMs(executor: CustomExecutor, delayMs: number, act: () => void): void {
    clearTimeout(executor.timer);
    executor.timer = setTimeout(act, Math.min(delayMs, 2 ** 31 - 1));
  }

  start(executor: CustomExecutor): void {
    const verdict = {
      state: "TASK_FAILED",
      reason: "REASON_EXECUTOR_REGISTRATION_TIMEOUT",
      message: `Executor did not register within ${this.#options.timeouts.registrationMs / 1000}secs`,
    } as const;
    this.#afterMs(executor, this.#options.timeouts.registrationMs, () => {
      executor.verdict = verdict;
      executor.preparation.abort();
      this.#kill(executor);
    });
    this.#options.process.start(executor).then(
      (status) => this.#ended(executor, status),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#options.log(`executor ${executor.info.executor_id.value}: ${why}`);
        executor.verdict ??= {
          state: "TASK_FAILED",
          reason: "REASON_CONTAINER_LAUNCH_FAILED",
          message: `Failed to launch container: ${why}`,
        };
        this.#ended(executor, -1);
      },
    );
  }

  #kill(executor: CustomExecutor): void {
    this.#options.process
      .killAll(executor)
      .catch((error: unknown) =>
        this.#options.log(`executor ${executor.info.executor_id.value}: ${String(error)}`),
      );
  }

  /** The process is gone. Its tasks go with it; its id is free. */
  #ended(executor: CustomExecutor, status: number): void {
    if (this.#closed || executor.phase === "ended") return;
    executor.phase = "ended";
    clearTimeout(executor.timer);
    executor.connection?.end();
    executor.connection = undefined;
    const { frameworkId, executorId } = executor.ids;
    this.#options.onLeaving(executor);
    if (!executor.orphaned) this.#options.send({ type: "executor_exited", frameworkId, executorId, status });
    const verdict = executor.verdict ?? {
      state: "TASK_FAILED",
      reason: "REASON_EXECUTOR_TERMINATED",
      message: "Executor terminated",
    };
    for (const task of executor.tasks.values())
      if (!isTerminal(task.state)) this.tell(executor, task, this.agentStatus(executor, task, verdict));
    this.#options.onLeft(executor);
  }

  /** Asks the executor to end; after its grace period it is killed. */
  terminate(executor: CustomExecutor): void {
    if (executor.phase === "ended" || executor.phase === "terminating") return;
    const grace = executor.info.shutdown_grace_period?.nanoseconds;
    const wasSubscribed = executor.phase === "subscribed";
    executor.phase = "terminating";
    executor.connection?.send({ type: "SHUTDOWN" });
    executor.preparation.abort();
    const graceMs = grace === undefined ? this.#options.timeouts.shutdownGraceMs : grace / 1e6;
    if (wasSubscribed) this.#afterMs(executor, graceMs, () => this.#kill(executor));
    else this.#kill(executor); // it cannot be asked
  }

  deliverQueued(executor: CustomExecutor): void {
    const groups = new Map<string, TaskInfo[]>();
    for (const task of executor.tasks.values()) {
      if (task.delivered || isTerminal(task.state)) continue;
      task.delivered = true;
      executor.everSent = true;
      writeTask(executor, task);
      if (task.groupId === undefined)
        executor.connection?.send({ type: "LAUNCH", launch: { task: task.info } });
      else groups.set(task.groupId, [...(groups.get(task.groupId) ?? []), task.info]);
    }
    for (const tasks of groups.values())
      executor.connection?.send({ type: "LAUNCH_GROUP", launch_group: { task_group: { tasks } } });
  }

  sendKill(executor: CustomExecutor, { info, killPolicy }: CustomTask): void {
    const policy = killPolicy === undefined ? {} : { kill_policy: killPolicy };
    executor.connection?.send({ type: "KILL", kill: { task_id: info.task_id, ...policy } });
  }

  updated(executor: CustomExecutor, given: TaskStatus): void {
    const uuid = given.uuid === undefined ? undefined : uuidText(given.uuid);
    if (uuid === undefined) return;
    const acknowledged: ExecutorEvent = {
      type: "ACKNOWLEDGED",
      acknowledged: { task_id: given.task_id, uuid: uuidBytes(uuid) },
    };
    const task = executor.tasks.get(given.task_id.value);
    if (task === undefined || task.seen.has(uuid) || isTerminal(task.state)) {
      // Heard before, or of a task that is over: the executor must stop sending it.
      executor.connection?.send(acknowledged);
      return;
    }
    task.seen.add(uuid);
    const [oldest] = task.seen;
    if (task.seen.size > SEEN_MAX && oldest !== undefined) task.seen.delete(oldest);
    const { uuid: _uuid, ...status } = given;
    this.tell(executor, task, this.#completed(executor, task, status), uuid);
    executor.connection?.send(acknowledged); // it is written down now
  }

  /** What the agent adds to a status, and what draining makes of it. */
  #completed(executor: CustomExecutor, task: CustomTask, status: TaskStatus): TaskStatus {
    const { ids, info, framework } = executor;
    const pid = this.#options.process.pid(executor);
    const killed = status.state === "TASK_KILLED" || status.state === "TASK_KILLING";
    const gone = task.kill === "draining_gone" && killed;
    return {
      ...status,
      ...(gone
        ? { state: hasCapability(framework, "PARTITION_AWARE") ? "TASK_GONE_BY_OPERATOR" : "TASK_LOST" }
        : {}),
      ...(killed && (task.kill === "draining" || gone) ? { reason: "REASON_AGENT_DRAINING" as const } : {}),
      source: "SOURCE_EXECUTOR",
      agent_id: { value: ids.agentId },
      executor_id: info.executor_id,
      timestamp: status.timestamp ?? Date.now() / 1000,
      container_status: {
        container_id: { value: ids.containerId },
        network_infos: [
          { ip_addresses: [{ protocol: "IPv4", ip_address: this.#options.address.split(":")[0] ?? "" }] },
        ],
        ...(pid === undefined ? {} : { executor_pid: pid }),
        ...status.container_status,
      },
    };
  }

  subscribe(executor: CustomExecutor, call: ExecutorCall, stream: RecordStream<ExecutorEvent>): void {
    if (executor.phase === "terminating" || executor.phase === "ended") {
      stream.send({ type: "SHUTDOWN" });
      stream.end();
      return;
    }
    const before = executor.connection;
    executor.connection = stream;
    before?.end();
    clearTimeout(executor.timer);
    executor.phase = "subscribed";
    for (const { status } of call.subscribe?.unacknowledged_updates ?? []) this.updated(executor, status);
    const unacknowledged = new Set(
      (call.subscribe?.unacknowledged_tasks ?? []).map(({ task_id }) => task_id.value),
    );
    for (const [taskId, task] of executor.tasks) {
      // The agent ended between writing the task down and sending it.
      if (!task.delivered || task.state !== "TASK_STAGING" || unacknowledged.has(taskId)) continue;
      const dropped = {
        state: droppedStateFor(executor.framework),
        reason: "REASON_AGENT_RESTARTED",
        message: "Task launched during agent restart",
      } as const;
      this.tell(executor, task, this.agentStatus(executor, task, dropped));
    }
    stream.send({
      type: "SUBSCRIBED",
      subscribed: {
        executor_info: executor.info,
        framework_info: executor.framework,
        agent_info: this.#options.process.agentInfo(executor),
        container_id: { value: executor.ids.containerId },
      },
    });
    for (const task of executor.tasks.values())
      if (task.delivered && task.kill !== undefined && !isTerminal(task.state)) this.sendKill(executor, task);
    this.deliverQueued(executor);
  }

  disconnected(executor: CustomExecutor, stream: RecordStream<ExecutorEvent>): void {
    if (executor.connection !== stream) return;
    executor.connection = undefined;
    // It comes back, or its process ends: both are noticed elsewhere.
    if (executor.phase === "subscribed") executor.phase = "away";
  }

  /** Takes up one of an earlier run of the agent. */
  takeUp(executor: CustomExecutor): void {
    const { reregistrationMs } = this.#options.timeouts;
    if (!this.#options.process.claim(executor)) {
      const { info, framework } = executor;
      this.#afterMs(executor, reregistrationMs, () => {
        executor.verdict = {
          state: hasCapability(framework, "PARTITION_AWARE") ? "TASK_GONE" : "TASK_LOST",
          reason: "REASON_EXECUTOR_REREGISTRATION_TIMEOUT",
          message: `Executor did not reregister within ${reregistrationMs / 1000}secs`,
        };
        this.#options.log(`executor ${info.executor_id.value} did not come back`);
        this.#kill(executor);
      });
      this.#options.process.adopt(executor, (status) => this.#ended(executor, status));
      if (executor.orphaned) this.terminate(executor);
      return;
    }
    executor.verdict = {
      state: droppedStateFor(executor.framework),
      reason: "REASON_AGENT_RESTARTED",
      message: "Task launched during agent restart",
    };
    this.#ended(executor, -1);
  }
}
