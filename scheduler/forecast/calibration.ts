/** How well forecasts came true, and what follows for the next ones. */
export interface Calibration {
  /** A job started: what was said of its wait, and how long that was. All in ms from the forecast on. */
  came(waits: {
    /** When it was said. */
    readonly atMs: number;
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
/** What is said within that time is of the same jobs and the same machines: it comes true, or fails, together. */
const SPELL_MS = 600_000;
const SPELLS_KEPT = 64;
/** Of a spell: more say no more of it. */
const RATIOS_KEPT = 64;

/** By what the waits that were said in one spell would have had to be multiplied. */
interface Spell {
  readonly p50: Thinned;
  readonly p90: Thinned;
}

/**
 * Split conformal prediction over spells, each of which counts the same however many jobs it was about (hierarchical
 * conformal prediction: Lee, Barber, Willett, 2023). A thousand jobs of one burst are wrong together: they are one
 * sample, not a thousand.
 */
export function calibration(): Calibration {
  const spells = new Map<number, Spell>();
  const held: boolean[] = [];
  const errors: number[] = [];
  let starts = 0;
  let factors: { readonly p50: number; readonly p90: number } | undefined;
  const spellOf = (atMs: number): Spell => {
    const key = Math.floor(atMs / SPELL_MS);
    let spell = spells.get(key);
    if (spell === undefined) {
      spell = { p50: thinned(), p90: thinned() };
      spells.set(key, spell);
      const [oldest] = spells.keys();
      if (oldest !== undefined && spells.size > SPELLS_KEPT) spells.delete(oldest);
    }
    return spell;
  };
  return {
    came({ actual, atMs, published50, published90, saidP50, saidP90 }) {
      const spell = spellOf(atMs);
      spell.p50.add((actual + GRAIN_MS) / (saidP50 + GRAIN_MS));
      spell.p90.add((actual + GRAIN_MS) / (saidP90 + GRAIN_MS));
      push(errors, Math.abs(published50 - actual) / Math.max(actual, SHORT_MS));
      push(held, actual <= published90 + GRAIN_MS);
      starts += 1;
      if (starts >= ENOUGH) factors = undefined;
    },
    factors: () => (factors ??= factorsOf(starts < ENOUGH ? [] : [...spells.values()])),
    coverage: () => (held.length < ENOUGH ? undefined : held.filter((each) => each).length / held.length),
    medianError: () =>
      errors.length < ENOUGH ? undefined : errors.toSorted((a, b) => a - b)[errors.length >> 1],
  };
}

function factorsOf(spells: readonly Spell[]): { readonly p50: number; readonly p90: number } {
  if (spells.length === 0) return { p50: 1, p90: UNTESTED };
  const middles = spells.map(({ p50 }) => p50.values());
  const highs = spells.map(({ p90 }) => p90.values());
  // The next spell may be like none of these: it is taken to be as bad as the worst, and counts as one.
  const worst = Math.max(UNTESTED, ...highs.map((ratios) => quantile([ratios], 0.9)));
  return { p50: clamp(quantile(middles, 0.5)), p90: clamp(quantile([...highs, [worst]], 0.9)) };
}

/** Of all values, each list of which weighs the same. */
function quantile(lists: readonly (readonly number[])[], part: number): number {
  const weighed = lists
    .flatMap((values) => values.map((value) => ({ value, weight: 1 / values.length })))
    .toSorted((a, b) => a.value - b.value);
  let left = part * lists.length - 1e-9; // what sums of weights are off by
  for (const { value, weight } of weighed) {
    left -= weight;
    if (left <= 0) return value;
  }
  return weighed.at(-1)?.value ?? 1;
}

/** Numbers as they come; of many every second, every fourth …, so that early and late ones stay alike in number. */
interface Thinned {
  add(value: number): void;
  values(): readonly number[];
}

function thinned(): Thinned {
  let values: number[] = [];
  let every = 1;
  let seen = 0;
  return {
    add(value) {
      if (seen % every === 0) values.push(value);
      seen += 1;
      if (values.length <= RATIOS_KEPT) return;
      values = values.filter((_, at) => at % 2 === 0);
      every *= 2;
    },
    values: () => values,
  };
}

function push<T>(ring: T[], value: T): void {
  ring.push(value);
  if (ring.length > KEPT) ring.shift();
}

function clamp(ratio: number): number {
  return Math.min(MOST, Math.max(1 / MOST, ratio));
}
