import type {
  Offer as MesosOffer,
  Unavailability as MesosUnavailability,
} from "../../proto/generated/types.ts";
import type { Offer, Unavailability } from "../../offers/offer.ts";
import { accessOf } from "../connection/agent-access.ts";
import { attributesOf } from "./attributes.ts";
import { portsOf, reservationsOf, vectorOf } from "./offered-resources.ts";
import type { OfferedResources } from "./offered-resources.ts";

const NANOSECONDS = 1_000_000; // of a millisecond

/** @param offered  what `sortResources` made of its resources */
export function offerFromMesos(offer: MesosOffer, offered: OfferedResources, frameworkId: string): Offer {
  const { usable, revocable, reserved } = offered;
  const { unavailability } = offer;
  return {
    id: offer.id.value,
    agentId: offer.agent_id.value,
    hostname: offer.hostname,
    access: accessOf(offer, frameworkId),
    attributes: attributesOf(offer.attributes ?? []),
    lot: offer.allocation_info?.role ?? "",
    resources: vectorOf(usable),
    ports: portsOf(usable),
    ...(revocable.length === 0 ? {} : { revocable: vectorOf(revocable) }),
    reservations: reservationsOf(reserved),
    ...(unavailability === undefined ? {} : { unavailability: unavailabilityOf(unavailability) }),
  };
}

/** Rounded to the longer absence. */
export function unavailabilityOf({ start, duration }: MesosUnavailability): Unavailability {
  const startMs = Math.floor(start.nanoseconds / NANOSECONDS);
  if (duration === undefined) return { startMs };
  return { startMs, endMs: Math.ceil((start.nanoseconds + Math.max(0, duration.nanoseconds)) / NANOSECONDS) };
}
