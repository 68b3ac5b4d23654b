import type { MasterCall, OfferOperation } from "../../../proto/generated/types.ts";
import { applyConversions, consumedBy, conversionsOf } from "../../resources/conversions.ts";
import { add, consume, EMPTY_POOL, subtract } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { resourcesProblem } from "../../resources/validation.ts";
import { rescind } from "../offers/offers.ts";
import { operationProblem, resourcesOfOperation } from "../validation/operation-validation.ts";
import { startOperation } from "../offers/operations.ts";
import { agentText } from "../state/state.ts";
import type { Agent, Master } from "../state/state.ts";

/** What a call of an operator is answered. */
export interface Answer {
  readonly status: number;
  readonly text?: string;
}

/** The operation that a call about reservations and volumes asks for, with its agent; `undefined` for other calls. */
export function operationOfCall(
  call: MasterCall,
): { readonly agentId: string; readonly operation: OfferOperation } | undefined {
  const { reserve_resources, unreserve_resources, create_volumes, destroy_volumes } = call;
  const { grow_volume, shrink_volume } = call;
  const on = (agent: { readonly value: string } | undefined, operation: OfferOperation) => ({
    agentId: agent?.value ?? "",
    operation,
  });
  if (call.type === "RESERVE_RESOURCES" && reserve_resources !== undefined) {
    const { agent_id, ...reserve } = reserve_resources;
    return on(agent_id, { type: "RESERVE", reserve });
  }
  if (call.type === "UNRESERVE_RESOURCES" && unreserve_resources !== undefined) {
    const { agent_id, ...unreserve } = unreserve_resources;
    return on(agent_id, { type: "UNRESERVE", unreserve });
  }
  if (call.type === "CREATE_VOLUMES" && create_volumes !== undefined) {
    const { agent_id, ...create } = create_volumes;
    return on(agent_id, { type: "CREATE", create });
  }
  if (call.type === "DESTROY_VOLUMES" && destroy_volumes !== undefined) {
    const { agent_id, ...destroy } = destroy_volumes;
    return on(agent_id, { type: "DESTROY", destroy });
  }
  if (call.type === "GROW_VOLUME" && grow_volume !== undefined) {
    const { agent_id, volume, addition } = grow_volume;
    return on(agent_id, { type: "GROW_VOLUME", grow_volume: { volume, addition } });
  }
  if (call.type === "SHRINK_VOLUME" && shrink_volume !== undefined) {
    const { agent_id, volume, subtract: less } = shrink_volume;
    return on(agent_id, { type: "SHRINK_VOLUME", shrink_volume: { volume, subtract: less } });
  }
  return undefined;
}

/**
 * Carries an operator's operation out on free resources; offers that stand in the way are rescinded, even when
 * that does not help in the end. Source: Mesos, `Master::Http::_operation`.
 */
export function operateOnAgent(
  master: Master,
  agentId: string,
  operation: OfferOperation,
  principal: string | undefined,
): Answer {
  const agent = master.agents.get(agentId);
  if (agent === undefined) return { status: 400, text: "No agent found with specified ID" };
  const malformed = resourcesProblem(resourcesOfOperation(operation));
  if (malformed !== undefined) return { status: 400, text: malformed };
  const situation = { total: agent.total, used: agent.used, principal, framework: undefined };
  const problem = operationProblem(operation, situation);
  if (problem !== undefined) {
    const on =
      operation.type === "DESTROY" || operation.type === "UNRESERVE" ? "" : ` on agent ${agentText(agent)}`;
    return { status: 400, text: `Invalid ${operation.type} operation${on}: ${problem}` };
  }
  const conversions = conversionsOf(operation);
  makeFree(master, agent, operation);
  const applied = applyConversions(freeOf(agent), conversions);
  if ("problem" in applied) return { status: 409, text: applied.problem };
  // Only the agent can keep a reservation. While it is away it could not be told.
  if (agent.connection === undefined)
    return { status: 409, text: `Agent ${agentText(agent)} is disconnected` };
  startOperation(master, agent, undefined, operation, conversions);
  master.requestAllocation();
  return { status: 202 };
}

function freeOf(agent: Agent): Pool {
  return consume(consume(agent.total, agent.used), agent.offered);
}

function makeFree(master: Master, agent: Agent, operation: OfferOperation): void {
  let required = consumedBy(operation);
  let recovered = EMPTY_POOL;
  for (const offer of agent.offers) {
    const rest = subtract(required, offer.pool);
    if (isSame(rest, required)) continue; // this offer has nothing of what is needed
    recovered = add(recovered, offer.pool);
    required = rest;
    rescind(master, offer);
    if (!("problem" in applyConversions(recovered, conversionsOf(operation)))) return;
  }
}

function isSame(a: Pool, b: Pool): boolean {
  if (a.size !== b.size) return false;
  for (const [key, entry] of a) {
    const other = b.get(key);
    if (other === undefined || JSON.stringify(other.amount) !== JSON.stringify(entry.amount)) return false;
  }
  return true;
}
