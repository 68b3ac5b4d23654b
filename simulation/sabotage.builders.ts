import type { NewJob } from "../jobs/life/job.ts";
import type { Backend, BackendEvent } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import { add } from "../resources/vector.ts";
import type { LeaderPorts } from "../scheduler/leading/leader-ports.ts";
import { readAhead, type ReadAheadOptions } from "../scheduler/leading/reading-ahead.ts";
import { FencedError, type JournalRecord, type LoadedJob, type Store } from "../store/store.ts";

/** Schedulers with a fault, for proving that the checkers and campaigns would see it. Only tests load this. */
export type Sabotage =
  | "acknowledge-before-commit"
  | "no-fencing"
  | "one-port-for-all"
  | "blind-to-lots"
  | "blind-to-maintenance"
  | "blind-to-other-agents"
  | "blind-to-orders"
  | "blind-to-gangs"
  | "blind-to-affinity"
  | "never-gives-back"
  | "never-resumes"
  | "reserves-twice-as-much";

export function sabotaged(ports: LeaderPorts, which: Sabotage): LeaderPorts {
  const withBackends = (change: (backend: Backend) => Backend): LeaderPorts => ({
    ...ports,
    backends: ports.backends.map(change),
  });
  switch (which) {
    case "acknowledge-before-commit":
      return withBackends(acknowledgingEarly);
    case "no-fencing":
      return { ...withBackends(stubborn), store: withoutFencing(ports.store) };
    case "one-port-for-all":
      return {
        ...ports,
        prepare: async (job, attempt) => {
          const launch = await ports.prepare(job, attempt);
          return { ...launch, ports: launch.ports.map(({ port }) => ({ port: port - (port % 1000) })) };
        },
      };
    case "blind-to-lots":
      return withBackends((backend) => seeing(backend, (offer) => ({ ...offer, lot: "" })));
    case "blind-to-maintenance":
      return withBackends((backend) => seeing(backend, withoutWindow, ["maintenance"]));
    case "blind-to-other-agents":
      return withBackends((backend) =>
        hearing(backend, (event) => (event.type === "agents" ? { ...event, agents: [] } : event)),
      );
    case "blind-to-orders":
      return { ...ports, store: withoutOrders(ports.store) };
    case "blind-to-affinity":
      return { ...ports, store: withoutAffinity(ports.store) };
    case "blind-to-gangs":
      return { ...ports, store: withoutGangs(ports.store) };
    case "never-resumes":
      return withBackends((backend) => derived(backend, { resume: () => {} }));
    case "never-gives-back":
      return withBackends((backend) => derived(backend, { unreserve: () => {} }));
    case "reserves-twice-as-much":
      return withBackends((backend) =>
        derived(backend, {
          reserve: (order) => backend.reserve({ ...order, resources: add(order.resources, order.resources) }),
        }),
      );
    default:
      return which satisfies never;
  }
}

function withoutWindow(offer: Offer): Offer {
  const { unavailability: _, ...rest } = offer;
  return rest;
}

/** Sees other offers than there are, and does not hear some events at all. */
function seeing(
  backend: Backend,
  change: (offer: Offer) => Offer,
  unheard: readonly BackendEvent["type"][] = [],
): Backend {
  return hearing(backend, (event) => {
    if (unheard.includes(event.type)) return undefined;
    return event.type === "offers" ? { ...event, offers: event.offers.map(change) } : event;
  });
}

function hearing(backend: Backend, change: (event: BackendEvent) => BackendEvent | undefined): Backend {
  return derived(backend, {
    start: ({ registrationId, emit }) =>
      backend.start({
        registrationId,
        emit: (event) => {
          const heard = change(event);
          if (heard !== undefined) emit(heard);
        },
      }),
  });
}

/** Acknowledges each update the moment it arrives, before anything is stored. */
function acknowledgingEarly(backend: Backend): Backend {
  return derived(backend, {
    start: ({ registrationId, emit }) =>
      backend.start({
        registrationId,
        emit: (event) => {
          if (event.type === "status" && event.update.acknowledgement !== undefined)
            backend.acknowledge(event.update);
          emit(event);
        },
      }),
  });
}

/** Takes the next number when its own is taken, as if nobody else could be leading. */
function withoutFencing(store: Store): Store {
  return derived(store, {
    append: async (entry) => {
      for (let n = entry.n; ; n = ((await store.lastEntry())?.n ?? 0) + 1) {
        try {
          return await store.append({ ...entry, n });
        } catch (error) {
          if (!(error instanceof FencedError)) throw error;
        }
      }
    },
  });
}

/** Reads of jobs only what they need, not when they may start. */
function withoutOrders(store: Store): Store {
  return reading(store, (job) => {
    const { deadline: _, notBefore: _notBefore, ...spec } = job.spec;
    return { ...job, spec: { ...spec, dependencies: [] } };
  });
}

/** Takes gangs for arrays like any other. */
function withoutGangs(store: Store): Store {
  return reading(store, (job) => {
    const { array, ...spec } = job.spec;
    if (array === undefined) return job;
    const { gang: _, ...plain } = array;
    return { ...job, spec: { ...spec, array: plain } };
  });
}

/** Lets tasks run beside whatever runs there. */
function withoutAffinity(store: Store): Store {
  return reading(store, (job) => {
    const { affinity: _, ...spec } = job.spec;
    return { ...job, spec };
  });
}

/** Sees other jobs than there are. */
function reading(store: Store, change: (job: NewJob) => NewJob): Store {
  const without = <T extends NewJob>(job: T): T => ({ ...job, ...change(job) });
  return derived(store, {
    inbox: async (limit) =>
      (await store.inbox(limit)).map((document) =>
        document.kind === "job" ? { ...document, job: without(document.job) } : document,
      ),
    liveJobs: async function* () {
      for await (const batch of store.liveJobs())
        yield batch.map(({ job, live }) => ({ job: without(job), live }));
    },
    liveJobsOf: async (ids) =>
      (await store.liveJobsOf(ids)).map(({ job, live }) => ({ job: without(job), live })),
  });
}

/** Connects again when somebody else took over its registration. */
function stubborn(backend: Backend): Backend {
  return derived(backend, {
    start: ({ registrationId, emit }) => {
      let stopped = false;
      const start = (): Promise<void> =>
        backend.start({
          registrationId,
          emit: (event) => {
            if (event.type !== "superseded") return emit(event);
            emit({ type: "disconnected", cause: event.cause });
            void Promise.resolve()
              .then(() => backend.stop())
              .then(() => (stopped ? undefined : start()));
          },
        });
      const { stop } = backend;
      backend.stop = () => {
        stopped = true;
        return stop();
      };
      return start();
    },
  });
}

function derived<T extends object>(base: T, changes: Partial<T>): T {
  return Object.assign(Object.create(base) as T, changes); // everything else is inherited
}

/** Ways to read ahead that miss something. */
export type ReadingSabotage =
  | "misses-one-job"
  | "keeps-what-ended"
  | "is-one-entry-behind"
  | "begins-after-all-is-read"
  | "takes-late-views-for-new";

export function sabotagedReading(which: ReadingSabotage): typeof readAhead {
  return (options) =>
    readAhead({ ...options, store: { ...options.store, ...faultOf(which, options.store) } });
}

/** Reads the same, and has nothing in the end: everything is loaded from the store. */
export const thrownAway: typeof readAhead = (options) => {
  const reader = readAhead(options);
  return {
    run: (signal) => reader.run(signal),
    take: (n) => reader.take(n).then(() => undefined),
  };
};

function faultOf(
  which: ReadingSabotage,
  store: ReadAheadOptions["store"],
): Partial<ReadAheadOptions["store"]> {
  const entriesWith = (
    change: (records: readonly JournalRecord[], isNewest: boolean) => readonly JournalRecord[],
  ): Pick<Store, "entries"> => ({
    entries: async (n, limit) => {
      const all = await store.entries(n, limit);
      const last = all.findLastIndex(({ records }) => records.some(({ type }) => type === "job"));
      return all.map((entry, at) => ({ ...entry, records: change(entry.records, at === last) }));
    },
  });
  switch (which) {
    case "misses-one-job": {
      let missed: number | undefined;
      return entriesWith((records) => {
        missed ??= records.find((record) => record.type === "job")?.job;
        return records.filter((record) => record.type !== "job" || record.job !== missed);
      });
    }
    case "is-one-entry-behind":
      return entriesWith((records, isNewest) => (isNewest ? [] : records));
    case "keeps-what-ended": {
      const known = new Map<number, LoadedJob>();
      const keep = (jobs: readonly LoadedJob[]): readonly LoadedJob[] => {
        for (const one of jobs) known.set(one.job.id, one);
        return jobs;
      };
      return {
        liveJobsOf: async (ids) => {
          keep(await store.liveJobsOf(ids));
          return ids.flatMap((id) => known.get(id) ?? []);
        },
        liveJobs: async function* () {
          for await (const batch of store.liveJobs()) yield keep(batch);
        },
      };
    }
    case "begins-after-all-is-read": {
      let from = 0;
      return {
        liveJobs: async function* () {
          yield* store.liveJobs();
          from = (await store.lastEntry())?.n ?? 0;
        },
        entries: (n, limit) => store.entries(Math.max(n, from), limit),
      };
    }
    case "takes-late-views-for-new":
      return {
        lastEntry: async () => {
          const last = await store.lastEntry();
          return last === undefined ? undefined : { ...last, n: last.n + 1 };
        },
      };
    default:
      return which satisfies never;
  }
}
