/** How well forecasts came true, and what follows for the next ones. */
export interface Calibration {
  /** A job started: what was said of its wait, and how long that was. All in ms from the forecast on. */
  came(waits: {
    readonly saidP50: number;
    readonly saidP90: number;
    /** The same as they were told, with factors. */
    readonly published50: number;
    readonly published90: number;
    readonly actual: number;
  }): void;
  /** By these the waits that a forecast finds are multiplied. */
  factors(): { readonly p50: number; readonly p90: number };
  /** Of the last forecasts, how many came true in their nine of ten cases; `undefined` until there are some. */
  coverage(): number | undefined;
  /** Of these, by how much the middle one was off, as a part of the wait; of waits under 20 s as a part of 20 s. */
  medianError(): number | undefined;
}

const KEPT = 512;
/** Fewer say nothing. */
const ENOUGH = 32;
/** Added to both sides: of waits of no length there is no ratio. */
const GRAIN_MS = 1000;
/** By how much the start of a job that waits a second is off is of no interest as a part of that second. */
const SHORT_MS = 20_000;
/** Rollouts know nothing of what they leave out: until something is known of that, they are taken to be too sure. */
const UNTESTED = 1.25;
/** One odd day must not make the next forecasts absurd. */
const MOST = 20;

export function calibration(): Calibration {
  const ratios50: number[] = [];
  const ratios90: number[] = [];
  const held: boolean[] = [];
  const errors: number[] = [];
  let factors = { p50: 1, p90: UNTESTED };
  return {
    came({ actual, published50, published90, saidP50, saidP90 }) {
      push(ratios50, (actual + GRAIN_MS) / (saidP50 + GRAIN_MS));
      push(ratios90, (actual + GRAIN_MS) / (saidP90 + GRAIN_MS));
      push(errors, Math.abs(published50 - actual) / Math.max(actual, SHORT_MS));
      push(held, actual <= published90 + GRAIN_MS);
      if (ratios50.length < ENOUGH) return;
      const p50 = clamp(quantile(ratios50, 0.5));
      factors = { p50, p90: clamp(quantile(ratios90, 0.9)) };
    },
    factors: () => factors,
    coverage: () => (held.length < ENOUGH ? undefined : held.filter((each) => each).length / held.length),
    medianError: () =>
      errors.length < ENOUGH ? undefined : errors.toSorted((a, b) => a - b)[errors.length >> 1],
  };
}

function push<T>(ring: T[], value: T): void {
  ring.push(value);
  if (ring.length > KEPT) ring.shift();
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  // Split conformal prediction: the next higher rank, so that coverage is never below what is promised.
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * (sorted.length + 1)) - 1)] ?? 1;
}

function clamp(ratio: number): number {
  return Math.min(MOST, Math.max(1 / MOST, ratio));
}
