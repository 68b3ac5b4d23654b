import { encodeJson } from "../proto/codec.ts";
import type {
  InverseOffer,
  Offer as MesosOffer,
  SchedulerCall,
  SchedulerEvent,
} from "../proto/generated/types.ts";
import type { BackendEvent, LaunchOrder } from "../offers/backend.ts";
import { createCallQueue } from "./call-queue.ts";
import type { CallQueue } from "./call-queue.ts";
import { declineCalls, declineInverseCall } from "./calls.ts";
import { openEventStream } from "./event-stream.ts";
import { watchInventory } from "./inventory.ts";
import type { InventoryWatch } from "./inventory.ts";
import { dropped, planLaunch } from "./launch.ts";
import type { HeldOffer } from "./launch.ts";
import type { MesosLimits } from "./limits.ts";
import { offerFromMesos, usableResources } from "./offered-resources.ts";
import type { After, Count, Log } from "./ports.ts";
import { verdictOfAnswer, verdictOfError } from "./refusal.ts";
import type { SubscriptionInput } from "./subscription.ts";
import { statusUpdateOf } from "./task-status.ts";

export interface SessionOptions {
  readonly number: number;
  readonly baseUrl: string;
  /** The SUBSCRIBE call. */
  readonly subscribe: SchedulerCall;
  readonly role: string;
  readonly authorization: string | undefined;
  readonly limits: MesosLimits;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  readonly emit: (event: BackendEvent) => void;
  /** Told what becomes of the subscription. */
  readonly report: (input: SubscriptionInput) => void;
}

/** One subscription with one master: its stream, its calls, its offers, its inventory. All end together. */
export interface Session {
  /** Dropped before the master accepted the subscription. */
  send(call: SchedulerCall): void;
  launch(order: LaunchOrder): void;
  decline(offerIds: readonly string[], refuseMs: number): void;
  /** Resolves when the calls so far were answered, or never will be. */
  drained(): Promise<void>;
  /** Nothing is emitted or reported any more. Resolves when all connections are gone. */
  close(): Promise<void>;
}

/** For how long announced maintenance is not announced again. */
const REFUSE_INVERSE_MS = 300_000;

export function openSession(options: SessionOptions): Session {
  const { number: session, baseUrl, authorization, limits, after, log, count } = options;
  const offers = new Map<string, HeldOffer>();
  let subscribed:
    | { readonly frameworkId: string; readonly calls: CallQueue; readonly inventory: InventoryWatch }
    | undefined;
  let streamId = "";
  let open = true;

  const emit = (event: BackendEvent): void => {
    if (open) options.emit(event);
  };
  const report = (input: SubscriptionInput): void => {
    if (open) options.report(input);
  };
  const send = (call: SchedulerCall): void => {
    if (subscribed === undefined || !open) count("calls_dropped", 1);
    else subscribed.calls.send(call);
  };

  const onSubscribed = (event: NonNullable<SchedulerEvent["subscribed"]>): void => {
    const frameworkId = event.framework_id.value;
    const intervalMs = (event.heartbeat_interval_seconds ?? 0) * 1000;
    stream.expectByteWithin(limits.heartbeatsMissedMax * (intervalMs > 0 ? intervalMs : limits.heartbeatMs));
    const common = { baseUrl, authorization, after, connectTimeoutMs: limits.connectTimeoutMs };
    const calls = createCallQueue({
      ...common,
      streamId,
      frameworkId,
      callQueueMax: limits.callQueueMax,
      callTimeoutMs: limits.callTimeoutMs,
      log,
      count,
      onBroken: (cause) => report({ type: "lost", session, cause }),
    });
    const inventory = watchInventory({
      ...common,
      intervalMs: limits.inventoryIntervalMs,
      timeoutMs: limits.inventoryTimeoutMs,
      bodyBytesMax: limits.inventoryBytesMax,
      onAgents: (agents) => emit({ type: "agents", agents }),
      onFailure: (cause) => {
        count("inventory_failures", 1);
        log.warn("The list of agents is not to be had; offers come all the same", { cause });
      },
    });
    subscribed = { frameworkId, calls, inventory };
    count("subscriptions", 1);
    report({ type: "subscribed", session, registrationId: frameworkId });
  };

  const onOffers = (list: readonly MesosOffer[], frameworkId: string): void => {
    const mapped = list.map((offer) => {
      const usable = usableResources(offer.resources ?? [], options.role);
      offers.set(offer.id.value, { usable });
      return offerFromMesos(offer, usable, frameworkId);
    });
    if (mapped.length > 0) emit({ type: "offers", offers: mapped });
  };

  const onInverseOffers = (list: readonly InverseOffer[]): void => {
    log.warn("Mesos announces maintenance of agents; tasks there may be lost", {
      agents: list.map(({ agent_id: id }) => id?.value ?? "any"),
    });
    const ids = list.map(({ id }) => id.value);
    if (ids.length > 0) send(declineInverseCall(ids, REFUSE_INVERSE_MS));
  };

  const onEvent = (event: SchedulerEvent): void => {
    count("records", 1);
    if (event.type === "ERROR") {
      const message = event.error?.message ?? "no reason given";
      const verdict = verdictOfError(message, subscribed !== undefined);
      return report({ ...verdict, session });
    }
    if (subscribed === undefined) {
      // SUBSCRIBED comes first; what is before it would be of no subscription.
      if (event.type === "SUBSCRIBED" && event.subscribed !== undefined) onSubscribed(event.subscribed);
      return undefined;
    }
    switch (event.type) {
      case "OFFERS":
        return onOffers(event.offers?.offers ?? [], subscribed.frameworkId);
      case "RESCIND": {
        const offerId = event.rescind?.offer_id.value;
        if (offerId === undefined) return undefined;
        offers.delete(offerId);
        return emit({ type: "rescinded", offerId });
      }
      case "UPDATE": {
        const status = event.update?.status;
        return status === undefined ? undefined : emit({ type: "status", update: statusUpdateOf(status) });
      }
      case "FAILURE": {
        const { agent_id: agent, executor_id: executor } = event.failure ?? {};
        // With an executor it is about that one only, and its task has an update of its own.
        if (agent === undefined || executor !== undefined) return undefined;
        return emit({ type: "agent_lost", agentId: agent.value });
      }
      case "INVERSE_OFFERS":
        return onInverseOffers(event.inverse_offers?.inverse_offers ?? []);
      default:
        return undefined; // heartbeats, what we never ask for, and types of a newer master
    }
  };

  const stream = openEventStream(
    {
      baseUrl,
      body: encodeJson("mesos.v1.scheduler.Call", options.subscribe),
      authorization,
      recordBytesMax: limits.recordBytesMax,
      connectTimeoutMs: limits.connectTimeoutMs,
      answerTimeoutMs: limits.answerTimeoutMs,
      nowMs: options.nowMs,
      after,
    },
    {
      opened: (id) => {
        streamId = id;
      },
      event: onEvent,
      unreadable: (cause) => {
        count("records_unreadable", 1);
        log.error("An event of Mesos cannot be understood and is left out", { cause });
      },
      answered: ({ status, location, body }) => {
        const redirect = (status === 307 || status === 308) && location !== "";
        if (redirect) report({ type: "redirected", session, location });
        else report({ ...verdictOfAnswer(baseUrl, status, body), session });
      },
      ended: (cause) => report({ type: "lost", session, cause }),
    },
  );

  const decline = (offerIds: readonly string[], refuseMs: number): void => {
    for (const id of offerIds) offers.delete(id);
    for (const call of declineCalls(offerIds, refuseMs)) send(call);
  };

  return {
    send,
    decline,
    launch(order) {
      if (subscribed === undefined || !open) return count("calls_dropped", 1);
      const gone = order.offerIds.find((id) => !offers.has(id));
      if (gone !== undefined) {
        count("launches_without_offer", 1);
        // The master would take back the valid ones without a filter, and so do we.
        const valid = order.offerIds.filter((id) => offers.has(id));
        decline(valid, 0);
        return later(dropped(order, gone).map((update) => ({ type: "status", update })));
      }
      const held = order.offerIds.flatMap((id) => offers.get(id) ?? []);
      for (const id of order.offerIds) offers.delete(id);
      const { call, updates } = planLaunch(order, held);
      send(call);
      return later(updates.map((update) => ({ type: "status", update })));
    },
    async drained() {
      await subscribed?.calls.drained();
    },
    async close() {
      open = false;
      await Promise.all([stream.close(), subscribed?.calls.close(), subscribed?.inventory.close()]);
    },
  };

  /** Events that come of a call are told after it has returned. */
  function later(events: readonly BackendEvent[]): void {
    if (events.length > 0) queueMicrotask(() => events.forEach(emit));
  }
}
