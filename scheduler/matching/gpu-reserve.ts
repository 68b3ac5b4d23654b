import { BitTable } from "./tables/bit-table.ts";
import { widerBytes } from "./tables/columns.ts";
import { KIND_COUNT, KINDS, type Amounts } from "./requirement.ts";
import type { Accepts, ShapeFilter } from "./shape-filter.ts";
import type { Shapes } from "./shapes.ts";

/** What jobs without GPUs leave beside each free GPU of an agent. */
export type BesideGpu = Pick<Amounts, "cpusMilli" | "memMib">;

/** So many hundredths of each GPU's part of its agent; `undefined`: nothing. */
export function besideGpu(total: BesideGpu & Pick<Amounts, "gpus">, percent: number): BesideGpu | undefined {
  if (percent === 0 || total.gpus === 0) return undefined;
  const part = (amount: number) => Math.floor((amount * percent) / 100 / total.gpus);
  return { cpusMilli: part(total.cpusMilli), memMib: part(total.memMib) };
}

const NONE = -1;
const GPUS = KINDS.indexOf("gpus");

/**
 * While jobs with GPUs wait that may start, limits asked, agents of the classes that they accept keep something beside
 * each free GPU: jobs without GPUs see that much less of them. For whom nothing is kept beside GPUs nothing changes.
 *
 * What `keeps` says holds from one review to the next: in between nothing grows by it.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class GpuReserve {
  readonly #shapes: Shapes;
  readonly #filter: ShapeFilter;
  readonly #isFor: Accepts;
  /** By constraint: 1 for each class that jobs with it might get GPUs of. */
  #wanted = new Map<number, Uint8Array>();
  /** One row: shapes with GPUs of which jobs wait. */
  readonly waiting = new BitTable(1, 1);
  /** The same, those that name hosts among them. */
  readonly #all = new Set<number>();
  /** Of these, the ones that limits allow: for them agents keep something. */
  readonly #counted = new Set<number>();
  /** Of those that wait, the ones that name hosts. */
  #named = 0;
  #counts: number[] = [];
  #classes = 0;
  /** By class, as of the last review: 1 = jobs with GPUs wait for it. */
  #keeps = new Uint8Array(16);
  /** Whether there is anything to review. */
  isStale = false;

  /** @param isFor  whether a class keeps something for jobs with a constraint */
  constructor(shapes: Shapes, filter: ShapeFilter, isFor: Accepts) {
    this.#isFor = isFor;
    this.#shapes = shapes;
    this.#filter = filter;
  }

  /** Whether agents of the class keep something beside their free GPUs. */
  keeps(classId: number): boolean {
    return this.#keeps[classId] === 1;
  }

  get hasNamed(): boolean {
    return this.#named > 0;
  }

  restride(words: number): void {
    this.waiting.restride(words);
  }

  /** The first job of the shape waits. */
  opened(shape: number): void {
    if (this.#shapes.need[shape * KIND_COUNT + GPUS] === 0) return;
    const bit = this.#shapes.bit[shape] as number;
    if (bit === NONE) this.#named += 1;
    else this.waiting.set(0, bit);
    this.#all.add(shape);
    this.isStale = true;
  }

  /** None of its jobs waits any more. */
  closed(shape: number): void {
    if (!this.#all.delete(shape)) return;
    const bit = this.#shapes.bit[shape] as number;
    if (bit === NONE) this.#named -= 1;
    else this.waiting.clear(0, bit);
    if (this.#counted.delete(shape)) this.#count(shape, -1);
    this.isStale = true;
  }

  /** Jobs of the shape wait in other accounts than before. */
  queuesChanged(shape: number): void {
    if (this.#all.has(shape)) this.isStale = true;
  }

  /** Limits allow others than before. */
  limitsMoved(): void {
    if (this.#all.size > 0) this.isStale = true;
  }

  /**
   * Brings it up to date.
   * @param isAllowed  whether limits let a job of the shape start
   * @returns the classes of which agents keep nothing any more
   */
  review(isAllowed: (shape: number) => boolean): readonly number[] {
    const { classCount } = this.#filter;
    if (!this.isStale && (classCount === this.#classes || this.#all.size === 0)) return [];
    this.isStale = false;
    if (classCount !== this.#classes) {
      this.#classes = classCount;
      this.#counts = Array.from({ length: classCount }, () => 0);
      this.#counted.clear();
      this.#wanted = new Map();
      if (classCount > this.#keeps.length) this.#keeps = widerBytes(this.#keeps, classCount * 2);
    }
    for (const shape of this.#all) {
      const isAllowedNow = isAllowed(shape);
      if (isAllowedNow === this.#counted.has(shape)) continue;
      this.#count(shape, isAllowedNow ? 1 : -1);
      if (isAllowedNow) this.#counted.add(shape);
      else this.#counted.delete(shape);
    }
    const ceased: number[] = [];
    for (let classId = 0; classId < classCount; classId += 1) {
      const keeps = (this.#counts[classId] as number) > 0 ? 1 : 0;
      if (keeps === 0 && this.#keeps[classId] === 1) ceased.push(classId);
      this.#keeps[classId] = keeps;
    }
    return ceased;
  }

  /** The same for classes that are new; those that were known keep what they kept until the next review. */
  reviewNew(isAllowed: (shape: number) => boolean): void {
    const known = this.#classes;
    if (this.#filter.classCount === known) return;
    const before = this.#keeps.slice(0, known);
    this.review(isAllowed);
    for (const [classId, kept] of before.entries()) if (kept === 1) this.#keeps[classId] = 1;
    this.isStale = true;
  }

  /** As things are now, whatever was reviewed: whether such a job waits that accepts the class. */
  isWanted(classId: number, isAllowed: (shape: number) => boolean): boolean {
    for (const shape of this.#all) if (this.#accepted(shape)[classId] === 1 && isAllowed(shape)) return true;
    return false;
  }

  #count(shape: number, by: 1 | -1): void {
    const accepted = this.#accepted(shape);
    for (let classId = 0; classId < this.#classes; classId += 1)
      if (accepted[classId] === 1) this.#counts[classId] = (this.#counts[classId] as number) + by;
  }

  #accepted(shape: number): Uint8Array {
    const constraint = this.#shapes.constraint[shape] as number;
    const known = this.#wanted.get(constraint);
    const { classCount } = this.#filter;
    if (known !== undefined && known.length === classCount) return known;
    const text = this.#filter.constraint(constraint);
    const wanted = Uint8Array.from({ length: classCount }, (_, classId) =>
      this.#isFor(text, this.#filter.class(classId)) ? 1 : 0,
    );
    this.#wanted.set(constraint, wanted);
    return wanted;
  }
}
