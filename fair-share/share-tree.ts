import { exp2 } from "./exp2.ts";
import { weightFault } from "./hierarchy.ts";
import { HierarchicalShares } from "./hierarchical-shares.ts";

export interface ShareTreeOptions {
  /** After that time past usage counts half. */
  readonly halfLifeMs: number;
  /** Weight of what is held now against what was used before: 1 = only now, 0 = only the past. */
  readonly alpha: number;
  /** One per kind of resource, in the order of all vectors here; 0 = this kind never makes a share dominant. */
  readonly resourceWeights: readonly number[];
  /**
   * How a parent's share comes about: `sum` of what is held below it, or `hierarchical` (H-DRF: Bhattacharya et al.,
   * SoCC 2013), where children that wait for nothing and children with another dominant resource don't count against
   * their siblings.
   */
  readonly parents: "sum" | "hierarchical";
  /** About now; only differences to it matter. */
  readonly originMs: number;
}

/** So much use of the whole pool counts as used before anything ran: keeps keys apart, and calm, while history is short. */
const FLOOR_MS = 3_600_000;
/** Shares follow the pool's totals in steps: within this part of them a change of totals leaves every key as it is. */
const TOTALS_STEP = 0.01;
/** E(t) is rescaled before it grows beyond 2^512. */
const REBASE_HALF_LIVES = 512;
const INITIAL_NODES = 16;

/** The site itself, the root of the tree. */
export const SITE = 0;

/**
 * What everybody holds and has used: site → projects → users, to any depth. Nodes are small integers; vectors are
 * amounts by kind of resource; rates are integers, cost per ms (see `costRate`).
 *
 * Usage decays under one exponent for all. With `E(t) = 2^((t−t0)/H)` a charge c at τ adds `c·E(τ)` to X of a node and
 * of all above it; usage at t is `X/E(t)`. A task of rate r that runs from s has the closed form `κ·r·(E(t)−E(s))`,
 * `κ = H/ln 2`, so `X(t) = B + κ·R·E(t)`: time passing needs no work.
 *
 * The key of a node orders it among its siblings, the smallest first: `α·s·G(t) + (1−α)·X(t)/w` with the share
 * `s = max_k(weight_k · held_k / total_k) / w` and `G(t) = g0·E(t) + X_site(t)`. Divided by G it reads "α × present
 * share + (1−α) × share of past usage". Between events of a node itself its key never falls: G is a running maximum,
 * X only grows, and rounded + and × keep the order.
 *
 * Columns in typed arrays: nodes are in range, so `as number` on a column says what holds.
 */
export class ShareTree {
  readonly #halfLifeMs: number;
  readonly #kappa: number;
  readonly #alpha: number;
  readonly #kinds: number;
  readonly #resourceWeights: readonly number[];
  readonly #hierarchical: HierarchicalShares | undefined;

  #count = 0;
  #parent = new Int32Array(INITIAL_NODES);
  #depth = new Int32Array(INITIAL_NODES);
  #weight = new Float64Array(INITIAL_NODES);
  #base = new Float64Array(INITIAL_NODES);
  #rate = new Float64Array(INITIAL_NODES);
  /** Amounts held, `kinds` per node. */
  #held: Float64Array;
  #share = new Float64Array(INITIAL_NODES);
  #presentFactor = new Float64Array(INITIAL_NODES);
  #pastFactor = new Float64Array(INITIAL_NODES);

  readonly #totals: Float64Array;
  readonly #perTotal: Float64Array;
  #floor = 0;

  #nowMs: number;
  #originMs: number;
  #scale = 1;
  #kappaScale: number;
  #pool = 0;

  constructor(options: ShareTreeOptions) {
    const { halfLifeMs, alpha, resourceWeights } = options;
    if (!(halfLifeMs > 0 && Number.isFinite(halfLifeMs)))
      throw new RangeError(`the half-life is ${halfLifeMs} ms; it must be above 0`);
    if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}; it must be between 0 and 1`);
    this.#halfLifeMs = halfLifeMs;
    this.#kappa = halfLifeMs / Math.LN2;
    this.#alpha = alpha;
    this.#kinds = resourceWeights.length;
    this.#resourceWeights = resourceWeights;
    this.#held = new Float64Array(INITIAL_NODES * this.#kinds);
    this.#totals = new Float64Array(this.#kinds);
    this.#perTotal = new Float64Array(this.#kinds);
    this.#nowMs = options.originMs;
    this.#originMs = options.originMs;
    this.#kappaScale = this.#kappa;
    this.#hierarchical =
      options.parents === "hierarchical" ? new HierarchicalShares(resourceWeights.length) : undefined;
    this.#append(-1, 1);
  }

  // --- the tree ------------------------------------------------------------------------------------------------

  /** @throws RangeError  for a parent that is not there, or a weight that is no number above 0 */
  add(parent: number, weight: number): number {
    if (!(Number.isInteger(parent) && parent >= 0 && parent < this.#count))
      throw new RangeError(`there is no node ${parent} to hang a share below; there are ${this.#count}`);
    refuseWeight(weight);
    return this.#append(parent, weight);
  }

  /** The key of this node changes; with hierarchical shares, keys above it, too. @throws RangeError */
  setWeight(node: number, weight: number): void {
    refuseWeight(weight);
    this.#weight[node] = weight;
    for (let at = node; at >= 0; at = this.parent(at)) this.#refresh(at);
  }

  get count(): number {
    return this.#count;
  }

  /** −1 above the site. */
  parent(node: number): number {
    return this.#parent[node] as number;
  }

  /** 0 = the site. */
  depth(node: number): number {
    return this.#depth[node] as number;
  }

  get isHierarchical(): boolean {
    return this.#hierarchical !== undefined;
  }

  // --- time and the pool ---------------------------------------------------------------------------------------

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Time only goes forward. @returns true when all keys were rescaled, so that stored ones are worth nothing */
  advance(nowMs: number): boolean {
    if (nowMs <= this.#nowMs) return false;
    this.#nowMs = nowMs;
    let rebased = false;
    while ((nowMs - this.#originMs) / this.#halfLifeMs > REBASE_HALF_LIVES) {
      const shrink = exp2(-REBASE_HALF_LIVES); // a power of two: exact, and no order changes
      for (let node = 0; node < this.#count; node += 1)
        this.#base[node] = (this.#base[node] as number) * shrink;
      this.#pool *= shrink;
      this.#originMs += REBASE_HALF_LIVES * this.#halfLifeMs;
      rebased = true;
    }
    this.#scale = this.#scaleAt(nowMs);
    this.#kappaScale = this.#kappa * this.#scale;
    this.#raisePool();
    return rebased;
  }

  /**
   * The amounts of the whole pool, and what using all of it costs per ms.
   * @returns true when they left the step that shares are computed with: then all keys have changed
   */
  setTotals(totals: ArrayLike<number>, rate: number): boolean {
    let moved = false;
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      const old = this.#totals[kind] as number;
      if (Math.abs((totals[kind] ?? 0) - old) > old * TOTALS_STEP) moved = true;
    }
    if (!moved) return false;
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      const total = totals[kind] ?? 0;
      this.#totals[kind] = total;
      this.#perTotal[kind] = total > 0 ? (this.#resourceWeights[kind] ?? 0) / total : 0;
    }
    this.#floor = FLOOR_MS * rate;
    this.#raisePool();
    // Children have larger numbers than their parents, and a parent's share may rest on theirs.
    for (let node = this.#count - 1; node >= 0; node -= 1) this.#refresh(node);
    return true;
  }

  // --- events of one node --------------------------------------------------------------------------------------

  /** From now on the node holds this much more: `need` has its amounts from `offset` on. */
  start(node: number, need: Int32Array, offset: number, rate: number): void {
    this.#hold(node, need, offset, 1, rate);
  }

  end(node: number, need: Int32Array, offset: number, rate: number): void {
    this.#hold(node, need, offset, -1, -rate);
  }

  /** As `start`, for a task that has run since `sinceMs`. */
  adopt(node: number, need: Int32Array, offset: number, rate: number, sinceMs: number): void {
    this.start(node, need, offset, rate);
    const before = this.#kappa * rate * (this.#scale - this.#scaleAt(sinceMs));
    for (let at = node; at >= 0; at = this.parent(at)) this.#base[at] = (this.#base[at] as number) + before;
  }

  /** Usage that was booked before, as cost, at the time at which it had been used. */
  charge(node: number, cost: number, atMs: number): void {
    const scaled = cost * this.#scaleAt(atMs);
    for (let at = node; at >= 0; at = this.parent(at)) this.#base[at] = (this.#base[at] as number) + scaled;
  }

  /**
   * Whether the node has anything that its own limits let start. Counts with hierarchical shares alone.
   * The share of its parent changes with it.
   */
  setContending(node: number, contending: boolean): void {
    if (this.#hierarchical === undefined || node === SITE) return;
    this.#hierarchical.setContending(this.parent(node), node, contending);
    for (let at = this.parent(node); at >= 0; at = this.parent(at)) this.#refresh(at);
  }

  // --- questions -----------------------------------------------------------------------------------------------

  /** See the class. Comparable among siblings, at one time. */
  key(node: number): number {
    return (
      (this.#presentFactor[node] as number) * this.#pool +
      (this.#pastFactor[node] as number) *
        ((this.#base[node] as number) + this.#kappaScale * (this.#rate[node] as number))
    );
  }

  /** The same in the readable form: α × present share + (1−α) × share of past usage, each per weight. */
  relativeKey(node: number): number {
    return this.#pool > 0 ? this.key(node) / this.#pool : 0;
  }

  /** The key of whoever has such a share of everything, per weight, see `relativeKey`. */
  keyOfShare(relative: number): number {
    return relative * this.#pool;
  }

  weight(node: number): number {
    return this.#weight[node] as number;
  }

  /** Dominant share per weight: 0.25 = a quarter of the pool's scarcest resource. */
  share(node: number): number {
    return this.#share[node] as number;
  }

  /** Decayed usage now, in cost: what the charges, each halved per half-life, come to. */
  usage(node: number): number {
    const used = (this.#base[node] as number) / this.#scale + this.#kappa * (this.#rate[node] as number);
    return used > 0 ? used : 0;
  }

  held(node: number, kind: number): number {
    return this.#held[node * this.#kinds + kind] as number;
  }

  // --- inside --------------------------------------------------------------------------------------------------

  #hold(node: number, need: Int32Array, offset: number, sign: 1 | -1, rate: number): void {
    const kinds = this.#kinds;
    const paid = this.#kappaScale * rate;
    for (let at = node; at >= 0; at = this.parent(at)) {
      for (let kind = 0; kind < kinds; kind += 1) {
        const slot = at * kinds + kind;
        this.#held[slot] = (this.#held[slot] as number) + sign * (need[offset + kind] as number);
      }
      this.#rate[at] = (this.#rate[at] as number) + rate;
      this.#base[at] = (this.#base[at] as number) - paid;
      this.#refresh(at);
    }
  }

  /** Computes what the key needs of a node from what it holds. */
  #refresh(node: number): void {
    const weight = this.#weight[node] as number;
    let share = 0;
    if (this.#hierarchical !== undefined && this.#hierarchical.hasChildren(node)) {
      share = this.#hierarchical.shareOf(node) / weight;
    } else {
      const kinds = this.#kinds;
      const from = node * kinds;
      for (let kind = 0; kind < kinds; kind += 1) {
        const part = (this.#held[from + kind] as number) * (this.#perTotal[kind] as number);
        if (part > share) share = part;
      }
      share /= weight;
      this.#hierarchical?.setLeaf(node, this.#held, from, this.#perTotal);
    }
    if (this.#hierarchical !== undefined && node !== SITE) {
      this.#hierarchical.setShare(this.parent(node), node, share, weight);
    }
    this.#share[node] = share;
    this.#presentFactor[node] = this.#alpha * share;
    this.#pastFactor[node] = (1 - this.#alpha) / weight;
  }

  #raisePool(): void {
    const pool =
      this.#floor * this.#scale +
      ((this.#base[SITE] as number) + this.#kappaScale * (this.#rate[SITE] as number));
    if (pool > this.#pool) this.#pool = pool;
  }

  #scaleAt(atMs: number): number {
    return exp2((atMs - this.#originMs) / this.#halfLifeMs);
  }

  #append(parent: number, weight: number): number {
    const node = this.#count;
    if (node === this.#parent.length) this.#grow();
    this.#count += 1;
    this.#parent[node] = parent;
    this.#depth[node] = parent < 0 ? 0 : this.depth(parent) + 1;
    this.#weight[node] = weight;
    this.#hierarchical?.add(parent, node);
    this.#refresh(node);
    return node;
  }

  #grow(): void {
    const size = this.#parent.length * 2;
    this.#parent = copied(new Int32Array(size), this.#parent);
    this.#depth = copied(new Int32Array(size), this.#depth);
    this.#weight = copied(new Float64Array(size), this.#weight);
    this.#base = copied(new Float64Array(size), this.#base);
    this.#rate = copied(new Float64Array(size), this.#rate);
    this.#held = copied(new Float64Array(size * this.#kinds), this.#held);
    this.#share = copied(new Float64Array(size), this.#share);
    this.#presentFactor = copied(new Float64Array(size), this.#presentFactor);
    this.#pastFactor = copied(new Float64Array(size), this.#pastFactor);
  }
}

function refuseWeight(weight: number): void {
  const fault = weightFault(weight);
  if (fault !== undefined) throw new RangeError(`a share is refused: ${fault}`);
}

function copied<T extends Int32Array | Float64Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
