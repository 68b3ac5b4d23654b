import { randomUUID } from "node:crypto";
import type { FrameworkInfo } from "../../../proto/generated/types.ts";
import type { AgentMessage, AgentRegistration, AgentTask, MasterCommand } from "../../protocol/messages.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import { EMPTY_POOL, poolOf } from "../../resources/pool.ts";
import { drainKill } from "../agents/agent-modes.ts";
import { clearAgentFilters, declareUnreachable, stopWatching } from "../agents/agent-removal.ts";
import { addExecutor, executorExited, executorRole, removeExecutor } from "../state/executors.ts";
import { rescindInverseOffers } from "../offers/inverse-offers.ts";
import { machineOf } from "../state/machines.ts";
import { rescindAll } from "../offers/offers.ts";
import { compareOperations, operationEnded } from "../offers/operations.ts";
import { saveRegistry } from "../state/recovery.ts";
import { executorKey } from "../state/state.ts";
import type { Agent, AgentConnection, Framework, Master, MasterTask } from "../state/state.ts";
import { addFramework } from "../frameworks/subscriptions.ts";
import {
  addTask,
  agentUpdate,
  completeTask,
  keyOf,
  masterStatus,
  newTask,
  requestKill,
  sendStatus,
} from "../state/tasks.ts";

/** The agent's end of the stream of commands. */
export interface AgentStream {
  readonly send: (command: MasterCommand) => void;
  readonly close: () => void;
}

/** Returns the connection, whose end is to be told with `disconnectAgent`; `undefined` when the agent is refused. */
export function registerAgent(
  master: Master,
  registration: AgentRegistration,
  stream: AgentStream,
): AgentConnection | undefined {
  const wantedId = registration.agentId;
  const refusal = refusalOf(master, registration);
  if (refusal !== undefined) {
    stream.send({ type: "refused", message: refusal });
    stream.close();
    return undefined;
  }
  const id = wantedId ?? `${master.info.id}-S${master.counters.agentIds}`;
  if (wantedId === undefined) master.counters.agentIds += 1;
  const connection: AgentConnection = {
    session: randomUUID(),
    ...stream,
    pinged: 0,
    ponged: 0,
    pings: undefined,
  };
  const wasUnreachable = master.unreachable.delete(id);
  const recovered = master.recovered.get(id);
  if (recovered !== undefined) {
    clearTimeout(recovered.timer);
    master.recovered.delete(id);
  }
  const before = master.agents.get(id);
  const agent = before ?? newAgent(master, id, registration);
  if (before === undefined) {
    master.agents.set(id, agent);
    if (wantedId !== undefined) agent.reregisteredAtMs = Date.now();
    saveRegistry(master);
  } else {
    agent.connection?.close();
    stopWatching(agent);
    rescindAll(master, agent.offers);
    rescindInverseOffers(master, agent);
    if (JSON.stringify(agent.info.attributes) !== JSON.stringify(registration.info.attributes))
      clearAgentFilters(master, id);
    agent.reregisteredAtMs = Date.now();
  }
  agent.info = { ...registration.info, id: { value: id } };
  agent.total = poolOf(registration.total);
  agent.address = registration.address;
  agent.version = registration.version;
  agent.connection = connection;
  connection.send({
    type: "registered",
    agentId: id,
    session: connection.session,
    pingIntervalMs: master.settings.agentPingIntervalMs,
  });
  takeTasks(master, agent, registration, wasUnreachable);
  compareOperations(master, agent, registration.operations);
  watch(master, agent, connection);
  master.log(
    `agent ${id} at ${agent.address} (${agent.info.hostname}) registered with ${registration.tasks.length} tasks`,
  );
  if (before === undefined) master.publish({ type: "AGENT_ADDED", agent });
  master.requestAllocation();
  return connection;
}

function refusalOf(master: Master, { agentId, info, address }: AgentRegistration): string | undefined {
  if (agentId !== undefined && master.gone.has(agentId))
    return `agent ${agentId} has been marked gone; start it with an empty work directory`;
  return machineOf(master, info.hostname, address)?.mode === "DOWN"
    ? `the machine of this agent (${info.hostname}) is down for maintenance`
    : undefined;
}

function newAgent(master: Master, id: string, registration: AgentRegistration): Agent {
  return {
    id,
    info: registration.info,
    address: registration.address,
    version: registration.version,
    total: EMPTY_POOL,
    used: EMPTY_POOL,
    offered: EMPTY_POOL,
    offers: new Set(),
    inverseOffers: new Set(),
    tasks: new Map(),
    executors: new Map(),
    connection: undefined,
    mode: master.modes.get(id) ?? { deactivated: false, drain: undefined, drainStartedAtMs: undefined },
    registeredAtMs: Date.now(),
    reregisteredAtMs: undefined,
    absence: undefined,
  };
}

/** Brings the master's books in line with what the agent has. */
function takeTasks(
  master: Master,
  agent: Agent,
  registration: AgentRegistration,
  wasUnreachable: boolean,
): void {
  const infos = new Map(registration.frameworks.map((info) => [info.id?.value ?? "", info]));
  const reported = new Set<string>();
  const removed = new Set<string>();
  takeExecutors(master, agent, registration, infos, removed);
  for (const entry of registration.tasks) {
    const framework = frameworkOf(master, entry.frameworkId, infos);
    if (framework === undefined) {
      removed.add(entry.frameworkId);
      continue;
    }
    const task = takeTask(master, framework, agent, entry, wasUnreachable);
    reported.add(keyOf(task));
    if (task.killRequested !== undefined) requestKill(master, task, task.killRequested);
    else if (agent.mode.drain?.state === "DRAINING") drainKill(master, agent, task);
  }
  for (const frameworkId of removed) agent.connection?.send({ type: "framework_removed", frameworkId });
  for (const [key, task] of agent.tasks) {
    if (reported.has(key)) continue;
    const framework = master.frameworks.get(task.frameworkId);
    if (framework === undefined) continue;
    // Ended and acknowledged as far as the agent knows; or its launch was lost on the way.
    if (isTerminal(task.state)) completeTask(master, framework, task);
    else
      agent.connection?.send({ type: "disown", framework: framework.info, taskId: task.info.task_id.value });
  }
}

function takeExecutors(
  master: Master,
  agent: Agent,
  registration: AgentRegistration,
  infos: ReadonlyMap<string, FrameworkInfo>,
  removed: Set<string>,
): void {
  const reported = new Set<string>();
  for (const { frameworkId, info } of registration.executors) {
    const framework = frameworkOf(master, frameworkId, infos);
    if (framework === undefined) {
      removed.add(frameworkId);
      continue;
    }
    reported.add(executorKey(frameworkId, info.executor_id.value));
    addExecutor(framework, agent, info, executorRole(info, "*"));
  }
  for (const [key, executor] of agent.executors)
    if (!reported.has(key)) removeExecutor(master, agent, executor);
}

function frameworkOf(
  master: Master,
  id: string,
  infos: ReadonlyMap<string, FrameworkInfo>,
): Framework | undefined {
  const known = master.frameworks.get(id);
  if (known !== undefined) return known;
  const info = infos.get(id);
  if (master.completed.has(id) || info === undefined) return undefined;
  const framework = addFramework(master, id, info);
  master.publish({ type: "FRAMEWORK_ADDED", framework }); // before the TASK_ADDED of its tasks
  return framework;
}

function takeTask(
  master: Master,
  framework: Framework,
  agent: Agent,
  entry: AgentTask,
  wasUnreachable: boolean,
): MasterTask {
  const taskId = entry.info.task_id.value;
  const known = framework.tasks.get(taskId);
  if (known !== undefined) return known;
  const parked = framework.unreachableTasks.get(taskId);
  framework.unreachableTasks.delete(taskId);
  const task: MasterTask = {
    ...newTask(framework.id, agent.id, entry.info),
    state: entry.state,
    forwardedState: entry.status?.state,
    statuses: parked?.statuses ?? (entry.status === undefined ? [] : [entry.status]),
    killRequested: parked?.killRequested,
  };
  addTask(master, framework, agent, task);
  if (wasUnreachable) {
    const message = parked === undefined ? "Unknown agent reregistered" : "Unreachable agent re-reregistered";
    const reason = "REASON_AGENT_REREGISTERED";
    sendStatus(framework, masterStatus({ taskId, agentId: agent.id, state: entry.state, reason, message }));
  }
  return task;
}

/** What an agent says. `false`: it speaks of an older registration. */
export function hearAgent(
  master: Master,
  agentId: string,
  session: string,
  messages: readonly AgentMessage[],
): boolean {
  const agent = master.agents.get(agentId);
  if (agent?.connection?.session !== session) return false;
  for (const message of messages) hear(master, agent, agent.connection, message);
  return true;
}

function hear(master: Master, agent: Agent, connection: AgentConnection, message: AgentMessage): void {
  switch (message.type) {
    case "pong":
      connection.ponged = Math.max(connection.ponged, message.number);
      return;
    case "update":
      agentUpdate(master, agent, message.update);
      return;
    case "operation_update":
      operationEnded(master, agent, message.update);
      return;
    case "executor_exited":
      executorExited(master, agent, message.frameworkId, message.executorId, message.status);
      return;
    case "executor_message":
      master.frameworks.get(message.frameworkId)?.stream?.send({
        type: "MESSAGE",
        message: {
          agent_id: { value: agent.id },
          executor_id: { value: message.executorId },
          data: message.data,
        },
      });
      return;
  }
}

function watch(master: Master, agent: Agent, connection: AgentConnection): void {
  clearTimeout(agent.absence);
  agent.absence = undefined;
  const { agentPingIntervalMs, agentPingTimeoutsMax } = master.settings;
  connection.pings = setInterval(() => {
    if (connection.pinged - connection.ponged >= agentPingTimeoutsMax) {
      declareUnreachable(master, agent, "health check timed out");
      return;
    }
    connection.pinged += 1;
    connection.send({ type: "ping", number: connection.pinged });
  }, agentPingIntervalMs);
}
