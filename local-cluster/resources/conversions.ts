import type { OfferOperation, Resource } from "../../proto/generated/types.ts";
import { add, contains, kindOf, poolOf, subtract } from "./pool.ts";
import type { Pool } from "./pool.ts";
import { poolText, resourceText } from "./text.ts";

/** One step of an operation: `consumed` becomes `converted`. Allocation is no part of it. */
export interface Conversion {
  readonly consumed: Pool;
  readonly converted: Pool;
  /** A shared volume may be there several times; destroying it must remove the last. */
  readonly mustVanish?: Resource;
}

/**
 * What a valid operation does to the resources of its agent. Source: Mesos, `getResourceConversions`.
 * Operations that do nothing to them have no conversions.
 */
export function conversionsOf(operation: OfferOperation): readonly Conversion[] {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume } = operation;
  if (operation.type === "RESERVE" && reserve !== undefined) {
    const source = reserve.source ?? [];
    const consumed = source.length > 0 ? source : (reserve.resources ?? []).map(popReservation);
    return [{ consumed: poolOf(consumed), converted: poolOf(reserve.resources ?? []) }];
  }
  if (operation.type === "UNRESERVE" && unreserve !== undefined)
    return (unreserve.resources ?? []).map((reserved) => ({
      consumed: poolOf([reserved]),
      converted: poolOf([popReservation(reserved)]),
    }));
  if (operation.type === "CREATE" && create !== undefined)
    return (create.volumes ?? []).map((volume) => ({
      consumed: poolOf([withoutVolume(volume)]),
      converted: poolOf([volume]),
    }));
  if (operation.type === "DESTROY" && destroy !== undefined)
    return (destroy.volumes ?? []).map((volume) => ({
      consumed: poolOf([volume]),
      converted: poolOf([withoutVolume(volume)]),
      mustVanish: volume,
    }));
  if (operation.type === "GROW_VOLUME" && grow_volume !== undefined) {
    const { volume, addition } = grow_volume;
    const grown = resized(volume, addition.scalar?.value ?? 0);
    return [{ consumed: poolOf([volume, addition]), converted: poolOf([grown]) }];
  }
  if (operation.type === "SHRINK_VOLUME" && shrink_volume !== undefined) {
    const { volume, subtract: less } = shrink_volume;
    const freed = { ...withoutVolume(volume), scalar: less };
    return [{ consumed: poolOf([volume]), converted: poolOf([resized(volume, -less.value), freed]) }];
  }
  return [];
}

/** The resources afterwards, or why not, in Mesos' words. */
export function applyConversions(
  pool: Pool,
  conversions: readonly Conversion[],
  allocatedTo?: string,
): { readonly pool: Pool } | { readonly problem: string } {
  let result = pool;
  for (const { consumed, converted, mustVanish } of conversions) {
    if (!contains(result, consumed))
      return {
        problem: `${poolText(result, allocatedTo)} does not contain ${poolText(consumed, allocatedTo)}`,
      };
    result = add(subtract(result, consumed), converted);
    if (mustVanish !== undefined && contains(result, poolOf([mustVanish])))
      return {
        problem: `Persistent volume ${resourceText(mustVanish)} cannot be removed due to additional shared copies`,
      };
  }
  return { pool: result };
}

/** All that the operation takes, in one sum. */
export function consumedBy(operation: OfferOperation): Pool {
  return conversionsOf(operation).reduce<Pool>((sum, { consumed }) => add(sum, consumed), new Map());
}

/** Without its innermost reservation. */
export function popReservation(resource: Resource): Resource {
  const { role: _role, reservation: _reservation, reservations: _reservations, ...rest } = resource;
  const stack = (kindOf(resource).reservations ?? []).slice(0, -1);
  return stack.length === 0 ? rest : { ...rest, reservations: stack };
}

/** The disk that a persistent volume is made from. */
export function withoutVolume(volume: Resource): Resource {
  const { disk, shared: _shared, ...rest } = volume;
  return disk?.source === undefined ? rest : { ...rest, disk: { source: disk.source } };
}

function resized(volume: Resource, by: number): Resource {
  const milli = Math.round((volume.scalar?.value ?? 0) * 1000) + Math.round(by * 1000);
  return { ...volume, scalar: { value: milli / 1000 } };
}
