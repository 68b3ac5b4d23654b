import { CompactedError, type JournalEntry, type LoadedJob, type Store } from "../../store/store.ts";
import { noPreparedJobs, onlyWaits, prepareJob } from "../intake/prepared-jobs.ts";
import type { PreparedJobs } from "../state/shared-parts.ts";
import type { Tuning } from "../state/tuning.ts";

/** Every job that is live as of an entry of the journal, read before its reader led. */
export interface ReadJobs {
  readonly prepared: PreparedJobs;
  /** With which a core does more than to file them, ascending. */
  readonly others: readonly LoadedJob[];
  /** Those that cannot be read, and why. */
  readonly unreadable: ReadonlyMap<number, unknown>;
  /** How long it took to read all of them. */
  readonly readMs: number;
}

/** Reads what a leader loads before this process leads, and keeps it up to date. */
export interface ReadAhead {
  /** Reads on until `signal` or until it is taken. Rejects on faults of this program only. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * What it has read, brought up to entry `n`, which the caller wrote: as long as it leads, nobody changes what was read.
   * To be called once.
   * @returns `undefined`: it has nothing, and everything is to be loaded from the store
   */
  take(n: number): Promise<ReadJobs | undefined>;
}

export interface ReadAheadOptions {
  readonly store: Pick<Store, "entries" | "lastEntry" | "liveJobs" | "liveJobsOf">;
  /** Whatever it is: a core goes by its own. */
  readonly tuning: Tuning;
  readonly clock: {
    monotonicMs(): number;
    /** Resolves at once when `signal` is aborted. */
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  /** Called with what the store cannot do; it is tried again. Must not throw. */
  readonly trouble: (error: unknown) => void;
  /** So many of the jobs that do more than wait are kept; 20,000: they are large. The rest is read when it is taken. */
  readonly othersMax?: number;
}

/** Entries and jobs are read in batches of so many. */
const ENTRIES = 50;
const JOBS = 500;
/** Least pause between two looks at the journal; and what a look took goes into a pause so often, so that it costs little. */
const PAUSE_MS = 1000;
const PAUSE_PARTS = 40;
/** What has changed since must be read when it is taken. */
const LONGEST_PAUSE_MS = 15_000;
const OTHERS_MAX = 20_000;

/**
 * A reading of all live jobs, which takes long, is of no one moment; but the journal names every job that an entry
 * changes, and these are read again. What is left is what the store shows after the last of these entries.
 */
export function readAhead(options: ReadAheadOptions): ReadAhead {
  return new JournalReader(options);
}

class JournalReader implements ReadAhead {
  readonly #options: ReadAheadOptions;
  readonly #othersMax: number;
  readonly #over = new AbortController();
  #has: Reading;
  #isTaken = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ReadAheadOptions) {
    this.#options = options;
    this.#othersMax = options.othersMax ?? OTHERS_MAX;
    this.#has = nothingRead(this.#othersMax);
  }

  run(signal: AbortSignal): Promise<void> {
    this.#running = this.#lookAgain(signal);
    return this.#running;
  }

  async take(n: number): ReturnType<ReadAhead["take"]> {
    if (this.#isTaken) return undefined;
    this.#isTaken = true;
    this.#over.abort();
    await this.#running;
    const taken = this.#has;
    if (!taken.isWhole) return undefined;
    try {
      await this.#readEntries();
      if (taken.cursor < n) return undefined;
      for (const id of [...taken.newest, ...taken.unheld]) taken.changed.add(id);
      taken.othersMax = Infinity;
      await this.#readChanged();
    } catch (error) {
      this.#options.trouble(error);
      return undefined;
    } finally {
      this.#has = nothingRead(this.#othersMax);
    }
    const { others, prepared, readMs, unreadable } = taken;
    return {
      prepared,
      others: [...others.values()].sort((a, b) => a.job.id - b.job.id),
      unreadable,
      readMs,
    };
  }

  async #lookAgain(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const until = AbortSignal.any([signal, this.#over.signal]);
    while (!until.aborted) {
      const isFirst = !this.#has.isWhole;
      const beganMs = clock.monotonicMs();
      await this.#look(signal);
      const tookMs = clock.monotonicMs() - beganMs;
      // While all was read much has changed.
      const isSoon = isFirst && this.#has.isWhole;
      const pauseMs = isSoon ? 0 : Math.min(PAUSE_PARTS * tookMs, LONGEST_PAUSE_MS);
      await clock.sleep(Math.max(PAUSE_MS, pauseMs), until);
    }
  }

  /** What fails with the store begins anew with the next look. */
  async #look(signal: AbortSignal): Promise<void> {
    try {
      if (!this.#has.isWhole && !(await this.#readAll(signal))) return;
      await this.#readEntries();
      await this.#readChanged();
    } catch (error) {
      this.#has.isWhole = this.#has.isWhole && !(error instanceof CompactedError);
      this.#options.trouble(error);
    }
  }

  /** @returns whether it came to the end */
  async #readAll(signal: AbortSignal): Promise<boolean> {
    const { clock, store, tuning } = this.#options;
    const beganMs = clock.monotonicMs();
    const has = nothingRead(this.#othersMax);
    this.#has = has;
    // The views of the last entry may not be written yet; those of the one before it are.
    has.cursor = Math.max(0, ((await store.lastEntry())?.n ?? 0) - 1);
    for await (const batch of store.liveJobs(has.unreadable.set.bind(has.unreadable))) {
      if (signal.aborted) return false;
      for (const one of batch) keep(has, one, tuning);
    }
    has.isWhole = true;
    has.readMs = clock.monotonicMs() - beganMs;
    return true;
  }

  async #readEntries(): Promise<void> {
    const has = this.#has;
    for (;;) {
      const entries = await this.#options.store.entries(has.cursor, ENTRIES);
      for (const entry of entries) {
        for (const id of has.newest) has.changed.add(id);
        has.newest = jobsNamedBy(entry);
        has.cursor = entry.n;
      }
      if (entries.length < ENTRIES) return;
    }
  }

  async #readChanged(): Promise<void> {
    const { store, tuning } = this.#options;
    const has = this.#has;
    const ids = [...has.changed];
    for (let at = 0; at < ids.length; at += JOBS) {
      const some = ids.slice(at, at + JOBS);
      const unreadable = new Map<number, unknown>();
      const found = await store.liveJobsOf(some, unreadable.set.bind(unreadable));
      for (const id of some) forget(has, id);
      for (const [id, cause] of unreadable) has.unreadable.set(id, cause);
      for (const one of found) keep(has, one, tuning);
    }
  }
}

interface Reading {
  readonly prepared: PreparedJobs;
  readonly others: Map<number, LoadedJob>;
  readonly unreadable: Map<number, unknown>;
  /** There was no room for them. */
  readonly unheld: Set<number>;
  othersMax: number;
  /** Number of the last entry whose jobs are in `changed` or in `newest`. */
  cursor: number;
  /** Of the last entry: whoever wrote it may not be done with what follows from it. */
  newest: readonly number[];
  /** To be read again. */
  readonly changed: Set<number>;
  isWhole: boolean;
  readMs: number;
}

function nothingRead(othersMax: number): Reading {
  return {
    prepared: noPreparedJobs(),
    others: new Map(),
    unreadable: new Map(),
    unheld: new Set(),
    othersMax,
    cursor: 0,
    newest: [],
    changed: new Set(),
    isWhole: false,
    readMs: 0,
  };
}

function keep({ others, othersMax, prepared, unheld }: Reading, one: LoadedJob, tuning: Tuning): void {
  const { job, live } = one;
  if (onlyWaits(job, live)) {
    try {
      return prepareJob(prepared, job, tuning);
    } catch {
      // The core says what is wrong with it.
    }
  }
  if (others.size < othersMax) others.set(job.id, one);
  else unheld.add(job.id);
}

function forget({ changed, others, prepared, unheld, unreadable }: Reading, id: number): void {
  changed.delete(id);
  others.delete(id);
  prepared.jobs.delete(id);
  unheld.delete(id);
  unreadable.delete(id);
}

function jobsNamedBy({ records }: JournalEntry): readonly number[] {
  return records.flatMap((record) => ("job" in record ? [record.job] : []));
}
