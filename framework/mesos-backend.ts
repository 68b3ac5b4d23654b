import type { Backend } from "../offers/backend.ts";
import {
  acknowledgeCall,
  killCall,
  reconcileCalls,
  reconcileOperationsCalls,
  shutdownCall,
} from "./launch/calls.ts";
import { mesosCapabilities } from "./capabilities.ts";
import { createConnector } from "./connection/connections.ts";
import type { TlsOptions } from "./connection/connections.ts";
import { authorizer } from "./connection/credentials.ts";
import type { MesosCredentials } from "./connection/credentials.ts";
import { createDetector } from "./detection/create-detector.ts";
import { checkLaunchOptions } from "./launch/launch-options.ts";
import type { LaunchOptions } from "./launch/launch-options.ts";
import { DEFAULT_LIMITS } from "./connection/limits.ts";
import type { MesosLimits } from "./connection/limits.ts";
import type { OffersInHand } from "./session/offers-in-hand.ts";
import type { ReservationOwner } from "./offers/reservation-labels.ts";
import type { After, Count, Log } from "./connection/ports.ts";
import { checkFramework } from "./session/framework-info.ts";
import type { FrameworkChange, FrameworkOptions } from "./session/framework-info.ts";
import type { AcceptedSession } from "./session/session.ts";
import { createStanding } from "./session/standing.ts";
import type { Reconfigured } from "./session/standing.ts";
import { Subscriber } from "./session/subscriber.ts";
import type { SubscriptionStatus } from "./session/subscriber.ts";
import { acknowledgementOf } from "./status/task-status.ts";
import type { MasterDetector } from "./detection/detector.ts";

export interface MesosBackendOptions {
  /** Of this backend in the configuration. */
  readonly name: string;
  /**
   * Base URLs such as `http://m1:5050`, of which one leads, found by trying and by redirects; or one
   * `zk://[user:password@]host1:port1,host2:port2/path`, where ZooKeeper says which master leads.
   */
  readonly masters: readonly string[];
  /** How masters that speak TLS are known. With ZooKeeper its presence says that they do. */
  readonly tls?: TlsOptions;
  readonly framework: FrameworkOptions;
  readonly launch?: LaunchOptions;
  /** Sent with every request. */
  readonly credentials?: MesosCredentials;
  /**
   * What to do when the master has removed our registration and all its tasks: `refused`, so that a person looks at it
   * (the default), or a new registration.
   */
  readonly onRemoved?: OnRemoved;
  /** Numbers in [0, 1), to spread reconnections. */
  readonly random: () => number;
  /** A clock that never goes back; only differences are used. */
  readonly nowMs: () => number;
  readonly after: After;
  readonly log: Log;
  readonly count?: Count;
  readonly limits?: Partial<MesosLimits>;
}

export type OnRemoved = "stop" | "register-anew";

export interface MesosBackend extends Backend {
  /**
   * Changes what can change while tasks run. It is told to the master at once, or by the next subscription; what the
   * master refuses is taken back.
   * @throws RangeError  for options that cannot work
   */
  reconfigure(change: MesosChange): Promise<Reconfigured>;
  status(): SubscriptionStatus;
}

export interface MesosChange {
  readonly framework: FrameworkChange;
  readonly onRemoved?: OnRemoved;
}

/**
 * The scheduler side of the Mesos v1 HTTP API as a backend. Finds the leading master, supervises the stream by its
 * heartbeats, and subscribes again, with the same id, whenever it is lost. While credentials or permissions are
 * refused it tries again every few minutes, with the secret as it is then.
 *
 * `superseded` and `refused` are final: nothing is tried again until `stop` and `start`. Wishes and suppression are
 * told to each new session again, until others come.
 *
 * @throws RangeError  for options that cannot work
 */
export function createMesosBackend(options: MesosBackendOptions): MesosBackend {
  const { framework, credentials, nowMs, after, log } = options;
  const limits: MesosLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const count: Count = options.count ?? (() => undefined);
  const launch = options.launch ?? {};
  checkLaunchOptions(launch);
  checkFramework(framework);
  const principal = framework.principal ?? credentials?.principal;
  let onRemoved = options.onRemoved ?? "stop";

  const standing = createStanding({
    framework,
    principal,
    wishIntervalMs: limits.wishIntervalMs,
    wishKeepMs: limits.wishKeepMs,
    nowMs,
    after,
    log,
    count,
  });
  const owner = (): ReservationOwner => ({
    framework: framework.name,
    role: standing.roles()[0] ?? "*",
    ...(principal === undefined ? {} : { principal }),
  });
  const subscriber = new Subscriber({
    detector: detectorOf(options, limits),
    standing,
    owner,
    launch,
    authorize: authorizer(credentials),
    connect: createConnector(options.tls, limits.connectTimeoutMs),
    onRemoved: () => onRemoved,
    limits,
    random: options.random,
    nowMs,
    after,
    log,
    count,
  });

  let started = false;
  /** The session, when a call may be made. */
  const current = (): AcceptedSession | undefined => {
    const usable = subscriber.session();
    if (usable === undefined) count("calls_dropped", 1);
    return usable;
  };
  const offers = (): OffersInHand | undefined => current()?.conversation.offers;

  return {
    name: options.name,
    capabilities: mesosCapabilities({ framework, launch }),
    // oxlint-disable-next-line require-await -- the port allows for backends that need time to start
    async start(given) {
      if (started) throw new Error(`backend ${options.name} is started already`);
      started = true;
      subscriber.start(given);
    },
    launch: (order) => offers()?.launch(order),
    decline: (offerIds, refuseMs) => offers()?.decline(offerIds, refuseMs),
    reserve: (order) => offers()?.reserve(order),
    unreserve: (order) => offers()?.unreserve(order),
    answerMaintenance: (requestIds, accept, refuseMs) =>
      offers()?.answerMaintenance(requestIds, accept, refuseMs),
    reconcileOperations(operations) {
      const to = current();
      for (const call of to === undefined ? [] : reconcileOperationsCalls(operations)) to?.send(call);
    },
    suppress: () => (current() === undefined ? undefined : standing.suppress()),
    revive: () => (current() === undefined ? undefined : standing.revive()),
    want: (wishes) => standing.want(wishes),
    kill(task, graceMs) {
      const to = current();
      to?.send(killCall(task, graceMs));
      // The command executor keeps the grace of its task whatever KILL says; shut down, it has that of the agent's.
      if (graceMs <= 0 && task.agentId !== "") to?.send(shutdownCall(task.taskId, task.agentId));
    },
    reconcile(tasks) {
      const to = current();
      for (const call of to === undefined ? [] : reconcileCalls(tasks)) to?.send(call);
    },
    acknowledge(update) {
      const acknowledgement = acknowledgementOf(update);
      if (acknowledgement !== undefined) current()?.send(acknowledgeCall(acknowledgement));
    },
    reconfigure(change) {
      const result = standing.reconfigure(change.framework);
      onRemoved = change.onRemoved ?? onRemoved;
      return result;
    },
    status: () => subscriber.status(),
    async stop() {
      await subscriber.stop();
      started = false;
    },
  };
}

function detectorOf({ masters, tls, after, log }: MesosBackendOptions, limits: MesosLimits): MasterDetector {
  const scheme = tls === undefined ? "http" : "https";
  return createDetector({ masters, scheme, sessionTimeoutMs: limits.zooKeeperSessionMs, after, log });
}
