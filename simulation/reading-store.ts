import type { LoadedJob, Store } from "../store/store.ts";
import { CompactedError, StoreUnavailableError } from "../store/store.ts";
import type { ReadAheadOptions } from "../scheduler/leading/reading-ahead.ts";
import type { Process } from "./faulty-store.ts";
import type { Random } from "./random.ts";

/** The jobs of the newest entry as they were before it. */
export interface Before {
  readonly ids: ReadonlySet<number>;
  readonly jobs: readonly LoadedJob[];
}

/** @returns that store, which keeps what some stores still show when an entry is written: the jobs as they were before it */
export function withLateViews(store: Store): { readonly store: Store; readonly before: () => Before } {
  let before: Before = { ids: new Set(), jobs: [] };
  return {
    before: () => before,
    store: {
      ...store,
      append: async (entry) => {
        const ids = new Set(entry.records.flatMap((record) => ("job" in record ? [record.job] : [])));
        const jobs = ids.size === 0 ? [] : await store.liveJobsOf([...ids]);
        await store.append(entry);
        before = { ids, jobs };
      },
    },
  };
}

/**
 * A store as one sees it who stands by: each batch of jobs is of a moment of its own, calls fail, and of the journal it
 * has the newest entries only.
 */
export function readingStore(
  store: Store,
  options: {
    readonly before: () => Before;
    readonly process: Process;
    readonly random: Random;
    /** Resolves when a call has taken its time. */
    readonly pass: () => Promise<void>;
    /** Probability that a call fails. */
    readonly failure: () => number;
    /** Most jobs that are read at once. */
    readonly batch: number;
    /** Entries that are there for those who come late. */
    readonly kept: number;
  },
): ReadAheadOptions["store"] {
  const { batch, before, failure, kept, pass, process, random } = options;
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    await process.gate();
    await pass();
    await process.gate();
    if (random.chance(failure())) throw new StoreUnavailableError("simulated: it cannot be read");
    const result = await act();
    await process.gate();
    return result;
  };
  const jobsOf: Store["liveJobsOf"] = async (ids, unreadable) => {
    const late = before();
    const isLate = late.ids.size > 0 && random.chance(0.5);
    if (!isLate) return store.liveJobsOf(ids, unreadable);
    const asked = new Set(ids);
    const other = await store.liveJobsOf(
      ids.filter((id) => !late.ids.has(id)),
      unreadable,
    );
    return [...other, ...late.jobs.filter(({ job }) => asked.has(job.id))];
  };
  return {
    lastEntry: () => call(() => store.lastEntry()),
    entries: (n, limit) =>
      call(async () => {
        const newest = (await store.lastEntry())?.n ?? 0;
        if (newest - n > kept) throw new CompactedError(newest - kept + 1);
        return store.entries(n, limit);
      }),
    liveJobs: async function* (unreadable) {
      for await (const jobs of store.liveJobs(unreadable)) {
        const ids = [...new Set([...jobs.map(({ job }) => job.id), ...before().ids])].sort((a, b) => a - b);
        for (let at = 0; at < ids.length; at += batch)
          yield await call(() => jobsOf(ids.slice(at, at + batch), unreadable));
      }
    },
    liveJobsOf: (ids, unreadable) => call(() => jobsOf(ids, unreadable)),
  };
}
