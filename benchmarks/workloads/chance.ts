/** Integer-only chance: every language gives the same draws for the same seed, so that inputs can be compared by hash. */
export interface Stream {
  /** 32 random bits. */
  next(): number;
  /** 0 … n − 1, n ≤ 2^21. */
  int(n: number): number;
  /** Both ends included. */
  range(low: number, high: number): number;
  /** Index of a weight, as often as its part of the sum. */
  pick(weights: readonly number[]): number;
}

/** mulberry32. */
export function mulberry32(seed: number): Stream {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const int = (n: number): number => Math.floor((next() * n) / 4_294_967_296);
  return {
    next,
    int,
    range: (low, high) => low + int(high - low + 1),
    pick(weights) {
      let sum = 0;
      for (const weight of weights) sum += weight;
      let left = int(sum);
      for (const [at, weight] of weights.entries()) {
        if (left < weight) return at;
        left -= weight;
      }
      throw new RangeError("there is no weight to pick from");
    },
  };
}

/** One source of draws per purpose: more draws for one purpose leave the others as they are. */
export function stream(seed: number, name: string): Stream {
  return mulberry32((fnv1a(name) ^ seed) >>> 0);
}

/** FNV-1a over ASCII, 32 bits. */
export function fnv1a(text: string): number {
  return fnv1aOn(0x811c9dc5, text);
}

/** Hash of lines as they come: `line` is given without its end. */
export class LineHash {
  #hash = 0x811c9dc5;

  add(line: string): void {
    this.#hash = Math.imul(fnv1aOn(this.#hash, line) ^ 10, 0x01000193) >>> 0;
  }

  /** Eight hex digits. */
  hex(): string {
    return this.#hash.toString(16).padStart(8, "0");
  }
}

function fnv1aOn(start: number, text: string): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
