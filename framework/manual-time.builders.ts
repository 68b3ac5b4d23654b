import type { After } from "./connection/ports.ts";

export interface ManualTime {
  readonly nowMs: () => number;
  readonly after: After;
  /** Lets that time pass and runs what falls due, in order. */
  advance(ms: number): void;
  /** Lets that time pass while this process stands still: what fell due runs late. */
  jump(ms: number): void;
  /** Timers that are set. */
  pending(): number;
  /** Whether one falls due within that time. */
  dueWithin(ms: number): boolean;
}

/** A clock that only moves when it is told to. */
export function manualTime(): ManualTime {
  let now = 0;
  let order = 0;
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  const runUntil = (until: number): void => {
    for (;;) {
      const [next] = [...timers].filter(([, { atMs }]) => atMs <= until).sort(byTime);
      if (next === undefined) break;
      timers.delete(next[0]);
      now = Math.max(now, next[1].atMs);
      next[1].run();
    }
    now = until;
  };
  return {
    nowMs: () => now,
    after(ms, run) {
      const key = (order += 1);
      timers.set(key, { atMs: now + Math.max(0, ms), run });
      return () => timers.delete(key);
    },
    advance: (ms) => runUntil(now + ms),
    jump(ms) {
      now += ms;
      runUntil(now);
    },
    pending: () => timers.size,
    dueWithin: (ms) => [...timers.values()].some(({ atMs }) => atMs <= now + ms),
  };
}

function byTime(
  [keyA, a]: readonly [number, { readonly atMs: number }],
  [keyB, b]: readonly [number, { readonly atMs: number }],
): number {
  return a.atMs - b.atMs || keyA - keyB;
}
