import { setImmediate as afterMicrotasks } from "node:timers/promises";
import type { Clock } from "./clock.ts";

export interface ManualClock extends Clock {
  /** Lets `ms` pass: sleepers wake in the order of their times, each after everything before it came to rest. */
  advance(ms: number): Promise<void>;
  /** Time passes and nobody notices: sleepers that are due wake all at once afterwards, as after a stopped process. */
  jump(ms: number): Promise<void>;
  readonly sleepers: number;
}

/** A clock that a test moves. Fit for work that waits for nothing but this clock and promises. */
export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const next = () =>
    [...sleepers].reduce((a, b) => (b.atMs < a.atMs ? b : a), { atMs: Infinity, wake: () => {} });

  return {
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const sleeper = {
          atMs: nowMs + Math.max(0, ms),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake);
      }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        await afterMicrotasks();
        const first = next();
        if (first.atMs > untilMs) break;
        nowMs = Math.max(nowMs, first.atMs);
        first.wake();
      }
      nowMs = untilMs;
    },
    async jump(ms) {
      nowMs += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.atMs - b.atMs))
        if (sleeper.atMs <= nowMs) sleeper.wake();
      await afterMicrotasks();
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}
