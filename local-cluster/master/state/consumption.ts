import { add, EMPTY_POOL, filter, reservedFor } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { quantitiesOf } from "./quantities.ts";
import type { Quantities } from "./quantities.ts";
import type { Master } from "./state.ts";

/** The role, or one below it. */
export function isUnder(role: string, top: string): boolean {
  return role === top || role.startsWith(`${top}/`);
}

/**
 * What counts against the quota of a top-level role: everything reserved for it, used or not, and what else its
 * frameworks hold. Revocable resources count for nobody.
 */
export function consumed(master: Master, top: string, withOffers: boolean): Quantities {
  let sum: Pool = EMPTY_POOL;
  const reserved = (pool: Pool): Pool =>
    filter(pool, ({ kind }) => kind.reservations !== undefined && isUnder(reservedFor(kind), top));
  const free = (pool: Pool): Pool =>
    filter(pool, ({ kind }) => kind.reservations === undefined && kind.revocable === undefined);
  for (const agent of master.agents.values()) {
    sum = add(sum, reserved(agent.total));
    for (const task of agent.tasks.values())
      if (task.charged && isUnder(task.role, top)) sum = add(sum, free(task.resources));
    for (const executor of agent.executors.values())
      if (isUnder(executor.role, top)) sum = add(sum, free(executor.resources));
    if (!withOffers) continue;
    for (const offer of agent.offers) if (isUnder(offer.role, top)) sum = add(sum, free(offer.pool));
  }
  return quantitiesOf(sum);
}
