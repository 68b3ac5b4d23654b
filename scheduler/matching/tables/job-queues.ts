import { AccountQueues } from "./account-queues.ts";
import { wider, widerDoubles } from "./columns.ts";

const NONE = -1;
const IN_HEAP = -2;
const INITIAL = 64;
/** Ids below 2^39, 64 parts of a job, priorities 0 … 127: together they fit a double exactly. */
const ID_LIMIT = 2 ** 39;
export const PARTS = 64;
const PRIORITY_MAX = 127;

/**
 * Order within an account as one number: higher priority first, then the smaller id, then the smaller part. A job's
 * tasks that may not use the same agents are parts of it, each with an entry of its own.
 * @throws RangeError
 */
export function jobOrder(priority: number, id: number, part = 0): number {
  if (!(Number.isInteger(priority) && priority >= 0 && priority <= PRIORITY_MAX))
    throw new RangeError(`the priority is ${priority}; priorities are integers from 0 to ${PRIORITY_MAX}`);
  if (!(Number.isInteger(id) && id > 0 && id < ID_LIMIT))
    throw new RangeError(`the job id is ${id}; ids are integers from 1 to 2^39 − 1`);
  return ((PRIORITY_MAX - priority) * ID_LIMIT + id) * PARTS + part;
}

export function idOfOrder(order: number): number {
  return Math.floor(order / PARTS) % ID_LIMIT;
}

/**
 * What waits: one queue per account and shape, jobs in order. A job has one entry however many of its tasks wait.
 *
 * Jobs mostly come in order and are appended to a list; those that come out of order (a retry, a higher priority) go
 * into a heap beside it, and the first of both is the queue's first.
 *
 * Columns are public for the loops of this folder; queues and entries are in range there.
 */
export class JobQueues {
  // Entries.
  order = new Float64Array(INITIAL);
  /** Tasks that may start. */
  remaining = new Int32Array(INITIAL);
  /** −1 = a free entry. */
  queueOf = new Int32Array(INITIAL).fill(NONE);
  #next = new Int32Array(INITIAL);
  /** Of an entry in a heap: its place there. */
  #previous = new Int32Array(INITIAL);
  #entries = 0;
  #freeEntry = NONE;

  // Queues.
  account = new Int32Array(INITIAL);
  shape = new Int32Array(INITIAL);
  headOrder = new Float64Array(INITIAL);
  /** Queues of one shape. */
  nextOfShape = new Int32Array(INITIAL);
  #previousOfShape = new Int32Array(INITIAL);
  #head = new Int32Array(INITIAL);
  #tail = new Int32Array(INITIAL);
  readonly #heaps: (number[] | undefined)[] = [];
  #queues = 0;
  #freeQueue = NONE;

  /** Open addressing: queue + 1 by account and shape, 0 = empty. */
  #table = new Int32Array(INITIAL * 2);
  #inTable = 0;

  readonly byAccount = new AccountQueues();

  /** −1 when nothing of the account waits in that shape. */
  find(account: number, shape: number): number {
    const mask = this.#table.length - 1;
    for (let at = hash(account, shape) & mask; ; at = (at + 1) & mask) {
      const queue = (this.#table[at] as number) - 1;
      if (queue < 0) return NONE;
      if (this.account[queue] === account && this.shape[queue] === shape) return queue;
    }
  }

  /** Entry that starts first. */
  head(queue: number): number {
    const heap = this.#heaps[queue];
    const list = this.#head[queue] as number;
    if (heap === undefined) return list;
    const top = heap[0] as number; // a heap without entries is dropped
    return list === NONE || (this.order[top] as number) < (this.order[list] as number) ? top : list;
  }

  /** Opens a queue with its first entry. @param firstOfShape  first queue of its shape so far, −1 = none */
  open(account: number, shape: number, bit: number, entry: number, firstOfShape: number): number {
    const queue = this.#freeQueue === NONE ? this.#queues : this.#freeQueue;
    if (queue === this.#freeQueue) this.#freeQueue = this.nextOfShape[queue] as number;
    else this.#queues += 1;
    if (queue >= this.account.length) this.#growQueues();
    const order = this.order[entry] as number;
    this.account[queue] = account;
    this.shape[queue] = shape;
    this.headOrder[queue] = order;
    this.#head[queue] = entry;
    this.#tail[queue] = entry;
    this.#heaps[queue] = undefined;
    this.nextOfShape[queue] = firstOfShape;
    this.#previousOfShape[queue] = NONE;
    if (firstOfShape !== NONE) this.#previousOfShape[firstOfShape] = queue;
    this.queueOf[entry] = queue;
    this.#next[entry] = NONE;
    this.#previous[entry] = NONE;
    this.#enter(queue);
    this.byAccount.insert(account, queue, bit, order);
    return queue;
  }

  /** An entry that is in no queue yet. */
  create(order: number, remaining: number): number {
    const entry = this.#freeEntry === NONE ? this.#entries : this.#freeEntry;
    if (entry === this.#freeEntry) this.#freeEntry = this.#next[entry] as number;
    else this.#entries += 1;
    if (entry >= this.order.length) this.#growEntries();
    this.order[entry] = order;
    this.remaining[entry] = remaining;
    return entry;
  }

  push(queue: number, entry: number): void {
    const order = this.order[entry] as number;
    const tail = this.#tail[queue] as number;
    this.queueOf[entry] = queue;
    if (tail === NONE || order > (this.order[tail] as number)) {
      this.#next[entry] = NONE;
      this.#previous[entry] = tail;
      if (tail === NONE) this.#head[queue] = entry;
      else this.#next[tail] = entry;
      this.#tail[queue] = entry;
    } else {
      const heap = (this.#heaps[queue] ??= []);
      this.#next[entry] = IN_HEAP;
      heap.push(entry);
      this.#up(heap, heap.length - 1);
    }
    if (order < (this.headOrder[queue] as number)) this.#setHead(queue, order);
  }

  /** @returns true when the queue has no entry left: then it must be closed */
  remove(entry: number): boolean {
    const queue = this.queueOf[entry] as number;
    if (this.#next[entry] === IN_HEAP) this.#removeFromHeap(queue, this.#previous[entry] as number);
    else {
      const next = this.#next[entry] as number;
      const previous = this.#previous[entry] as number;
      if (previous === NONE) this.#head[queue] = next;
      else this.#next[previous] = next;
      if (next === NONE) this.#tail[queue] = previous;
      else this.#previous[next] = previous;
    }
    this.queueOf[entry] = NONE;
    this.#next[entry] = this.#freeEntry;
    this.#freeEntry = entry;
    const head = this.head(queue);
    if (head === NONE) return true;
    const order = this.order[head] as number;
    if (order !== this.headOrder[queue]) this.#setHead(queue, order);
    return false;
  }

  /** @returns the first queue of the shape from now on */
  close(queue: number, firstOfShape: number): number {
    this.byAccount.remove(this.account[queue] as number, this.headOrder[queue] as number);
    this.#leave(queue);
    const next = this.nextOfShape[queue] as number;
    const previous = this.#previousOfShape[queue] as number;
    if (next !== NONE) this.#previousOfShape[next] = previous;
    if (previous !== NONE) this.nextOfShape[previous] = next;
    this.nextOfShape[queue] = this.#freeQueue;
    this.#freeQueue = queue;
    return previous === NONE ? next : firstOfShape;
  }

  #setHead(queue: number, order: number): void {
    this.byAccount.reorder(this.account[queue] as number, this.headOrder[queue] as number, order);
    this.headOrder[queue] = order;
  }

  /** The first entries of a queue, in order: at most so many. */
  first(queue: number, most: number): readonly number[] {
    const found: number[] = [];
    const heap = this.#heaps[queue] ?? [];
    const open = heap.length === 0 ? [] : [0];
    const orderAt = (at: number) => this.order[heap[at] as number] as number; // only places of the heap are open
    let list = this.#head[queue] as number;
    while (found.length < most) {
      let best = 0;
      for (let at = 1; at < open.length; at += 1)
        if (orderAt(open[at] as number) < orderAt(open[best] as number)) best = at;
      const at = open[best];
      if (at === undefined ? list === NONE : false) return found;
      if (at === undefined || (list !== NONE && (this.order[list] as number) < orderAt(at))) {
        found.push(list);
        list = this.#next[list] as number;
        continue;
      }
      found.push(heap[at] as number);
      open.splice(best, 1);
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length) open.push(child);
    }
    return found;
  }

  /** How many entries of a queue come before an order; it stops counting at `most`. */
  countBefore(queue: number, order: number, most: number): number {
    let count = 0;
    for (
      let entry = this.#head[queue] as number;
      entry !== NONE && count < most && (this.order[entry] as number) < order;
      entry = this.#next[entry] as number
    )
      count += 1;
    const heap = this.#heaps[queue];
    const open = heap === undefined ? [] : [0];
    for (let at = open.pop(); at !== undefined && count < most; at = open.pop()) {
      const entry = heap?.[at];
      if (entry === undefined || (this.order[entry] as number) >= order) continue;
      count += 1;
      open.push(2 * at + 1, 2 * at + 2);
    }
    return count;
  }

  // --- heap of those out of order ------------------------------------------------------------------------------

  #removeFromHeap(queue: number, at: number): void {
    const heap = this.#heaps[queue] as number[];
    const last = heap.pop() as number;
    if (heap.length === 0) this.#heaps[queue] = undefined;
    if (at === heap.length) return; // it was the last itself
    heap[at] = last;
    this.#up(heap, at);
    this.#down(heap, this.#previous[last] as number);
  }

  #up(heap: number[], from: number): void {
    const entry = heap[from] as number;
    const order = this.order[entry] as number;
    let at = from;
    while (at > 0) {
      const above = heap[(at - 1) >> 1] as number;
      if ((this.order[above] as number) < order) break;
      heap[at] = above;
      this.#previous[above] = at;
      at = (at - 1) >> 1;
    }
    heap[at] = entry;
    this.#previous[entry] = at;
  }

  #down(heap: number[], from: number): void {
    const entry = heap[from] as number;
    const order = this.order[entry] as number;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      const right = heap[child + 1];
      if (
        right !== undefined &&
        (this.order[right] as number) < (this.order[heap[child] as number] as number)
      )
        child += 1;
      const below = heap[child] as number;
      if ((this.order[below] as number) > order) break;
      heap[at] = below;
      this.#previous[below] = at;
      at = child;
    }
    heap[at] = entry;
    this.#previous[entry] = at;
  }

  // --- table by account and shape ------------------------------------------------------------------------------

  #enter(queue: number): void {
    this.#inTable += 1;
    if (this.#inTable * 2 > this.#table.length) this.#growTable();
    this.#insert(queue);
  }

  #insert(queue: number): void {
    const mask = this.#table.length - 1;
    let at = hash(this.account[queue] as number, this.shape[queue] as number) & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = queue + 1;
  }

  #leave(queue: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let hole = hash(this.account[queue] as number, this.shape[queue] as number) & mask;
    while (table[hole] !== queue + 1) hole = (hole + 1) & mask;
    this.#inTable -= 1;
    // Those behind move up, unless that would put them before their own place.
    for (let at = (hole + 1) & mask; table[at] !== 0; at = (at + 1) & mask) {
      const other = (table[at] as number) - 1;
      const home = hash(this.account[other] as number, this.shape[other] as number) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      table[hole] = other + 1;
      hole = at;
    }
    table[hole] = 0;
  }

  #growTable(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) this.#insert(entry - 1);
  }

  /** Makes room for so many entries at once: to grow little by little copies all of them many times. */
  reserve(entries: number): void {
    if (entries > this.order.length) this.#growEntries(entries);
  }

  #growEntries(size = this.order.length * 2): void {
    this.order = widerDoubles(this.order, size);
    this.remaining = wider(this.remaining, size, 0);
    this.queueOf = wider(this.queueOf, size, NONE);
    this.#next = wider(this.#next, size, NONE);
    this.#previous = wider(this.#previous, size, NONE);
  }

  #growQueues(): void {
    const size = this.account.length * 2;
    this.headOrder = widerDoubles(this.headOrder, size);
    this.account = wider(this.account, size, 0);
    this.shape = wider(this.shape, size, 0);
    this.nextOfShape = wider(this.nextOfShape, size, NONE);
    this.#previousOfShape = wider(this.#previousOfShape, size, NONE);
    this.#head = wider(this.#head, size, NONE);
    this.#tail = wider(this.#tail, size, NONE);
  }
}

function hash(account: number, shape: number): number {
  let mixed = Math.imul(account, 0x9e3779b1) ^ Math.imul(shape, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
