import type { BackendEvent } from "../../offers/backend.ts";
import { adoptFromInventory, readInventory } from "../deciding/reservations.ts";
import { repeatRequest } from "../deciding/wanted-offers.ts";
import { loseAll, loseSight, reconcileAll, reconcileAttempts, statusUpdate } from "../following/attempts.ts";
import { askedNoLonger, askedToLeave, dropQuestions } from "../following/maintenance.ts";
import type { BackendState } from "../state/backend-state.ts";
import { askForOperations, operationEnded } from "../state/operations.ts";
import type {
  CoreState,
  JobsState,
  AgentState,
  OfferState,
  ReservationState,
  TimeState,
  CycleOutput,
} from "../state/state.ts";

export function takeEvent(state: CoreState, backend: BackendState, event: BackendEvent): void {
  const { name } = backend;
  switch (event.type) {
    case "connected":
      return connected(state, backend, event.registrationId);
    case "disconnected":
      disconnected(state, backend, event.cause);
      if (backend.capabilities?.oneMachine === true) loseSight(state, name, event.cause);
      return;
    case "removed":
      disconnected(state, backend, event.cause);
      backend.registrationId = undefined;
      return loseAll(state, name, `the cluster removed this scheduler and its tasks (${event.cause})`);
    case "offers":
      for (const offer of event.offers) state.offered.add(state.pool.addOffer(name, offer));
      return;
    case "rescinded":
      state.pool.rescind(name, event.offerId);
      return;
    case "status":
      statusUpdate(state, name, event.update);
      if (event.update.acknowledgement !== undefined)
        state.calls.push({ type: "acknowledge", backend: name, update: event.update });
      return;
    case "operation":
      return operationEnded(state, event);
    case "maintenance":
      return askedToLeave(state, name, event);
    case "maintenance_rescinded":
      return askedNoLonger(state, name, event.requestId);
    case "agents":
      state.pool.setInventory(name, event.agents);
      readInventory(state, name);
      if (backend.awaitsInventory) adoptFromInventory(state, name);
      backend.awaitsInventory = false;
      return;
    case "agent_lost":
      state.pool.remove(name, event.agentId);
      // Most of its tasks hear of it by an update of their own; one that had just ended may not.
      return reconcileAttempts(state, name, event.agentId);
    case "superseded":
    case "refused":
      state.stop = { backend: name, type: event.type, cause: event.cause };
      return;
    default:
      event satisfies never;
  }
}

function connected(
  state: JobsState & AgentState & OfferState & ReservationState & TimeState & CycleOutput,
  backend: BackendState,
  registrationId: string,
): void {
  const { name } = backend;
  backend.connected = true;
  backend.sinceMs = state.nowMs;
  backend.suppressed = false;
  dropOffers(state, name);
  if (backend.registrationId !== registrationId) {
    backend.registrationId = registrationId;
    state.records.push({ type: "registered", backend: name, registrationId });
  }
  repeatRequest(state, name);
  reconcileAll(state, name);
  askForOperations(state, name);
}

function disconnected(
  state: Pick<CoreState, "leaves" | "nowMs" | "offered" | "pool">,
  backend: BackendState,
  cause: string,
): void {
  backend.connected = false;
  backend.sinceMs = state.nowMs;
  backend.cause = cause;
  dropOffers(state, backend.name);
  dropQuestions(state, backend.name);
}

function dropOffers(state: Pick<CoreState, "offered" | "pool">, backend: string): void {
  state.pool.dropOffers(backend);
  for (const agent of state.offered) if (agent.backend === backend) state.offered.delete(agent);
}
