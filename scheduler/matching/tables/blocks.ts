import { BitTable } from "./bit-table.ts";
import { wider, widerDoubles } from "./columns.ts";

const NONE = -1;
const INITIAL = 16;
/** Most members of a block, and most blocks of a chunk. */
export const WIDTH = 32;
const LAST_ID = 0x7fffffff;

/**
 * Blocks of members and chunks of blocks: where members are and between which bounds. A list's ranges follow each other
 * without a gap from the smallest key to the largest; a full block is halved, an empty one gives its range away.
 *
 * Columns are public for `OrderedChildren`, which alone uses them; members, blocks and chunks are in range there.
 */
export class Blocks {
  /** Rows of members. */
  readonly bits: BitTable;

  // By member.
  block = new Int32Array(INITIAL).fill(NONE);
  slot = new Int32Array(INITIAL);
  key = new Float64Array(INITIAL);

  // By block: members in `WIDTH` slots; the range is (low, high].
  members = new Int32Array(INITIAL * WIDTH);
  size = new Int32Array(INITIAL);
  lowKey = new Float64Array(INITIAL);
  lowId = new Int32Array(INITIAL);
  highKey = new Float64Array(INITIAL);
  highId = new Int32Array(INITIAL);
  chunk = new Int32Array(INITIAL);
  readonly blockBits: BitTable;
  #blocks = 0;
  readonly #freeBlocks: number[] = [];

  // By chunk: blocks in `WIDTH` slots.
  blocksOf = new Int32Array(INITIAL * WIDTH);
  chunkSize = new Int32Array(INITIAL);
  list = new Int32Array(INITIAL);
  readonly chunkBits: BitTable;
  #chunks = 0;
  readonly #freeChunks: number[] = [];

  /** By list: its chunks in order; empty = the list has no member. */
  readonly chunksOf: number[][] = [];

  constructor(bits: BitTable) {
    this.bits = bits;
    this.blockBits = new BitTable(bits.words);
    this.chunkBits = new BitTable(bits.words);
  }

  restride(words: number): void {
    this.blockBits.restride(words);
    this.chunkBits.restride(words);
  }

  /** Room for members and lists of these numbers. */
  ensure(nodes: number): void {
    let size = this.block.length;
    while (this.chunksOf.length < nodes) this.chunksOf.push([]);
    if (nodes <= size) return;
    while (size < nodes) size *= 2;
    this.block = wider(this.block, size, NONE);
    this.slot = wider(this.slot, size);
    this.key = widerDoubles(this.key, size);
  }

  /** Enters a member where its key belongs. */
  insert(list: number, member: number, key: number): void {
    const chunks = this.chunksOf[list] as number[];
    if (chunks.length === 0) chunks.push(this.#newChunk(list, this.#newBlock()));
    this.#put(this.#blockFor(chunks, key, member), member, key);
  }

  /** Bits of a member were added to its row. */
  spread(member: number): void {
    const block = this.block[member] as number;
    if (this.blockBits.addRow(block, this.bits, member)) {
      this.chunkBits.addRow(this.chunk[block] as number, this.bits, member);
    }
  }

  // --- bounds --------------------------------------------------------------------------------------------------

  /** Whether (key, id) lies above a bound. */
  isAbove(key: number, id: number, lowKey: number, lowId: number): boolean {
    return key > lowKey || (key === lowKey && id > lowId);
  }

  /** Whether (key, id) lies beyond the block's range. */
  isOver(key: number, id: number, block: number): boolean {
    const high = this.highKey[block] as number;
    return key > high || (key === high && id > (this.highId[block] as number));
  }

  /** The block whose range (key, id) lies in: ranges follow each other without a gap. */
  #blockFor(chunks: readonly number[], key: number, id: number): number {
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = chunks[middle] as number;
      const last = this.blocksOf[chunk * WIDTH + (this.chunkSize[chunk] as number) - 1] as number;
      if (this.isOver(key, id, last)) low = middle + 1;
      else high = middle;
    }
    const chunk = chunks[low] as number;
    let first = 0;
    let end = (this.chunkSize[chunk] as number) - 1;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if (this.isOver(key, id, this.blocksOf[chunk * WIDTH + middle] as number)) first = middle + 1;
      else end = middle;
    }
    return this.blocksOf[chunk * WIDTH + first] as number;
  }

  // --- members in blocks ---------------------------------------------------------------------------------------

  #put(into: number, member: number, key: number): void {
    let block = into;
    if (this.size[block] === WIDTH) {
      const upper = this.#split(block);
      if (this.isOver(key, member, block)) block = upper;
    }
    const size = this.size[block] as number;
    this.members[block * WIDTH + size] = member;
    this.size[block] = size + 1;
    this.block[member] = block;
    this.slot[member] = size;
    this.key[member] = key;
    this.spread(member);
  }

  /** Takes a member out. */
  take(member: number): void {
    const block = this.block[member] as number;
    const slot = this.slot[member] as number;
    const last = (this.size[block] as number) - 1;
    const moved = this.members[block * WIDTH + last] as number;
    this.members[block * WIDTH + slot] = moved;
    this.slot[moved] = slot;
    this.size[block] = last;
    this.block[member] = NONE;
    if (last === 0) this.#dropBlock(block);
  }

  /** Halves a full block. @returns the upper half */
  #split(block: number): number {
    const from = block * WIDTH;
    const members = this.members;
    // Insertion sort: 32 numbers that are often nearly in order, and nothing is allocated.
    for (let at = from + 1; at < from + WIDTH; at += 1) {
      const member = members[at] as number;
      const key = this.key[member] as number;
      let to = at;
      for (; to > from; to -= 1) {
        const before = members[to - 1] as number;
        if (this.isAbove(key, member, this.key[before] as number, before)) break;
        members[to] = before;
      }
      members[to] = member;
    }
    const half = WIDTH / 2;
    const upper = this.#newBlock();
    const to = upper * WIDTH;
    for (let at = 0; at < WIDTH; at += 1) {
      const member = this.members[from + at] as number;
      if (at < half) this.slot[member] = at;
      else {
        this.members[to + at - half] = member;
        this.block[member] = upper;
        this.slot[member] = at - half;
      }
    }
    this.size[block] = half;
    this.size[upper] = WIDTH - half;
    const last = this.members[from + half - 1] as number;
    this.highKey[upper] = this.highKey[block] as number;
    this.highId[upper] = this.highId[block] as number;
    this.highKey[block] = this.key[last] as number;
    this.highId[block] = last;
    this.lowKey[upper] = this.key[last] as number;
    this.lowId[upper] = last;
    this.tightenBlock(block);
    this.tightenBlock(upper);
    this.#insertBlock(upper, block);
    return upper;
  }

  /** Enters a block behind another one. */
  #insertBlock(block: number, behind: number): void {
    let chunk = this.chunk[behind] as number;
    if (this.chunkSize[chunk] === WIDTH) {
      this.#splitChunk(chunk);
      chunk = this.chunk[behind] as number;
    }
    const place = this.#placeOf(behind, chunk) + 1;
    const size = this.chunkSize[chunk] as number;
    const from = chunk * WIDTH;
    this.blocksOf.copyWithin(from + place + 1, from + place, from + size);
    this.blocksOf[from + place] = block;
    this.chunkSize[chunk] = size + 1;
    this.chunk[block] = chunk;
  }

  #splitChunk(chunk: number): void {
    const half = WIDTH / 2;
    const list = this.list[chunk] as number;
    const upper = this.#newChunk(list, NONE);
    for (let at = half; at < WIDTH; at += 1) {
      const block = this.blocksOf[chunk * WIDTH + at] as number;
      this.blocksOf[upper * WIDTH + at - half] = block;
      this.chunk[block] = upper;
    }
    this.chunkSize[chunk] = half;
    this.chunkSize[upper] = WIDTH - half;
    const chunks = this.chunksOf[list] as number[];
    chunks.splice(chunks.indexOf(chunk) + 1, 0, upper);
    this.tightenChunk(chunk);
    this.tightenChunk(upper);
  }

  /** An empty block gives its range to a neighbour. */
  #dropBlock(block: number): void {
    const chunk = this.chunk[block] as number;
    const chunks = this.chunksOf[this.list[chunk] as number] as number[];
    const place = this.#placeOf(block, chunk);
    const size = (this.chunkSize[chunk] as number) - 1;
    const from = chunk * WIDTH;
    const at = chunks.indexOf(chunk);
    const next = place < size ? this.blocksOf[from + place + 1] : this.#firstOf(chunks[at + 1]);
    const previous = place > 0 ? this.blocksOf[from + place - 1] : this.#lastOf(chunks[at - 1]);
    if (next !== undefined) {
      this.lowKey[next] = this.lowKey[block] as number;
      this.lowId[next] = this.lowId[block] as number;
    } else if (previous !== undefined) {
      this.highKey[previous] = this.highKey[block] as number;
      this.highId[previous] = this.highId[block] as number;
    }
    this.blocksOf.copyWithin(from + place, from + place + 1, from + size + 1);
    this.chunkSize[chunk] = size;
    this.#freeBlocks.push(block);
    if (size > 0) return;
    chunks.splice(at, 1);
    this.#freeChunks.push(chunk);
  }

  #placeOf(block: number, chunk: number): number {
    let place = 0;
    while (this.blocksOf[chunk * WIDTH + place] !== block) place += 1;
    return place;
  }

  #firstOf(chunk: number | undefined): number | undefined {
    return chunk === undefined ? undefined : this.blocksOf[chunk * WIDTH];
  }
  #lastOf(chunk: number | undefined): number | undefined {
    return chunk === undefined
      ? undefined
      : this.blocksOf[chunk * WIDTH + (this.chunkSize[chunk] as number) - 1];
  }

  /** Makes its bits exactly those of its members. */
  tightenBlock(block: number): void {
    this.blockBits.clearRow(block);
    const from = block * WIDTH;
    for (let slot = from; slot < from + (this.size[block] as number); slot += 1) {
      this.blockBits.addRow(block, this.bits, this.members[slot] as number);
    }
  }

  /** Makes its bits exactly those of its blocks. */
  tightenChunk(chunk: number): void {
    this.chunkBits.clearRow(chunk);
    const from = chunk * WIDTH;
    for (let at = from; at < from + (this.chunkSize[chunk] as number); at += 1) {
      this.chunkBits.addRow(chunk, this.blockBits, this.blocksOf[at] as number);
    }
  }

  /** Without members, for all keys there are. */
  #newBlock(): number {
    const block = this.#freeBlocks.pop() ?? this.#blocks;
    if (block === this.#blocks) {
      this.#blocks += 1;
      if (block >= this.size.length) this.#growBlocks();
      this.blockBits.ensure(block + 1);
    }
    this.size[block] = 0;
    this.lowKey[block] = -Infinity;
    this.lowId[block] = NONE;
    this.highKey[block] = Infinity;
    this.highId[block] = LAST_ID;
    this.blockBits.clearRow(block);
    return block;
  }

  #newChunk(list: number, first: number): number {
    const chunk = this.#freeChunks.pop() ?? this.#chunks;
    if (chunk === this.#chunks) {
      this.#chunks += 1;
      if (chunk >= this.list.length) {
        const size = this.list.length * 2;
        this.list = wider(this.list, size, 0);
        this.chunkSize = wider(this.chunkSize, size, 0);
        this.blocksOf = wider(this.blocksOf, size * WIDTH, 0);
      }
      this.chunkBits.ensure(chunk + 1);
    }
    this.list[chunk] = list;
    this.chunkBits.clearRow(chunk);
    this.chunkSize[chunk] = 0;
    if (first === NONE) return chunk;
    this.blocksOf[chunk * WIDTH] = first;
    this.chunkSize[chunk] = 1;
    this.chunk[first] = chunk;
    return chunk;
  }

  #growBlocks(): void {
    const size = this.size.length * 2;
    this.members = wider(this.members, size * WIDTH, 0);
    this.size = wider(this.size, size, 0);
    this.lowKey = widerDoubles(this.lowKey, size);
    this.lowId = wider(this.lowId, size, 0);
    this.highKey = widerDoubles(this.highKey, size);
    this.highId = wider(this.highId, size, 0);
    this.chunk = wider(this.chunk, size, 0);
  }
}
