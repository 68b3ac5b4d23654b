import type { InverseOffer, Offer as MesosOffer, SchedulerCall } from "../../proto/generated/types.ts";
import type { BackendEvent, LaunchOrder, ReserveOrder, UnreserveOrder } from "../../offers/backend.ts";
import type { Offer } from "../../offers/offer.ts";
import { declineCalls, inverseOfferCalls } from "../launch/calls.ts";
import { dropped, planLaunch } from "../launch/launch.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import { planReserve, planUnreserve } from "../reservations/reservation-calls.ts";
import type { OperationPlan } from "../reservations/reservation-calls.ts";
import type { AgentTraits } from "../offers/agents.ts";
import { offerFromMesos, unavailabilityOf } from "../offers/offer-from-mesos.ts";
import { sortResources } from "../offers/offered-resources.ts";
import type { OfferedResources } from "../offers/offered-resources.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";

export interface OfferDeskOptions {
  readonly frameworkId: string;
  /** Its role is that of offers which do not say theirs. */
  readonly owner: ReservationOwner;
  readonly launch: LaunchOptions;
  /** What the inventory tells of an agent. */
  readonly traitsOf: (agentId: string) => AgentTraits | undefined;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  /** @param refused  called when the master did not take the call */
  readonly send: (call: SchedulerCall, refused?: () => void) => void;
  readonly emit: (event: BackendEvent) => void;
}

/** The offers and inverse offers of one session: ours until used, answered, rescinded, or the session ends. */
export interface OfferDesk {
  offered(offers: readonly MesosOffer[]): void;
  rescinded(offerId: string): void;
  inverseOffered(offers: readonly InverseOffer[]): void;
  inverseRescinded(offerId: string): void;
  launch(order: LaunchOrder): void;
  reserve(order: ReserveOrder): void;
  unreserve(order: UnreserveOrder): void;
  decline(offerIds: readonly string[], refuseMs: number): void;
  answerMaintenance(requestIds: readonly string[], accept: boolean, refuseMs: number): void;
  close(): void;
}

interface HeldOffer {
  readonly offered: OfferedResources;
  readonly role: string;
  readonly sinceMs: number;
}

/** Offers that nobody answered for so long are given back: held, they are kept from everybody. */
const HELD_MS_MAX = 60_000;

export function createOfferDesk(options: OfferDeskOptions): OfferDesk {
  const { nowMs, after, log, count, send, emit } = options;
  const held = new Map<string, HeldOffer>();
  /** Whose DECLINE the master did not take. */
  const toDeclineAgain = new Set<string>();
  const inverse = new Set<string>();
  let saidTwice = false;
  let cancelSweep: (() => void) | undefined;

  const watch = (): void => {
    if (cancelSweep !== undefined || held.size + toDeclineAgain.size === 0) return;
    const oldestMs = Math.min(nowMs(), ...[...held.values()].slice(0, 1).map(({ sinceMs }) => sinceMs));
    cancelSweep = after(Math.max(1, oldestMs + HELD_MS_MAX - nowMs()), sweep);
  };
  const sweep = (): void => {
    cancelSweep = undefined;
    const forgotten = [...held]
      .filter(([, { sinceMs }]) => nowMs() - sinceMs >= HELD_MS_MAX)
      .map(([id]) => id);
    const again = [...toDeclineAgain];
    toDeclineAgain.clear();
    if (forgotten.length > 0) {
      count("offers_given_back", forgotten.length);
      log.warn("Offers were held for too long and are given back", { offers: forgotten.length });
    }
    decline([...again, ...forgotten], 0);
    for (const offerId of forgotten) emit({ type: "rescinded", offerId });
    watch();
  };
  const decline = (offerIds: readonly string[], refuseMs: number): void => {
    for (const id of offerIds) held.delete(id);
    for (const call of declineCalls(offerIds, refuseMs)) {
      send(call, () => {
        for (const { value } of call.decline?.offer_ids ?? []) toDeclineAgain.add(value);
        watch();
      });
    }
  };
  /** Takes the offers of an order; `gone` names one that is no more, and then the others go back. */
  const take = (
    offerIds: readonly string[],
  ): { readonly offers: readonly HeldOffer[] } | { readonly gone: string } => {
    const gone = offerIds.find((id) => !held.has(id));
    if (gone !== undefined) {
      count("launches_without_offer", 1);
      // The master would take back the valid ones without a filter, and so do we.
      decline(
        offerIds.filter((id) => held.has(id)),
        0,
      );
      return { gone };
    }
    const offers = offerIds.flatMap((id) => held.get(id) ?? []);
    for (const id of offerIds) held.delete(id);
    return { offers };
  };
  const ownerOf = (offers: readonly HeldOffer[]): ReservationOwner => ({
    ...options.owner,
    role: offers[0]?.role ?? options.owner.role,
  });
  /** Events that come of a call are told after it has returned. */
  const later = (events: readonly BackendEvent[]): void => {
    if (events.length > 0) queueMicrotask(() => events.forEach(emit));
  };
  const operate = (
    { offerIds, operationId }: ReserveOrder | UnreserveOrder,
    plan: (offers: readonly HeldOffer[]) => OperationPlan,
  ): void => {
    const taken = take(offerIds);
    if ("gone" in taken) {
      const message = `Operation attempted with invalid offers: Offer ${taken.gone} is no longer valid`;
      return later([{ type: "operation", operationId, state: "failed", message }]);
    }
    const { call, isToldOutcome, message } = plan(taken.offers);
    if (call === undefined) {
      decline(offerIds, 0);
      return later([
        { type: "operation", operationId, state: "failed", ...(message === undefined ? {} : { message }) },
      ]);
    }
    send(call);
    if (isToldOutcome) return undefined;
    const why = "the agent does not tell what becomes of operations";
    return later([{ type: "operation", operationId, state: "unknown", message: why }]);
  };

  return {
    offered(list) {
      const told: Offer[] = [];
      for (const offer of list) {
        const id = offer.id.value;
        if (held.has(id)) {
          count("offers_twice", 1);
          if (!saidTwice)
            log.warn("Mesos makes an offer that is held already; it is left out", { offer: id });
          saidTwice = true;
          continue;
        }
        const role = offer.allocation_info?.role ?? options.owner.role;
        const offered = sortResources(offer.resources ?? [], { framework: options.owner.framework, role });
        if (offered.leftOut > 0) count("resources_left_out", offered.leftOut);
        held.set(id, { offered, role, sinceMs: nowMs() });
        told.push(offerFromMesos(offer, offered, options.frameworkId));
      }
      watch();
      if (told.length > 0) emit({ type: "offers", offers: told });
    },
    rescinded(offerId) {
      held.delete(offerId);
      emit({ type: "rescinded", offerId });
    },
    inverseOffered(list) {
      for (const { id, agent_id: agent, unavailability } of list) {
        inverse.add(id.value);
        emit({
          type: "maintenance",
          requestId: id.value,
          ...(agent === undefined ? {} : { agentId: agent.value }),
          unavailability: unavailabilityOf(unavailability),
        });
      }
    },
    inverseRescinded(offerId) {
      inverse.delete(offerId);
      emit({ type: "maintenance_rescinded", requestId: offerId });
    },
    launch(order) {
      const taken = take(order.offerIds);
      const updates = (): readonly BackendEvent[] => {
        if ("gone" in taken) return dropped(order, taken.gone).map((update) => ({ type: "status", update }));
        const plan = planLaunch(
          order,
          taken.offers.map(({ offered }) => offered),
          {
            options: options.launch,
            frameworkId: options.frameworkId,
            owner: ownerOf(taken.offers),
            traits: options.traitsOf(order.agentId),
          },
        );
        send(plan.call);
        return plan.updates.map((update) => ({ type: "status", update }));
      };
      later(updates());
    },
    reserve: (order) =>
      operate(order, (offers) =>
        planReserve(
          order,
          offers.map(({ offered }) => offered),
          ownerOf(offers),
          options.traitsOf(order.agentId),
        ),
      ),
    unreserve: (order) =>
      operate(order, (offers) =>
        planUnreserve(
          order,
          offers.map(({ offered }) => offered),
          options.traitsOf(order.agentId),
        ),
      ),
    decline,
    answerMaintenance(requestIds, accept, refuseMs) {
      const known = requestIds.filter((id) => inverse.delete(id)); // it comes again under another id
      for (const call of inverseOfferCalls(known, accept, refuseMs)) send(call);
    },
    close() {
      cancelSweep?.();
    },
  };
}
