import type { Order } from "../../fair-share/order.ts";
import type { ShareTree } from "../../fair-share/share-tree.ts";
import { lowestBit, type Mask } from "./tables/bit-table.ts";
import type { Contenders } from "./contenders.ts";
import { idOfOrder, type JobQueues } from "./tables/job-queues.ts";
import type { Licences } from "./licences.ts";
import type { RunLimits } from "./run-limits.ts";
import type { Shapes } from "./shapes.ts";

const NONE = -1;
/** Up to so many queues are compared directly; more are found through the lists of accounts. */
const FEW = 16;
/** Up to so many shapes of an account are looked up by themselves. */
const FEW_SHAPES = 8;

/**
 * Fair-share order, down to the queue: the policy's order between accounts, priority and id within one.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class FairShareOrder {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #shapes: Shapes;
  readonly #queues: JobQueues;
  readonly #limits: RunLimits;
  readonly #licences: Licences;
  readonly #contenders: Contenders;
  /** Scratch of a decision by job: of each account the first job that names hosts. */
  readonly #namedFirst = new Map<number, number>();

  constructor(parts: {
    readonly tree: ShareTree;
    readonly order: Order;
    readonly shapes: Shapes;
    readonly queues: JobQueues;
    readonly limits: RunLimits;
    readonly licences: Licences;
    readonly contenders: Contenders;
  }) {
    this.#tree = parts.tree;
    this.#order = parts.order;
    this.#shapes = parts.shapes;
    this.#queues = parts.queues;
    this.#limits = parts.limits;
    this.#licences = parts.licences;
    this.#contenders = parts.contenders;
  }

  /**
   * The queue whose first job is the first of all that may start: those with one of these shapes, and those `named`,
   * of shapes that name hosts; −1 when none can.
   */
  decide(mask: Mask, named: readonly number[]): number {
    const open = this.#licences.openOf(mask);
    if (this.#order.ofJob) return this.#decideByJob(open, named);
    let best = this.#chooseQueue(open);
    for (const queue of named) {
      // Fair-share order first: that spares most looks at limits.
      if (this.earlier(best, queue) === queue && this.#isAllowed(queue)) best = queue;
    }
    return best;
  }

  /** When keys are of the job, each account must have settled on one before accounts are compared. */
  #decideByJob(mask: Mask, named: readonly number[]): number {
    const { account } = this.#queues;
    this.#namedFirst.clear();
    for (const queue of named) {
      if (!this.#isAllowed(queue)) continue;
      const of = account[queue] as number;
      this.#namedFirst.set(of, this.earlier(this.#namedFirst.get(of) ?? NONE, queue));
    }
    const chosen = mask.count === 0 ? NONE : this.#contenders.choose(mask);
    let best =
      chosen === NONE
        ? NONE
        : this.earlier(this.#firstQueue(chosen, mask), this.#namedFirst.get(chosen) ?? NONE);
    for (const [of, queue] of this.#namedFirst) {
      best = this.earlier(best, this.earlier(this.#firstQueue(of, mask), queue));
    }
    return best;
  }

  /** The queue whose first job is the first of all with one of these shapes; −1 when none can start. */
  #chooseQueue(mask: Mask): number {
    if (mask.count === 0) return NONE;
    if (this.#areFew(mask)) return this.#firstOfFew(mask);
    const account = this.#contenders.choose(mask);
    return account === NONE ? NONE : this.#firstQueue(account, mask);
  }

  #areFew(mask: Mask): boolean {
    let queues = 0;
    for (let at = 0; at < mask.count; at += 1) {
      const word = mask.index[at] as number;
      for (let bits = mask.bits[at] as number; bits !== 0; bits &= bits - 1) {
        queues += this.#shapes.queueCount[
          this.#shapes.shapeOfBit[word * 32 + lowestBit(bits)] as number
        ] as number;
        if (queues > FEW) return false;
      }
    }
    return true;
  }

  #firstOfFew(mask: Mask): number {
    const startable = this.#contenders.startableRow();
    let best = NONE;
    for (let at = 0; at < mask.count; at += 1) {
      const word = mask.index[at] as number;
      for (let bits = mask.bits[at] as number; bits !== 0; bits &= bits - 1) {
        const bit = word * 32 + lowestBit(bits);
        const shape = this.#shapes.shapeOfBit[bit] as number;
        let queue = this.#shapes.firstQueue[shape] as number;
        for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number) {
          const account = this.#queues.account[queue] as number;
          if (startable.has(account, bit) && this.#isAllowedAbove(account, shape))
            best = this.earlier(best, queue);
        }
      }
    }
    return best;
  }

  /** Of two queues the one whose first job comes first; −1 = none. */
  earlier(a: number, b: number): number {
    if (a === NONE) return b;
    if (b === NONE) return a;
    const { account, headOrder } = this.#queues;
    const accountA = account[a] as number;
    const accountB = account[b] as number;
    if (accountA === accountB) return (headOrder[a] as number) < (headOrder[b] as number) ? a : b;
    const isFirst = this.#contenders.goesBefore(
      accountA,
      idOfOrder(headOrder[a] as number),
      accountB,
      idOfOrder(headOrder[b] as number),
    );
    return isFirst ? a : b;
  }

  /** The account's queue whose first job comes first, of these shapes and within all limits. */
  #firstQueue(account: number, mask: Mask): number {
    const { start, length, queue, bit } = this.#queues.byAccount;
    const startable = this.#contenders.startableRow();
    const row = account * startable.words;
    const from = start[account] as number;
    const end = from + (length[account] as number);
    if (end - from > FEW_SHAPES && !mask.hitsMore(startable, account, FEW_SHAPES)) {
      return this.#firstOfFewShapes(account, mask);
    }
    const isAbove = this.#contenders.hasLimitedGroups;
    for (let at = from; at < end; at += 1) {
      const own = bit[at] as number;
      if (own === NONE) continue;
      const word = own >>> 5;
      if ((((startable.bits[row + word] as number) >>> (own & 31)) & 1) === 0 || !mask.has(own)) continue;
      if (!isAbove || this.#isAllowedAbove(account, this.#queues.shape[queue[at] as number] as number))
        return queue[at] as number;
    }
    return NONE;
  }

  #firstOfFewShapes(account: number, mask: Mask): number {
    const startable = this.#contenders.startableRow();
    const row = account * startable.words;
    let best = NONE;
    let bestOrder = Infinity;
    for (let at = 0; at < mask.count; at += 1) {
      const word = mask.index[at] as number;
      for (
        let bits = (mask.bits[at] as number) & (startable.bits[row + word] as number);
        bits !== 0;
        bits &= bits - 1
      ) {
        const shape = this.#shapes.shapeOfBit[word * 32 + lowestBit(bits)] as number;
        if (!this.#isAllowedAbove(account, shape)) continue;
        const queue = this.#queues.find(account, shape);
        const order = this.#queues.headOrder[queue] as number;
        if (order < bestOrder) {
          best = queue;
          bestOrder = order;
        }
      }
    }
    return best;
  }

  /** Whether the limits of the account's groups allow the shape. */
  #isAllowedAbove(account: number, shape: number): boolean {
    if (!this.#contenders.hasLimitedGroups) return true;
    for (let node = this.#tree.parent(account); node >= 0; node = this.#tree.parent(node)) {
      if (!this.#limits.allows(node, this.#shapes.need, shape)) return false;
    }
    return true;
  }

  /** Smallest key over the first jobs of all of an account's queues. */
  lowestKey(account: number): number {
    const { start, length, queue } = this.#queues.byAccount;
    const from = start[account] as number;
    let lowest = Infinity;
    for (let at = from; at < from + (length[account] as number); at += 1) {
      const job = idOfOrder(this.#queues.headOrder[queue[at] as number] as number);
      lowest = Math.min(lowest, this.#order.key(this.#tree, account, job));
    }
    return lowest;
  }

  /** Id of the job that an account would start in the decision that is being made; NaN = none. */
  firstJob(account: number, mask: Mask): number {
    const queue = this.earlier(this.#firstQueue(account, mask), this.#namedFirst.get(account) ?? NONE);
    return queue === NONE ? Number.NaN : idOfOrder(this.#queues.headOrder[queue] as number);
  }

  /** Whether all limits and licences allow the queue's jobs. */
  #isAllowed(queue: number): boolean {
    return this.isWithinLimits(queue) && this.#licences.allows(this.#queues.shape[queue] as number);
  }

  /** Whether all limits allow the queue's jobs, licences aside. */
  isWithinLimits(queue: number): boolean {
    return this.isAllowedFor(this.#queues.account[queue] as number, this.#queues.shape[queue] as number);
  }

  /** Whether the limits of the account and those above allow the shape. */
  isAllowedFor(account: number, shape: number): boolean {
    return this.#limits.allows(account, this.#shapes.need, shape) && this.#isAllowedAbove(account, shape);
  }
}
