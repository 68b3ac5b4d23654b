import { encodeJson } from "../../proto/codec.ts";
import type { SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import type { MesosLimits } from "../connection/limits.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import { CallQueue } from "./call-queue.ts";
import type { CallAnswer } from "./call-queue.ts";
import { openConversation } from "./conversation.ts";
import type { Conversation } from "./conversation.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { watchInventory } from "./inventory.ts";
import type { InventoryWatch } from "./inventory.ts";
import { featuresOf } from "./master-features.ts";
import type { MasterFeatures } from "./master-features.ts";
import { createMasterFaults, type MasterFaults } from "./master-faults.ts";
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
  return new MesosSession(options);
}

class MesosSession implements Session {
  readonly #options: SessionOptions;
  readonly #session: number;
  readonly #limits: MesosLimits;
  readonly #count: Count;
  #accepted: (AcceptedSession & { close(): Promise<void> }) | undefined;
  readonly #oddities: MasterFaults;
  #streamId = "";
  #open = true;
  readonly #stream: EventStream;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#session = options.number;
    this.#limits = options.limits;
    this.#count = options.count;
    this.#oddities = createMasterFaults(options);
    this.#stream = openEventStream(
      {
        baseUrl: options.baseUrl,
        body: encodeJson("mesos.v1.scheduler.Call", options.subscribe),
        authorize: options.authorize,
        connect: options.connect,
        recordBytesMax: this.#limits.recordBytesMax,
        answerTimeoutMs: this.#limits.answerTimeoutMs,
        nowMs: options.nowMs,
        after: options.after,
      },
      {
        opened: (id) => {
          this.#streamId = id;
        },
        event: (event) => this.#onEvent(event),
        unreadable: (cause, record) => {
          if (this.#accepted?.conversation.unreadable(record) !== true) this.#oddities.unreadable(cause);
        },
        answered: ({ status, location, body }) => {
          const redirect = (status === 307 || status === 308) && location !== "";
          if (redirect) this.#report({ type: "redirected", session: this.#session, location });
          else this.#judge(verdictOfAnswer(options.baseUrl, status, body));
        },
        ended: (cause, how) =>
          this.#report({ type: "lost", session: this.#session, cause, silent: how === "silent" }),
      },
    );
  }

  accepted(): AcceptedSession | undefined {
    return this.#open ? this.#accepted : undefined;
  }

  lastByteMs(): number {
    return this.#stream.lastByteMs();
  }

  async close(): Promise<void> {
    this.#open = false;
    await Promise.all([this.#stream.close(), this.#accepted?.close()]);
  }

  #emit(event: BackendEvent): void {
    if (this.#open) this.#options.emit(event);
  }

  #report(input: SubscriptionInput): void {
    if (this.#open) this.#options.report(input);
  }

  #judge(verdict: Verdict): void {
    const { type, cause } = this.#options.appeal(verdict);
    // Who has appealed against it has given it another type.
    this.#report({ type: type === "unsuited" ? "refused" : type, cause, session: this.#session });
  }

  #onSubscribed(event: NonNullable<SchedulerEvent["subscribed"]>): void {
    const { heartbeat_interval_seconds: seconds } = event;
    const intervalMs = heartbeatMsOf(seconds, this.#limits);
    if (seconds !== undefined && seconds * 1000 !== intervalMs)
      this.#oddities.odd("the interval of heartbeats is beyond all bounds", {
        seconds,
        assumedSeconds: intervalMs / 1000,
      });
    this.#stream.expectByteWithin(this.#limits.heartbeatsMissedMax * intervalMs);
    this.#accepted = this.#accept(event, this.#streamId);
    this.#count("subscriptions", 1);
    this.#report({ type: "subscribed", session: this.#session, registrationId: this.#accepted.frameworkId });
  }

  #accept(
    event: NonNullable<SchedulerEvent["subscribed"]>,
    id: string,
  ): AcceptedSession & { close(): Promise<void> } {
    const { baseUrl, authorize, connect, limits, nowMs, after, log, count, owner, launch } = this.#options;
    const frameworkId = event.framework_id.value;
    const calls: CallQueue = new CallQueue({
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
      onBroken: (cause) => this.#report({ type: "lost", session: this.#session, cause }),
    });
    const conversation = openConversation({
      frameworkId,
      owner,
      launch,
      nowMs,
      after,
      log,
      count,
      send: (call, refused) =>
        calls.send(call, ({ status }) => {
          if (status !== 202 && status !== 200) refused?.();
        }),
      emit: (event) => this.#emit(event),
    });
    const inventory: InventoryWatch = watchInventory({
      baseUrl,
      authorize,
      connect,
      intervalMs: limits.inventoryIntervalMs,
      timeoutMs: limits.inventoryTimeoutMs,
      bodyBytesMax: limits.inventoryBytesMax,
      after,
      framework: owner.framework,
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
      send: (call, answered) => calls.send(call, answered),
      pendingCalls: () => calls.pending(),
      drained: () => calls.drained(),
      async close() {
        conversation.close();
        await Promise.all([calls.close(), inventory.close()]);
      },
    };
  }

  #onEvent(event: SchedulerEvent): void {
    this.#count("records", 1);
    if (event.type === "ERROR") {
      const message = event.error?.message ?? "no reason given";
      return this.#judge(verdictOfError(message, this.#accepted !== undefined));
    }
    if (event.type === undefined || event.type === "UNKNOWN")
      return this.#oddities.odd("an event has a type that only a newer Mesos knows");
    if (event.type === "SUBSCRIBED") {
      if (this.#accepted !== undefined) return this.#oddities.odd("SUBSCRIBED comes a second time");
      return event.subscribed === undefined
        ? this.#oddities.odd("SUBSCRIBED tells nothing")
        : this.#onSubscribed(event.subscribed);
    }
    // What is before SUBSCRIBED would be of no subscription.
    if (this.#accepted === undefined)
      return this.#oddities.odd("an event comes before SUBSCRIBED", { event: event.type });
    return this.#accepted.conversation.heard(event);
  }
}

/** A master that tells no interval, or one that would never do, has the usual one. */
function heartbeatMsOf(
  seconds: number | undefined,
  { heartbeatMs, heartbeatMinMs, heartbeatMaxMs }: MesosLimits,
): number {
  const ms = (seconds ?? 0) * 1000;
  return ms >= heartbeatMinMs && ms <= heartbeatMaxMs ? ms : heartbeatMs;
}
