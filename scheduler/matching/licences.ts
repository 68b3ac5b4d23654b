import { wider } from "./tables/columns.ts";
import { Mask } from "./tables/bit-table.ts";
import type { Shapes } from "./shapes.ts";

/** So many of what the whole site shares by number. */
export interface Licence {
  readonly name: string;
  readonly count: number;
}

/** How it stands with one of them, for a shape that cannot have it. */
export interface LicenceShortage extends Licence {
  readonly total: number;
  readonly inUse: number;
  /** Of what is free, kept for a shape that was passed over too often. */
  readonly kept: number;
}

interface Pool {
  readonly name: string;
  total: number;
  inUse: number;
}

interface Want {
  readonly pool: Pool;
  readonly count: number;
}

/** What a shape that wants licences meets besides them. */
export interface Prospects {
  /** Whether jobs of the shape wait, and one of them could start now if there were licences enough. */
  isHeldUp(shape: number): boolean;
}

const NONE = -1;
/** So often others may take licences that a shape waits for. Then they are kept for it. */
const PASSES_MAX = 8;

/**
 * Licences of the site, as one more limit of its root. A task takes its shape's where it starts and gives them back
 * where it ends; a shape that cannot have all of its own at once is closed, and every event says whether one was
 * closed or opened by it.
 *
 * Who wants many, or several kinds, would wait for ever beside those who want few. So it is counted how often a shape
 * was passed over: others took of what it waits for while it lacked nothing else. After some times the licences are
 * kept for it, as they come back, until a task of it has started: for one shape at a time, so that two never wait for
 * what the other one keeps; and only while it lacks nothing else, so that nothing is kept in vain.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class Licences {
  readonly #shapes: Shapes;
  readonly #prospects: Prospects;
  readonly #pools = new Map<string, Pool>();
  /** By shape; only of those that want any. */
  readonly #wants = new Map<number, readonly Want[]>();
  readonly #closed = new Set<number>();
  readonly #open = new Mask(1);
  /** How often others took of what a shape waits for. */
  #passes = new Int32Array(16);
  /** The shape that licences are kept for. */
  #favourite = NONE;
  #opened = false;
  /** Shapes that came to be open, until somebody takes note. */
  readonly #givenBack = new Set<number>();

  constructor(shapes: Shapes, prospects: Prospects) {
    this.#shapes = shapes;
    this.#prospects = prospects;
  }

  restride(words: number): void {
    this.#open.restride(words);
  }

  /** Replaces all numbers; a name that is left out has none. What is taken stays so. */
  setTotals(totals: Readonly<Record<string, number>>): void {
    for (const pool of this.#pools.values()) pool.total = 0;
    for (const [name, total] of Object.entries(totals)) this.#pool(name).total = total;
    this.#judge();
  }

  *pools(): Generator<Readonly<Pool>> {
    for (const pool of this.#pools.values()) if (pool.total > 0 || pool.inUse > 0) yield pool;
  }

  add(shape: number, licences: readonly Licence[]): void {
    if (licences.length === 0) return;
    while (shape >= this.#passes.length) this.#passes = wider(this.#passes, this.#passes.length * 2);
    this.#passes[shape] = 0;
    this.#wants.set(
      shape,
      licences.map(({ count, name }) => ({ pool: this.#pool(name), count })),
    );
    if (!this.#isOpen(shape)) this.#closed.add(shape);
  }

  drop(shape: number): void {
    if (!this.#wants.delete(shape)) return;
    this.#closed.delete(shape);
    this.#givenBack.delete(shape);
    if (this.#favourite === shape) {
      this.#favourite = NONE;
      this.#judge();
    }
  }

  get closesAny(): boolean {
    return this.#closed.size > 0;
  }

  allows(shape: number): boolean {
    return !this.#closed.has(shape);
  }

  /** What a shape cannot have now; nothing when it can have all of it. */
  *shortages(shape: number): Generator<LicenceShortage> {
    for (const { count, pool } of this.#wants.get(shape) ?? []) {
      const kept = this.#keptFrom(shape, pool);
      if (pool.inUse + kept + count <= pool.total) continue;
      yield { name: pool.name, count, total: pool.total, inUse: pool.inUse, kept };
    }
  }

  /** Those of these shapes that can have their licences. Valid until the next question. */
  openOf(mask: Mask): Mask {
    if (this.#closed.size === 0) return mask;
    this.#open.clear();
    this.#open.unite(mask);
    for (const shape of this.#closed) {
      const bit = this.#shapes.bit[shape] as number;
      if (bit !== NONE) this.#open.drop(bit);
    }
    return this.#open;
  }

  /** Whether a shape came to be open, since this was last asked, that jobs wait in and agents may have room for. */
  takeOpened(): boolean {
    const opened = this.#opened;
    this.#opened = false;
    return opened;
  }

  /** Shapes that came to be open since this was last asked. */
  takeGivenBack(): readonly number[] {
    const shapes = [...this.#givenBack];
    this.#givenBack.clear();
    return shapes;
  }

  /** A task that ran before. */
  adopt(shape: number): void {
    this.#count(shape, 1);
  }

  start(shape: number): void {
    if (this.#wants.size === 0) return;
    if (this.#wants.has(shape)) {
      this.#count(shape, 1);
      this.#passes[shape] = 0;
      if (this.#favourite === shape) this.#favourite = NONE;
      for (const other of this.#wants.keys()) {
        if (other === shape || !this.#share(shape, other) || this.#isOpen(other)) continue;
        if (this.#prospects.isHeldUp(other)) this.#passes[other] = (this.#passes[other] as number) + 1;
      }
    }
    this.review();
  }

  end(shape: number): void {
    this.#count(shape, -1);
  }

  /** For whom licences are kept is found anew where what else it met has changed. */
  review(): void {
    if (this.#wants.size === 0) return;
    if (this.#favourite !== NONE && !this.#lacksOnlyThese(this.#favourite)) this.#favourite = NONE;
    if (this.#favourite === NONE) this.#favourite = this.#mostPassed();
    this.#judge();
  }

  // --- inside --------------------------------------------------------------------------------------------------

  /** Ties by the shape's text, so that it does not matter in which order they came. */
  #mostPassed(): number {
    let most = NONE;
    for (const shape of this.#wants.keys()) {
      const passes = this.#passes[shape] as number;
      if (passes < PASSES_MAX || !this.#lacksOnlyThese(shape)) continue;
      const lead = most === NONE ? 1 : passes - (this.#passes[most] as number);
      if (lead > 0 || (lead === 0 && this.#shapes.keyOf(shape) < this.#shapes.keyOf(most))) most = shape;
    }
    return most;
  }

  /** Whether licences can be kept for it: there are enough at all, and nothing else keeps it. */
  #lacksOnlyThese(shape: number): boolean {
    const wants = this.#wants.get(shape) ?? [];
    return wants.every(({ count, pool }) => count <= pool.total) && this.#prospects.isHeldUp(shape);
  }

  #count(shape: number, sign: 1 | -1): void {
    const wants = this.#wants.get(shape);
    if (wants === undefined) return;
    for (const { count, pool } of wants) pool.inUse += sign * count;
    this.#judge();
  }

  #judge(): void {
    for (const shape of this.#wants.keys()) {
      if (!this.#isOpen(shape)) this.#closed.add(shape);
      else if (this.#closed.delete(shape)) {
        this.#givenBack.add(shape);
        if (this.#mayStart(shape)) this.#opened = true;
      }
    }
  }

  #mayStart(shape: number): boolean {
    return this.#shapes.parked[shape] === 0 && (this.#shapes.queueCount[shape] as number) > 0;
  }

  #isOpen(shape: number): boolean {
    for (const { count, pool } of this.#wants.get(shape) ?? [])
      if (pool.inUse + this.#keptFrom(shape, pool) + count > pool.total) return false;
    return true;
  }

  /** Of a pool, for somebody else. */
  #keptFrom(shape: number, pool: Pool): number {
    if (this.#favourite === NONE || this.#favourite === shape) return 0;
    for (const want of this.#wants.get(this.#favourite) ?? []) if (want.pool === pool) return want.count;
    return 0;
  }

  #share(a: number, b: number): boolean {
    const of = this.#wants.get(b) ?? [];
    return (this.#wants.get(a) ?? []).some(({ pool }) => of.some((want) => want.pool === pool));
  }

  #pool(name: string): Pool {
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      pool = { name, total: 0, inUse: 0 };
      this.#pools.set(name, pool);
    }
    return pool;
  }
}
