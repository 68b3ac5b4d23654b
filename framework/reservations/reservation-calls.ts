import type { OfferOperation, Resource, SchedulerCall } from "../../proto/generated/types.ts";
import type { ReserveOrder, UnreserveOrder } from "../../offers/backend.ts";
import { acceptCall } from "../launch/calls.ts";
import { amountsOf } from "../launch/task-info.ts";
import { reserve } from "../launch/scratch.ts";
import type { AgentTraits } from "../offers/agents.ts";
import type { OfferedResources } from "../offers/offered-resources.ts";
import { isReservable } from "../offers/reservation-labels.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import { isRevocable, poolOf, takeResources } from "../offers/resource-pool.ts";

export interface OperationPlan {
  /** `undefined`: there is nothing to be done, and the offers are to be declined. */
  readonly call: SchedulerCall | undefined;
  /** Mesos will tell the outcome. Otherwise nothing but later offers does. */
  readonly reportsOutcome: boolean;
  readonly message?: string;
}

/**
 * Keeps what the offers hold of what is wanted, up to so much. What operators reserved for our very role stays as it
 * is: Mesos lays a further reservation only upon one for a role above, and nobody but us can use it anyway.
 */
export function planReserve(
  order: ReserveOrder,
  offers: readonly OfferedResources[],
  owner: ReservationOwner,
  traits: AgentTraits | undefined,
): OperationPlan {
  const pool = poolOf(offers).filter(
    (one) => one.reservation === undefined && !isRevocable(one) && isReservable(one.like, owner.role),
  );
  const resources: Resource[] = [];
  for (const [name, amount] of Object.entries(amountsOf(order.resources))) {
    const there = pool.reduce((sum, one) => sum + (one.like.name === name ? one.thousandths : 0), 0);
    // MiB and GPUs in whole pieces, as they are counted.
    const unit = name === "cpus" ? 1 : 1000;
    const part = Math.min(amount, Math.floor(there / unit) * unit);
    const taken = takeResources(pool, { amounts: { [name]: part }, ports: [], revocable: new Set() });
    if ("resources" in taken) resources.push(...taken.resources);
  }
  if (resources.length === 0) {
    return {
      call: undefined,
      reportsOutcome: false,
      message: "the offers hold nothing that can be reserved",
    };
  }
  const reserved = resources.map((resource) => reserve(resource, order.reservation, owner));
  return operate(order, [], { type: "RESERVE", reserve: { resources: reserved } }, traits);
}

/** Gives back all that the offers hold of the reservations; volumes in them are destroyed first. */
export function planUnreserve(
  order: UnreserveOrder,
  offers: readonly OfferedResources[],
  traits: AgentTraits | undefined,
): OperationPlan {
  const wanted = new Set(order.reservations);
  const held = offers.flatMap(({ reserved }) =>
    [...reserved].flatMap(([id, resources]) => (wanted.has(id) ? resources : [])),
  );
  if (held.length === 0) {
    return {
      call: undefined,
      reportsOutcome: false,
      message: "the offers hold nothing of these reservations",
    };
  }
  const volumes = held.filter(({ disk }) => disk !== undefined);
  const before: readonly OfferOperation[] =
    volumes.length === 0 ? [] : [{ type: "DESTROY", destroy: { volumes } }];
  const plain = held.map(withoutVolume);
  return operate(order, before, { type: "UNRESERVE", unreserve: { resources: plain } }, traits);
}

function withoutVolume(resource: Resource): Resource {
  const { disk: _, ...plain } = resource;
  return plain;
}

/** Only the last operation has an id: it fails when one before it does. */
function operate(
  { offerIds, operationId }: ReserveOrder | UnreserveOrder,
  before: readonly OfferOperation[],
  operation: OfferOperation,
  traits: AgentTraits | undefined,
): OperationPlan {
  const reportsOutcome = traits?.operationFeedback === true;
  const last: OfferOperation = reportsOutcome ? { ...operation, id: { value: operationId } } : operation;
  return { call: acceptCall(offerIds, [...before, last], 0), reportsOutcome };
}
