// What a soak promises, judged by what was seen. Pure.

export interface MemorySample {
  /** Since the soak began. */
  readonly atMs: number;
  /** Resident set of the process, right after a garbage collection. */
  readonly rssBytes: number;
  /** What is reachable then: heap in use, and buffers beside it. */
  readonly liveBytes: number;
}

/** What a witness on the wire holds open at a moment. */
export interface WireView {
  readonly atMs: number;
  /** Offers that the scheduler has and has not answered, and for how long it has the oldest. */
  readonly heldOffers: number;
  readonly oldestOfferMs: number;
  /** Updates that the scheduler has and has not acknowledged, and for how long it has the oldest. */
  readonly unacknowledged: number;
  readonly oldestUpdateMs: number;
}

export interface SoakLimits {
  readonly growthMbPerMinute: number;
  readonly unacknowledgedMs: number;
  readonly heldOffers: number;
  readonly heldOfferMs: number;
}

const MB = 1_000_000;
const WARM_UP_MS = 300_000;
const SHORT_MS = 600_000;
const WARM_UP_SHARE = 0.2;
const SAMPLES_MIN = 10;

/**
 * How the memory of a soak is judged. What a process takes until it runs at its full speed is no leak: the first 5
 * minutes are left out, and from then on its resident memory counts. A soak below 10 minutes leaves out its first
 * fifth, and counts what is reachable instead: pages that were taken are given back late or never, and a few minutes
 * would show nothing else.
 */
export function memoryRule(soakMs: number): {
  readonly fromMs: number;
  readonly measure: "rssBytes" | "liveBytes";
} {
  return soakMs < SHORT_MS
    ? { fromMs: WARM_UP_SHARE * soakMs, measure: "liveBytes" }
    : { fromMs: WARM_UP_MS, measure: "rssBytes" };
}

/**
 * Slope of a line through the samples, in 10^6 bytes a minute: the median of the slopes between all pairs of them
 * (Theil-Sen), which a few outliers do not move. 0 of fewer than two samples.
 */
export function growthMbPerMinute(
  samples: readonly MemorySample[],
  measure: "rssBytes" | "liveBytes",
): number {
  const slopes = samples.flatMap((one, index) =>
    samples
      .slice(index + 1)
      .filter(({ atMs }) => atMs > one.atMs)
      .map((other) => (other[measure] - one[measure]) / MB / ((other.atMs - one.atMs) / 60_000)),
  );
  return slopes.toSorted((a, b) => a - b)[slopes.length >> 1] ?? 0;
}

/** One line for each promise that was broken. */
export function broken(
  seen: { readonly memory: readonly MemorySample[]; readonly wire: readonly WireView[] },
  soakMs: number,
  limits: SoakLimits,
): readonly string[] {
  const found: string[] = [];
  const { fromMs, measure } = memoryRule(soakMs);
  const judged = seen.memory.filter(({ atMs }) => atMs >= fromMs);
  const growth = growthMbPerMinute(judged, measure);
  if (judged.length < SAMPLES_MIN) found.push(`there are only ${judged.length} samples of the memory`);
  if (growth > limits.growthMbPerMinute)
    found.push(`${measure} grows by ${growth.toFixed(2)} MB a minute, more than ${limits.growthMbPerMinute}`);
  const late = seen.wire.find(({ oldestUpdateMs }) => oldestUpdateMs > limits.unacknowledgedMs);
  if (late !== undefined)
    found.push(
      `an update was not acknowledged for ${seconds(late.oldestUpdateMs)} s, more than ${seconds(limits.unacknowledgedMs)}`,
    );
  const many = seen.wire.find(({ heldOffers }) => heldOffers > limits.heldOffers);
  if (many !== undefined) found.push(`${many.heldOffers} offers were held, more than ${limits.heldOffers}`);
  const long = seen.wire.find(({ oldestOfferMs }) => oldestOfferMs > limits.heldOfferMs);
  if (long !== undefined)
    found.push(
      `an offer was held for ${seconds(long.oldestOfferMs)} s, more than ${seconds(limits.heldOfferMs)}`,
    );
  return found;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
