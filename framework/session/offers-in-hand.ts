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

export interface OffersInHandOptions {
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

interface HeldOffer {
  readonly offered: OfferedResources;
  readonly role: string;
  readonly sinceMs: number;
}

/** Offers that nobody answered for so long are given back: held, they are kept from everybody. */
const HELD_MS_MAX = 60_000;

/** The offers and inverse offers of one session: ours until used, answered, rescinded, or the session ends. */
export class OffersInHand {
  readonly #options: OffersInHandOptions;
  readonly #nowMs: () => number;
  readonly #after: After;
  readonly #log: Log;
  readonly #count: Count;
  readonly #send: (call: SchedulerCall, refused?: () => void) => void;
  readonly #emit: (event: BackendEvent) => void;
  readonly #held = new Map<string, HeldOffer>();
  /** Whose DECLINE the master did not take. */
  readonly #toDeclineAgain = new Set<string>();
  readonly #inverse = new Set<string>();
  #saidTwice = false;
  #cancelSweep: (() => void) | undefined;

  constructor(options: OffersInHandOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs;
    this.#after = options.after;
    this.#log = options.log;
    this.#count = options.count;
    this.#send = options.send;
    this.#emit = options.emit;
  }

  decline(offerIds: readonly string[], refuseMs: number): void {
    for (const id of offerIds) this.#held.delete(id);
    for (const call of declineCalls(offerIds, refuseMs)) {
      this.#send(call, () => {
        for (const { value } of call.decline?.offer_ids ?? []) this.#toDeclineAgain.add(value);
        this.#watch();
      });
    }
  }

  offered(list: readonly MesosOffer[]): void {
    const told: Offer[] = [];
    for (const offer of list) {
      const id = offer.id.value;
      if (this.#held.has(id)) {
        this.#count("offers_twice", 1);
        if (!this.#saidTwice)
          this.#log.warn("Mesos makes an offer that is held already; it is left out", { offer: id });
        this.#saidTwice = true;
        continue;
      }
      const role = offer.allocation_info?.role ?? this.#options.owner.role;
      const offered = sortResources(offer.resources ?? [], {
        framework: this.#options.owner.framework,
        role,
      });
      if (offered.leftOut > 0) this.#count("resources_left_out", offered.leftOut);
      this.#held.set(id, { offered, role, sinceMs: this.#nowMs() });
      told.push(offerFromMesos(offer, offered, this.#options.frameworkId));
    }
    this.#watch();
    if (told.length > 0) this.#emit({ type: "offers", offers: told });
  }

  rescinded(offerId: string): void {
    this.#held.delete(offerId);
    this.#emit({ type: "rescinded", offerId });
  }

  inverseOffered(list: readonly InverseOffer[]): void {
    for (const { id, agent_id: agent, unavailability } of list) {
      this.#inverse.add(id.value);
      this.#emit({
        type: "maintenance",
        requestId: id.value,
        ...(agent === undefined ? {} : { agentId: agent.value }),
        unavailability: unavailabilityOf(unavailability),
      });
    }
  }

  inverseRescinded(offerId: string): void {
    this.#inverse.delete(offerId);
    this.#emit({ type: "maintenance_rescinded", requestId: offerId });
  }

  launch(order: LaunchOrder): void {
    const taken = this.#take(order.offerIds);
    const updates = (): readonly BackendEvent[] => {
      if ("gone" in taken) return dropped(order, taken.gone).map((update) => ({ type: "status", update }));
      const plan = planLaunch(
        order,
        taken.offers.map(({ offered }) => offered),
        {
          options: this.#options.launch,
          frameworkId: this.#options.frameworkId,
          owner: this.#ownerOf(taken.offers),
          traits: this.#options.traitsOf(order.agentId),
        },
      );
      this.#send(plan.call);
      return plan.updates.map((update) => ({ type: "status", update }));
    };
    this.#later(updates());
  }

  reserve(order: ReserveOrder): void {
    this.#operate(order, (offers) =>
      planReserve(
        order,
        offers.map(({ offered }) => offered),
        this.#ownerOf(offers),
        this.#options.traitsOf(order.agentId),
      ),
    );
  }

  unreserve(order: UnreserveOrder): void {
    this.#operate(order, (offers) =>
      planUnreserve(
        order,
        offers.map(({ offered }) => offered),
        this.#options.traitsOf(order.agentId),
      ),
    );
  }

  answerMaintenance(requestIds: readonly string[], accept: boolean, refuseMs: number): void {
    const known = requestIds.filter((id) => this.#inverse.delete(id)); // it comes again under another id
    for (const call of inverseOfferCalls(known, accept, refuseMs)) this.#send(call);
  }

  close(): void {
    this.#cancelSweep?.();
  }

  #watch(): void {
    if (this.#cancelSweep !== undefined || this.#held.size + this.#toDeclineAgain.size === 0) return;
    const oldestMs = Math.min(
      this.#nowMs(),
      ...[...this.#held.values()].slice(0, 1).map(({ sinceMs }) => sinceMs),
    );
    this.#cancelSweep = this.#after(Math.max(1, oldestMs + HELD_MS_MAX - this.#nowMs()), () => this.#sweep());
  }

  #sweep(): void {
    this.#cancelSweep = undefined;
    const forgotten = [...this.#held]
      .filter(([, { sinceMs }]) => this.#nowMs() - sinceMs >= HELD_MS_MAX)
      .map(([id]) => id);
    const again = [...this.#toDeclineAgain];
    this.#toDeclineAgain.clear();
    if (forgotten.length > 0) {
      this.#count("offers_given_back", forgotten.length);
      this.#log.warn("Offers were held for too long and are given back", { offers: forgotten.length });
    }
    this.decline([...again, ...forgotten], 0);
    for (const offerId of forgotten) this.#emit({ type: "rescinded", offerId });
    this.#watch();
  }

  /** Takes the offers of an order; `gone` names one that is no more, and then the others go back. */
  #take(offerIds: readonly string[]): { readonly offers: readonly HeldOffer[] } | { readonly gone: string } {
    const gone = offerIds.find((id) => !this.#held.has(id));
    if (gone !== undefined) {
      this.#count("launches_without_offer", 1);
      // The master would take back the valid ones without a filter, and so do we.
      this.decline(
        offerIds.filter((id) => this.#held.has(id)),
        0,
      );
      return { gone };
    }
    const offers = offerIds.flatMap((id) => this.#held.get(id) ?? []);
    for (const id of offerIds) this.#held.delete(id);
    return { offers };
  }

  #ownerOf(offers: readonly HeldOffer[]): ReservationOwner {
    return {
      ...this.#options.owner,
      role: offers[0]?.role ?? this.#options.owner.role,
    };
  }

  /** Events that come of a call are told after it has returned. */
  #later(events: readonly BackendEvent[]): void {
    if (events.length > 0) queueMicrotask(() => events.forEach(this.#emit));
  }

  #operate(
    { offerIds, operationId }: ReserveOrder | UnreserveOrder,
    plan: (offers: readonly HeldOffer[]) => OperationPlan,
  ): void {
    const taken = this.#take(offerIds);
    if ("gone" in taken) {
      const message = `Operation attempted with invalid offers: Offer ${taken.gone} is no longer valid`;
      return this.#later([{ type: "operation", operationId, state: "failed", message }]);
    }
    const { call, reportsOutcome, message } = plan(taken.offers);
    if (call === undefined) {
      this.decline(offerIds, 0);
      return this.#later([
        { type: "operation", operationId, state: "failed", ...(message === undefined ? {} : { message }) },
      ]);
    }
    this.#send(call);
    if (reportsOutcome) return undefined;
    const why = "the agent does not tell what becomes of operations";
    return this.#later([{ type: "operation", operationId, state: "unknown", message: why }]);
  }
}
