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

export interface Subscriber {
  start(given: {
    readonly registrationId: string | undefined;
    readonly emit: (event: BackendEvent) => void;
  }): void;
  /** What may be used for calls now. */
  session(): AcceptedSession | undefined;
  status(): SubscriptionStatus;
  stop(): Promise<void>;
}

/** Keeps one subscription alive: finds masters, opens sessions with them, and tells what happens. */
export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { detector, standing, limits, nowMs, after, log, count } = options;
  let subscription = IDLE;
  let registrationId: string | undefined;
  let emit: ((event: BackendEvent) => void) | undefined;
  let session: Session | undefined;
  let cause: string | undefined;
  let sinceMs = nowMs();
  let cancelWait = (): void => undefined;
  const closing = new Set<Promise<void>>();
  /** Inputs that come of effects wait for those before them. */
  const inputs: SubscriptionInput[] = [];
  let stepping = false;

  const advance = (input: SubscriptionInput): void => {
    inputs.push(input);
    if (stepping) return;
    stepping = true;
    try {
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) step(next);
    } finally {
      stepping = false;
    }
  };
  const step = (input: SubscriptionInput): void => {
    const policy = { ...limits, onRemoved: options.onRemoved() };
    const given = { nowMs: nowMs(), chance: options.random() };
    const before = subscription.phase;
    const { next, effects } = stepSubscription(subscription, input, policy, given);
    subscription = next;
    if (effects.length > 0 && input.type === "redirected") count("redirects", 1);
    if (effects.length > 0 && input.type === "lost") count("subscriptions_lost", 1);
    if ((next.phase === "subscribed") !== (before === "subscribed")) sinceMs = nowMs();
    for (const effect of effects) perform(effect);
    if (next.phase === "ended" && before !== "ended") settle(detector.stop());
  };

  const perform = (effect: SubscriptionEffect): void => {
    switch (effect.type) {
      case "connect":
        return connect(effect.session, effect.baseUrl);
      case "close":
        return close();
      case "wait": {
        const { session: number, ms } = effect;
        cause = effect.cause;
        if (effect.why === "denied") {
          count("denials", 1);
          log.error("Mesos denies us a subscription; a person must act", { cause, againInMs: ms });
        } else log.warn("Not subscribed with Mesos, trying again", { cause, inMs: ms });
        cancelWait();
        cancelWait = after(ms, () => advance({ type: "wait_over", session: number }));
        return undefined;
      }
      case "emit":
        return tell(effect.event);
      default:
        return effect satisfies never;
    }
  };

  const connect = (number: number, baseUrl: string): void => {
    cancelWait();
    log.info("Subscribing with Mesos", { master: baseUrl, framework: registrationId });
    session = openSession({
      number,
      baseUrl,
      subscribe: standing.subscribe(registrationId),
      owner: options.owner(),
      launch: options.launch,
      authorize: options.authorize,
      connect: options.connect,
      limits,
      nowMs,
      after,
      log,
      count,
      emit: (event) => emit?.(event),
      appeal: standing.appeal,
      report: advance,
    });
  };

  const close = (): void => {
    if (session === undefined) return;
    standing.closed();
    settle(session.close());
    session = undefined;
  };
  const settle = (ending: Promise<void>): void => {
    const gone = ending.finally(() => closing.delete(gone));
    closing.add(gone);
  };

  const tell = (event: BackendEvent): void => {
    switch (event.type) {
      case "connected":
        onConnected(event.registrationId);
        open();
        break;
      case "disconnected":
        cause = event.cause;
        break;
      case "removed":
        registrationId = undefined;
        count("removals", 1);
        log.error("Mesos has removed this framework and all its tasks; registering anew", {
          cause: event.cause,
        });
        break;
      case "superseded":
      case "refused":
        cause = event.cause;
        log.error("The subscription with Mesos is over", { why: event.type, cause: event.cause });
        break;
      default:
    }
    emit?.(event);
  };

  const onConnected = (id: string): void => {
    registrationId = id;
    cause = undefined;
    log.info("Subscribed with Mesos", {
      master: subscription.baseUrl,
      version: session?.accepted()?.master.version,
      framework: id,
    });
  };
  /** From now on the master can be told what changes. */
  const open = (): void => {
    const accepted = session?.accepted();
    const { session: number } = subscription;
    if (accepted === undefined) return;
    standing.opened({
      registrationId: accepted.frameworkId,
      features: accepted.master,
      send: accepted.send,
      resubscribe: (why) => advance({ type: "lost", session: number, cause: why }),
    });
  };

  const sighted = (sighting: Sighting): void => {
    if (sighting.type === "blind") cause ??= sighting.cause;
    advance(sighting);
  };

  return {
    start(given) {
      ({ registrationId, emit } = given);
      standing.reset();
      advance({ type: "start" });
      detector.start(sighted);
    },
    session: () =>
      subscription.phase === "subscribed" && emit !== undefined ? session?.accepted() : undefined,
    status() {
      const accepted = session?.accepted();
      const { phase, baseUrl } = subscription;
      const elapsed = (from: number): number => Math.max(0, Math.round(nowMs() - from));
      return {
        phase,
        denied: phase !== "subscribed" && subscription.told === "denied",
        ...(phase === "subscribed" || cause === undefined ? {} : { cause }),
        forMs: elapsed(sinceMs),
        ...(session === undefined ? {} : { silentMs: elapsed(session.lastByteMs()) }),
        ...(baseUrl === "" ? {} : { baseUrl }),
        ...(accepted === undefined ? {} : { masterVersion: accepted.master.version }),
        ...(registrationId === undefined ? {} : { frameworkId: registrationId }),
        pendingCalls: accepted?.pendingCalls() ?? 0,
        masters: detector.place,
      };
    },
    async stop() {
      emit = undefined;
      const flushed = session?.accepted()?.drained();
      if (flushed !== undefined) {
        let cancel = (): void => undefined;
        const late = new Promise<void>((resolve) => {
          cancel = after(limits.stopFlushMs, resolve);
        });
        await Promise.race([flushed, late]);
        cancel();
      }
      advance({ type: "stop" });
      cancelWait();
      settle(detector.stop());
      await Promise.all(closing);
    },
  };
}
