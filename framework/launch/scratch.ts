import type { OfferOperation, Resource } from "../../proto/generated/types.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { THOUSANDTHS } from "../offers/offered-resources.ts";
import { isReservable, reservationInfo } from "../offers/reservation-labels.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import { isRevocable, scalarLike } from "../offers/resource-pool.ts";
import type { Pool } from "../offers/resource-pool.ts";
import { scratchPath } from "./container.ts";
import type { LaunchOptions } from "./launch-options.ts";

export interface ScratchPlan {
  /** To come before the launch, in the same ACCEPT. */
  readonly operations: readonly OfferOperation[];
  readonly volume: Resource;
  readonly rest: Pool;
}

/**
 * Makes a persistent volume for one task, which its reservation names: what is left of it when the task has ended is
 * found by that name and given back. In a reservation of the task's job the volume is made right away.
 * @returns `undefined` when no disk in one piece can be reserved
 */
export function planScratch(
  pool: Pool,
  task: TaskLaunch,
  owner: ReservationOwner,
  options: LaunchOptions,
): ScratchPlan | undefined {
  const { scratch, taskId } = task;
  if (scratch === undefined) return undefined;
  const wanted = scratch.mib * THOUSANDTHS;
  const index = pool.findIndex(
    (one) =>
      one.like.name === "disk" &&
      !isRevocable(one) &&
      one.thousandths >= wanted &&
      (one.reservation === undefined
        ? isReservable(one.like, owner.role)
        : one.reservation === task.reservation),
  );
  const found = pool[index];
  if (found === undefined) return undefined;
  const id = `task-${taskId}`;
  const isOurs = found.reservation !== undefined;
  const piece = scalarLike(found.like, wanted);
  const reserved = isOurs ? piece : reserve(piece, id, owner);
  const { principal } = owner;
  const volume: Resource = {
    ...reserved,
    disk: {
      persistence: { id, ...(principal === undefined ? {} : { principal }) },
      volume: { container_path: scratchPath(task, scratch.path, options), mode: "RW" },
    },
  };
  return {
    operations: [
      ...(isOurs ? [] : [{ type: "RESERVE", reserve: { resources: [reserved] } } as const]),
      { type: "CREATE", create: { volumes: [volume] } },
    ],
    volume,
    rest: pool.with(index, { ...found, thousandths: found.thousandths - wanted }),
  };
}

/** With one reservation more, in the format in which reservations are a stack. */
export function reserve(resource: Resource, id: string, owner: ReservationOwner): Resource {
  const { role: _, reservations = [], ...rest } = resource;
  return { ...rest, reservations: [...reservations, reservationInfo(id, owner)] };
}
