import type { BackendEvent } from "../../offers/backend.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import type { MasterDetector, Sighting } from "../detection/detector.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import type { MesosLimits } from "../connection/limits.ts";
import type { ReservationOwner } from "../offers/reservation-labels.ts";
import type { After, Count, Log } from "../connection/ports.ts";
import { openSession } from "./session.ts";
import type { AcceptedSession, Session } from "./session.ts";
import type { Standing } from "./standing.ts";
import { IDLE, stepSubscription } from "./subscription.ts";
import type { Subscription, SubscriptionEffect, SubscriptionInput } from "./subscription.ts";

export interface SubscriberOptions {
  readonly detector: MasterDetector;
  readonly standing: Standing;
  /** Read for each session. */
  readonly owner: () => ReservationOwner;
  readonly launch: LaunchOptions;
  readonly authorize: Authorize;
  readonly connect: Connector;
  readonly onRemoved: () => "stop" | "register-anew";
  readonly limits: MesosLimits;
  readonly random: () => number;
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
}

/** How the subscription stands, for operators. */
export interface SubscriptionStatus {
  readonly phase: Subscription["phase"];
  /** A person must act: see `cause`. */
  readonly denied: boolean;
  /** Why it is not subscribed. */
  readonly cause?: string;
  /** Milliseconds since it is subscribed, or since it is not. */
  readonly forMs: number;
  /** Milliseconds since a byte of the stream came; absent without a stream. */
  readonly silentMs?: number;
  /** Of the master that it is subscribed with, or tries to be. */
  readonly baseUrl?: string;
  readonly masterVersion?: string;
  readonly frameworkId?: string;
  readonly pendingCalls: number;
  /** Where the leading master is looked for. */
  readonly masters: string;
}

/** Keeps one subscription alive: finds masters, opens sessions with them, and says what happens. */
export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #detector: MasterDetector;
  readonly #standing: Standing;
  readonly #limits: MesosLimits;
  readonly #nowMs: () => number;
  readonly #after: After;
  readonly #log: Log;
  readonly #count: Count;
  #subscription = IDLE;
  #registrationId: string | undefined;
  #emit: ((event: BackendEvent) => void) | undefined;
  #session: Session | undefined;
  #cause: string | undefined;
  #sinceMs: number;
  #cancelWait = (): void => undefined;
  readonly #closing = new Set<Promise<void>>();
  /** Inputs that come of effects wait for those before them. */
  readonly #inputs: SubscriptionInput[] = [];
  #stepping = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#detector = options.detector;
    this.#standing = options.standing;
    this.#limits = options.limits;
    this.#nowMs = options.nowMs;
    this.#after = options.after;
    this.#log = options.log;
    this.#count = options.count;
    this.#sinceMs = this.#nowMs();
  }

  start(given: {
    readonly registrationId: string | undefined;
    readonly emit: (event: BackendEvent) => void;
  }): void {
    this.#registrationId = given.registrationId;
    this.#emit = given.emit;
    this.#standing.reset();
    this.#advance({ type: "start" });
    this.#detector.start((sighting) => this.#sighted(sighting));
  }

  /** What may be used for calls now. */
  session(): AcceptedSession | undefined {
    return this.#subscription.phase === "subscribed" && this.#emit !== undefined
      ? this.#session?.accepted()
      : undefined;
  }

  status(): SubscriptionStatus {
    const accepted = this.#session?.accepted();
    const { phase, baseUrl } = this.#subscription;
    const elapsed = (from: number): number => Math.max(0, Math.round(this.#nowMs() - from));
    return {
      phase,
      denied: phase !== "subscribed" && this.#subscription.told === "denied",
      ...(phase === "subscribed" || this.#cause === undefined ? {} : { cause: this.#cause }),
      forMs: elapsed(this.#sinceMs),
      ...(this.#session === undefined ? {} : { silentMs: elapsed(this.#session.lastByteMs()) }),
      ...(baseUrl === "" ? {} : { baseUrl }),
      ...(accepted === undefined ? {} : { masterVersion: accepted.master.version }),
      ...(this.#registrationId === undefined ? {} : { frameworkId: this.#registrationId }),
      pendingCalls: accepted?.pendingCalls() ?? 0,
      masters: this.#detector.place,
    };
  }

  async stop(): Promise<void> {
    this.#emit = undefined;
    const flushed = this.#session?.accepted()?.drained();
    if (flushed !== undefined) {
      let cancel = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        cancel = this.#after(this.#limits.stopFlushMs, resolve);
      });
      await Promise.race([flushed, late]);
      cancel();
    }
    this.#advance({ type: "stop" });
    this.#cancelWait();
    this.#settle(this.#detector.stop());
    await Promise.all(this.#closing);
  }

  #advance(input: SubscriptionInput): void {
    this.#inputs.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    } finally {
      this.#stepping = false;
    }
  }

  #step(input: SubscriptionInput): void {
    const policy = { ...this.#limits, onRemoved: this.#options.onRemoved() };
    const given = { nowMs: this.#nowMs(), chance: this.#options.random() };
    const before = this.#subscription.phase;
    const { next, effects } = stepSubscription(this.#subscription, input, policy, given);
    this.#subscription = next;
    if (effects.length > 0 && input.type === "redirected") this.#count("redirects", 1);
    if (effects.length > 0 && input.type === "lost") this.#count("subscriptions_lost", 1);
    if ((next.phase === "subscribed") !== (before === "subscribed")) this.#sinceMs = this.#nowMs();
    for (const effect of effects) this.#perform(effect);
    if (next.phase === "ended" && before !== "ended") this.#settle(this.#detector.stop());
  }

  #perform(effect: SubscriptionEffect): void {
    switch (effect.type) {
      case "connect":
        return this.#connect(effect.session, effect.baseUrl);
      case "close":
        return this.#close();
      case "wait": {
        const { session: number, ms } = effect;
        this.#cause = effect.cause;
        if (effect.why === "denied") {
          this.#count("denials", 1);
          this.#log.error("Mesos denies us a subscription; a person must act", {
            cause: this.#cause,
            againInMs: ms,
          });
        } else this.#log.warn("Not subscribed with Mesos, trying again", { cause: this.#cause, inMs: ms });
        this.#cancelWait();
        this.#cancelWait = this.#after(ms, () => this.#advance({ type: "wait_over", session: number }));
        return undefined;
      }
      case "emit":
        return this.#tell(effect.event);
      default:
        return effect satisfies never;
    }
  }

  #connect(number: number, baseUrl: string): void {
    this.#cancelWait();
    this.#log.info("Subscribing with Mesos", { master: baseUrl, framework: this.#registrationId });
    this.#session = openSession({
      number,
      baseUrl,
      subscribe: this.#standing.subscribe(this.#registrationId),
      owner: this.#options.owner(),
      launch: this.#options.launch,
      authorize: this.#options.authorize,
      connect: this.#options.connect,
      limits: this.#limits,
      nowMs: this.#nowMs,
      after: this.#after,
      log: this.#log,
      count: this.#count,
      emit: (event) => this.#emit?.(event),
      appeal: (verdict) => this.#standing.appeal(verdict),
      report: (input) => this.#advance(input),
    });
  }

  #close(): void {
    if (this.#session === undefined) return;
    this.#standing.closed();
    this.#settle(this.#session.close());
    this.#session = undefined;
  }

  #settle(ending: Promise<void>): void {
    const gone = ending.finally(() => this.#closing.delete(gone));
    this.#closing.add(gone);
  }

  #tell(event: BackendEvent): void {
    switch (event.type) {
      case "connected":
        this.#onConnected(event.registrationId);
        this.#open();
        break;
      case "disconnected":
        this.#cause = event.cause;
        break;
      case "removed":
        this.#registrationId = undefined;
        this.#count("removals", 1);
        this.#log.error("Mesos has removed this framework and all its tasks; registering anew", {
          cause: event.cause,
        });
        break;
      case "superseded":
      case "refused":
        this.#cause = event.cause;
        this.#log.error("The subscription with Mesos is over", { why: event.type, cause: event.cause });
        break;
      default:
    }
    this.#emit?.(event);
  }

  #onConnected(id: string): void {
    this.#registrationId = id;
    this.#cause = undefined;
    this.#log.info("Subscribed with Mesos", {
      master: this.#subscription.baseUrl,
      version: this.#session?.accepted()?.master.version,
      framework: id,
    });
  }

  /** From now on the master can be told what changes. */
  #open(): void {
    const accepted = this.#session?.accepted();
    const { session: number } = this.#subscription;
    if (accepted === undefined) return;
    this.#standing.opened({
      registrationId: accepted.frameworkId,
      features: accepted.master,
      send: accepted.send,
      resubscribe: (why) => this.#advance({ type: "lost", session: number, cause: why }),
    });
  }

  #sighted(sighting: Sighting): void {
    if (sighting.type === "blind") this.#cause ??= sighting.cause;
    this.#advance(sighting);
  }
}
