import type { SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import type { AgentTraits, Inventory } from "../offers/agents.ts";
import { OffersInHand } from "./offers-in-hand.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import { acknowledgeOperationCall, operationEventOf } from "../reservations/operation-status.ts";
import { createStatusReader } from "./status-reader.ts";

export interface ConversationOptions {
  readonly frameworkId: string;
  readonly owner: ReservationOwner;
  readonly launch: LaunchOptions;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  /** @param refused  called when the master did not take the call */
  readonly send: (call: SchedulerCall, refused?: () => void) => void;
  readonly emit: (event: BackendEvent) => void;
}

/** What the events of one session mean, from SUBSCRIBED to its end, and its offers. */
export interface Conversation {
  readonly offers: OffersInHand;
  /** Any event but SUBSCRIBED and ERROR. */
  heard(event: SchedulerEvent): void;
  /** @returns whether it was understood after all */
  unreadable(record: Uint8Array): boolean;
  /** Called with each; the same again while nothing else was said is no news. */
  inventory(inventory: Inventory): void;
  close(): void;
}

export function openConversation(options: ConversationOptions): Conversation {
  const { emit } = options;
  let traits: ReadonlyMap<string, AgentTraits> = new Map();
  const traitsOf = (agentId: string): AgentTraits | undefined => traits.get(agentId);
  /** The one that was told, until anything else is said in this session, by either side. */
  let told: Inventory | undefined;
  const send: ConversationOptions["send"] = (call, refused) => {
    told = undefined;
    options.send(call, refused);
  };
  const offers = new OffersInHand({ ...options, send, traitsOf });
  const statuses = createStatusReader({ ...options, send, traitsOf });

  return {
    offers,
    heard(event) {
      if (event.type !== "HEARTBEAT") told = undefined;
      switch (event.type) {
        case "OFFERS":
          return offers.offered(event.offers?.offers ?? []);
        case "RESCIND": {
          const id = event.rescind?.offer_id.value;
          return id === undefined ? undefined : offers.rescinded(id);
        }
        case "INVERSE_OFFERS":
          return offers.inverseOffered(event.inverse_offers?.inverse_offers ?? []);
        case "RESCIND_INVERSE_OFFER": {
          const id = event.rescind_inverse_offer?.inverse_offer_id.value;
          return id === undefined ? undefined : offers.inverseRescinded(id);
        }
        case "UPDATE": {
          const status = event.update?.status;
          return status === undefined ? undefined : statuses.updated(status);
        }
        case "UPDATE_OPERATION_STATUS": {
          const status = event.update_operation_status?.status;
          if (status === undefined) return undefined;
          const acknowledgement = acknowledgeOperationCall(status);
          if (acknowledgement !== undefined) send(acknowledgement);
          const told = operationEventOf(status);
          return told === undefined ? undefined : emit(told);
        }
        case "FAILURE": {
          const { agent_id: agent, executor_id: executor } = event.failure ?? {};
          // With an executor it is about that one only, and its task has an update of its own.
          if (agent === undefined || executor !== undefined) return undefined;
          return emit({ type: "agent_lost", agentId: agent.value });
        }
        default:
          return undefined; // heartbeats, what we never ask for, and types of a newer master
      }
    },
    unreadable: (record) => statuses.unreadable(record),
    inventory(inventory) {
      if (inventory === told) return;
      told = inventory;
      ({ traits } = inventory);
      emit({ type: "agents", agents: inventory.agents });
    },
    close: () => offers.close(),
  };
}
