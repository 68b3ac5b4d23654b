import type { Master } from "./state.ts";

/** Longest time one timer can run. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** The level is kept for the duration, then it is 0 again. Returns Mesos' refusal, or `undefined`. */
export function setLoggingLevel(master: Master, level: number, durationMs: number): string | undefined {
  if (durationMs < 0) return `Invalid duration '${durationMs}ms'`;
  clearTimeout(master.logging.reset);
  master.logging.level = level;
  master.logging.reset = setTimeout(
    () => {
      master.logging.level = 0;
    },
    Math.min(durationMs, TIMER_MS_MAX),
  );
  master.logging.reset.unref();
  return undefined;
}
