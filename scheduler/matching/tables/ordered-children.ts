import type { BitTable, Mask } from "./bit-table.ts";
import { Blocks, WIDTH } from "./blocks.ts";

const NONE = -1;

/** The key of a member now. A key that was asked for earlier is not larger. */
export type FreshKey = (member: number) => number;

/**
 * Members of lists in the order of their keys, ties by number, with the shapes that each could start. A list (the
 * children of one node) is chunks of blocks of members; a block is a range of (key, number) between two bounds and
 * keeps its members unsorted. Chunks and blocks carry the bits of their members: at least those, never less; bits too
 * many are found out, and dropped, where a search finds nobody behind them.
 *
 * Stored keys are lower bounds. A member is asked anew when a search looks at it, and moved when the smallest of a
 * block has outgrown it; nothing else ever moves, so time passing costs nothing. A stored key never lies outside its
 * block's range: a raised one waits until its member moves, or a later split would put a bound beyond the next block.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class OrderedChildren {
  readonly #fresh: FreshKey;
  readonly #blocks: Blocks;
  /** Members by list. */
  readonly #count: number[] = [];

  /** @param bits  rows of members */
  constructor(bits: BitTable, fresh: FreshKey) {
    this.#blocks = new Blocks(bits);
    this.#fresh = fresh;
  }

  restride(words: number): void {
    this.#blocks.restride(words);
  }

  has(member: number): boolean {
    return this.#blocks.block[member] !== NONE;
  }

  /** Members of a list. */
  count(list: number): number {
    return this.#count[list] ?? 0;
  }

  ensure(nodes: number): void {
    while (this.#count.length < nodes) this.#count.push(0);
    this.#blocks.ensure(nodes);
  }

  insert(list: number, member: number, key: number): void {
    this.#count[list] = this.count(list) + 1;
    this.#blocks.insert(list, member, key);
  }

  remove(list: number, member: number): void {
    this.#count[list] = this.count(list) - 1;
    this.#blocks.take(member);
  }

  /** The member's own key changed, up or down. */
  rekey(list: number, member: number, key: number): void {
    const block = this.#blocks.block[member] as number;
    if (
      this.#blocks.isAbove(
        key,
        member,
        this.#blocks.lowKey[block] as number,
        this.#blocks.lowId[block] as number,
      ) &&
      !this.#blocks.isOver(key, member, block)
    ) {
      this.#blocks.key[member] = key;
      return;
    }
    this.#move(list, member, key);
  }

  /** Bits of a member were added to its row. */
  spread(member: number): void {
    this.#blocks.spread(member);
  }

  /** Of a list's members with a shape of the mask: the one with the smallest key; −1 when there is none. */
  first(list: number, mask: Mask): number {
    for (;;) {
      const found = this.#search(list, mask);
      if (found !== OUTGROWN) return found;
    }
  }

  /** Makes a row the bits of all chunks of a list. */
  collect(list: number, table: BitTable, row: number): void {
    table.clearRow(row);
    for (const chunk of this.#blocks.chunksOf[list] as number[])
      table.addRow(row, this.#blocks.chunkBits, chunk);
  }

  /** All keys have changed: sorts the list anew. */
  rebuild(list: number): void {
    const members = [...this.members(list)];
    for (const member of members) this.#blocks.take(member);
    const keyed = members.map((member) => ({ member, key: this.#fresh(member) }));
    keyed.sort((a, b) => a.key - b.key || a.member - b.member);
    // In ascending order each comes last.
    for (const { member, key } of keyed) this.#blocks.insert(list, member, key);
  }

  /** Blocks in order, members of a block in no order. */
  *members(list: number): Generator<number> {
    for (const chunk of this.#blocks.chunksOf[list] as number[]) {
      for (let at = 0; at < (this.#blocks.chunkSize[chunk] as number); at += 1) {
        const block = this.#blocks.blocksOf[chunk * WIDTH + at] as number;
        for (let slot = 0; slot < (this.#blocks.size[block] as number); slot += 1)
          yield this.#blocks.members[block * WIDTH + slot] as number;
      }
    }
  }

  /**
   * Of a list's members with a shape of the mask: the one with the smallest key for this search. For keys that depend
   * on the search, stored keys being lower bounds of them, or (`bounded` false) worth nothing.
   * @param keyOf  NaN = the member can't start anything after all
   */
  firstBy(list: number, mask: Mask, keyOf: FreshKey, bounded: boolean): number {
    let best = NONE;
    let bestKey = Infinity;
    for (const chunk of this.#blocks.chunksOf[list] as number[]) {
      if (!mask.hits(this.#blocks.chunkBits, chunk)) continue;
      let seen = false;
      for (let at = 0; at < (this.#blocks.chunkSize[chunk] as number); at += 1) {
        const block = this.#blocks.blocksOf[chunk * WIDTH + at] as number;
        if (
          bounded &&
          best !== NONE &&
          !this.#blocks.isAbove(
            bestKey,
            best,
            this.#blocks.lowKey[block] as number,
            this.#blocks.lowId[block] as number,
          )
        )
          return best;
        if (!mask.hits(this.#blocks.blockBits, block)) continue;
        let hit = false;
        for (
          let slot = block * WIDTH;
          slot < block * WIDTH + (this.#blocks.size[block] as number);
          slot += 1
        ) {
          const member = this.#blocks.members[slot] as number;
          if (!mask.hits(this.#blocks.bits, member)) continue;
          hit = true;
          const key = keyOf(member);
          if (key < bestKey || (key === bestKey && member < best)) {
            best = member;
            bestKey = key;
          }
        }
        if (hit) seen = true;
        else this.#blocks.tightenBlock(block);
      }
      if (!seen) this.#blocks.tightenChunk(chunk);
    }
    return best;
  }

  #search(list: number, mask: Mask): number {
    const { bits, words } = this.#blocks.bits;
    const { index, bits: wanted, count } = mask;
    for (const chunk of this.#blocks.chunksOf[list] as number[]) {
      if (!mask.hits(this.#blocks.chunkBits, chunk)) continue;
      for (let at = 0; at < (this.#blocks.chunkSize[chunk] as number); at += 1) {
        const block = this.#blocks.blocksOf[chunk * WIDTH + at] as number;
        if (!mask.hits(this.#blocks.blockBits, block)) continue;
        const from = block * WIDTH;
        const end = from + (this.#blocks.size[block] as number);
        const highKey = this.#blocks.highKey[block] as number;
        let best = NONE;
        let bestKey = Infinity;
        for (let slot = from; slot < end; slot += 1) {
          const member = this.#blocks.members[slot] as number;
          const row = member * words;
          let hit = 0;
          for (let n = 0; n < count && hit === 0; n += 1)
            hit = (bits[row + (index[n] as number)] as number) & (wanted[n] as number);
          if (hit === 0) continue;
          const key = this.#fresh(member);
          if (key < highKey) this.#blocks.key[member] = key;
          if (key < bestKey || (key === bestKey && member < best)) {
            best = member;
            bestKey = key;
          }
        }
        if (best === NONE) {
          this.#blocks.tightenBlock(block);
          continue;
        }
        if (!this.#blocks.isOver(bestKey, best, block)) return best;
        this.#moveOutgrown(list, block, mask);
        return OUTGROWN;
      }
      this.#blocks.tightenChunk(chunk);
    }
    return NONE;
  }

  /** The smallest key of those that were looked at lies beyond the block, so all of theirs do. */
  #moveOutgrown(list: number, block: number, mask: Mask): void {
    const from = block * WIDTH;
    for (let slot = from + (this.#blocks.size[block] as number) - 1; slot >= from; slot -= 1) {
      const member = this.#blocks.members[slot] as number;
      // The block may vanish or split while its members leave: only those that are still here.
      if (this.#blocks.block[member] !== block || !mask.hits(this.#blocks.bits, member)) continue;
      this.#move(list, member, this.#fresh(member));
      if (this.#blocks.size[block] === 0) return;
    }
  }

  #move(list: number, member: number, key: number): void {
    this.#blocks.take(member);
    this.#blocks.insert(list, member, key);
  }
}

const OUTGROWN = -2;
