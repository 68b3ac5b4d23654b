import type { Offer, Reservation, Unavailability } from "../offers/offer.ts";
import type { TaskLaunch } from "../offers/backend.ts";
import * as ranges from "../resources/ranges.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { add, fits, isNothing, NO_RESOURCES, RESOURCE_KINDS, subtract } from "../resources/vector.ts";

/** What of an agent is reserved for one purpose in one lot. `used`: by a task that runs. */
export interface SimulatedReservation {
  readonly id: string;
  readonly lot: string;
  resources: ResourceVector;
  used: ResourceVector;
  volumes: readonly string[];
  /** The offer that it is part of. */
  offeredIn: string | undefined;
}

export interface SimulatedAgent {
  readonly id: string;
  readonly total: ResourceVector;
  readonly totalRevocable: ResourceVector;
  readonly totalPorts: ranges.Ranges;
  readonly attributes: Readonly<Record<string, string>>;
  /** What its tasks hold outside of reservations. */
  used: ResourceVector;
  usedRevocable: ResourceVector;
  usedPorts: ranges.Ranges;
  /** By `reservationKey`. */
  readonly reservations: Map<string, SimulatedReservation>;
  /** In offers that are out. */
  offered: ResourceVector;
  offeredRevocable: ResourceVector;
  offeredPorts: ranges.Ranges;
  reachable: boolean;
  dead: boolean;
  /** Tasks fail to start there, often. */
  readonly broken: boolean;
  /** Once it is one: every task fails there so long after it began. */
  blackHoleMs: number | undefined;
  unavailability: Unavailability | undefined;
  refusedUntilMs: number;
  refused: ResourceVector;
}

export interface OpenOffer {
  readonly offer: Offer;
  readonly agent: SimulatedAgent;
}

export function newAgent(
  id: string,
  kind: Pick<SimulatedAgent, "total" | "totalRevocable" | "totalPorts" | "attributes" | "broken">,
): SimulatedAgent {
  const { attributes, broken, total, totalPorts, totalRevocable } = kind;
  return {
    id,
    total,
    totalRevocable,
    totalPorts,
    attributes,
    broken,
    blackHoleMs: undefined,
    used: NO_RESOURCES,
    usedRevocable: NO_RESOURCES,
    usedPorts: ranges.EMPTY,
    reservations: new Map(),
    offered: NO_RESOURCES,
    offeredRevocable: NO_RESOURCES,
    offeredPorts: ranges.EMPTY,
    reachable: true,
    dead: false,
    unavailability: undefined,
    refusedUntilMs: 0,
    refused: NO_RESOURCES,
  };
}

/** Reservations of one id in two lots have nothing to do with each other. */
export function reservationKey(id: string, lot: string): string {
  return `${id} ${lot}`;
}

export function reservedOf(agent: SimulatedAgent): ResourceVector {
  let sum = NO_RESOURCES;
  for (const { resources } of agent.reservations.values()) sum = add(sum, resources);
  return sum;
}

/** Whether more is free and in no offer than was refused for now. Asked of every agent, all the time: it makes no objects. */
export function hasNews(agent: SimulatedAgent, nowMs: number): boolean {
  const { offered, offeredRevocable, refused, reservations, total, totalRevocable, used, usedRevocable } =
    agent;
  const known = agent.refusedUntilMs > nowMs ? refused : NO_RESOURCES;
  return RESOURCE_KINDS.some((kind) => {
    let free = total[kind] - used[kind] - offered[kind];
    free += totalRevocable[kind] - usedRevocable[kind] - offeredRevocable[kind];
    for (const one of reservations.values())
      free -= one.offeredIn === undefined ? one.used[kind] : one.resources[kind];
    return free > known[kind];
  });
}

/** Everything that is free and in no offer, as offers: of the unreserved in one lot, of reservations in their own. */
export function offersOf(
  agent: SimulatedAgent,
  options: { readonly lot: string; readonly nextId: () => string },
): readonly OpenOffer[] {
  const free = subtract(subtract(subtract(agent.total, agent.used), agent.offered), reservedOf(agent));
  const revocable = subtract(subtract(agent.totalRevocable, agent.usedRevocable), agent.offeredRevocable);
  const idle = [...agent.reservations.values()].filter(
    (one) => one.offeredIn === undefined && !isNothing(subtract(one.resources, one.used)),
  );
  const ports = ranges.difference(ranges.difference(agent.totalPorts, agent.usedPorts), agent.offeredPorts);
  const offers: OpenOffer[] = [];
  for (const lot of new Set([options.lot, ...idle.map((one) => one.lot)])) {
    const own = idle.filter((one) => one.lot === lot);
    const isMain = lot === options.lot;
    if (own.length === 0 && !(isMain && (free.cpusMilli > 0 || revocable.cpusMilli > 0))) continue;
    const id = options.nextId();
    for (const one of own) one.offeredIn = id;
    const offer: Offer = {
      id,
      agentId: agent.id,
      hostname: agent.id,
      access: "",
      attributes: agent.attributes,
      lot,
      resources: isMain ? free : NO_RESOURCES,
      ports: isMain ? ports : ranges.EMPTY,
      ...(isMain && !isNothing(revocable) ? { revocable } : {}),
      reservations: own.map((one) => ({
        id: one.id,
        resources: subtract(one.resources, one.used),
        volumes: one.volumes,
      })),
      ...(agent.unavailability === undefined ? {} : { unavailability: agent.unavailability }),
    };
    agent.offered = add(agent.offered, offer.resources);
    agent.offeredRevocable = add(agent.offeredRevocable, offer.revocable ?? NO_RESOURCES);
    agent.offeredPorts = ranges.union(agent.offeredPorts, offer.ports);
    offers.push({ offer, agent });
  }
  return offers;
}

/** The offer is out no more. */
export function takeBack({ agent, offer }: OpenOffer): void {
  agent.offered = subtract(agent.offered, offer.resources);
  agent.offeredRevocable = subtract(agent.offeredRevocable, offer.revocable ?? NO_RESOURCES);
  agent.offeredPorts = ranges.difference(agent.offeredPorts, offer.ports);
  for (const one of agent.reservations.values()) if (one.offeredIn === offer.id) one.offeredIn = undefined;
}

/** What offers bring together, used up step by step by the operations of one answer. */
export interface Basket {
  readonly lot: string;
  resources: ResourceVector;
  revocable: ResourceVector;
  ports: ranges.Ranges;
  readonly reservations: Map<string, ResourceVector>;
}

export function basketOf(offers: readonly Offer[]): Basket {
  const basket: Basket = {
    lot: offers[0]?.lot ?? "",
    resources: NO_RESOURCES,
    revocable: NO_RESOURCES,
    ports: ranges.EMPTY,
    reservations: new Map(),
  };
  for (const offer of offers) {
    basket.resources = add(basket.resources, offer.resources);
    basket.revocable = add(basket.revocable, offer.revocable ?? NO_RESOURCES);
    basket.ports = ranges.union(basket.ports, offer.ports);
    for (const { id, resources } of offer.reservations)
      basket.reservations.set(id, add(basket.reservations.get(id) ?? NO_RESOURCES, resources));
  }
  return basket;
}

/** What one task holds, by where it comes from. */
export interface Share {
  readonly resources: ResourceVector;
  readonly revocable: ResourceVector;
  readonly ports: ranges.Ranges;
  /** By key of the reservation. */
  readonly reserved: ReadonlyMap<string, ResourceVector>;
}

/** Takes from a basket what a task needs; a sentence when it asks for what is not in it. */
export function shareFor(launch: TaskLaunch, basket: Basket): Share | string {
  const { reservation } = launch;
  const held = reservation === undefined ? undefined : basket.reservations.get(reservation);
  if (reservation !== undefined && held === undefined) return `there is no reservation ${reservation}`;
  const fromReserved = { ...NO_RESOURCES };
  const regular = { ...NO_RESOURCES };
  const revocable = { ...NO_RESOURCES };
  for (const kind of RESOURCE_KINDS) {
    const need = launch.resources[kind];
    const isRevocable = launch.preemptible && reservation === undefined && need <= basket.revocable[kind];
    if (isRevocable) revocable[kind] = need;
    else {
      fromReserved[kind] = Math.min(need, held?.[kind] ?? 0);
      regular[kind] = need - fromReserved[kind];
    }
  }
  if (!fits(regular, basket.resources)) return "it needs more than was offered";
  const ports = ranges.normalise(launch.ports.map(({ port }) => [port, port] as const));
  if (ranges.count(ports) !== launch.ports.length) return "it has a port twice";
  if (ranges.count(ranges.difference(ports, basket.ports)) > 0) return "it has a port that was not offered";
  basket.resources = subtract(basket.resources, regular);
  basket.revocable = subtract(basket.revocable, revocable);
  basket.ports = ranges.difference(basket.ports, ports);
  if (reservation !== undefined && held !== undefined)
    basket.reservations.set(reservation, subtract(held, fromReserved));
  const reserved = new Map(
    reservation === undefined ? [] : [[reservationKey(reservation, basket.lot), fromReserved]],
  );
  return { resources: regular, revocable, ports, reserved };
}

/** A scratch volume: its disk becomes a reservation of its own, which the task uses. */
export function withScratch(agent: SimulatedAgent, launch: TaskLaunch, share: Share, lot: string): Share {
  // Disk that is reserved for the job already holds the volume as it is.
  if (launch.scratch === undefined || share.resources.diskMib < launch.scratch.mib) return share;
  const id = `task-${launch.taskId}`;
  const disk = { ...NO_RESOURCES, diskMib: launch.scratch.mib };
  const key = reservationKey(id, lot);
  agent.reservations.set(key, {
    id,
    lot,
    resources: disk,
    used: NO_RESOURCES,
    volumes: [id],
    offeredIn: undefined,
  });
  return {
    ...share,
    resources: subtract(share.resources, disk),
    reserved: new Map([...share.reserved, [key, disk]]),
  };
}

export function hold(agent: SimulatedAgent, share: Share): void {
  agent.used = add(agent.used, share.resources);
  agent.usedRevocable = add(agent.usedRevocable, share.revocable);
  agent.usedPorts = ranges.union(agent.usedPorts, share.ports);
  for (const [key, resources] of share.reserved) {
    const reservation = agent.reservations.get(key);
    if (reservation !== undefined) reservation.used = add(reservation.used, resources);
  }
}

export function release(agent: SimulatedAgent, share: Share): void {
  agent.used = subtract(agent.used, share.resources);
  agent.usedRevocable = subtract(agent.usedRevocable, share.revocable);
  agent.usedPorts = ranges.difference(agent.usedPorts, share.ports);
  for (const [key, resources] of share.reserved) {
    const reservation = agent.reservations.get(key);
    if (reservation !== undefined) reservation.used = subtract(reservation.used, resources);
  }
}

/** What can never be: more held than there is, or less than nothing. */
export function isSound(agent: SimulatedAgent): boolean {
  const held = add(agent.used, reservedOf(agent));
  const parts = [...agent.reservations.values()];
  return (
    fits(held, agent.total) &&
    fits(agent.usedRevocable, agent.totalRevocable) &&
    RESOURCE_KINDS.every((kind) => agent.used[kind] >= 0 && agent.usedRevocable[kind] >= 0) &&
    parts.every(({ resources, used }) => fits(used, resources) && fits(NO_RESOURCES, used))
  );
}

/** As the inventory shows them, one for each id. */
export function shownReservations(agent: SimulatedAgent): readonly Reservation[] {
  const shown = new Map<string, Reservation>();
  for (const { id, resources, volumes } of agent.reservations.values()) {
    const known = shown.get(id);
    shown.set(id, { id, resources: add(known?.resources ?? NO_RESOURCES, resources), volumes });
  }
  return [...shown.values()];
}
