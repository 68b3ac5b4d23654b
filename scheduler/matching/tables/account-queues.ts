import { wider, widerDoubles } from "./columns.ts";

const NONE = -1;
const INITIAL = 16;
const SMALLEST = 4;

/**
 * Per account its queues in the order of their first jobs. Segments of one slab: the few queues of an account lie side
 * by side, and many accounts don't mean many objects.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class AccountQueues {
  /** By account: where its segment begins and how many queues it has. */
  start = new Int32Array(INITIAL).fill(NONE);
  length = new Int32Array(INITIAL);
  #capacity = new Int32Array(INITIAL);
  /** Parallel columns of the slab. */
  queue = new Int32Array(INITIAL * SMALLEST);
  /** Bit of the queue's shape, −1 = it names its hosts. */
  bit = new Int32Array(INITIAL * SMALLEST);
  #order = new Float64Array(INITIAL * SMALLEST);
  #used = 0;
  /** Segments given back, by log₂ of their size. */
  readonly #free: number[][] = [];

  ensure(accounts: number): void {
    let size = this.start.length;
    if (accounts <= size) return;
    while (size < accounts) size *= 2;
    this.start = wider(this.start, size, NONE);
    this.length = wider(this.length, size);
    this.#capacity = wider(this.#capacity, size);
  }

  insert(account: number, queue: number, bit: number, order: number): void {
    const length = this.length[account] as number;
    if (length === this.#capacity[account]) this.#widen(account, length);
    const from = this.start[account] as number;
    const at = this.#place(from, length, order);
    this.#shift(at, from + length, 1);
    this.#write(at, queue, bit, order);
    this.length[account] = length + 1;
  }

  /** The queue has another first job now. */
  reorder(account: number, before: number, after: number): void {
    const from = this.start[account] as number;
    const length = this.length[account] as number;
    const at = this.#place(from, length, before);
    const queue = this.queue[at] as number;
    const bit = this.bit[at] as number;
    let to = this.#place(from, length, after);
    if (to > at) {
      to -= 1;
      this.queue.copyWithin(at, at + 1, to + 1);
      this.bit.copyWithin(at, at + 1, to + 1);
      this.#order.copyWithin(at, at + 1, to + 1);
    } else if (to < at) this.#shift(to, at, 1);
    this.#write(to, queue, bit, after);
  }

  remove(account: number, order: number): void {
    const from = this.start[account] as number;
    const length = this.length[account] as number;
    const at = this.#place(from, length, order);
    this.#shift(at + 1, from + length, -1);
    this.length[account] = length - 1;
    if (length > 1) return;
    this.#giveBack(from, this.#capacity[account] as number);
    this.start[account] = NONE;
    this.#capacity[account] = 0;
  }

  /** First slot whose order is not smaller. Orders of an account are all different. */
  #place(from: number, length: number, order: number): number {
    let low = from;
    let high = from + length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle] as number) < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(from: number, end: number, by: 1 | -1): void {
    if (from >= end) return;
    this.queue.copyWithin(from + by, from, end);
    this.bit.copyWithin(from + by, from, end);
    this.#order.copyWithin(from + by, from, end);
  }

  #write(at: number, queue: number, bit: number, order: number): void {
    this.queue[at] = queue;
    this.bit[at] = bit;
    this.#order[at] = order;
  }

  #widen(account: number, length: number): void {
    const capacity = Math.max(SMALLEST, length * 2);
    const to = this.#free[Math.log2(capacity)]?.pop() ?? this.#append(capacity);
    const from = this.start[account] as number;
    if (from !== NONE) {
      this.queue.copyWithin(to, from, from + length);
      this.bit.copyWithin(to, from, from + length);
      this.#order.copyWithin(to, from, from + length);
      this.#giveBack(from, this.#capacity[account] as number);
    }
    this.start[account] = to;
    this.#capacity[account] = capacity;
  }

  #giveBack(start: number, capacity: number): void {
    const size = Math.log2(capacity);
    while (this.#free.length <= size) this.#free.push([]);
    this.#free[size]?.push(start);
  }

  #append(capacity: number): number {
    const start = this.#used;
    this.#used += capacity;
    if (this.#used > this.queue.length) {
      const size = Math.max(this.#used, this.queue.length * 2);
      this.queue = wider(this.queue, size);
      this.bit = wider(this.bit, size);
      this.#order = widerDoubles(this.#order, size);
    }
    return start;
  }
}
