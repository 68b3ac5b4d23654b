import type { Backend, BackendEvent, StatusUpdate } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import { createMesosBackend } from "./mesos-backend.ts";
import type { MesosBackendOptions } from "./mesos-backend.ts";

export interface LiveBackend extends AsyncDisposable {
  readonly backend: Backend;
  /** The first event, of all so far or to come, for which that gives something. */
  find<Found>(pick: (event: BackendEvent) => Found | undefined): Promise<Found>;
  /** An offer like that which was not given before. */
  offer(test: (offer: Offer) => boolean): Promise<Offer>;
  status(taskId: string, state: StatusUpdate["state"]): Promise<StatusUpdate>;
}

/** A backend under the real clock, connected. It declines the offers that are not waited for, and acknowledges. */
export async function connectLive(
  options: Pick<MesosBackendOptions, "masters" | "framework"> & Partial<MesosBackendOptions>,
): Promise<LiveBackend> {
  const events: BackendEvent[] = [];
  const given = new Set<string>();
  let wake: (() => void)[] = [];
  const quiet = (): void => undefined;
  const backend = createMesosBackend({
    name: "mesos",
    random: Math.random,
    nowMs: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    limits: { inventoryIntervalMs: 100 },
    ...options,
  });
  const news = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  const find = async <Found>(pick: (event: BackendEvent) => Found | undefined): Promise<Found> => {
    for (let at = 0; ; at += 1) {
      while (at >= events.length) await news();
      const event = events[at];
      const found = event === undefined ? undefined : pick(event);
      if (found !== undefined) return found;
    }
  };
  await backend.start({
    registrationId: undefined,
    emit: (event) => {
      if (event.type === "status") backend.acknowledge(event.update);
      events.push(event);
      for (const each of wake.splice(0)) each();
    },
  });
  await find((event) => (event.type === "connected" ? event : undefined));
  return {
    backend,
    find,
    offer: (test) =>
      find((event) => {
        for (const offer of event.type === "offers" ? event.offers : []) {
          if (given.has(offer.id)) continue;
          given.add(offer.id);
          if (test(offer)) return offer;
          backend.decline([offer.id], 0);
        }
        return undefined;
      }),
    status: (taskId, state) =>
      find((event) =>
        event.type === "status" && event.update.taskId === taskId && event.update.state === state
          ? event.update
          : undefined,
      ),
    async [Symbol.asyncDispose]() {
      wake = [];
      await backend.stop();
    },
  };
}
