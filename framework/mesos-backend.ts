import type { Backend, BackendEvent } from "../offers/backend.ts";
import { acknowledgeCall, killCall, reconcileCalls } from "./calls.ts";
import { authorizationOf } from "./credentials.ts";
import type { Credentials } from "./credentials.ts";
import { subscribeCall } from "./framework-info.ts";
import type { FrameworkOptions } from "./framework-info.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { MesosLimits } from "./limits.ts";
import type { After, Count, Log } from "./ports.ts";
import { parseBaseUrl } from "./redirect.ts";
import { openSession } from "./session.ts";
import type { Session } from "./session.ts";
import { IDLE, stepSubscription } from "./subscription.ts";
import type { SubscriptionEffect, SubscriptionInput } from "./subscription.ts";
import { acknowledgementOf } from "./task-status.ts";

export interface MesosBackendOptions {
  /** Of this backend in the configuration. */
  readonly name: string;
  /** Base URLs such as `http://m1:5050`, at least one. Whichever leads is found by trying and by redirects. */
  readonly masters: readonly string[];
  readonly framework: FrameworkOptions;
  /** Sent with every request. */
  readonly credentials?: Credentials;
  /** Numbers in [0, 1), to spread reconnections. */
  readonly random: () => number;
  /** A clock that never goes back; only differences are used. */
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count?: Count;
  readonly limits?: Partial<MesosLimits>;
}

/**
 * The scheduler side of the Mesos v1 HTTP API as a backend. Connects in turn to the masters given, follows redirects,
 * supervises the stream by its heartbeats, and subscribes again, with the same id, whenever it is lost.
 *
 * `superseded` and `refused` are final: nothing is tried again until `stop` and `start`. Suppression ends with the
 * session: after `connected`, offers come until `suppress`.
 *
 * @throws RangeError  for options that cannot work
 */
export function createMesosBackend(options: MesosBackendOptions): Backend {
  const { framework, credentials, nowMs, log } = options;
  const limits: MesosLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const masters = options.masters.map(parseBaseUrl);
  if (masters.length === 0) throw new RangeError("At least one Mesos master must be named");
  const authorization = authorizationOf(credentials);
  const count: Count = options.count ?? (() => undefined);
  const policy = { masters, ...limits };

  let subscription = IDLE;
  let registrationId: string | undefined;
  let emit: ((event: BackendEvent) => void) | undefined;
  let session: Session | undefined;
  let cancelWait = (): void => undefined;
  const closing = new Set<Promise<void>>();

  const advance = (input: SubscriptionInput): void => {
    const chance = options.random();
    const { next, effects } = stepSubscription(subscription, input, policy, { nowMs: nowMs(), chance });
    subscription = next;
    for (const effect of effects) perform(effect);
  };

  const perform = (effect: SubscriptionEffect): void => {
    switch (effect.type) {
      case "connect":
        log.info("Subscribing with Mesos", { master: effect.baseUrl, framework: registrationId });
        session = openSession({
          number: effect.session,
          baseUrl: effect.baseUrl,
          subscribe: subscribeCall(framework, credentials?.principal, registrationId),
          role: framework.role,
          authorization,
          limits,
          nowMs,
          after: options.after,
          log,
          count,
          emit: (event) => emit?.(event),
          report: advance,
        });
        return;
      case "close":
        close();
        return;
      case "wait": {
        const { session: number, ms, cause } = effect;
        log.warn("Not subscribed with Mesos, trying again", { cause, inMs: ms });
        cancelWait = options.after(ms, () => advance({ type: "wait_over", session: number }));
        return;
      }
      case "emit":
        tell(effect.event);
        return;
      default:
        effect satisfies never;
    }
  };

  const close = (): void => {
    if (session === undefined) return;
    const gone = session.close().finally(() => closing.delete(gone));
    closing.add(gone);
    session = undefined;
  };

  const tell = (event: BackendEvent): void => {
    switch (event.type) {
      case "connected":
        registrationId = event.registrationId;
        log.info("Subscribed with Mesos", { master: subscription.baseUrl, framework: registrationId });
        break;
      case "superseded":
      case "refused":
        log.error("The subscription with Mesos is over", { why: event.type, cause: event.cause });
        break;
      default:
    }
    emit?.(event);
  };

  /** The session, when a call may be made. */
  const current = (): Session | undefined => {
    const usable = subscription.phase === "subscribed" && emit !== undefined ? session : undefined;
    if (usable === undefined) count("calls_dropped", 1);
    return usable;
  };
  const roles = { roles: [framework.role] };

  return {
    name: options.name,
    capabilities: {
      gpus: framework.gpus ?? false,
      ports: false,
      networks: false,
      images: false,
      volumes: "same-path",
      pause: false,
      exec: false,
    },
    // oxlint-disable-next-line require-await -- the port allows for backends that need time to start
    async start(given) {
      if (emit !== undefined) throw new Error(`backend ${options.name} is started already`);
      ({ registrationId, emit } = given);
      advance({ type: "start" });
    },
    launch: (order) => current()?.launch(order),
    decline: (offerIds, refuseMs) => current()?.decline(offerIds, refuseMs),
    suppress: () => current()?.send({ type: "SUPPRESS", suppress: roles }),
    revive: () => current()?.send({ type: "REVIVE", revive: roles }),
    kill: (task, graceMs) => current()?.send(killCall(task, graceMs)),
    reconcile(tasks) {
      const to = current();
      for (const call of to === undefined ? [] : reconcileCalls(tasks)) to?.send(call);
    },
    acknowledge(update) {
      const acknowledgement = acknowledgementOf(update);
      if (acknowledgement !== undefined) current()?.send(acknowledgeCall(acknowledgement));
    },
    async stop() {
      emit = undefined;
      const flushed = session?.drained();
      if (flushed !== undefined) {
        let cancel = (): void => undefined;
        const late = new Promise<void>((resolve) => {
          cancel = options.after(limits.stopFlushMs, resolve);
        });
        await Promise.race([flushed, late]);
        cancel();
      }
      advance({ type: "stop" });
      cancelWait();
      await Promise.all(closing);
    },
  };
}
