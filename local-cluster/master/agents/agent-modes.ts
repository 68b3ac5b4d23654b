import type { DrainConfig } from "../../../proto/generated/types.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import { markGone } from "./agent-removal.ts";
import { rescindInverseOffers } from "../offers/inverse-offers.ts";
import { machineOfAgent, machineText } from "../state/machines.ts";
import { rescindAll } from "../offers/offers.ts";
import { saveRegistry } from "../state/recovery.ts";
import type { Agent, AgentMode, Master, MasterTask } from "../state/state.ts";
import { requestKill } from "../state/tasks.ts";

// Draining and deactivating agents. Both are about an agent's id, whether it is here or not, and survive restarts of
// agent and master. Source: Mesos, src/master/http.cpp.

/** Mesos' refusal (status 400), or `undefined` when it was done. */
export function drainAgent(master: Master, agentId: string, config: DrainConfig): string | undefined {
  const agent = master.agents.get(agentId);
  const machine = agent && machineOfAgent(master, agent);
  if (machine !== undefined)
    return `Agent ${agentId} is part of a maintenance schedule under Machine ${machineText(machine.id)}`;
  if (!isKnown(master, agentId)) return "Unknown agent";
  const mode = modeOf(master, agentId);
  mode.deactivated = true;
  mode.drain = { state: "DRAINING", config: { ...config, mark_gone: config.mark_gone ?? false } };
  saveRegistry(master);
  if (agent === undefined) return undefined;
  mode.drainStartedAtMs = Date.now();
  takeOffersBack(master, agent);
  for (const task of agent.tasks.values()) if (!isTerminal(task.state)) drainKill(master, agent, task);
  settleDrain(master, agent);
  return undefined;
}

/** As KILL, but with a reason of its own and the grace period of the drain. */
export function drainKill(master: Master, agent: Agent, task: MasterTask): void {
  const { max_grace_period, mark_gone } = agent.mode.drain?.config ?? {};
  requestKill(master, task, {
    because: mark_gone === true ? "draining_gone" : "draining",
    ...(max_grace_period === undefined ? {} : { killPolicy: { grace_period: max_grace_period } }),
  });
}

export function deactivateAgent(master: Master, agentId: string): string | undefined {
  if (!isKnown(master, agentId)) return "Unknown agent";
  modeOf(master, agentId).deactivated = true;
  saveRegistry(master);
  const agent = master.agents.get(agentId);
  if (agent !== undefined) takeOffersBack(master, agent);
  return undefined;
}

export function reactivateAgent(
  master: Master,
  agentId: string,
): { readonly status: 400 | 409; readonly text: string } | undefined {
  const mode = master.modes.get(agentId);
  if (mode?.deactivated !== true) return { status: 400, text: "Agent is not deactivated" };
  if (mode.drain?.state === "DRAINING") return { status: 400, text: "Agent is still in the DRAINING state" };
  mode.deactivated = false;
  mode.drain = undefined;
  mode.drainStartedAtMs = undefined;
  master.modes.delete(agentId);
  saveRegistry(master);
  if (!master.agents.has(agentId)) return { status: 409, text: "Agent removed while processing the call" };
  master.requestAllocation();
  return undefined;
}

/** A drained agent has no task left, not even one whose end is to be acknowledged, and no operation. */
export function settleDrain(master: Master, agent: Agent): void {
  const { drain } = agent.mode;
  if (drain?.state !== "DRAINING" || agent.tasks.size > 0) return;
  for (const operation of master.operations.values()) if (operation.agentId === agent.id) return;
  if (drain.config.mark_gone === true) {
    markGone(master, agent.id);
    return;
  }
  agent.mode.drain = { ...drain, state: "DRAINED" };
  saveRegistry(master);
}

function isKnown(master: Master, agentId: string): boolean {
  return master.agents.has(agentId) || master.recovered.has(agentId) || master.unreachable.has(agentId);
}

function modeOf(master: Master, agentId: string): AgentMode {
  const agent = master.agents.get(agentId);
  const mode = master.modes.get(agentId) ??
    agent?.mode ?? { deactivated: false, drain: undefined, drainStartedAtMs: undefined };
  master.modes.set(agentId, mode);
  return mode;
}

function takeOffersBack(master: Master, agent: Agent): void {
  rescindAll(master, agent.offers);
  rescindInverseOffers(master, agent);
}
