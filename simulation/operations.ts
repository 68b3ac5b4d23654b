import type { BackendEvent, ReserveOrder, UnreserveOrder } from "../offers/backend.ts";
import { add, fits, isNothing, NO_RESOURCES, subtract } from "../resources/vector.ts";
import { reservationKey, type SimulatedAgent } from "./agents.ts";
import type { Faults } from "./faults.ts";
import type { Taken } from "./offers.ts";
import type { Random } from "./random.ts";

interface Surroundings {
  readonly random: Random;
  readonly faults: () => Faults;
  readonly send: (event: BackendEvent) => void;
  readonly take: (agentId: string, offerIds: readonly string[]) => Taken | undefined;
  readonly check: (agent: SimulatedAgent) => void;
  readonly complain: (about: string) => void;
}

/** Changes of reservations in a simulated cluster; of some of them no outcome is ever told. */
export class SimulatedOperations {
  readonly #outcomes = new Map<string, "done" | "failed">();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  reconcile(operationIds: readonly string[]): void {
    for (const operationId of operationIds) {
      const state = this.#outcomes.get(operationId) ?? "unknown";
      this.#around.send({ type: "operation", operationId, state });
    }
  }

  reserve({ agentId, offerIds, operationId, reservation, resources }: ReserveOrder): void {
    const taken = this.#around.take(agentId, offerIds);
    this.#operate(operationId, () => {
      if (taken === undefined) return false;
      const { agent, basket } = taken;
      if (!fits(resources, basket.resources) || isNothing(resources)) {
        this.#around.complain(`operation ${operationId} reserves more than was offered, or nothing`);
        return false;
      }
      const { lot } = basket;
      const key = reservationKey(reservation, lot);
      const known = agent.reservations.get(key);
      if (known === undefined) {
        agent.reservations.set(key, {
          id: reservation,
          lot,
          resources,
          used: NO_RESOURCES,
          volumes: [],
          offeredIn: undefined,
        });
      } else known.resources = add(known.resources, resources);
      this.#around.check(agent);
      return true;
    });
  }

  unreserve({ agentId, offerIds, operationId, reservations }: UnreserveOrder): void {
    const taken = this.#around.take(agentId, offerIds);
    this.#operate(operationId, () => {
      if (taken === undefined) return false;
      const { agent, basket } = taken;
      for (const id of reservations) {
        const part = basket.reservations.get(id);
        const key = reservationKey(id, basket.lot);
        const known = agent.reservations.get(key);
        if (part === undefined || known === undefined) {
          this.#around.complain(`operation ${operationId} gives back ${id}, which was not offered`);
          return false;
        }
        known.resources = subtract(known.resources, part);
        if (isNothing(known.resources)) agent.reservations.delete(key);
      }
      this.#around.check(agent);
      return true;
    });
  }

  #operate(operationId: string, act: () => boolean): void {
    const { faults, random, send } = this.#around;
    if (this.#outcomes.has(operationId))
      this.#around.complain(`operation ${operationId} was asked for twice`);
    const isLost = random.chance(faults().lostOperation);
    if (isLost && random.chance(0.5)) return;
    const state = !random.chance(faults().failedOperation) && act() ? "done" : "failed";
    this.#outcomes.set(operationId, state);
    if (!isLost) send({ type: "operation", operationId, state });
  }
}
