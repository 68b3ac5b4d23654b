import type { Store } from "../store/store.ts";
import type { readAhead, ReadAhead, ReadAheadOptions } from "../scheduler/leading/reading-ahead.ts";
import type { Tuning } from "../scheduler/state/tuning.ts";
import { startProcess, type Process } from "./faulty-store.ts";
import type { Random } from "./random.ts";
import { readingStore, type Before } from "./reading-store.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Who leads next, and what it has read before. */
export interface Successor {
  readonly process: Process;
  readonly ahead?: Pick<ReadAhead, "take">;
  /** It leads no more. */
  readonly end: () => void;
}

/** Schedulers that do not lead, one at a time: they read ahead, and die, stand still, or lead next. */
export interface StandingBy {
  /** Somebody is to lead: whoever stands by, or somebody who did not. */
  next(): Successor;
  /** From now on nobody stands by. */
  stop(): void;
  /** How many began to lead with what they had read. */
  count(): number;
}

export interface StandingByOptions {
  /** Of nothing else: what leaders do is otherwise as it would be. */
  readonly random: Random;
  readonly time: VirtualTime;
  readonly store: Store;
  /** What it may still show; absent: all is as new as the journal. */
  readonly before?: () => Before;
  readonly tuning: Tuning;
  readonly reading: typeof readAhead;
  /** Called with faults of this program. */
  readonly problem: (text: string) => void;
  /** The next one begins to read at most so long after the one before it led, or died. */
  readonly withinMs: number;
  /** Whether the last reading takes time, too. Otherwise a leader does all at the time at which it would do it anyway. */
  readonly isSlow: boolean;
  /** Probability that a call of the store fails for who stands by. */
  readonly failure: number;
  /** Most jobs that it reads at once. */
  readonly batch: number;
  /** As `readAhead` knows it. */
  readonly othersMax: number;
  /** Entries that are there for it. */
  readonly kept: number;
}

/** Whoever stands by is not always the next one to lead, and who is may not have read anything, or begins to. */
const IS_NEXT = 0.8;
const BEGINS_LATE = 0.3;
const DIES = 0.15;
const PAUSES = 0.25;

const NOTHING: Before = { ids: new Set(), jobs: [] };

interface Standby extends Successor {
  readonly ahead: Pick<ReadAhead, "take">;
  readonly leads: () => void;
}

export function standingBy(options: StandingByOptions): StandingBy {
  const { isSlow, problem, random, time, withinMs } = options;
  let there: Standby | undefined;
  let isPlanned = false;
  let isOver = false;
  let count = 0;

  const begin = (): Standby => {
    const process = startProcess();
    const over = new AbortController();
    let isAtOnce = false;
    let hurry = (): void => undefined;
    const reading = options.reading({
      store: readingStore(options.store, {
        before: options.before ?? (() => NOTHING),
        process,
        random,
        batch: options.batch,
        kept: options.kept,
        pass: async () => {
          if (isAtOnce) return;
          await new Promise<void>((resolve) => {
            hurry = resolve;
            time.after(random.integer(0, 4), resolve);
          });
        },
        failure: () => (isOver ? 0 : options.failure),
      }),
      tuning: options.tuning,
      clock: clockOf(time, process),
      trouble: () => undefined,
      othersMax: options.othersMax,
    });
    reading.run(over.signal).catch((error: unknown) => problem(`what is read ahead threw ${String(error)}`));
    return {
      process,
      ahead: {
        take: async (n) => {
          const read = await reading.take(n);
          if (read !== undefined) count += 1;
          return read;
        },
      },
      leads: () => {
        if (isSlow) return;
        isAtOnce = true;
        process.resume();
        hurry();
      },
      end: () => over.abort(),
    };
  };
  const plan = (): void => {
    if (isOver || isPlanned || there !== undefined) return;
    isPlanned = true;
    time.after(random.pick([0, random.integer(0, 3000), random.integer(0, withinMs)]), () => {
      isPlanned = false;
      if (isOver) return;
      const one = begin();
      there = one;
      if (random.chance(DIES)) time.after(random.integer(0, withinMs), () => die(one));
      if (random.chance(PAUSES)) time.after(random.integer(0, withinMs), () => pause(one));
    });
  };
  const die = (one: Standby): void => {
    if (there !== one) return;
    one.process.kill();
    there = undefined;
    plan();
  };
  const pause = (one: Standby): void => {
    if (there !== one) return;
    one.process.pause();
    time.after(random.integer(100, 30_000), () => one.process.resume());
  };

  return {
    next() {
      const isThere = there !== undefined && random.chance(IS_NEXT);
      const one = isThere ? there : !isOver && random.chance(BEGINS_LATE) ? begin() : undefined;
      if (isThere) there = undefined;
      plan();
      one?.leads();
      return one ?? { process: startProcess(), end: () => undefined };
    },
    stop() {
      isOver = true;
      there?.process.kill();
      there = undefined;
    },
    count: () => count,
  };
}

/** Where nobody stands by. */
export function nobodyStandsBy(): StandingBy {
  return {
    next: () => ({ process: startProcess(), end: () => undefined }),
    stop: () => undefined,
    count: () => 0,
  };
}

function clockOf(time: VirtualTime, process: Process): ReadAheadOptions["clock"] {
  return {
    monotonicMs: () => time.nowMs(),
    sleep: async (ms, signal) => {
      await process.gate();
      await new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        const wake = (): void => {
          signal.removeEventListener("abort", wake);
          resolve();
        };
        signal.addEventListener("abort", wake);
        time.after(ms, wake);
      });
      await process.gate();
    },
  };
}
