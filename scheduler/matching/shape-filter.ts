import { BitTable, lowestBit, popCount, type Mask } from "./tables/bit-table.ts";
import { NeedRows } from "./need-rows.ts";
import { KIND_COUNT } from "./requirement.ts";
import type { Shapes } from "./shapes.ts";

/** Shapes by what keeps them from an agent. */
export interface Obstacles {
  /** Shapes of which the agent is of a kind that will do. */
  suits: number;
  /** Of these: that fit; that would fit without what is kept for somebody; that lack a kind first. */
  fit: number;
  kept: number;
  readonly short: Int32Array;
}

/** Whether agents of a class meet a constraint; both texts are the caller's. Pure: it is asked once for each pair. */
export type Accepts = (constraint: string, agentClass: string) => boolean;

/**
 * Which shapes fit an agent, from rows of bits: by need for each kind, by class, by axis.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class ShapeFilter {
  readonly #accepts: Accepts;
  readonly #shapes: Shapes;
  readonly rows: readonly NeedRows[];
  /** By class: the shapes that it may take. */
  readonly #ofClass: BitTable;
  /** Row 0: shapes of any value of the axis; row 1 + value: those of this value alone. */
  readonly #ofAxis: BitTable;
  readonly #classes: string[] = [];
  readonly #classIds = new Map<string, number>();
  readonly #constraints: string[] = [];
  readonly #constraintIds = new Map<string, number>();
  /** By constraint: 1 for each class that meets it. */
  readonly #accepted: Uint8Array[] = [];
  /** By constraint: bit (class mod 32) of those classes. */
  readonly #folded: number[] = [];
  // Scratch of `fitting`: rows that take part in a search.
  readonly #base = new Int32Array(KIND_COUNT);
  readonly #taking: NeedRows[];
  readonly #below = new Int32Array(KIND_COUNT);

  constructor(accepts: Accepts, shapes: Shapes, words: number, rowsPerKind: number) {
    this.#accepts = accepts;
    this.#shapes = shapes;
    this.rows = Array.from({ length: KIND_COUNT }, () => new NeedRows(words, rowsPerKind));
    this.#taking = [...this.rows];
    this.#ofClass = new BitTable(words);
    this.#ofAxis = new BitTable(words);
  }

  restride(words: number): void {
    for (const rows of this.rows) rows.restride(words);
    this.#ofClass.restride(words);
    this.#ofAxis.restride(words);
  }

  /** How many classes of agents there are so far. */
  get classCount(): number {
    return this.#classes.length;
  }

  class(id: number): string {
    return this.#classes[id] ?? "";
  }

  constraint(id: number): string {
    return this.#constraints[id] ?? "";
  }

  classId(agentClass: string): number {
    const known = this.#classIds.get(agentClass);
    if (known !== undefined) return known;
    const id = this.#classes.length;
    this.#classes.push(agentClass);
    this.#classIds.set(agentClass, id);
    this.#ofClass.ensure(id + 1);
    for (const [constraint, text] of this.#constraints.entries()) {
      if (this.#accepts(text, agentClass)) this.#accept(constraint, id);
    }
    const { shapeOfBit, constraint, bitCount } = this.#shapes;
    for (let bit = 0; bit < bitCount; bit += 1) {
      const shape = shapeOfBit[bit] as number;
      if (shape >= 0 && this.acceptedBy(constraint[shape] as number)[id] === 1) this.#ofClass.set(id, bit);
    }
    return id;
  }

  constraintId(constraint: string): number {
    const known = this.#constraintIds.get(constraint);
    if (known !== undefined) return known;
    const id = this.#constraints.length;
    this.#constraints.push(constraint);
    this.#constraintIds.set(constraint, id);
    this.#accepted.push(new Uint8Array(this.#classes.length));
    this.#folded.push(0);
    for (const [classId, text] of this.#classes.entries()) {
      if (this.#accepts(constraint, text)) this.#accept(id, classId);
    }
    return id;
  }

  /** 1 for each class that meets the constraint; shorter than the number of classes when the last ones don't. */
  acceptedBy(constraint: number): Uint8Array {
    return this.#accepted[constraint] as Uint8Array;
  }

  foldedBy(constraint: number): number {
    return this.#folded[constraint] as number;
  }

  ensureAxis(value: number): void {
    this.#ofAxis.ensure(value + 2);
  }

  add(shape: number): void {
    const { bit, need, axis, constraint } = this.#shapes;
    const own = bit[shape] as number;
    for (const [kind, rows] of this.rows.entries()) rows.add(own, need[shape * KIND_COUNT + kind] as number);
    const accepted = this.acceptedBy(constraint[shape] as number);
    for (let id = 0; id < accepted.length; id += 1) if (accepted[id] === 1) this.#ofClass.set(id, own);
    this.#ofAxis.set((axis[shape] as number) + 1, own);
  }

  remove(shape: number): void {
    const { bit, need, axis } = this.#shapes;
    const own = bit[shape] as number;
    for (const [kind, rows] of this.rows.entries())
      rows.remove(own, need[shape * KIND_COUNT + kind] as number);
    for (let id = 0; id < this.#classes.length; id += 1) this.#ofClass.clear(id, own);
    this.#ofAxis.clear((axis[shape] as number) + 1, own);
  }

  /**
   * The shapes among `row` of `among` that fit amounts of an agent of this class and value of the axis (−1 = none).
   */
  fitting(
    free: Int32Array,
    offset: number,
    classId: number,
    axis: number,
    among: BitTable,
    row: number,
    mask: Mask,
  ): void {
    mask.clear();
    let taking = 0;
    let mixed = 0;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      const rows = this.rows[kind] as NeedRows;
      const position = rows.position(free[offset + kind] as number);
      if (rows.isAll(position)) continue;
      const isMixed = rows.isMixed(position);
      if (position === 0 && !isMixed) return; // nobody needs so little of this
      this.#taking[taking] = rows;
      this.#base[taking] = (isMixed ? position : position - 1) * rows.words;
      this.#below[taking] = (position - 1) * rows.words; // negative: no row is below
      if (isMixed) mixed |= 1 << taking;
      taking += 1;
    }
    const { words } = among;
    const waiting = among.bits;
    const from = row * words;
    const ofClass = this.#ofClass.bits;
    const classBase = classId * words;
    const ofAxis = this.#ofAxis.bits;
    const axisBase = (axis + 1) * words;
    for (let word = 0; word < words; word += 1) {
      let value = waiting[from + word] as number;
      if (value === 0) continue;
      value &=
        (ofClass[classBase + word] as number) &
        ((ofAxis[word] as number) | (ofAxis[axisBase + word] as number));
      for (let at = 0; at < taking; at += 1) {
        value &= (this.#taking[at] as NeedRows).bits[(this.#base[at] as number) + word] as number;
      }
      if (value !== 0 && mixed !== 0) value = this.#compared(value, word, taking, mixed, free, offset);
      if (value !== 0) mask.add(word, value);
    }
  }

  /**
   * Counts what a set of shapes lacks on an agent, each shape once: by its class, else by the first kind of which the
   * agent has too little. Of needs between two thresholds it is counted as if they were at the upper one.
   * @param free  a vector of the agent's
   * @param roomier  the same with what is kept for somebody
   */
  countObstacles(
    free: Int32Array,
    roomier: Int32Array,
    classId: number,
    among: BitTable,
    counts: Obstacles,
  ): void {
    const { words } = among;
    const ofClass = this.#ofClass.bits;
    const rows = this.rows.map((row, kind) => row.atMost(free[kind] as number));
    const roomierRows = this.rows.map((row, kind) => row.atMost(roomier[kind] as number));
    const within = (base: number | undefined, kind: number, word: number): number =>
      base === undefined ? -1 : base < 0 ? 0 : ((this.rows[kind] as NeedRows).bits[base + word] as number);
    for (let word = 0; word < words; word += 1) {
      const suits = (among.bits[word] as number) & (ofClass[classId * words + word] as number);
      if (suits === 0) continue;
      counts.suits += popCount(suits);
      let fit = suits;
      let fitRoomier = suits;
      for (let kind = 0; kind < KIND_COUNT; kind += 1) {
        fit &= within(rows[kind], kind, word);
        fitRoomier &= within(roomierRows[kind], kind, word);
      }
      counts.fit += popCount(fit);
      counts.kept += popCount(fitRoomier & ~fit);
      let left = suits & ~fitRoomier;
      for (let kind = 0; left !== 0 && kind < KIND_COUNT; kind += 1) {
        const has = within(rows[kind], kind, word);
        counts.short[kind] = (counts.short[kind] as number) + popCount(left & ~has);
        left &= has;
      }
    }
  }

  /** Takes out what lies between two thresholds and needs too much. */
  #compared(
    found: number,
    word: number,
    taking: number,
    mixed: number,
    free: Int32Array,
    offset: number,
  ): number {
    let value = found;
    let doubtful = 0;
    for (let at = 0; at < taking; at += 1) {
      if (((mixed >>> at) & 1) === 0) continue;
      const below = this.#below[at] as number;
      const sure = below < 0 ? 0 : ((this.#taking[at] as NeedRows).bits[below + word] as number);
      doubtful |= value & ~sure;
    }
    const { shapeOfBit, need } = this.#shapes;
    for (; doubtful !== 0; doubtful &= doubtful - 1) {
      const bit = lowestBit(doubtful);
      const shape = shapeOfBit[word * 32 + bit] as number;
      for (let kind = 0; kind < KIND_COUNT; kind += 1) {
        if ((need[shape * KIND_COUNT + kind] as number) > (free[offset + kind] as number))
          value &= ~(1 << bit);
      }
    }
    return value;
  }

  #accept(constraint: number, classId: number): void {
    let accepted = this.acceptedBy(constraint);
    if (accepted.length <= classId) {
      const longer = new Uint8Array(Math.max(classId + 1, accepted.length * 2));
      longer.set(accepted);
      accepted = longer;
      this.#accepted[constraint] = longer;
    }
    accepted[classId] = 1;
    this.#folded[constraint] = this.foldedBy(constraint) | (1 << (classId & 31));
  }
}
