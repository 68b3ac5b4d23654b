const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to so many seconds limits are told apart in such steps. */
const STEPS = [
  [MINUTE, 10],
  [HOUR, MINUTE],
  [6 * HOUR, 5 * MINUTE],
  [DAY, 15 * MINUTE],
  [7 * DAY, HOUR],
  [30 * DAY, 6 * HOUR],
  [Infinity, DAY],
] as const;

/** The longest limit, in seconds, whose class is not above so many; 0 or less: none is. */
export function limitFloor(seconds: number): number {
  if (!Number.isFinite(seconds)) return seconds;
  for (let at = STEPS.length - 1; at >= 0; at -= 1) {
    const [, step] = STEPS[at] ?? [Infinity, 1];
    const [least] = STEPS[at - 1] ?? [0];
    const floor = Math.floor(seconds / step) * step;
    if (floor > least) return floor;
    if (seconds >= least) return least;
  }
  return 0;
}

/**
 * A time limit for the matcher, in seconds: rounded up, so that jobs of nearly the same limit are alike, and exact for
 * what people write. A job may so miss the very last moment at which it would still be done in time; never does it
 * start too late.
 */
export function limitClass(limitMs: number): number {
  const seconds = Math.max(1, Math.ceil(limitMs / 1000));
  const [, step] = STEPS.find(([most]) => seconds <= most) ?? STEPS[0];
  return Math.min(0x7fffffff, Math.ceil(seconds / step) * step);
}
