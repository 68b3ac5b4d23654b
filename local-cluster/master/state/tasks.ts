import type {
  KillPolicy,
  TaskInfo,
  TaskState,
  TaskStatus,
  TaskStatusReason,
} from "../../../proto/generated/types.ts";
import { taskKey } from "../../protocol/task-key.ts";
import type { StatusUpdate } from "../../protocol/messages.ts";
import { hasCapability, isTerminal } from "../../protocol/task-states.ts";
import { uuidBytes } from "../../protocol/uuid.ts";
import { add, poolOf, subtract } from "../../resources/pool.ts";
import { chargeFramework, COMPLETED_TASKS_MAX, count, UNREACHABLE_TASKS_MAX } from "./state.ts";
import type { Agent, Framework, KillRequest, Master, MasterTask } from "./state.ts";

/** Newest statuses kept of a task; health checks can make any number of them. */
const STATUSES_MAX = 50;

export function addTask(master: Master, framework: Framework, agent: Agent, task: MasterTask): void {
  framework.tasks.set(task.info.task_id.value, task);
  agent.tasks.set(keyOf(task), task);
  if (!isTerminal(task.state)) charge(framework, agent, task);
  master.publish({ type: "TASK_ADDED", task });
}

function charge(framework: Framework, agent: Agent, task: MasterTask): void {
  if (task.charged) return;
  task.charged = true;
  agent.used = add(agent.used, task.resources);
  chargeFramework(framework, task.role, (held) => add(held, task.resources));
}

/** Frees what the task holds; it may stay known until its end is acknowledged. */
export function discharge(master: Master, framework: Framework, task: MasterTask): void {
  if (!task.charged) return;
  task.charged = false;
  const agent = master.agents.get(task.agentId);
  if (agent !== undefined) agent.used = subtract(agent.used, task.resources);
  chargeFramework(framework, task.role, (held) => subtract(held, task.resources));
}

/** Forgets the task as one to care for; it is listed as completed in the state it has. */
export function completeTask(master: Master, framework: Framework, task: MasterTask): void {
  discharge(master, framework, task);
  framework.tasks.delete(task.info.task_id.value);
  framework.unreachableTasks.delete(task.info.task_id.value);
  const agent = master.agents.get(task.agentId);
  agent?.tasks.delete(keyOf(task));
  framework.completedTasks.push(task);
  if (framework.completedTasks.length > COMPLETED_TASKS_MAX) framework.completedTasks.shift();
}

/** The agent is away for now: the task may come back with it. */
export function parkUnreachable(master: Master, framework: Framework, task: MasterTask): void {
  discharge(master, framework, task);
  framework.tasks.delete(task.info.task_id.value);
  framework.unreachableTasks.set(task.info.task_id.value, task);
  const [oldest] = framework.unreachableTasks.keys();
  if (framework.unreachableTasks.size > UNREACHABLE_TASKS_MAX && oldest !== undefined)
    framework.unreachableTasks.delete(oldest);
}

/** Changes the state and keeps the books; `status` is what the framework is told. */
export function moveTask(
  master: Master,
  framework: Framework,
  task: MasterTask,
  state: TaskState,
  status: TaskStatus,
): void {
  if (isTerminal(state) && !isTerminal(task.state))
    master.counters.ended[state] = (master.counters.ended[state] ?? 0) + 1;
  task.state = state;
  if (isTerminal(state)) discharge(master, framework, task);
  task.statuses.push(status);
  if (task.statuses.length > STATUSES_MAX) task.statuses.shift();
  master.publish({ type: "TASK_UPDATED", task, status });
}

export function newTask(frameworkId: string, agentId: string, info: TaskInfo): MasterTask {
  const resources = info.resources ?? [];
  return {
    info,
    frameworkId,
    agentId,
    role: resources[0]?.allocation_info?.role ?? "*",
    resources: poolOf(resources),
    state: "TASK_STAGING",
    forwardedState: undefined,
    forwardedUuid: undefined,
    statuses: [],
    charged: false,
    killRequested: undefined,
  };
}

/** A status the master itself makes: no uuid, sent once, not acknowledged. */
export interface MasterStatus {
  readonly taskId: string;
  readonly agentId?: string | undefined;
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
  readonly extra?: Partial<TaskStatus>;
}

export function masterStatus({ taskId, agentId, state, reason, message, extra }: MasterStatus): TaskStatus {
  return {
    task_id: { value: taskId },
    state,
    message,
    source: "SOURCE_MASTER",
    reason,
    ...(agentId === undefined ? {} : { agent_id: { value: agentId } }),
    timestamp: Date.now() / 1000,
    ...extra,
  };
}

export function sendStatus(framework: Framework, status: TaskStatus): void {
  framework.stream?.send({ type: "UPDATE", update: { status } });
}

/** An update of an agent: book it and pass it on. It comes again until the framework acknowledges it. */
export function agentUpdate(master: Master, agent: Agent, update: StatusUpdate): void {
  const framework = master.frameworks.get(update.frameworkId);
  if (framework === undefined) return;
  const status: TaskStatus = { ...update.status, uuid: uuidBytes(update.uuid) };
  const task = framework.tasks.get(update.status.task_id.value);
  if (task !== undefined && task.agentId === agent.id) {
    if (task.forwardedUuid !== update.uuid) {
      task.forwardedState = status.state;
      task.forwardedUuid = update.uuid;
      // A terminal state never gives way: what arrives after it is older news.
      const state = isTerminal(task.state) ? task.state : update.latestState;
      moveTask(master, framework, task, state, status);
    } else if (!isTerminal(task.state) && isTerminal(update.latestState)) {
      moveTaskSilently(master, framework, task, update.latestState);
    }
  }
  count(master, "status_updates");
  sendStatus(framework, status);
}

/** The agent repeats an old update and tells with it that the task has ended meanwhile. */
function moveTaskSilently(master: Master, framework: Framework, task: MasterTask, state: TaskState): void {
  master.counters.ended[state] = (master.counters.ended[state] ?? 0) + 1;
  task.state = state;
  discharge(master, framework, task);
}

/** Passed on to the agent, which knows whether it is the one it waits for. */
export function acknowledgeUpdate(
  master: Master,
  framework: Framework,
  agentId: string,
  taskId: string,
  uuid: string,
): void {
  const connection = master.agents.get(agentId)?.connection;
  if (connection === undefined) return; // the agent sends the update again when it is back
  const task = framework.tasks.get(taskId);
  if (task !== undefined && (task.agentId !== agentId || task.forwardedUuid !== uuid)) return;
  connection.send({ type: "acknowledge", frameworkId: framework.id, taskId, uuid });
  if (task?.forwardedState !== undefined && isTerminal(task.forwardedState))
    completeTask(master, framework, task);
}

export function killTask(
  master: Master,
  framework: Framework,
  taskId: string,
  agentId: string | undefined,
  killPolicy: KillPolicy | undefined,
): void {
  const task = framework.tasks.get(taskId);
  if (task === undefined) {
    reconcileTask(master, framework, taskId, agentId);
    return;
  }
  if (agentId !== undefined && agentId !== task.agentId) return;
  requestKill(master, task, { because: "asked", ...(killPolicy === undefined ? {} : { killPolicy }) });
}

export function requestKill(master: Master, task: MasterTask, request: KillRequest): void {
  task.killRequested = request;
  const { frameworkId } = task;
  const { because, killPolicy } = request;
  const taskId = task.info.task_id.value;
  master.agents.get(task.agentId)?.connection?.send({
    type: "kill",
    frameworkId,
    taskId,
    ...(because === "asked" ? {} : { because }),
    ...(killPolicy === undefined ? {} : { killPolicy }),
  });
}

/** Answers one task of an explicit reconciliation, or stays silent. Source: Mesos, `Master::_reconcileTasks`. */
export function reconcileTask(
  master: Master,
  framework: Framework,
  taskId: string,
  agentId: string | undefined,
): void {
  const task = framework.tasks.get(taskId);
  if (task !== undefined) {
    sendStatus(framework, latestStatus(task));
    return;
  }
  // An agent that may still register might bring the task with it.
  if (agentId === undefined ? master.recovered.size > 0 : master.recovered.has(agentId)) return;
  const answer = (state: TaskState, message: string, extra: Partial<TaskStatus> = {}): void =>
    sendStatus(
      framework,
      masterStatus({
        taskId,
        agentId,
        state: hasCapability(framework.info, "PARTITION_AWARE") ? state : "TASK_LOST",
        reason: "REASON_RECONCILIATION",
        message: `Reconciliation: ${message}`,
        extra,
      }),
    );
  const unreachable = agentId === undefined ? undefined : master.unreachable.get(agentId);
  if (agentId !== undefined && master.agents.has(agentId))
    answer("TASK_GONE", "Task is unknown to the agent");
  else if (unreachable !== undefined)
    answer("TASK_UNREACHABLE", "Task is unreachable", {
      unreachable_time: { nanoseconds: unreachable.sinceMs * 1e6 },
    });
  else if (agentId !== undefined && master.gone.has(agentId)) answer("TASK_GONE_BY_OPERATOR", "Task is gone");
  else answer("TASK_UNKNOWN", "Task is unknown");
}

/** One answer for every task the framework has. */
export function reconcileAll(framework: Framework): void {
  for (const task of framework.tasks.values()) sendStatus(framework, latestStatus(task));
}

function latestStatus(task: MasterTask): TaskStatus {
  const newest = task.statuses.at(-1);
  return masterStatus({
    taskId: task.info.task_id.value,
    agentId: task.agentId,
    state: task.forwardedState ?? task.state,
    reason: "REASON_RECONCILIATION",
    message: "Reconciliation: Latest task state",
    extra: {
      ...(newest?.executor_id === undefined ? {} : { executor_id: newest.executor_id }),
      ...(newest?.container_status === undefined ? {} : { container_status: newest.container_status }),
      ...(newest?.healthy === undefined ? {} : { healthy: newest.healthy }),
      ...(newest?.check_status === undefined ? {} : { check_status: newest.check_status }),
    },
  });
}

export function keyOf(task: MasterTask): string {
  return taskKey(task.frameworkId, task.info.task_id.value);
}
