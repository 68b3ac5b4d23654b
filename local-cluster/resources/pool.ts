import * as Ranges from "../../resources/ranges.ts";
import type { Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";
import { canonicalJson } from "../protocol/json.ts";

/**
 * Sums of Mesos resources. Two resources can be added when everything but their amount is equal: name,
 * reservations, disk, revocable, shared, provider. Who they are allocated to is no part of it: the owner of
 * a pool knows that. Scalars are thousandths, as Mesos computes them.
 * Source: Mesos, src/common/resources.cpp.
 */
export type Pool = ReadonlyMap<string, PoolEntry>;

export interface PoolEntry {
  /** The resource without amount and allocation, reservations as a stack. */
  readonly kind: ResourceKind;
  readonly amount: Amount;
}

export type ResourceKind = Omit<
  Resource,
  "scalar" | "ranges" | "set" | "allocation_info" | "role" | "reservation"
>;

export type Amount =
  | { readonly type: "SCALAR"; readonly milli: number }
  | { readonly type: "RANGES"; readonly ranges: Ranges.Ranges }
  | { readonly type: "SET"; readonly items: readonly string[] };

export const EMPTY_POOL: Pool = new Map();

/** Both formats of reservations are understood; the resources must be valid (`resources/validation.ts`). */
export function poolOf(resources: readonly Resource[]): Pool {
  const pool = new Map<string, PoolEntry>();
  for (const resource of resources) {
    const kind = kindOf(resource);
    put(pool, keyOf(kind), kind, amountOf(resource));
  }
  return pool;
}

export function add(a: Pool, b: Pool): Pool {
  if (b.size === 0) return a;
  const sum = new Map(a);
  for (const [key, entry] of b) put(sum, key, entry.kind, entry.amount);
  return sum;
}

/** What `b` has and `a` has not is passed over: call `contains` first where that matters. */
export function subtract(a: Pool, b: Pool): Pool {
  if (b.size === 0) return a;
  const rest = new Map(a);
  for (const [key, entry] of b) {
    const have = rest.get(key);
    if (have === undefined) continue;
    const amount = minus(have.amount, entry.amount);
    if (isZero(amount)) rest.delete(key);
    else rest.set(key, { kind: have.kind, amount });
  }
  return rest;
}

/** As `subtract`, but shared volumes stay whole: any number of tasks may use them. */
export function consume(a: Pool, b: Pool): Pool {
  return subtract(
    a,
    filter(b, ({ kind }) => kind.shared === undefined),
  );
}

export function contains(a: Pool, b: Pool): boolean {
  for (const [key, entry] of b) {
    const have = a.get(key);
    if (have === undefined) {
      if (!isZero(entry.amount)) return false;
    } else if (!covers(have.amount, entry.amount)) return false;
  }
  return true;
}

export function filter(pool: Pool, keep: (entry: PoolEntry) => boolean): Pool {
  const kept = new Map<string, PoolEntry>();
  for (const [key, entry] of pool) if (keep(entry)) kept.set(key, entry);
  return kept;
}

/** Thousandths of all scalars of that name; for ranges and sets the number of elements times 1000. */
export function totalMilli(pool: Pool, name: string): number {
  let sum = 0;
  for (const { kind, amount } of pool.values()) {
    if (kind.name !== name) continue;
    if (amount.type === "SCALAR") sum += amount.milli;
    else sum += 1000 * (amount.type === "RANGES" ? Ranges.count(amount.ranges) : amount.items.length);
  }
  return sum;
}

/** Ranges of all entries of that name, joined. */
export function rangesOf(pool: Pool, name: string): Ranges.Ranges {
  let all = Ranges.EMPTY;
  for (const { kind, amount } of pool.values()) {
    if (kind.name === name && amount.type === "RANGES") all = Ranges.union(all, amount.ranges);
  }
  return all;
}

/** How to write a pool down as Mesos resources. */
export interface ResourceFormat {
  /** With RESERVATION_REFINEMENT the stack is `reservations`; without, it is `role` and `reservation`. */
  readonly reservations: "stack" | "role";
  /** Present: the resources carry `allocation_info` for this role. */
  readonly allocatedTo?: string;
}

/** Entries with stacked reservations do not exist in the `role` format and are left out. */
export function resourcesOf(pool: Pool, format: ResourceFormat): Resource[] {
  const list: Resource[] = [];
  for (const { kind, amount } of pool.values()) {
    const { reservations, ...rest } = kind;
    if (format.reservations === "role" && (reservations?.length ?? 0) > 1) continue;
    list.push({
      ...rest,
      ...valueOf(amount),
      ...(format.reservations === "stack"
        ? reservations === undefined
          ? {}
          : { reservations }
        : roleFormat(reservations?.[0])),
      ...(format.allocatedTo === undefined ? {} : { allocation_info: { role: format.allocatedTo } }),
    });
  }
  return list;
}

/** The role whose tasks may use it: that of the innermost reservation, `*` for anybody. */
export function reservedFor(kind: ResourceKind): string {
  return kind.reservations?.at(-1)?.role ?? "*";
}

export function kindOf(resource: Resource): ResourceKind {
  const {
    scalar: _scalar,
    ranges: _ranges,
    set: _set,
    allocation_info: _allocation,
    role,
    reservation,
    reservations,
    ...rest
  } = resource;
  if (reservations !== undefined && reservations.length > 0) return { ...rest, reservations };
  if (role === undefined || role === "*") return rest;
  const single: ResourceReservationInfo =
    reservation === undefined ? { type: "STATIC", role } : { ...reservation, type: "DYNAMIC", role };
  return { ...rest, reservations: [single] };
}

export function amountOf(resource: Resource): Amount {
  if (resource.type === "SCALAR")
    return { type: "SCALAR", milli: Math.round((resource.scalar?.value ?? 0) * 1000) };
  if (resource.type === "SET") return { type: "SET", items: [...(resource.set?.item ?? [])].sort() };
  return {
    type: "RANGES",
    ranges: Ranges.normalise(
      (resource.ranges?.range ?? []).map((range) => [range.begin, range.end] as const),
    ),
  };
}

function keyOf(kind: ResourceKind): string {
  const { name, type, reservations, ...rest } = kind;
  let key = name;
  if (reservations !== undefined) {
    // Written out field by field: two senders may order the members of a message differently.
    key += reservations.map((r) => `|${r.type}|${r.role}|${r.principal ?? ""}|${labelsKey(r)}`).join("");
  }
  for (const part of ["provider_id", "disk", "revocable", "shared"] as const) {
    if (rest[part] !== undefined) key += `|${part}${canonicalJson(rest[part])}`;
  }
  return type === "SCALAR" ? key : `${key}|${type}`;
}

function labelsKey(reservation: ResourceReservationInfo): string {
  return reservation.labels === undefined ? "" : canonicalJson(reservation.labels);
}

function put(pool: Map<string, PoolEntry>, key: string, kind: ResourceKind, amount: Amount): void {
  const have = pool.get(key);
  const sum = have === undefined ? amount : plus(have.amount, amount);
  if (!isZero(sum)) pool.set(key, { kind, amount: sum });
}

function plus(a: Amount, b: Amount): Amount {
  if (a.type === "SCALAR" && b.type === "SCALAR") return { type: "SCALAR", milli: a.milli + b.milli };
  if (a.type === "RANGES" && b.type === "RANGES")
    return { type: "RANGES", ranges: Ranges.union(a.ranges, b.ranges) };
  if (a.type === "SET" && b.type === "SET")
    return { type: "SET", items: [...new Set([...a.items, ...b.items])].sort() };
  return a;
}

function minus(a: Amount, b: Amount): Amount {
  if (a.type === "SCALAR" && b.type === "SCALAR")
    return { type: "SCALAR", milli: Math.max(0, a.milli - b.milli) };
  if (a.type === "RANGES" && b.type === "RANGES")
    return { type: "RANGES", ranges: Ranges.difference(a.ranges, b.ranges) };
  if (a.type === "SET" && b.type === "SET")
    return { type: "SET", items: a.items.filter((item) => !b.items.includes(item)) };
  return a;
}

function covers(a: Amount, b: Amount): boolean {
  if (a.type === "SCALAR" && b.type === "SCALAR") return a.milli >= b.milli;
  if (a.type === "RANGES" && b.type === "RANGES") return Ranges.difference(b.ranges, a.ranges).length === 0;
  if (a.type === "SET" && b.type === "SET") return b.items.every((item) => a.items.includes(item));
  return false;
}

function isZero(amount: Amount): boolean {
  if (amount.type === "SCALAR") return amount.milli === 0;
  return amount.type === "RANGES" ? amount.ranges.length === 0 : amount.items.length === 0;
}

function valueOf(amount: Amount): Pick<Resource, "scalar" | "ranges" | "set"> {
  if (amount.type === "SCALAR") return { scalar: { value: amount.milli / 1000 } };
  if (amount.type === "SET") return { set: { item: amount.items } };
  return { ranges: { range: amount.ranges.map(([begin, end]) => ({ begin, end })) } };
}

function roleFormat(
  reservation: ResourceReservationInfo | undefined,
): Pick<Resource, "role" | "reservation"> {
  if (reservation === undefined) return { role: "*" };
  const { type, role = "*", ...rest } = reservation;
  return type === "DYNAMIC" ? { role, reservation: rest } : { role };
}
