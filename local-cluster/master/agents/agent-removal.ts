import type { TaskState, TaskStatusReason } from "../../../proto/generated/types.ts";
import { hasCapability, isTerminal } from "../../protocol/task-states.ts";
import { removeExecutor } from "../state/executors.ts";
import { clearAgent } from "../state/filters.ts";
import { rescindInverseOffers } from "../offers/inverse-offers.ts";
import { rescindAll } from "../offers/offers.ts";
import { giveUpOperations } from "../offers/operations.ts";
import { saveRegistry } from "../state/recovery.ts";
import type { Agent, Framework, Master, MasterTask } from "../state/state.ts";
import { completeTask, masterStatus, moveTask, parkUnreachable, sendStatus } from "../state/tasks.ts";

export function stopWatching(agent: Agent): void {
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
  rescindInverseOffers(master, agent);
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

interface End {
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
}

function endTask(master: Master, framework: Framework, task: MasterTask, end: End): void {
  if (!isTerminal(task.state)) {
    const status = masterStatus({ taskId: task.info.task_id.value, agentId: task.agentId, ...end });
    moveTask(master, framework, task, end.state, status);
    sendStatus(framework, status);
  }
  completeTask(master, framework, task);
}

function endTasks(master: Master, agent: Agent, end: (framework: Framework) => End): void {
  for (const task of agent.tasks.values()) {
    const framework = master.frameworks.get(task.frameworkId);
    if (framework !== undefined) endTask(master, framework, task, end(framework));
  }
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
  giveUpOperations(master, agent, "OPERATION_UNREACHABLE", "Agent was marked unreachable");
  removeAgent(master, agent, `is unreachable: ${why}`);
}

/** By an operator, for ever. */
export function markGone(master: Master, agentId: string): void {
  const agent = master.agents.get(agentId);
  master.unreachable.delete(agentId);
  master.modes.delete(agentId);
  const recovered = master.recovered.get(agentId);
  if (recovered !== undefined) clearTimeout(recovered.timer);
  master.recovered.delete(agentId);
  master.gone.set(agentId, { sinceMs: Date.now() });
  if (agent === undefined) {
    saveRegistry(master);
    return;
  }
  endTasks(master, agent, ({ info }) => ({
    state: hasCapability(info, "PARTITION_AWARE") ? "TASK_GONE_BY_OPERATOR" : "TASK_LOST",
    reason: "REASON_AGENT_REMOVED_BY_OPERATOR",
    message: "Agent has been marked gone",
  }));
  giveUpOperations(master, agent, "OPERATION_GONE_BY_OPERATOR", "Agent has been marked gone");
  turnAway(agent, `agent ${agentId} has been marked gone by an operator`);
  removeAgent(master, agent, "was marked gone");
}

/** The machine goes down for maintenance: the agent ends, and may come back under its id. */
export function shutDownAgent(master: Master, agent: Agent, why: string): void {
  endTasks(master, agent, () => ({
    state: "TASK_LOST",
    reason: "REASON_AGENT_REMOVED",
    message: `Agent ${agent.info.hostname} removed: ${why}`,
  }));
  giveUpOperations(master, agent, undefined, why);
  turnAway(agent, why);
  removeAgent(master, agent, `was removed: ${why}`);
}

function turnAway(agent: Agent, message: string): void {
  stopWatching(agent);
  agent.connection?.send({ type: "refused", message });
  agent.connection?.close();
  agent.connection = undefined;
}

function removeAgent(master: Master, agent: Agent, why: string): void {
  rescindAll(master, agent.offers);
  rescindInverseOffers(master, agent);
  clearAgentFilters(master, agent.id);
  for (const executor of agent.executors.values()) removeExecutor(master, agent, executor);
  master.agents.delete(agent.id);
  saveRegistry(master);
  master.log(`agent ${agent.id} (${agent.info.hostname}) ${why}`);
  announceFailure(master, agent.id);
  master.publish({ type: "AGENT_REMOVED", agentId: agent.id });
}

export function clearAgentFilters(master: Master, agentId: string): void {
  for (const framework of master.frameworks.values()) {
    clearAgent(framework.filters, agentId);
    framework.inverseFilters.delete(agentId);
  }
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
