import { taskIdOf } from "../../jobs/life/job.ts";
import { contains } from "../../resources/ranges.ts";
import type { Backend, BackendEvent, StatusUpdate, TaskLaunch } from "../backend.ts";
import type { Offer } from "../offer.ts";

/** A backend that a test speaks to as a scheduler does. */
export interface Driver extends AsyncDisposable {
  readonly backend: Backend;
  /** All that came, in its order. */
  readonly events: readonly BackendEvent[];
  /** Offers that are neither used, declined nor rescinded. */
  offers(): readonly Offer[];
  /** What `ask` finds, now or after any later event. */
  until<T>(what: string, ask: () => T | undefined): Promise<T>;
  /** The first event that passes, also of those that came already. */
  event<T>(what: string, found: (event: BackendEvent) => T | undefined): Promise<T>;
  status(taskId: string, found: (update: StatusUpdate) => boolean): Promise<StatusUpdate>;
  running(taskId: string): Promise<StatusUpdate>;
  /** Acknowledges it, too. */
  end(taskId: string): Promise<StatusUpdate>;
  decline(offerIds: readonly string[], refuseMs: number): void;
  /** Launches on the first offer with room, and with the tasks' ports. @returns the offer */
  launch(...tasks: readonly TaskLaunch[]): Promise<Offer>;
}

const PATIENCE_MS = 60_000;

/** @param registrationId  to be known as the same scheduler again */
export async function drive(backend: Backend, registrationId?: string): Promise<Driver> {
  const events: BackendEvent[] = [];
  const looks = new Set<() => void>();
  let offers: readonly Offer[] = [];
  await backend.start({
    registrationId,
    emit(event) {
      events.push(event);
      if (event.type === "offers") offers = [...offers, ...event.offers];
      if (event.type === "rescinded") offers = offers.filter(({ id }) => id !== event.offerId);
      if (event.type === "disconnected" || event.type === "connected") offers = [];
      if (event.type === "status" && !isEnd(event.update)) backend.acknowledge(event.update);
      for (const look of looks) look();
    },
  });
  const until: Driver["until"] = (what, ask) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        looks.delete(look);
        const last = events.slice(-6).map((event) => JSON.stringify(event).slice(0, 400));
        reject(new Error(`waited in vain for ${what}; the last events:\n${last.join("\n")}`));
      }, PATIENCE_MS);
      const look = (): void => {
        const found = ask();
        if (found === undefined) return;
        clearTimeout(timer);
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
    });
  const event: Driver["event"] = (what, found) => {
    let seen = 0;
    return until(what, () => {
      for (; seen < events.length; seen += 1) {
        const one = events[seen];
        const is = one === undefined ? undefined : found(one);
        if (is !== undefined) return is;
      }
      return undefined;
    });
  };
  const status: Driver["status"] = (taskId, found) =>
    event(`a status of ${taskId}`, (one) =>
      one.type === "status" && one.update.taskId === taskId && found(one.update) ? one.update : undefined,
    );
  return {
    backend,
    events,
    offers: () => offers,
    until,
    event,
    status,
    running: (taskId) => status(taskId, ({ state }) => state === "running"),
    async end(taskId) {
      const update = await status(taskId, isEnd);
      backend.acknowledge(update);
      return update;
    },
    decline(offerIds, refuseMs) {
      offers = offers.filter(({ id }) => !offerIds.includes(id));
      backend.decline(offerIds, refuseMs);
    },
    async launch(...tasks) {
      const needed = tasks.reduce((sum, { resources }) => sum + resources.memMib, 0);
      const held = tasks.flatMap(({ ports }) => ports);
      const offer = await until("an offer with room", () =>
        offers.find(
          ({ resources, ports }) =>
            resources.memMib >= needed &&
            resources.cpusMilli >= 100 * tasks.length &&
            held.every(({ port }) => contains(ports, port)),
        ),
      );
      offers = offers.filter(({ id }) => id !== offer.id);
      backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks, refuseMs: 0 });
      return offer;
    },
    async [Symbol.asyncDispose]() {
      await backend.stop();
    },
  };
}

export function isEnd({ state }: StatusUpdate): boolean {
  return ["finished", "failed", "killed", "error", "lost", "dropped", "gone"].includes(state);
}

let jobs = Math.floor(Date.now() / 1000) % 1_000_000;

/** A task of its own, as a job would become one. */
export function aTask(more: Partial<TaskLaunch>): TaskLaunch {
  jobs += 1;
  return {
    taskId: taskIdOf(jobs, undefined, 1, 1),
    name: `test ${jobs}`,
    argv: ["/bin/true"],
    env: {},
    files: [],
    resources: { cpusMilli: 100, memMib: 64, diskMib: 0, gpus: 0 },
    ports: [],
    account: { name: "nobody" },
    labels: {},
    graceMs: 2000,
    mounts: [],
    tmpfs: [],
    preemptible: false,
    ...more,
  };
}
