import type { Ranges } from "../resources/ranges.ts";
import * as ranges from "../resources/ranges.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { add, fits, largest, NO_RESOURCES, RESOURCE_KINDS, smallest, subtract } from "../resources/vector.ts";
import type { Closing } from "./closing.ts";
import type { MachineIds } from "./machines.ts";
import type { AgentInfo, Offer, Unavailability } from "./offer.ts";

/** Offers of one agent that can be answered together. */
export interface Lot {
  readonly name: string;
  offers: readonly Offer[];
  /** What the offers bring, less what was placed on it in this turn. */
  resources: ResourceVector;
  revocable: ResourceVector;
  ports: Ranges;
  /** Ours, as these offers show them, by id. */
  readonly reservations: Map<string, ResourceVector>;
}

/** One agent as far as the leader knows it. Changed only through the pool. */
export interface PooledAgent {
  readonly backend: string;
  readonly id: string;
  hostname: string;
  access: string;
  ids: MachineIds | undefined;
  attributes: Readonly<Record<string, string>>;
  /** Something may start there: its cluster says so, no other one has the machine, and nobody has closed it. */
  active: boolean;
  inService: boolean;
  /** The cluster that has its machine, too, and keeps it. */
  sharedWith: string | undefined;
  /** Why nothing new starts there. */
  closed: Closing | undefined;
  /** Capacity; until the inventory comes, the most that was seen of it. */
  total: ResourceVector;
  /**
   * What is free, offered to us or not: the largest lot offered last, less what we started, plus what ended since.
   * What is reserved for one purpose is not free.
   */
  free: ResourceVector;
  freePorts: number;
  freeRevocable: ResourceVector;
  /** As the last offer or question told it. */
  unavailability: Unavailability | undefined;
  /** Ours, in use or not, by id, as the last inventory or a later offer showed them. */
  readonly reservations: Map<string, ResourceVector>;
  /** Offers in hand. */
  readonly lots: Map<string, Lot>;
}

/** The agents of all backends and the offers in hand. */
export class AgentPool {
  readonly #agents = new Map<string, PooledAgent>();
  readonly #agentOfOffer = new Map<string, PooledAgent>();
  readonly #reserved = new Set<PooledAgent>();
  #changed = new Set<PooledAgent>();
  #version = 0;

  /** Changes whenever an agent comes, goes, or becomes another one in all but what is free. */
  get version(): number {
    return this.#version;
  }

  /** Agents that came, went, or became other ones in anything since this was last asked. */
  takeChanged(): ReadonlySet<PooledAgent> {
    const changed = this.#changed;
    if (changed.size > 0) this.#changed = new Set();
    return changed;
  }

  /** Something about an agent has changed that the pool does not know. */
  mark(backend: string, agentId: string): void {
    const agent = this.get(backend, agentId);
    if (agent !== undefined) this.#changed.add(agent);
  }

  /** To somebody new all are. */
  markAll(): void {
    for (const agent of this.#agents.values()) this.#changed.add(agent);
  }

  /** @returns the agent, with this offer added to those in hand */
  addOffer(backend: string, offer: Offer): PooledAgent {
    const agent = this.#ensure(backend, offer.agentId, offer.hostname);
    this.#changed.add(agent);
    agent.access = offer.access;
    this.#describe(agent, offer.hostname, offer.attributes, true);
    agent.unavailability = offer.unavailability;
    this.#agentOfOffer.set(offerKey(backend, offer.id), agent);
    // Given twice, it is there once, as it was told last.
    const others = agent.lots.get(offer.lot)?.offers.filter(({ id }) => id !== offer.id) ?? [];
    const lot = lotOf([...others, offer], offer.lot);
    agent.lots.set(offer.lot, lot);
    for (const [id, resources] of lot.reservations) this.#setReservation(agent, id, resources);
    recountFree(agent);
    if (!fits(agent.free, agent.total)) {
      agent.total = largest(agent.total, agent.free);
      this.#version += 1;
    }
    return agent;
  }

  /** Forgets an offer. Its resources went to somebody else; the next offer says how much is free. */
  rescind(backend: string, offerId: string): void {
    const agent = this.#agentOfOffer.get(offerKey(backend, offerId));
    if (agent === undefined) return;
    this.#agentOfOffer.delete(offerKey(backend, offerId));
    for (const { name, offers } of agent.lots.values()) {
      const left = offers.filter((offer) => offer.id !== offerId);
      if (left.length === offers.length) continue;
      if (left.length === 0) agent.lots.delete(name);
      else agent.lots.set(name, lotOf(left, name));
    }
    recountFree(agent);
    this.#changed.add(agent);
  }

  /** @returns the ids of the offers of a lot, which are answered now */
  takeLot(agent: PooledAgent, lot: Lot): readonly string[] {
    const ids = lot.offers.map((offer) => offer.id);
    for (const id of ids) this.#agentOfOffer.delete(offerKey(agent.backend, id));
    agent.lots.delete(lot.name);
    return ids;
  }

  /** Takes a part of a lot away for a task. What is reserved for it counts in neither. */
  place(
    agent: PooledAgent,
    lot: Lot,
    part: { readonly resources: ResourceVector; readonly revocable: ResourceVector; readonly ports: number },
  ): readonly number[] {
    this.#changed.add(agent);
    lot.resources = subtract(lot.resources, part.resources);
    agent.free = subtract(agent.free, part.resources);
    if (part.revocable !== NO_RESOURCES) {
      lot.revocable = subtract(lot.revocable, part.revocable);
      agent.freeRevocable = subtract(agent.freeRevocable, part.revocable);
    }
    if (part.ports === 0) return [];
    const { taken, rest } = ranges.takeFirst(lot.ports, part.ports);
    lot.ports = rest;
    agent.freePorts -= part.ports;
    return [...ranges.values(taken)];
  }

  /** A task of ours ended there. */
  free(backend: string, agentId: string, had: ResourceVector, ports: number): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent === undefined) return;
    this.#changed.add(agent);
    agent.free = smallest(add(agent.free, had), agent.total);
    agent.freePorts += ports;
  }

  /** Takes over the inventory of a backend; agents it does not name are gone. */
  setInventory(backend: string, infos: readonly AgentInfo[]): void {
    const named = new Set(infos.map((info) => info.id));
    for (const agent of this.#agents.values()) {
      if (agent.backend === backend && !named.has(agent.id) && agent.lots.size === 0)
        this.remove(backend, agent.id);
    }
    for (const info of infos) {
      const known = this.#agents.has(agentKey(backend, info.id));
      const agent = this.#ensure(backend, info.id, info.hostname);
      if (!sameText(agent.ids ?? {}, info.machine ?? {})) {
        agent.ids = info.machine;
        this.#version += 1;
      }
      this.#describe(agent, info.hostname, info.attributes, info.active);
      if (!equal(agent.total, info.total)) {
        agent.total = info.total;
        this.#changed.add(agent);
        this.#version += 1;
      }
      if (!known) agent.free = info.total;
      agent.reservations.clear();
      this.#reserved.delete(agent);
      for (const { id, resources } of info.reservations) this.#setReservation(agent, id, resources);
    }
  }

  /** @param owner  the cluster that has its machine, too, and keeps it; `undefined`: none */
  setShared(of: Readonly<PooledAgent>, owner: string | undefined): void {
    const agent = this.get(of.backend, of.id);
    if (agent === undefined || agent.sharedWith === owner) return;
    agent.sharedWith = owner;
    this.#setActive(agent);
  }

  setClosed(of: Readonly<PooledAgent>, closing: Closing | undefined): void {
    const agent = this.get(of.backend, of.id);
    if (agent === undefined || agent.closed === closing) return;
    agent.closed = closing;
    this.#setActive(agent);
  }

  #setActive(agent: PooledAgent): void {
    agent.active = mayStartOn(agent);
    this.#changed.add(agent);
    this.#version += 1;
  }

  /** What is heard of a reservation between two inventories. */
  noteReserved(backend: string, agentId: string, id: string, more: ResourceVector): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent === undefined) return;
    this.#setReservation(agent, id, add(agent.reservations.get(id) ?? NO_RESOURCES, more));
  }

  noteUnreserved(backend: string, agentId: string, ids: readonly string[]): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent === undefined) return;
    for (const id of ids) agent.reservations.delete(id);
    if (agent.reservations.size === 0) this.#reserved.delete(agent);
  }

  /** Agents that hold reservations of ours. */
  reserved(): Iterable<Readonly<PooledAgent>> {
    return this.#reserved;
  }

  setUnavailability(agent: Readonly<PooledAgent>, unavailability: Unavailability | undefined): void {
    const own = this.get(agent.backend, agent.id);
    if (own === undefined) return;
    own.unavailability = unavailability;
    this.#changed.add(own);
  }

  remove(backend: string, agentId: string): void {
    const agent = this.#agents.get(agentKey(backend, agentId));
    if (agent === undefined) return;
    this.#dropLots(agent);
    this.#agents.delete(agentKey(backend, agentId));
    this.#reserved.delete(agent);
    this.#changed.add(agent);
    this.#version += 1;
  }

  /** All offers of a backend are void. */
  dropOffers(backend: string): void {
    for (const agent of this.#agents.values()) if (agent.backend === backend) this.#dropLots(agent);
  }

  get(backend: string, agentId: string): PooledAgent | undefined {
    return this.#agents.get(agentKey(backend, agentId));
  }

  /** In the order in which they were first seen. */
  agents(): Iterable<Readonly<PooledAgent>> {
    return this.#agents.values();
  }

  #dropLots(agent: PooledAgent): void {
    for (const lot of agent.lots.values()) this.takeLot(agent, lot);
  }

  #setReservation(agent: PooledAgent, id: string, resources: ResourceVector): void {
    agent.reservations.set(id, resources);
    this.#reserved.add(agent);
  }

  #describe(
    agent: PooledAgent,
    hostname: string,
    attributes: Readonly<Record<string, string>>,
    inService: boolean,
  ): void {
    const isOther = !sameText(agent.attributes, attributes);
    if (agent.hostname === hostname && agent.inService === inService && !isOther) return;
    this.#version += 1;
    this.#changed.add(agent);
    agent.hostname = hostname;
    if (isOther) agent.attributes = attributes;
    agent.inService = inService;
    agent.active = mayStartOn(agent);
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
        ids: undefined,
        attributes: {},
        active: true,
        inService: true,
        sharedWith: undefined,
        closed: undefined,
        total: NO_RESOURCES,
        free: NO_RESOURCES,
        freePorts: 0,
        freeRevocable: NO_RESOURCES,
        unavailability: undefined,
        reservations: new Map(),
        lots: new Map(),
      };
      this.#agents.set(key, agent);
      this.#changed.add(agent);
      this.#version += 1;
    }
    return agent;
  }
}

function mayStartOn({ closed, inService, sharedWith }: PooledAgent): boolean {
  return inService && sharedWith === undefined && closed === undefined;
}

function lotOf(offers: readonly Offer[], name: string): Lot {
  const [first, ...others] = offers;
  const lot: Lot = {
    name,
    offers,
    resources: first?.resources ?? NO_RESOURCES,
    revocable: first?.revocable ?? NO_RESOURCES,
    ports: first?.ports ?? ranges.EMPTY,
    reservations: new Map(first?.reservations.map(({ id, resources }) => [id, resources])),
  };
  for (const offer of others) {
    lot.resources = add(lot.resources, offer.resources);
    if (offer.revocable !== undefined) lot.revocable = add(lot.revocable, offer.revocable);
    lot.ports = ranges.union(lot.ports, offer.ports);
    for (const { id, resources } of offer.reservations)
      lot.reservations.set(id, add(lot.reservations.get(id) ?? NO_RESOURCES, resources));
  }
  return lot;
}

/** A task uses one lot, so what is free is what the largest one has. */
function recountFree(agent: PooledAgent): void {
  let best: Lot | undefined;
  for (const lot of agent.lots.values())
    if (best === undefined || size(lot.resources) > size(best.resources)) best = lot;
  agent.free = best?.resources ?? NO_RESOURCES;
  agent.freeRevocable = best?.revocable ?? NO_RESOURCES;
  agent.freePorts = best === undefined ? 0 : ranges.count(best.ports);
}

function size(resources: ResourceVector): number {
  return resources.cpusMilli + resources.memMib;
}

function agentKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}
function offerKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}

function sameText(a: Texts, b: Texts): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

type Texts = Readonly<Record<string, string | undefined>>;

function equal(a: ResourceVector, b: ResourceVector): boolean {
  return RESOURCE_KINDS.every((kind) => a[kind] === b[kind]);
}
