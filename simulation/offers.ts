import type { WantedOffer } from "../offers/backend.ts";
import { firstUnmet } from "../offers/constraints.ts";
import type { Offer } from "../offers/offer.ts";
import * as ranges from "../resources/ranges.ts";
import { add, fits, subtract } from "../resources/vector.ts";
import {
  basketOf,
  hasNews,
  offersOf,
  reservedOf,
  takeBack,
  type Basket,
  type OpenOffer,
  type SimulatedAgent,
} from "./agents.ts";

/** Offers that one answer uses together. */
export interface Taken {
  readonly agent: SimulatedAgent;
  readonly basket: Basket;
  readonly offers: readonly Offer[];
}

/** The offers of a simulated cluster that are out, and the filters that declining them leaves. */
export class SimulatedOffers {
  readonly #open = new Map<string, OpenOffer>();
  readonly #nowMs: () => number;
  readonly #complain: (about: string) => void;
  #count = 0;

  constructor(around: { readonly nowMs: () => number; readonly complain: (about: string) => void }) {
    this.#nowMs = around.nowMs;
    this.#complain = around.complain;
  }

  /** Offers everything of an agent that is free, unless it is refused or not wished for. */
  make(agent: SimulatedAgent, lot: string, wishes: readonly WantedOffer[]): readonly Offer[] {
    if (!agent.reachable || agent.dead || !hasNews(agent, this.#nowMs())) return [];
    if (!isWished(agent, wishes)) return [];
    const nextId = () => {
      this.#count += 1;
      return `offer-${this.#count}`;
    };
    const open = offersOf(agent, { lot, nextId });
    for (const one of open) this.#open.set(one.offer.id, one);
    return open.map(({ offer }) => offer);
  }

  /** @returns whether it was still out */
  take(id: string): OpenOffer | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    this.#open.delete(id);
    takeBack(open);
    return open;
  }

  /** Takes the offers of one answer together, all or none. */
  takeAll(agentId: string, offerIds: readonly string[]): Taken | undefined {
    const open = offerIds.map((id) => this.take(id)).filter((one) => one !== undefined);
    if (new Set(open.map(({ offer }) => offer.lot)).size > 1)
      this.#complain(`offers of two lots were used together: ${offerIds.join(", ")}`);
    if (open.some(({ agent }) => agent.id !== agentId))
      this.#complain(`offers of two agents were used together: ${offerIds.join(", ")}`);
    const agent = open[0]?.agent;
    if (open.length !== offerIds.length || agent === undefined || agent.dead || !agent.reachable)
      return undefined;
    const offers = open.map(({ offer }) => offer);
    return { agent, basket: basketOf(offers), offers };
  }

  decline(id: string, refuseMs: number): void {
    const open = this.take(id);
    if (open !== undefined) this.refuse(open.agent, basketOf([open.offer]), refuseMs);
  }

  /** So much of the agent need not be offered again for a while. */
  refuse(agent: SimulatedAgent, { reservations, resources, revocable }: Basket, refuseMs: number): void {
    agent.refused = [...reservations.values()].reduce(add, add(resources, revocable));
    agent.refusedUntilMs = this.#nowMs() + refuseMs;
  }

  /** @returns the ids of an agent's offers, which are void now */
  takeFrom(agent: SimulatedAgent): readonly string[] {
    const ids = [...this.#open].filter(([, open]) => open.agent === agent).map(([id]) => id);
    for (const id of ids) this.take(id);
    return ids;
  }

  clear(): void {
    for (const id of this.#open.keys()) this.take(id);
  }
}

/** Offers that are of no use to any wish are kept back. */
function isWished(agent: SimulatedAgent, wishes: readonly WantedOffer[]): boolean {
  if (wishes.length === 0) return true;
  const free = subtract(subtract(agent.total, agent.used), reservedOf(agent));
  const whole = add(free, subtract(agent.totalRevocable, agent.usedRevocable));
  const named = { hostname: agent.id, attributes: agent.attributes };
  const ports = () => ranges.count(ranges.difference(agent.totalPorts, agent.usedPorts));
  return wishes.some(
    (wish) =>
      fits(wish.resources, whole) &&
      (wish.ports === 0 || wish.ports <= ports()) &&
      firstUnmet(wish.constraints, named) === undefined,
  );
}
