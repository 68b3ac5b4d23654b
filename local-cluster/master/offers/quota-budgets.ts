import type { Pool, PoolEntry } from "../../resources/pool.ts";
import { EMPTY_POOL } from "../../resources/pool.ts";
import { filter } from "../../resources/pool.ts";
import type { RoleQuota } from "./allocator.ts";
import { minus, NO_QUANTITIES, plus, quantitiesOf } from "../state/quantities.ts";
import type { Quantities } from "../state/quantities.ts";

/** What quotas leave to each role while an allocation goes on. */
export interface QuotaBudgets {
  /** A guarantee of the role is not satisfied yet. */
  isOwed(role: string): boolean;
  /**
   * The part of the resources that the role may get: `guaranteed` only when it serves its guarantee, `rest`
   * without what the missing guarantees of others need. Scalars are cut, everything else is whole. Reserved and
   * revocable resources are no matter of quota.
   */
  part(role: string, pool: Pool, stage: "guaranteed" | "rest"): Pool;
  take(role: string, pool: Pool): void;
}

/** @param free  of the agents that take part in the allocation */
export function quotaBudgets(quotas: readonly RoleQuota[], free: readonly Pool[]): QuotaBudgets {
  if (quotas.length === 0) return { isOwed: () => false, part: (_role, pool) => pool, take: () => undefined };
  const consumed = new Map(quotas.map((quota) => [quota.role, quota.consumed]));
  const byRole = new Map(quotas.map((quota) => [quota.role, quota]));
  const top = (role: string): string => role.split("/")[0] ?? role;
  const owed = (quota: RoleQuota): Quantities =>
    minus(quota.guarantees, consumed.get(quota.role) ?? NO_QUANTITIES);
  let available = free.reduce<Quantities>(
    (sum, pool) => plus(sum, quantitiesOf(filter(pool, isPlain))),
    NO_QUANTITIES,
  );
  return {
    isOwed(role) {
      const quota = byRole.get(top(role));
      return quota !== undefined && owed(quota).size > 0;
    },
    part(role, pool, stage) {
      const quota = byRole.get(top(role));
      const held = consumed.get(top(role)) ?? NO_QUANTITIES;
      const caps = new Map<string, number>();
      const cap = (name: string, milli: number): void => {
        caps.set(name, Math.max(0, Math.min(milli, caps.get(name) ?? Infinity)));
      };
      for (const [name, most] of quota?.limits ?? []) cap(name, most - (held.get(name) ?? 0));
      if (stage === "guaranteed" && quota !== undefined) {
        for (const name of quota.guarantees.keys()) cap(name, owed(quota).get(name) ?? 0);
        const wanted = new Set(owed(quota).keys());
        const part = cut(pool, caps);
        const serves = [...part.values()].some((entry) => isPlain(entry) && wanted.has(entry.kind.name));
        return serves ? part : EMPTY_POOL;
      }
      let missing = NO_QUANTITIES;
      for (const other of quotas) missing = plus(missing, owed(other));
      for (const [name, milli] of missing) cap(name, (available.get(name) ?? 0) - milli);
      return cut(pool, caps);
    },
    take(role, pool) {
      const plain = quantitiesOf(filter(pool, isPlain));
      available = minus(available, plain);
      const held = consumed.get(top(role));
      if (held !== undefined) consumed.set(top(role), plus(held, plain));
    },
  };
}

function isPlain({ kind }: PoolEntry): boolean {
  return kind.reservations === undefined && kind.revocable === undefined;
}

function cut(pool: Pool, caps: ReadonlyMap<string, number>): Pool {
  const kept = new Map<string, PoolEntry>();
  for (const [key, entry] of pool) {
    const cap = caps.get(entry.kind.name);
    if (cap === undefined || entry.amount.type !== "SCALAR" || !isPlain(entry)) kept.set(key, entry);
    else if (cap > 0)
      kept.set(key, { ...entry, amount: { type: "SCALAR", milli: Math.min(cap, entry.amount.milli) } });
  }
  return kept;
}
