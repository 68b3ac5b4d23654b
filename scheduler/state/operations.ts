import type { PooledAgent } from "../../offers/agent-pool.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { add } from "../../resources/vector.ts";
import type {
  CoreState,
  JobsState,
  AgentState,
  ReservationState,
  TimeState,
  CycleOutput,
  Plan,
} from "./state.ts";

/** After one that failed: pauses that double up to the last. */
const FAILED_AGAIN_MS = 10_000;
const FAILED_AGAIN_MAX_MS = 300_000;
/** So often an open outcome is asked for; after that only offers tell what is. */
const ASKS_MAX = 3;

/** Remembers a change that is asked for now. @returns its id */
export function beginOperation(
  state: ReservationState & TimeState,
  agent: Readonly<PooledAgent>,
  kind: "reserve" | "unreserve",
  reservations: readonly string[],
  resources: ResourceVector,
): string {
  state.operationCount += 1;
  const operationId = `${kind}-${state.epoch}-${state.operationCount}`;
  const { backend, id: agentId } = agent;
  state.operations.set(operationId, { backend, agentId, kind, reservations, resources, asked: 0 });
  state.timers.add({
    kind: "operation",
    operationId,
    atMs: state.nowMs + state.tuning.operationTimeoutMs,
  });
  return operationId;
}

export function operationEnded(
  state: JobsState & AgentState & ReservationState & TimeState,
  { operationId, state: outcome }: Extract<BackendEvent, { readonly type: "operation" }>,
): void {
  const operation = state.operations.get(operationId);
  if (operation === undefined || outcome === "unknown") return; // it is asked for again later
  state.operations.delete(operationId);
  const { agentId, backend, kind, reservations, resources } = operation;
  const key = agentKeyOf({ backend, id: agentId });
  if (kind === "unreserve") {
    if (outcome === "done") {
      state.giveBackNotBeforeMs.delete(key);
      state.pool.noteUnreserved(backend, agentId, reservations);
    } else state.giveBackNotBeforeMs.set(key, state.nowMs + FAILED_AGAIN_MS);
    return;
  }
  const plan = planOfOperation(state, operationId);
  if (outcome === "failed") {
    if (plan !== undefined) planFailed(state, plan);
    return;
  }
  for (const id of reservations) state.pool.noteReserved(backend, agentId, id, resources);
  if (plan === undefined) return;
  plan.reserved = add(plan.reserved, resources);
  plan.pending = undefined;
}

/** Its time is over: what became of it? */
export function askForOperation(
  state: JobsState & AgentState & ReservationState & TimeState & CycleOutput,
  operationId: string,
): void {
  const operation = state.operations.get(operationId);
  if (operation === undefined) return;
  if (operation.asked >= ASKS_MAX) {
    state.operations.delete(operationId);
    const plan = planOfOperation(state, operationId);
    if (plan !== undefined) planFailed(state, plan);
    return;
  }
  operation.asked += 1;
  const { agentId, backend } = operation;
  if (state.backends.get(backend)?.connected === true) {
    const operations = [{ operationId, agentId }];
    state.calls.push({ type: "reconcile_operations", backend, operations });
  }
  state.timers.add({
    kind: "operation",
    operationId,
    atMs: state.nowMs + state.tuning.operationTimeoutMs,
  });
}

/** After a new connection: what was told may have been lost. */
export function askForOperations(state: Pick<CoreState, "calls" | "operations">, backend: string): void {
  const operations = [...state.operations]
    .filter(([, operation]) => operation.backend === backend)
    .map(([operationId, { agentId }]) => ({ operationId, agentId }));
  if (operations.length > 0) state.calls.push({ type: "reconcile_operations", backend, operations });
}

function planOfOperation(state: Pick<CoreState, "plans">, operationId: string): Plan | undefined {
  for (const plan of state.plans.values()) if (plan.pending?.operationId === operationId) return plan;
  return undefined;
}

function agentKeyOf({ backend, id }: { readonly backend: string; readonly id: string }): string {
  return `${backend}\n${id}`;
}

function planFailed(state: Pick<CoreState, "jobs" | "nowMs" | "plans">, plan: Plan): void {
  state.plans.delete(plan.job);
  const job = state.jobs.get(plan.job);
  if (job === undefined) return;
  const { failures } = job.planning;
  const pauseMs = Math.min(FAILED_AGAIN_MAX_MS, FAILED_AGAIN_MS * 2 ** failures);
  job.planning = { failures: failures + 1, notBeforeMs: state.nowMs + pauseMs, failedOn: plan.agentId };
}

/** Whether giving back on an agent failed a moment ago. */
export function mayGiveBack(
  state: Pick<CoreState, "giveBackNotBeforeMs" | "nowMs">,
  agent: Readonly<PooledAgent>,
): boolean {
  return (state.giveBackNotBeforeMs.get(agentKeyOf(agent)) ?? 0) <= state.nowMs;
}
