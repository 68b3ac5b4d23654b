/**
 * For one kind of resource: which shapes need at most so much of it. Row r has the shapes with need ≤ its threshold.
 * The first `rowsMax` different needs each have a row of their own; further ones fall between two thresholds, and a
 * search that ends between these compares.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class NeedRows {
  bits: Int32Array;
  words: number;
  #count = 0;
  readonly #rowsMax: number;
  readonly #thresholds: Int32Array;
  /** 1 = several different needs lie between the threshold before and this one. */
  readonly #mixed: Uint8Array;
  /** Grows when a row changes its number or threshold: positions found before are void. */
  #version = 0;

  constructor(words: number, rowsMax: number) {
    this.words = words;
    this.#rowsMax = rowsMax;
    this.#thresholds = new Int32Array(rowsMax);
    this.#mixed = new Uint8Array(rowsMax);
    this.bits = new Int32Array(rowsMax * words);
  }

  get version(): number {
    return this.#version;
  }

  /** Number of thresholds ≤ amount: 0 = nothing fits, but for a mixed row 0. */
  position(amount: number): number {
    let low = 0;
    let high = this.#count;
    if (high > 0 && (this.#thresholds[high - 1] as number) <= amount) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#thresholds[middle] as number) <= amount) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether every shape needs at most what leads to this position. */
  isAll(position: number): boolean {
    return position === this.#count;
  }

  /** Whether the row at this position must be compared: it has shapes on both sides. */
  isMixed(position: number): boolean {
    return position < this.#count && this.#mixed[position] === 1;
  }

  /** Where the bits begin of the shapes that surely need at most so much: absent = all do, negative = none. */
  atMost(amount: number): number | undefined {
    const position = this.position(amount);
    return this.isAll(position) ? undefined : (position - 1) * this.words;
  }

  add(shape: number, need: number): void {
    let row = this.position(need - 1); // the first threshold ≥ need
    if (row === this.#count || this.#thresholds[row] !== need) {
      this.#version += 1;
      if (this.#count < this.#rowsMax) this.#insert(row, need);
      else {
        if (row === this.#count) {
          row -= 1;
          this.#thresholds[row] = need;
        }
        this.#mixed[row] = 1;
      }
    }
    const bit = 1 << (shape & 31);
    for (let at = row * this.words + (shape >>> 5); row < this.#count; row += 1, at += this.words) {
      this.bits[at] = (this.bits[at] as number) | bit;
    }
  }

  remove(shape: number, need: number): void {
    const bit = 1 << (shape & 31);
    let row = this.position(need - 1);
    for (let at = row * this.words + (shape >>> 5); row < this.#count; row += 1, at += this.words) {
      this.bits[at] = (this.bits[at] as number) & ~bit;
    }
  }

  restride(words: number): void {
    const bits = new Int32Array(this.#rowsMax * words);
    for (let row = 0; row < this.#count; row += 1) {
      bits.set(this.bits.subarray(row * this.words, (row + 1) * this.words), row * words);
    }
    this.bits = bits;
    this.words = words;
  }

  #insert(row: number, need: number): void {
    const { words } = this;
    this.#thresholds.copyWithin(row + 1, row, this.#count);
    this.#mixed.copyWithin(row + 1, row, this.#count);
    this.bits.copyWithin((row + 1) * words, row * words, this.#count * words);
    this.#thresholds[row] = need;
    this.#mixed[row] = 0;
    if (row === 0) this.bits.fill(0, 0, words);
    else this.bits.copyWithin(row * words, (row - 1) * words, row * words);
    this.#count += 1;
  }
}
