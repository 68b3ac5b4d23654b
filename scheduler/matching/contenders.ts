import { wider, widerBytes } from "./tables/columns.ts";
import type { Order } from "../../fair-share/order.ts";
import { SITE, type ShareTree } from "../../fair-share/share-tree.ts";
import { BitTable, Mask } from "./tables/bit-table.ts";
import type { LimitAmounts } from "./earmarks.ts";
import { OrderedChildren } from "./tables/ordered-children.ts";
import { RunLimits, type RunLimit } from "./run-limits.ts";

const NONE = -1;
/** Why an account contends. */
const HAS_BITS = 1;
const NAMES_HOSTS = 2;

/** What an account would start. */
export interface FirstJobs {
  /** Smallest key over the first jobs of all queues of an account: a lower bound of every key `ofJob`. */
  lowestKey(account: number): number;
  /** Id of the job that an account would start of the mask's shapes, limits above it included; NaN = none. */
  firstJob(account: number, mask: Mask): number;
  /** Whether a node's own limits allow the shape with this bit. */
  allowsBit(node: number, bit: number): boolean;
  /** Of a shape; −1 = it has none. */
  bitOf(shape: number): number;
}

/**
 * Fair-share order: every node with the shapes that it could start, in lists by key.
 *
 * `below` has what waits under a node: exact for accounts, at least that above. `startable` is the same less what the
 * node's own limits forbid; a list's members are found by it. A search narrows the mask on its way down by each
 * limited node, so a limit that is reached, or gives way, touches its own node and the bits above it, and no account.
 *
 * With an order among accounts all accounts are in one list, and limits above them are checked when they are asked.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class Contenders {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #jobs: FirstJobs;
  readonly #limits: RunLimits;
  readonly #lists: OrderedChildren;
  readonly #below: BitTable;
  readonly #startable: BitTable;
  readonly #scratch: BitTable;
  /** Shapes for which agents may have room: what a limit gives back of these must be tried. */
  readonly #active: BitTable;
  readonly #masks: Mask[] = [];
  readonly #groups: number[] = [SITE];
  #isAccount = new Uint8Array(16);
  #limitedGroups = 0;
  /** Children with something that waits, by node: only kept for hierarchical shares. */
  #contending = new Int32Array(16);
  /** Of an account: why it contends. */
  #why = new Uint8Array(16);

  /** Set when a limit gave back an active shape. */
  reopened = false;
  /** Set when limits allow others than before. */
  limitsMoved = false;
  /** One row: shapes that limits gave back, whether agents have room for them or not, until somebody takes note. */
  readonly givenBack: BitTable;

  constructor(tree: ShareTree, order: Order, limits: RunLimits, active: BitTable, jobs: FirstJobs) {
    if (order.among === "siblings" ? order.ofJob || !order.stable : false) {
      throw new RangeError(
        `the order ${order.name} compares siblings by keys that are of the job or not stable; let it compare accounts`,
      );
    }
    this.#tree = tree;
    this.#order = order;
    this.#limits = limits;
    this.#jobs = jobs;
    this.#active = active;
    this.#below = new BitTable(active.words);
    this.#startable = new BitTable(active.words);
    this.#scratch = new BitTable(active.words, 1);
    this.givenBack = new BitTable(active.words, 1);
    this.#lists = new OrderedChildren(this.#startable, (node) => this.#keyOf(node));
    this.#lists.ensure(1);
  }

  restride(words: number): void {
    const tables = [this.#below, this.#startable, this.#scratch, this.givenBack, this.#lists];
    for (const table of tables) table.restride(words);
    for (const mask of this.#masks) mask.restride(words);
  }

  // --- the tree ------------------------------------------------------------------------------------------------

  /** @throws RangeError  when the parent is an account */
  add(parent: number, weight: number, kind: "account" | "group"): number {
    if (this.#isAccount[parent] === 1)
      throw new RangeError(
        `node ${parent} is an account, so nothing can hang below it; hang it below its group`,
      );
    const node = this.#tree.add(parent, weight);
    const nodes = node + 1;
    this.#below.ensure(nodes);
    this.#startable.ensure(nodes);
    this.#lists.ensure(nodes);
    this.#limits.ensure(nodes);
    if (nodes > this.#isAccount.length) {
      this.#isAccount = widerBytes(this.#isAccount, nodes * 2);
      this.#contending = wider(this.#contending, nodes * 2);
      this.#why = widerBytes(this.#why, nodes * 2);
    }
    if (kind === "account") this.#isAccount[node] = 1;
    else this.#groups.push(node);
    return node;
  }

  setLimit(node: number, limit: RunLimit): void {
    const before = this.#limits.limited[node] as number;
    this.#limits.set(node, limit);
    if (this.#isAccount[node] !== 1) this.#limitedGroups += (this.#limits.limited[node] as number) - before;
    this.#limitMoved(node);
    if (this.#order.among === "accounts") this.reopened = true;
  }

  /** Whether some group has a limit: then what lies between an account and the site must be asked. */
  get hasLimitedGroups(): boolean {
    return this.#limitedGroups > 0;
  }

  // --- what waits ----------------------------------------------------------------------------------------------

  startableRow(): BitTable {
    return this.#startable;
  }

  /** The first job of this shape waits. */
  open(account: number, bit: number): void {
    this.#below.set(account, bit);
    if (!this.#jobs.allowsBit(account, bit)) return;
    this.#startable.set(account, bit);
    this.#raise(account);
  }

  /** No job of this shape waits any more. */
  close(account: number, bit: number): void {
    this.#below.clear(account, bit);
    this.#startable.clear(account, bit);
    if (this.#lists.has(account) && !this.#hasAny(account)) this.#lower(account);
  }

  /** Whether jobs wait that name their hosts: they have no bit, but contend with hierarchical shares. */
  setNamesHosts(account: number, any: boolean): void {
    this.#setContending(account, any ? NAMES_HOSTS : 0, NAMES_HOSTS);
  }

  /** What the account holds or waits for has changed: its limits and its key, and those above. */
  changed(account: number): void {
    for (let node = account; node >= 0; node = this.#tree.parent(node)) {
      if (this.#limits.limited[node] === 1 && this.#limits.hasMoved(node)) {
        this.#limitMoved(node);
        if (this.#order.among === "accounts" && node !== account) this.reopened = true;
      }
    }
    for (const other of this.#limits.accountsWith(account)) {
      if (other === account || this.#limits.limited[other] !== 1 || !this.#limits.hasMoved(other)) continue;
      this.#limitMoved(other);
      if (this.#order.among === "accounts") this.reopened = true;
    }
    this.rekey(account);
  }

  /** An account of a user, who may have limits of all his accounts together. */
  join(account: number, user: number): void {
    this.#limits.join(account, user);
    this.#limitMoved(account);
  }

  setTogether(user: number, limit: RunLimit): void {
    for (const account of this.#limits.setTogether(user, limit)) this.#limitMoved(account);
    if (this.#order.among === "accounts") this.reopened = true;
  }

  /** Keeps parts of limits for one job, see `Earmarks`. */
  earmark(job: number, account: number, amounts: LimitAmounts): void {
    this.#limits.earmark(job, account, amounts);
    this.#limitsMovedAbove(account);
  }

  letGo(job: number): void {
    const account = this.#limits.letGo(job);
    if (account !== undefined) this.#limitsMovedAbove(account);
  }

  #limitsMovedAbove(account: number): void {
    const nodes = new Set(this.#limits.accountsWith(account));
    for (let node = account; node >= 0; node = this.#tree.parent(node)) nodes.add(node);
    for (const node of nodes) {
      if (this.#limits.limited[node] !== 1) continue;
      this.#limits.hasMoved(node); // from where it stands now it is told by the next change
      this.#limitMoved(node);
    }
    if (this.#order.among === "accounts") this.reopened = true;
  }

  rekey(account: number): void {
    if (this.#order.among === "accounts") {
      if (this.#lists.has(account)) this.#lists.rekey(SITE, account, this.#keyOf(account));
      return;
    }
    for (let node = account; node !== SITE;) {
      const parent = this.#tree.parent(node);
      if (this.#lists.has(node)) this.#lists.rekey(parent, node, this.#order.key(this.#tree, node, 0));
      node = parent;
    }
  }

  /** Every key has changed. */
  rebuild(): void {
    for (const group of this.#groups) this.#lists.rebuild(group);
  }

  /** Whether the node has something that its limits let start; with an order among accounts, of accounts. */
  contends(node: number): boolean {
    return this.#lists.has(node);
  }

  // --- fair-share order ----------------------------------------------------------------------------------------------

  /** The account fair-share order, of those that can start one of these shapes; −1 when none can. */
  choose(mask: Mask): number {
    if (this.#order.among === "accounts") {
      if (!this.#order.ofJob && this.#order.stable && this.#limitedGroups === 0)
        return this.#lists.first(SITE, mask);
      const keyOf = (account: number) => {
        const job = this.#jobs.firstJob(account, mask);
        return Number.isNaN(job) ? Number.NaN : this.#order.key(this.#tree, account, job);
      };
      return this.#lists.firstBy(SITE, mask, keyOf, this.#order.stable);
    }
    for (;;) {
      let depth = 0;
      let node = SITE;
      let narrowed = this.#narrow(mask, SITE, depth);
      for (;;) {
        const child = this.#lists.first(node, narrowed);
        if (child === NONE) {
          if (node === SITE) return NONE;
          this.#lists.collect(node, this.#below, node);
          this.#refreshStartable(node);
          break; // from the site again: the node is not found for these shapes any more
        }
        if (this.#isAccount[child] === 1) return child;
        node = child;
        depth += 1;
        narrowed = this.#narrow(narrowed, node, depth);
      }
    }
  }

  /** What comes first in fair-share order, each with the job that it would start. */
  goesBefore(a: number, jobA: number, b: number, jobB: number): boolean {
    let first = a;
    let second = b;
    if (this.#order.among === "siblings") {
      while (this.#tree.depth(first) > this.#tree.depth(second)) first = this.#tree.parent(first);
      while (this.#tree.depth(second) > this.#tree.depth(first)) second = this.#tree.parent(second);
      while (this.#tree.parent(first) !== this.#tree.parent(second)) {
        first = this.#tree.parent(first);
        second = this.#tree.parent(second);
      }
    }
    const keyA = this.#order.key(this.#tree, first, this.#order.ofJob ? jobA : 0);
    const keyB = this.#order.key(this.#tree, second, this.#order.ofJob ? jobB : 0);
    return keyA < keyB || (keyA === keyB && first < second);
  }

  // --- inside --------------------------------------------------------------------------------------------------

  #keyOf(node: number): number {
    if (!this.#order.ofJob) return this.#order.key(this.#tree, node, 0);
    return this.#order.stable ? this.#jobs.lowestKey(node) : 0;
  }

  #listOf(node: number): number {
    return this.#order.among === "siblings" ? this.#tree.parent(node) : SITE;
  }

  #narrow(mask: Mask, node: number, depth: number): Mask {
    if (this.#limits.limited[node] !== 1) return mask;
    while (this.#masks.length <= depth) this.#masks.push(new Mask(this.#active.words));
    const narrowed = this.#masks[depth] as Mask;
    narrowed.intersect(mask, this.#startable, node);
    return narrowed;
  }

  /** A node can start more than before: its bits go up until somebody has them already. */
  #raise(from: number): void {
    this.#spreadUp(from);
    if (this.#isAccount[from] === 1) this.#setContending(from, HAS_BITS, HAS_BITS);
  }

  #spreadUp(from: number): void {
    let node = from;
    for (;;) {
      const list = this.#listOf(node);
      if (this.#lists.has(node)) this.#lists.spread(node);
      else this.#lists.insert(list, node, this.#keyOf(node));
      // A bit may stand for another shape than when it was left behind above, one that a group's limits forbade: where
      // groups have limits, that it is there says nothing.
      const isNew = this.#below.addRow(list, this.#startable, node) || this.#limitedGroups > 0;
      if (isNew) this.#refreshStartable(list);
      if (list === SITE || (!isNew && this.#lists.has(list))) return;
      node = list;
    }
  }

  /** A node can start nothing any more. */
  #lower(from: number): void {
    this.#dropUp(from);
    this.#setContending(from, 0, HAS_BITS);
  }

  #dropUp(from: number): void {
    let node = from;
    for (;;) {
      const list = this.#listOf(node);
      this.#lists.remove(list, node);
      if (list === SITE || this.#lists.count(list) > 0) return;
      this.#below.clearRow(list);
      this.#startable.clearRow(list);
      node = list;
    }
  }

  /** An account contends while its limits let anything start, or jobs wait that name hosts; a group while a child does. */
  #setContending(account: number, why: number, which: number): void {
    if (!this.#tree.isHierarchical) return;
    const before = this.#why[account] as number;
    const after = (before & ~which) | why;
    this.#why[account] = after;
    if ((before === 0) === (after === 0)) return;
    const contends = after !== 0;
    for (let node = account; node !== SITE;) {
      this.#tree.setContending(node, contends);
      node = this.#tree.parent(node);
      this.#contending[node] = (this.#contending[node] as number) + (contends ? 1 : -1);
      if (this.#contending[node] !== (contends ? 1 : 0)) break; // the group contends as before
    }
    this.rekey(account);
  }

  /** A node's limits allow other shapes than before. */
  #limitMoved(node: number): void {
    this.limitsMoved = true;
    const gained = this.#refreshStartable(node);
    if (node === SITE) return;
    if (gained && (this.#isAccount[node] === 1 || this.#lists.has(node))) this.#raise(node);
    else if (this.#isAccount[node] === 1 && this.#lists.has(node) && !this.#hasAny(node)) this.#lower(node);
  }

  /**
   * Startable is what is below, less what the limits forbid now: after a change of either.
   * @returns whether a shape came in addition
   */
  #refreshStartable(node: number): boolean {
    const { words, bits } = this.#startable;
    const from = node * words;
    this.#scratch.clearRow(0);
    this.#scratch.addRow(0, this.#below, node);
    this.#limits.restrict(node, this.#scratch, 0, this.#jobs.allowsBit, this.#jobs.bitOf);
    let gained = 0;
    let wanted = 0;
    for (let word = 0; word < words; word += 1) {
      const after = this.#scratch.bits[word] as number;
      const more = after & ~(bits[from + word] as number);
      gained |= more;
      this.givenBack.bits[word] = (this.givenBack.bits[word] as number) | more;
      wanted |= more & (this.#active.bits[word] as number);
      bits[from + word] = after;
    }
    if (wanted !== 0) this.reopened = true;
    return gained !== 0;
  }

  #hasAny(node: number): boolean {
    const { words, bits } = this.#startable;
    const from = node * words;
    for (let word = 0; word < words; word += 1) if (bits[from + word] !== 0) return true;
    return false;
  }
}
