import { randomBytes } from "node:crypto";
import { systemClock } from "../coordination/clock.ts";
import { leadership } from "../coordination/lease.ts";
import { createWakeUp } from "../coordination/wake-up.ts";
import type { Backend } from "../offers/backend.ts";
import { takeOver, type LeaderOptions, type LeaderPorts, type TermEnd } from "../scheduler/leader.ts";
import type { Store } from "../store/store.ts";
import { FencedError, StoreUnavailableError } from "../store/store.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { openLeaderDoor } from "./leader-door.ts";
import { observer } from "./observe.ts";

export interface SchedulerOptions extends LeaderOptions {
  readonly store: Store;
  /** Made anew for each term of leadership. */
  readonly backends: () => readonly Backend[];
  readonly prepare: LeaderPorts["prepare"];
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly leaseTtlMs: number;
  /** Address under which API processes reach this one while it leads. */
  readonly host: string;
  readonly at?: LeaderPorts["at"];
  /** Puts something between the loop and what it stands on; for tests. */
  readonly tamper?: (ports: LeaderPorts) => LeaderPorts;
}

/**
 * Leads when nobody else does, waits when somebody does, until `signal`. Any number of these may run on one store.
 * @throws BackendRefusedError  when the cluster will not have us: trying again would change nothing
 */
export async function runScheduler(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  const { store, log, metrics, instance } = options;
  const secret = randomBytes(32).toString("base64url");
  const door = await openLeaderDoor({ host: options.host, secret });
  try {
    const terms = leadership({
      store,
      instance,
      address: door.address,
      secret,
      ttlMs: options.leaseTtlMs,
      clock: systemClock,
      signal,
      onTrouble: (error) => log.warn("the lease could not be read or written", { err: error }),
    });
    for await (const term of terms) {
      const end = await leadOnce(options, door, term.signal);
      metrics.leading(undefined);
      if (end?.type === "refused") throw new BackendRefusedError(end.backend, end.cause);
      if (end !== undefined && end.type !== "signal")
        log.warn("leadership ended", { event: "leader.ended", ...end });
    }
  } finally {
    await door.close();
  }
}

async function leadOnce(
  options: SchedulerOptions,
  door: Awaited<ReturnType<typeof openLeaderDoor>>,
  signal: AbortSignal,
): Promise<TermEnd | undefined> {
  const { log, metrics } = options;
  const wakeUp = createWakeUp(systemClock);
  const ports: LeaderPorts = {
    store: options.store,
    backends: options.backends(),
    nowMs: Date.now,
    wait: (ms) => wakeUp.wait(ms),
    wake: () => wakeUp.wake(),
    prepare: options.prepare,
    observe: (turn) => observe(turn),
    ...(options.at === undefined ? {} : { at: options.at }),
  };
  let observe: LeaderPorts["observe"] = () => {};
  try {
    const leader = await takeOver(options.tamper?.(ports) ?? ports, options);
    observe = observer({ log, metrics, leader });
    log.info("leading", { event: "leader.began", epoch: leader.epoch });
    metrics.leading(leader.epoch);
    door.serve({
      wake: () => wakeUp.wake(),
      explain: (job) => leader.explain(job),
      agents: () => leader.agents(),
      metrics: async () => (await metrics.expose()).text,
    });
    return await leader.run(signal);
  } catch (error) {
    if (error instanceof FencedError) return { type: "fenced" };
    if (!(error instanceof StoreUnavailableError)) throw error;
    log.warn("the store could not be read; not leading", { err: error });
    return undefined;
  } finally {
    door.serve(undefined);
  }
}

/** The cluster refuses this installation for good; the message says why and what to do. */
export class BackendRefusedError extends Error {
  override readonly name = "BackendRefusedError";
  constructor(backend: string, cause: string) {
    super(`the cluster "${backend}" refuses this scheduler: ${cause}`);
  }
}
