import type { Resource } from "../../proto/generated/types.ts";
import { contains, difference, normalise } from "../../resources/ranges.ts";
import type { Ranges } from "../../resources/ranges.ts";
import { portsOf, THOUSANDTHS, thousandthsOf } from "./offered-resources.ts";
import type { OfferedResources } from "./offered-resources.ts";
import { reservedFor } from "./reservation-labels.ts";

/** Equal but for the amount: what Mesos adds up to one resource. */
export interface ResourceClass {
  /** As offered, with its reservations and its allocation. */
  readonly like: Resource;
  /** Id of the reservation of ours that it is part of. */
  readonly reservation?: string;
  readonly thousandths: number;
  readonly ports: Ranges;
}

/**
 * What is left of some offers of one agent while tasks are cut out of it. Those that nobody else can use come first:
 * reservations of ours, then those that operators made.
 */
export type Pool = readonly ResourceClass[];

export function poolOf(offers: readonly OfferedResources[]): Pool {
  const classes = new Map<string, ResourceClass>();
  const add = (resource: Resource, reservation?: string): void => {
    const key = JSON.stringify({ ...resource, scalar: undefined, ranges: undefined });
    const before = classes.get(key);
    classes.set(key, {
      like: resource,
      ...(reservation === undefined ? {} : { reservation }),
      thousandths: (before?.thousandths ?? 0) + thousandthsOf(resource),
      ports: normalise([...(before?.ports ?? []), ...portsOf([resource])]),
    });
  };
  for (const { usable, revocable, reserved } of offers) {
    for (const resource of [...usable, ...revocable]) add(resource);
    for (const [id, list] of reserved) {
      // A volume is there to be mounted or destroyed, not to be used up.
      for (const resource of list) if (resource.disk === undefined) add(resource, id);
    }
  }
  const rank = ({ like, reservation }: ResourceClass): number =>
    reservation !== undefined ? 0 : reservedFor(like) !== undefined ? 1 : 2;
  return [...classes.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** Amounts by the names of Mesos, in thousandths of a CPU, a MiB, a GPU. */
export type Amounts = Readonly<Record<string, number>>;

export interface Wanted {
  readonly amounts: Amounts;
  readonly ports: readonly number[];
  /** Of this reservation of ours first. */
  readonly reservation?: string;
  /** Of these names only what can be taken away, of all others only what cannot: Mesos allows no mix of one name. */
  readonly revocable: ReadonlySet<string>;
}

export type Taken =
  { readonly resources: readonly Resource[]; readonly rest: Pool } | { readonly lacking: readonly string[] };

/** Cuts resources out of a pool, all or none of them. */
export function takeResources(pool: Pool, wanted: Wanted): Taken {
  const resources: Resource[] = [];
  const lacking: string[] = [];
  const rest = [...pool];
  for (const [name, amount] of Object.entries(wanted.amounts)) {
    let missing = amount;
    for (const [index, one] of rest.entries()) {
      if (one.like.name !== name || !isAllowed(one, wanted)) continue;
      const part = Math.min(missing, one.thousandths);
      if (part <= 0) continue;
      rest[index] = { ...one, thousandths: one.thousandths - part };
      missing -= part;
      resources.push(scalarLike(one.like, part));
    }
    if (missing > 0) lacking.push(name);
  }
  let open = normalise(wanted.ports.map((port) => [port, port] as const));
  if (new Set(wanted.ports).size < wanted.ports.length) lacking.push("ports");
  for (const [index, one] of rest.entries()) {
    if (one.like.name !== "ports" || !isAllowed(one, wanted)) continue;
    const part = normalise(
      wanted.ports
        .filter((port) => contains(open, port) && contains(one.ports, port))
        .map((port) => [port, port] as const),
    );
    if (part.length === 0) continue;
    rest[index] = { ...one, ports: difference(one.ports, part) };
    open = difference(open, part);
    resources.push(rangesLike(one.like, part));
  }
  if (open.length > 0) lacking.push(`ports ${open.map(([first]) => first).join(", ")}`);
  return lacking.length > 0 ? { lacking } : { resources, rest };
}

/** Names of which the revocable part of the pool alone has enough. */
export function revocableNames(pool: Pool, amounts: Amounts): ReadonlySet<string> {
  const sum = (name: string): number =>
    pool.reduce((sum, one) => sum + (one.like.name === name && isRevocable(one) ? one.thousandths : 0), 0);
  return new Set(
    Object.entries(amounts).flatMap(([name, amount]) => (amount > 0 && sum(name) >= amount ? [name] : [])),
  );
}

export function isRevocable({ like }: ResourceClass): boolean {
  return like.revocable !== undefined;
}

function isAllowed(one: ResourceClass, { reservation, revocable }: Wanted): boolean {
  if (isRevocable(one) !== revocable.has(one.like.name)) return false;
  return one.reservation === undefined || one.reservation === reservation;
}

/** So much of a scalar resource. */
export function scalarLike(like: Resource, thousandths: number): Resource {
  return { ...like, scalar: { value: thousandths / THOUSANDTHS } };
}

function rangesLike(like: Resource, ports: Ranges): Resource {
  return { ...like, ranges: { range: ports.map(([begin, end]) => ({ begin, end })) } };
}
