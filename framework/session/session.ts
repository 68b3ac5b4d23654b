import { encodeJson } from "../../proto/codec.ts";
import type { SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import type { MesosLimits } from "../connection/limits.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import { createCallQueue } from "./call-queue.ts";
import type { CallAnswer, CallQueue } from "./call-queue.ts";
import { openConversation } from "./conversation.ts";
import type { Conversation } from "./conversation.ts";
import { openEventStream } from "./event-stream.ts";
import { watchInventory } from "./inventory.ts";
import type { InventoryWatch } from "./inventory.ts";
import { featuresOf } from "./master-features.ts";
import type { MasterFeatures } from "./master-features.ts";
import { createOddities } from "./oddities.ts";
import { verdictOfAnswer, verdictOfError } from "./refusal.ts";
import type { Verdict } from "./refusal.ts";
import type { SubscriptionInput } from "./subscription.ts";

export interface SessionOptions {
  readonly number: number;
  readonly baseUrl: string;
  /** The SUBSCRIBE call. */
  readonly subscribe: SchedulerCall;
  readonly owner: ReservationOwner;
  readonly launch: LaunchOptions;
  readonly authorize: Authorize;
  readonly connect: Connector;
  readonly limits: MesosLimits;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  readonly emit: (event: BackendEvent) => void;
  /** What is made of a refusal of this SUBSCRIBE. */
  readonly appeal: (verdict: Verdict) => Verdict;
  /** Told what becomes of the subscription. */
  readonly report: (input: SubscriptionInput) => void;
}

/** One subscription with one master: its stream, its calls, its offers, its inventory. All end together. */
export interface Session {
  /** There is one from the time when the master accepted the subscription. */
  accepted(): AcceptedSession | undefined;
  /** By the clock given. */
  lastByteMs(): number;
  /** Nothing is emitted or reported any more. Resolves when all connections are gone. */
  close(): Promise<void>;
}

export interface AcceptedSession {
  readonly frameworkId: string;
  readonly master: MasterFeatures;
  readonly conversation: Conversation;
  send(call: SchedulerCall, answered?: (answer: CallAnswer) => void): void;
  /** Calls that wait or are under way. */
  pendingCalls(): number;
  /** Resolves when the calls so far were answered, or never will be. */
  drained(): Promise<void>;
}

export function openSession(options: SessionOptions): Session {
  const { number: session, baseUrl, authorize, connect, limits, nowMs, after, log, count } = options;
  let accepted: (AcceptedSession & { close(): Promise<void> }) | undefined;
  const { unreadable, odd } = createOddities({ log, count });
  let streamId = "";
  let open = true;

  const emit = (event: BackendEvent): void => {
    if (open) options.emit(event);
  };
  const report = (input: SubscriptionInput): void => {
    if (open) options.report(input);
  };
  const judge = (verdict: Verdict): void => {
    const { type, cause } = options.appeal(verdict);
    // Who has appealed against it has given it another type.
    report({ type: type === "unsuited" ? "refused" : type, cause, session });
  };

  const onSubscribed = (event: NonNullable<SchedulerEvent["subscribed"]>): void => {
    const { heartbeat_interval_seconds: seconds } = event;
    const intervalMs = heartbeatMsOf(seconds, limits);
    if (seconds !== undefined && seconds * 1000 !== intervalMs)
      odd("the interval of heartbeats is beyond all bounds", { seconds, assumedSeconds: intervalMs / 1000 });
    stream.expectByteWithin(limits.heartbeatsMissedMax * intervalMs);
    accepted = accept(event, streamId);
    count("subscriptions", 1);
    report({ type: "subscribed", session, registrationId: accepted.frameworkId });
  };

  const accept = (
    event: NonNullable<SchedulerEvent["subscribed"]>,
    id: string,
  ): AcceptedSession & { close(): Promise<void> } => {
    const frameworkId = event.framework_id.value;
    const calls: CallQueue = createCallQueue({
      baseUrl,
      authorize,
      connect,
      streamId: id,
      frameworkId,
      callQueueMax: limits.callQueueMax,
      callTimeoutMs: limits.callTimeoutMs,
      after,
      log,
      count,
      onBroken: (cause) => report({ type: "lost", session, cause }),
    });
    const conversation = openConversation({
      frameworkId,
      owner: options.owner,
      launch: options.launch,
      nowMs,
      after,
      log,
      count,
      send: (call, refused) =>
        calls.send(call, ({ status }) => {
          if (status !== 202 && status !== 200) refused?.();
        }),
      emit,
    });
    const inventory: InventoryWatch = watchInventory({
      baseUrl,
      authorize,
      connect,
      intervalMs: limits.inventoryIntervalMs,
      timeoutMs: limits.inventoryTimeoutMs,
      bodyBytesMax: limits.inventoryBytesMax,
      after,
      framework: options.owner.framework,
      onInventory: conversation.inventory,
      onFailure: (cause) => {
        count("inventory_failures", 1);
        log.warn("The list of agents is not to be had; offers come all the same", { cause });
      },
    });
    return {
      frameworkId,
      master: featuresOf(event.master_info),
      conversation,
      send: calls.send,
      pendingCalls: calls.pending,
      drained: calls.drained,
      async close() {
        conversation.close();
        await Promise.all([calls.close(), inventory.close()]);
      },
    };
  };

  const onEvent = (event: SchedulerEvent): void => {
    count("records", 1);
    if (event.type === "ERROR") {
      const message = event.error?.message ?? "no reason given";
      return judge(verdictOfError(message, accepted !== undefined));
    }
    if (event.type === undefined || event.type === "UNKNOWN")
      return odd("an event has a type that only a newer Mesos knows");
    if (event.type === "SUBSCRIBED") {
      if (accepted !== undefined) return odd("SUBSCRIBED comes a second time");
      return event.subscribed === undefined
        ? odd("SUBSCRIBED tells nothing")
        : onSubscribed(event.subscribed);
    }
    // What is before SUBSCRIBED would be of no subscription.
    if (accepted === undefined) return odd("an event comes before SUBSCRIBED", { event: event.type });
    return accepted.conversation.heard(event);
  };

  const stream = openEventStream(
    {
      baseUrl,
      body: encodeJson("mesos.v1.scheduler.Call", options.subscribe),
      authorize,
      connect,
      recordBytesMax: limits.recordBytesMax,
      answerTimeoutMs: limits.answerTimeoutMs,
      nowMs,
      after,
    },
    {
      opened: (id) => {
        streamId = id;
      },
      event: onEvent,
      unreadable: (cause, record) => {
        if (accepted?.conversation.unreadable(record) !== true) unreadable(cause);
      },
      answered: ({ status, location, body }) => {
        const redirect = (status === 307 || status === 308) && location !== "";
        if (redirect) report({ type: "redirected", session, location });
        else judge(verdictOfAnswer(baseUrl, status, body));
      },
      ended: (cause, how) => report({ type: "lost", session, cause, silent: how === "silent" }),
    },
  );

  return {
    accepted: () => (open ? accepted : undefined),
    lastByteMs: stream.lastByteMs,
    async close() {
      open = false;
      await Promise.all([stream.close(), accepted?.close()]);
    },
  };
}

/** A master that tells no interval, or one that would never do, has the usual one. */
function heartbeatMsOf(
  seconds: number | undefined,
  { heartbeatMs, heartbeatMinMs, heartbeatMaxMs }: MesosLimits,
): number {
  const ms = (seconds ?? 0) * 1000;
  return ms >= heartbeatMinMs && ms <= heartbeatMaxMs ? ms : heartbeatMs;
}
