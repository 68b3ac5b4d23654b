import type { ResourceVector } from "../resources/vector.ts";
import { add, fits, NO_RESOURCES, subtract } from "../resources/vector.ts";
import type { AgentInfo, Offer } from "./offer.ts";

/** One agent as far as the leader knows it. Changed only through the pool. */
export interface PooledAgent {
  readonly backend: string;
  readonly id: string;
  hostname: string;
  access: string;
  attributes: Readonly<Record<string, string>>;
  active: boolean;
  /** Capacity; until the inventory comes, the most that was seen of it. */
  total: ResourceVector;
  /** What is free, offered to us or not: the last offer, less what we started, plus what ended since. */
  free: ResourceVector;
  /** Offers in hand and their sum, less what was placed on them in this turn. */
  offerIds: string[];
  offered: ResourceVector;
}

/** The agents of all backends and the offers in hand. */
export class AgentPool {
  readonly #agents = new Map<string, PooledAgent>();
  readonly #agentOfOffer = new Map<string, PooledAgent>();

  /** @returns the agent, with this offer added to those in hand */
  addOffer(backend: string, offer: Offer): PooledAgent {
    const agent = this.#ensure(backend, offer.agentId, offer.hostname);
    agent.hostname = offer.hostname;
    agent.access = offer.access;
    agent.attributes = offer.attributes;
    agent.active = true;
    agent.offerIds.push(offer.id);
    agent.offered = add(agent.offered, offer.resources);
    agent.free = agent.offered;
    if (!fits(agent.offered, agent.total)) agent.total = largest(agent.total, agent.offered);
    this.#agentOfOffer.set(offerKey(backend, offer.id), agent);
    return agent;
  }

  /** Forgets an offer. Its resources went to somebody else; the next offer tells how much is free. */
  rescind(backend: string, offerId: string): void {
    const agent = this.#agentOfOffer.get(offerKey(backend, offerId));
    if (agent === undefined) return;
    this.releaseOffers(agent);
    agent.free = NO_RESOURCES;
  }

  /** @returns the ids of the offers in hand, which are answered now */
  releaseOffers(agent: PooledAgent): readonly string[] {
    const ids = agent.offerIds;
    for (const id of ids) this.#agentOfOffer.delete(offerKey(agent.backend, id));
    agent.offerIds = [];
    agent.offered = NO_RESOURCES;
    return ids;
  }

  place(agent: PooledAgent, need: ResourceVector): void {
    agent.offered = subtract(agent.offered, need);
    agent.free = subtract(agent.free, need);
  }

  /** A task of ours ended there. */
  free(backend: string, agentId: string, had: ResourceVector): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent !== undefined) agent.free = smallest(add(agent.free, had), agent.total);
  }

  /** Takes over the inventory of a backend; agents it does not name are gone. */
  setInventory(backend: string, infos: readonly AgentInfo[]): void {
    const named = new Set(infos.map((info) => info.id));
    for (const agent of this.#agents.values()) {
      if (agent.backend === backend && !named.has(agent.id) && agent.offerIds.length === 0)
        this.remove(backend, agent.id);
    }
    for (const info of infos) {
      const known = this.#agents.has(agentKey(backend, info.id));
      const agent = this.#ensure(backend, info.id, info.hostname);
      agent.hostname = info.hostname;
      agent.attributes = info.attributes;
      agent.active = info.active;
      agent.total = info.total;
      if (!known) agent.free = info.total;
    }
  }

  remove(backend: string, agentId: string): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent === undefined) return;
    this.releaseOffers(agent);
    this.#agents.delete(agentKey(backend, agentId));
  }

  /** All offers of a backend are void. */
  dropOffers(backend: string): void {
    for (const agent of this.#agents.values()) if (agent.backend === backend) this.releaseOffers(agent);
  }

  get(backend: string, agentId: string): PooledAgent | undefined {
    return this.#agents.get(agentKey(backend, agentId));
  }

  /** In the order in which they were first seen. */
  agents(): Iterable<Readonly<PooledAgent>> {
    return this.#agents.values();
  }

  #ensure(backend: string, id: string, hostname: string): PooledAgent {
    const key = agentKey(backend, id);
    let agent = this.#agents.get(key);
    if (agent === undefined) {
      agent = {
        backend,
        id,
        hostname,
        access: "",
        attributes: {},
        active: true,
        total: NO_RESOURCES,
        free: NO_RESOURCES,
        offerIds: [],
        offered: NO_RESOURCES,
      };
      this.#agents.set(key, agent);
    }
    return agent;
  }
}

function agentKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}
function offerKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}

function largest(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: Math.max(a.cpusMilli, b.cpusMilli),
    memMib: Math.max(a.memMib, b.memMib),
    diskMib: Math.max(a.diskMib, b.diskMib),
    gpus: Math.max(a.gpus, b.gpus),
  };
}
function smallest(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: Math.min(a.cpusMilli, b.cpusMilli),
    memMib: Math.min(a.memMib, b.memMib),
    diskMib: Math.min(a.diskMib, b.diskMib),
    gpus: Math.min(a.gpus, b.gpus),
  };
}
