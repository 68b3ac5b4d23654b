import type { Pool } from "../../resources/pool.ts";

/** Amounts of scalars by name, in thousandths; names with nothing are absent. */
export type Quantities = ReadonlyMap<string, number>;

export const NO_QUANTITIES: Quantities = new Map();

/** Scalars of the pool, whatever they are reserved for. */
export function quantitiesOf(pool: Pool): Quantities {
  const sums = new Map<string, number>();
  for (const { kind, amount } of pool.values())
    if (amount.type === "SCALAR") sums.set(kind.name, (sums.get(kind.name) ?? 0) + amount.milli);
  return sums;
}

export function fromScalars(
  scalars: Readonly<Record<string, { readonly value: number }>> | undefined,
): Quantities {
  return new Map(
    Object.entries(scalars ?? {}).map(([name, { value }]) => [name, Math.round(value * 1000)] as const),
  );
}

export function plus(a: Quantities, b: Quantities): Quantities {
  const sum = new Map(a);
  for (const [name, milli] of b) sum.set(name, (sum.get(name) ?? 0) + milli);
  return sum;
}

/** Never below nothing. */
export function minus(a: Quantities, b: Quantities): Quantities {
  const rest = new Map(a);
  for (const [name, milli] of b) {
    const left = (rest.get(name) ?? 0) - milli;
    if (left > 0) rest.set(name, left);
    else rest.delete(name);
  }
  return rest;
}

export function covers(a: Quantities, b: Quantities): boolean {
  for (const [name, milli] of b) if ((a.get(name) ?? 0) < milli) return false;
  return true;
}

/** A limit says nothing about names it does not have. */
export function within(limits: Quantities, used: Quantities): boolean {
  for (const [name, most] of limits) if ((used.get(name) ?? 0) > most) return false;
  return true;
}

/** As Mesos prints them: `cpus:0.8; mem:64`; `{}` for nothing. */
export function quantitiesText(quantities: Quantities): string {
  if (quantities.size === 0) return "{}";
  return [...quantities]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, milli]) => `${name}:${milli / 1000}`)
    .join("; ");
}
