/**
 * Rows of bits, a bit per shape. All tables of a matcher have rows of equally many words; `restride` follows when the
 * number of shapes outgrows them. Hot loops read `bits` and `words` directly; rows and words are in range there.
 */
export class BitTable {
  bits: Int32Array;
  words: number;
  #rows: number;

  constructor(words: number, rows = 8) {
    this.words = words;
    this.#rows = rows;
    this.bits = new Int32Array(words * rows);
  }

  ensure(rows: number): void {
    if (rows <= this.#rows) return;
    while (this.#rows < rows) this.#rows *= 2;
    const bits = new Int32Array(this.words * this.#rows);
    bits.set(this.bits);
    this.bits = bits;
  }

  restride(words: number): void {
    const bits = new Int32Array(words * this.#rows);
    for (let row = 0; row < this.#rows; row += 1) {
      bits.set(this.bits.subarray(row * this.words, (row + 1) * this.words), row * words);
    }
    this.bits = bits;
    this.words = words;
  }

  has(row: number, bit: number): boolean {
    return (((this.bits[row * this.words + (bit >>> 5)] as number) >>> (bit & 31)) & 1) === 1;
  }

  /** @returns true when the bit was not set before */
  set(row: number, bit: number): boolean {
    const at = row * this.words + (bit >>> 5);
    const before = this.bits[at] as number;
    const after = before | (1 << (bit & 31));
    this.bits[at] = after;
    return after !== before;
  }

  clear(row: number, bit: number): void {
    const at = row * this.words + (bit >>> 5);
    this.bits[at] = (this.bits[at] as number) & ~(1 << (bit & 31));
  }

  clearRow(row: number): void {
    this.bits.fill(0, row * this.words, (row + 1) * this.words);
  }

  /** Adds the bits of another table's row. @returns true when any of them was new */
  addRow(row: number, from: BitTable, fromRow: number): boolean {
    const { words, bits } = this;
    const to = row * words;
    const other = from.bits;
    const start = fromRow * words;
    let added = 0;
    for (let word = 0; word < words; word += 1) {
      const before = bits[to + word] as number;
      const after = before | (other[start + word] as number);
      bits[to + word] = after;
      added |= after ^ before;
    }
    return added !== 0;
  }
}

/** A set of shapes as its words that are not empty: few in most searches, however many shapes there are. */
export class Mask {
  /** Which words, ascending, and their bits. */
  index: Int32Array;
  bits: Int32Array;
  count = 0;
  /** The same with all words. */
  #all: Int32Array;

  constructor(words: number) {
    this.index = new Int32Array(words);
    this.bits = new Int32Array(words);
    this.#all = new Int32Array(words);
  }

  restride(words: number): void {
    this.index = new Int32Array(words);
    this.bits = new Int32Array(words);
    this.#all = new Int32Array(words);
    this.count = 0;
  }

  clear(): void {
    for (let at = 0; at < this.count; at += 1) this.#all[this.index[at] as number] = 0;
    this.count = 0;
  }

  /** A word that is not empty, behind those before. */
  add(word: number, value: number): void {
    this.index[this.count] = word;
    this.bits[this.count] = value;
    this.#all[word] = value;
    this.count += 1;
  }

  /** Adds what is in another mask. */
  unite(other: Mask): void {
    for (let at = 0; at < other.count; at += 1) {
      const word = other.index[at] as number;
      const value = other.bits[at] as number;
      if (this.#all[word] === 0) {
        this.add(word, value);
        continue;
      }
      const own = this.index.subarray(0, this.count).indexOf(word);
      this.bits[own] = (this.bits[own] as number) | value;
      this.#all[word] = this.bits[own] as number;
    }
  }

  /** Makes it the words of one row. */
  assign(table: BitTable, row: number): void {
    const { words, bits } = table;
    this.clear();
    for (let word = 0; word < words; word += 1) {
      const value = bits[row * words + word] as number;
      if (value !== 0) this.add(word, value);
    }
  }

  /** Makes it what is in another mask and in a row. */
  intersect(other: Mask, table: BitTable, row: number): void {
    const base = row * table.words;
    this.clear();
    for (let at = 0; at < other.count; at += 1) {
      const word = other.index[at] as number;
      const value = (other.bits[at] as number) & (table.bits[base + word] as number);
      if (value !== 0) this.add(word, value);
    }
  }

  has(bit: number): boolean {
    return (((this.#all[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
  }

  /** Takes a shape out. */
  drop(bit: number): void {
    if (!this.has(bit)) return;
    const word = bit >>> 5;
    const at = this.index.subarray(0, this.count).indexOf(word);
    const value = (this.bits[at] as number) & ~(1 << (bit & 31));
    this.bits[at] = value;
    this.#all[word] = value;
    if (value !== 0) return;
    this.count -= 1;
    this.index.copyWithin(at, at + 1, this.count + 1);
    this.bits.copyWithin(at, at + 1, this.count + 1);
  }

  /** Whether a row has any of these shapes. */
  hits(table: BitTable, row: number): boolean {
    const base = row * table.words;
    const bits = table.bits;
    for (let at = 0; at < this.count; at += 1) {
      if (((this.bits[at] as number) & (bits[base + (this.index[at] as number)] as number)) !== 0)
        return true;
    }
    return false;
  }

  /** Whether a row has more than so many of these shapes. */
  hitsMore(table: BitTable, row: number, most: number): boolean {
    const base = row * table.words;
    let hits = 0;
    for (let at = 0; at < this.count; at += 1) {
      let word = (this.bits[at] as number) & (table.bits[base + (this.index[at] as number)] as number);
      for (; word !== 0; word &= word - 1) {
        hits += 1;
        if (hits > most) return true;
      }
    }
    return false;
  }
}

/** Number of the lowest bit that is set. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** How many bits are set. */
export function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
