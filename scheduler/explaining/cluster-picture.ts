import type { BackendEvent } from "../../offers/backend.ts";
import type { Offer } from "../../offers/offer.ts";
import type { CoreInput, Decision } from "../state/decision.ts";

/** What the backends have said and what still holds: with it a core that was loaded from the store knows them again. */
export interface ClusterPicture {
  /** A cycle was made of these. */
  took(inputs: readonly CoreInput[], decision: Decision): void;
  /** The picture as a core is told it; in the order in which a backend would tell it. */
  events(): readonly BackendInput[];
  /** Everything is to be told anew. */
  forget(): void;
}

export type BackendInput = Extract<CoreInput, { readonly type: "backend" }>;
type EventOf<T extends BackendEvent["type"]> = Extract<BackendEvent, { readonly type: T }>;

interface BackendPicture {
  connection: EventOf<"connected"> | EventOf<"disconnected"> | undefined;
  inventory: EventOf<"agents"> | undefined;
  /** Neither answered nor taken back. */
  readonly offers: Map<string, Offer>;
  readonly leaves: Map<string, EventOf<"maintenance">>;
}

export function clusterPicture(): ClusterPicture {
  const backends = new Map<string, BackendPicture>();
  const of = (name: string): BackendPicture => {
    let found = backends.get(name);
    if (found === undefined) {
      found = { connection: undefined, inventory: undefined, offers: new Map(), leaves: new Map() };
      backends.set(name, found);
    }
    return found;
  };
  return {
    took(inputs, { calls }) {
      for (const input of inputs) if (input.type === "backend") note(of(input.backend), input.event);
      for (const call of calls) {
        const offerIds =
          call.type === "decline"
            ? call.offerIds
            : call.type === "launch" || call.type === "reserve" || call.type === "unreserve"
              ? call.order.offerIds
              : [];
        if (offerIds.length === 0) continue;
        const { offers } = of(call.backend);
        for (const id of offerIds) offers.delete(id);
      }
    },
    events: () => [...backends].flatMap(([backend, picture]) => eventsOf(backend, picture)),
    forget: () => backends.clear(),
  };
}

function note(picture: BackendPicture, event: BackendEvent): void {
  const { leaves, offers } = picture;
  switch (event.type) {
    case "connected":
      picture.connection = event;
      offers.clear();
      leaves.clear(); // who still asks, asks again
      return;
    case "disconnected":
      picture.connection = event;
      offers.clear();
      leaves.clear();
      return;
    case "removed":
      picture.connection = { type: "disconnected", cause: event.cause };
      offers.clear();
      return;
    case "offers":
      for (const offer of event.offers) offers.set(offer.id, offer);
      return;
    case "rescinded":
      offers.delete(event.offerId);
      return;
    case "agents":
      picture.inventory = event;
      return;
    case "agent_lost":
      for (const [id, { agentId }] of offers) if (agentId === event.agentId) offers.delete(id);
      if (picture.inventory !== undefined)
        picture.inventory = {
          type: "agents",
          agents: picture.inventory.agents.filter(({ id }) => id !== event.agentId),
        };
      return;
    case "maintenance":
      leaves.set(event.requestId, event);
      return;
    case "maintenance_rescinded":
      leaves.delete(event.requestId);
      return;
    case "status":
    case "operation":
    case "superseded":
    case "refused":
      return; // in the store, or found again in offers
    default:
      event satisfies never;
  }
}

function eventsOf(backend: string, picture: BackendPicture): readonly BackendInput[] {
  const { connection, inventory, leaves, offers } = picture;
  const events: BackendEvent[] = [];
  if (connection !== undefined) events.push(connection);
  if (inventory !== undefined) events.push(inventory);
  events.push(...leaves.values());
  if (offers.size > 0) events.push({ type: "offers", offers: [...offers.values()] });
  return events.map((event) => ({ type: "backend", backend, event }));
}
