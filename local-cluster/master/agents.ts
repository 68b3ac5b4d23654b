import { randomUUID } from "node:crypto";
import type { DrainConfig, FrameworkInfo, TaskInfo } from "../../proto/generated/types.ts";
import type { AgentMessage, AgentRegistration, AgentTask, MasterCommand } from "../protocol/messages.ts";
import { hasCapability, isTerminal } from "../protocol/task-states.ts";
import { EMPTY_POOL, poolOf } from "../resources/pool.ts";
import { clearAgent } from "./filters.ts";
import { rescindAll } from "./offers.ts";
import { saveRegistry } from "./recovery.ts";
import type { Agent, AgentConnection, Framework, Master, MasterTask } from "./state.ts";
import { addFramework } from "./subscriptions.ts";
import {
  addTask,
  agentUpdate,
  completeTask,
  keyOf,
  masterStatus,
  moveTask,
  noteDrained,
  parkUnreachable,
  requestKill,
  sendStatus,
} from "./tasks.ts";

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
  if (wantedId !== undefined && master.gone.has(wantedId)) {
    stream.send({
      type: "refused",
      message: `agent ${wantedId} has been marked gone; start it with an empty work directory`,
    });
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
  const agent = before ?? newAgent(id, registration);
  if (before === undefined) {
    master.agents.set(id, agent);
    saveRegistry(master);
  } else {
    agent.connection?.close();
    stopWatching(agent);
    rescindAll(master, agent.offers);
    if (JSON.stringify(agent.info.attributes) !== JSON.stringify(registration.info.attributes))
      clearFilters(master, id);
    agent.reregisteredAtMs = Date.now();
  }
  agent.info = { ...registration.info, id: { value: id } };
  agent.total = poolOf(registration.info.resources ?? []);
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
  watch(master, agent, connection);
  master.log(
    `agent ${id} at ${agent.address} (${agent.info.hostname}) registered with ${registration.tasks.length} tasks`,
  );
  if (before === undefined) master.publish({ type: "AGENT_ADDED", agent });
  master.requestAllocation();
  return connection;
}

function newAgent(id: string, registration: AgentRegistration): Agent {
  return {
    id,
    info: registration.info,
    address: registration.address,
    version: registration.version,
    total: EMPTY_POOL,
    used: EMPTY_POOL,
    offered: EMPTY_POOL,
    offers: new Set(),
    tasks: new Map(),
    connection: undefined,
    deactivated: false,
    drain: undefined,
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
  for (const entry of registration.tasks) {
    const framework = frameworkOf(master, entry.frameworkId, infos);
    if (framework === undefined) {
      removed.add(entry.frameworkId);
      continue;
    }
    const task = takeTask(master, framework, agent, entry, wasUnreachable);
    reported.add(keyOf(task));
    if (task.killRequested !== undefined) requestKill(master, task, task.killRequested);
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

function frameworkOf(
  master: Master,
  id: string,
  infos: ReadonlyMap<string, FrameworkInfo>,
): Framework | undefined {
  const known = master.frameworks.get(id);
  if (known !== undefined) return known;
  const info = infos.get(id);
  return master.completed.has(id) || info === undefined ? undefined : addFramework(master, id, info);
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

export function newTask(frameworkId: string, agentId: string, info: TaskInfo): MasterTask {
  const resources = [...(info.resources ?? []), ...(info.executor?.resources ?? [])];
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

/** What an agent says. `false`: it speaks of an older registration. */
export function hearAgent(
  master: Master,
  agentId: string,
  session: string,
  messages: readonly AgentMessage[],
): boolean {
  const agent = master.agents.get(agentId);
  if (agent?.connection?.session !== session) return false;
  for (const message of messages) {
    if (message.type === "pong") agent.connection.ponged = Math.max(agent.connection.ponged, message.number);
    else agentUpdate(master, agent, message.update);
  }
  return true;
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

function stopWatching(agent: Agent): void {
  clearInterval(agent.connection?.pings);
  clearTimeout(agent.absence);
  agent.absence = undefined;
}

/** The connection to the agent broke. */
export function disconnectAgent(master: Master, agentId: string, session: string): void {
  const agent = master.agents.get(agentId);
  if (agent?.connection?.session !== session) return;
  stopWatching(agent);
  agent.connection = undefined;
  master.log(`agent ${agentId} (${agent.info.hostname}) disconnected`);
  rescindAll(master, agent.offers);
  for (const task of agent.tasks.values()) {
    const framework = master.frameworks.get(task.frameworkId);
    if (framework === undefined || framework.info.checkpoint === true) continue;
    endTask(master, framework, task, {
      state: "TASK_LOST",
      reason: "REASON_AGENT_DISCONNECTED",
      message: `Agent ${agent.info.hostname} disconnected`,
    });
  }
  const { agentPingIntervalMs, agentPingTimeoutsMax } = master.settings;
  agent.absence = setTimeout(
    () => declareUnreachable(master, agent, "health check timed out"),
    agentPingIntervalMs * agentPingTimeoutsMax,
  );
}

type End = {
  readonly state: "TASK_LOST" | "TASK_GONE_BY_OPERATOR";
  readonly reason: "REASON_AGENT_DISCONNECTED" | "REASON_AGENT_REMOVED_BY_OPERATOR";
  readonly message: string;
};

function endTask(master: Master, framework: Framework, task: MasterTask, end: End): void {
  if (!isTerminal(task.state)) {
    const status = masterStatus({ taskId: task.info.task_id.value, agentId: task.agentId, ...end });
    moveTask(master, framework, task, end.state, status);
    sendStatus(framework, status);
  }
  completeTask(master, framework, task);
}

/** The agent is given up until it comes back; so are its tasks. */
export function declareUnreachable(master: Master, agent: Agent, why: string): void {
  stopWatching(agent);
  agent.connection?.close();
  agent.connection = undefined;
  const sinceMs = Date.now();
  master.unreachable.set(agent.id, { sinceMs });
  for (const task of agent.tasks.values()) {
    const framework = master.frameworks.get(task.frameworkId);
    if (framework === undefined) continue;
    if (isTerminal(task.state)) {
      completeTask(master, framework, task);
      continue;
    }
    const state = hasCapability(framework.info, "PARTITION_AWARE") ? "TASK_UNREACHABLE" : "TASK_LOST";
    const status = masterStatus({
      taskId: task.info.task_id.value,
      agentId: agent.id,
      state,
      reason: "REASON_AGENT_REMOVED",
      message: why,
      extra: { unreachable_time: { nanoseconds: sinceMs * 1e6 } },
    });
    parkUnreachable(master, framework, task);
    moveTask(master, framework, task, state, status);
    sendStatus(framework, status);
  }
  removeAgent(master, agent, `is unreachable: ${why}`);
}

/** Kills the agent's tasks and keeps it out of offers until it is reactivated. */
export function drainAgent(master: Master, agent: Agent, config: DrainConfig): void {
  agent.drain = { state: "DRAINING", config };
  rescindAll(master, agent.offers);
  for (const task of agent.tasks.values()) if (!isTerminal(task.state)) requestKill(master, task, "draining");
  noteDrained(agent);
}

/** By an operator, for ever. */
export function markGone(master: Master, agentId: string): void {
  const agent = master.agents.get(agentId);
  master.unreachable.delete(agentId);
  const recovered = master.recovered.get(agentId);
  if (recovered !== undefined) clearTimeout(recovered.timer);
  master.recovered.delete(agentId);
  master.gone.set(agentId, { sinceMs: Date.now() });
  if (agent === undefined) {
    saveRegistry(master);
    return;
  }
  for (const task of agent.tasks.values()) {
    const framework = master.frameworks.get(task.frameworkId);
    if (framework === undefined) continue;
    const state = hasCapability(framework.info, "PARTITION_AWARE") ? "TASK_GONE_BY_OPERATOR" : "TASK_LOST";
    endTask(master, framework, task, {
      state,
      reason: "REASON_AGENT_REMOVED_BY_OPERATOR",
      message: "Agent has been marked gone",
    });
  }
  stopWatching(agent);
  agent.connection?.send({
    type: "refused",
    message: `agent ${agentId} has been marked gone by an operator`,
  });
  agent.connection?.close();
  agent.connection = undefined;
  removeAgent(master, agent, "was marked gone");
}

function removeAgent(master: Master, agent: Agent, why: string): void {
  rescindAll(master, agent.offers);
  clearFilters(master, agent.id);
  master.agents.delete(agent.id);
  saveRegistry(master);
  master.log(`agent ${agent.id} (${agent.info.hostname}) ${why}`);
  announceFailure(master, agent.id);
  master.publish({ type: "AGENT_REMOVED", agentId: agent.id });
}

function clearFilters(master: Master, agentId: string): void {
  for (const framework of master.frameworks.values()) clearAgent(framework.filters, agentId);
}

function announceFailure(master: Master, agentId: string): void {
  for (const framework of master.frameworks.values())
    framework.stream?.send({ type: "FAILURE", failure: { agent_id: { value: agentId } } });
}

/** After a restart: agents of the registry get a time to come back. */
export function awaitRecoveredAgents(master: Master): void {
  for (const id of master.registry.before.agents) {
    const timer = setTimeout(() => {
      master.recovered.delete(id);
      master.unreachable.set(id, { sinceMs: Date.now() });
      saveRegistry(master);
      announceFailure(master, id);
    }, master.settings.agentReregisterTimeoutMs);
    master.recovered.set(id, { id, timer });
  }
}
