import { wider, widerBytes, widerDoubles } from "./tables/columns.ts";
import { KIND_COUNT, requirementKey, TIME, writeAmounts, type Requirement } from "./requirement.ts";

const INITIAL = 16;
const NONE = -1;

/**
 * Shapes: requirements that fit or don't fit together, as small integers. A shape lives while anything of it waits or
 * runs. One that names its hosts is found through them and has no bit; every other has one.
 *
 * Columns are public for the loops of this folder; shapes are in range there.
 */
export class Shapes {
  /** `KIND_COUNT` per shape. */
  need = new Int32Array(INITIAL * KIND_COUNT);
  /** Cost per ms of a running task. */
  rate = new Float64Array(INITIAL);
  /** Its bit in all tables, −1 for a shape that names its hosts. */
  bit = new Int32Array(INITIAL).fill(NONE);
  constraint = new Int32Array(INITIAL);
  /** −1 = on every value of the axis. */
  axis = new Int32Array(INITIAL);
  /** First of its queues, linked by `JobQueues`. */
  firstQueue = new Int32Array(INITIAL).fill(NONE);
  queueCount = new Int32Array(INITIAL);
  /** 1 = no agent in the index fits it. */
  parked = new Uint8Array(INITIAL);
  /** Growth of agents that was looked at when it was parked, see `Matching.witness`. */
  parkedAt = new Float64Array(INITIAL);
  hosts: (Int32Array | undefined)[] = [];
  exceptHosts: (Int32Array | undefined)[] = [];
  shapeOfBit = new Int32Array(32).fill(NONE);

  readonly #ids = new Map<string, number>();
  readonly #keys: string[] = [];
  #uses = new Int32Array(INITIAL);
  #count = 0;
  readonly #free: number[] = [];
  #bits = 0;
  readonly #freeBits: number[] = [];
  readonly #scratch = new Int32Array(KIND_COUNT);

  /** Bits in use so far: tables need as many. */
  get bitCount(): number {
    return this.#bits;
  }

  /** @param key  `requirementKey` of a requirement */
  find(key: string): number | undefined {
    return this.#ids.get(key);
  }

  /** The shape of a requirement that has none yet; it is not used by anything. Ids are those of the caller's interning. */
  create(
    requirement: Requirement,
    ids: {
      readonly constraint: number;
      readonly axis: number;
      readonly hosts: Int32Array | undefined;
      readonly exceptHosts: Int32Array | undefined;
      readonly rate: number;
    },
  ): number {
    writeAmounts(requirement, this.#scratch, 0); // may refuse it, so before anything changes
    this.#scratch[TIME] = requirement.seconds ?? 0;
    const shape = this.#free.pop() ?? this.#count;
    if (shape === this.#count) this.#count += 1;
    if (shape === this.rate.length) this.#grow();
    const key = requirementKey(requirement);
    this.#ids.set(key, shape);
    this.#keys[shape] = key;
    this.need.set(this.#scratch, shape * KIND_COUNT);
    this.rate[shape] = ids.rate;
    this.constraint[shape] = ids.constraint;
    this.axis[shape] = ids.axis;
    this.hosts[shape] = ids.hosts;
    this.exceptHosts[shape] = ids.exceptHosts;
    this.firstQueue[shape] = NONE;
    this.queueCount[shape] = 0;
    this.parked[shape] = 0;
    this.bit[shape] = ids.hosts === undefined ? this.#takeBit(shape) : NONE;
    return shape;
  }

  /** The text of its requirement. */
  keyOf(shape: number): string {
    return this.#keys[shape] ?? "";
  }

  use(shape: number): void {
    this.#uses[shape] = (this.#uses[shape] as number) + 1;
  }

  /** @returns true when nothing uses it any more: then it must be dropped */
  unuse(shape: number): boolean {
    this.#uses[shape] = (this.#uses[shape] as number) - 1;
    return this.#uses[shape] === 0;
  }

  drop(shape: number): void {
    this.#ids.delete(this.#keys[shape] ?? "");
    const bit = this.bit[shape] as number;
    if (bit !== NONE) {
      this.shapeOfBit[bit] = NONE;
      this.#freeBits.push(bit);
    }
    this.hosts[shape] = undefined;
    this.exceptHosts[shape] = undefined;
    this.#free.push(shape);
  }

  #takeBit(shape: number): number {
    const bit = this.#freeBits.pop() ?? this.#bits;
    if (bit === this.#bits) this.#bits += 1;
    if (bit === this.shapeOfBit.length) {
      this.shapeOfBit = wider(this.shapeOfBit, bit * 2, NONE);
    }
    this.shapeOfBit[bit] = shape;
    return bit;
  }

  #grow(): void {
    const size = this.rate.length * 2;
    this.need = wider(this.need, size * KIND_COUNT);
    this.bit = wider(this.bit, size);
    this.constraint = wider(this.constraint, size);
    this.axis = wider(this.axis, size);
    this.firstQueue = wider(this.firstQueue, size);
    this.queueCount = wider(this.queueCount, size);
    this.#uses = wider(this.#uses, size);
    this.rate = widerDoubles(this.rate, size);
    this.parkedAt = widerDoubles(this.parkedAt, size);
    this.parked = widerBytes(this.parked, size);
  }
}
