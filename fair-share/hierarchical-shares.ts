/** A part of 1 as an integer, so that sums by difference are exact and don't depend on their history. */
const ONE = 2 ** 24;
const INITIAL_NODES = 16;

/**
 * Shares of parents by hierarchical dominant resource fairness (Bhattacharya et al., SoCC 2013). Of a parent's
 * contending children let m be the smallest share; every child's vector is scaled down to that share; the dominant
 * share of their sum is the parent's. As m is a common factor, `share = m · max_k Σ_c vector_ck / share_c`: the sum is
 * kept by difference, m on top of a heap, so an event costs O(log children) per level.
 *
 * A parent one of whose contending children holds nothing has share 0: that is the rule.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class HierarchicalShares {
  readonly #kinds: number;
  /** Contending children of each node, a heap by share. */
  #heaps: number[][] = [];
  #place = new Int32Array(INITIAL_NODES).fill(-1);
  #share = new Float64Array(INITIAL_NODES);
  #children = new Int32Array(INITIAL_NODES);
  #contending = new Uint8Array(INITIAL_NODES);
  #weight = new Float64Array(INITIAL_NODES);
  /** The node's vector divided by its dominant part, ONE = 1. */
  #direction: Float64Array;
  /** What stands in the parent's sum for the node. */
  #counted: Float64Array;
  /** Sums over contending children. */
  #sum: Float64Array;

  constructor(kinds: number) {
    this.#kinds = kinds;
    this.#direction = new Float64Array(INITIAL_NODES * kinds);
    this.#counted = new Float64Array(INITIAL_NODES * kinds);
    this.#sum = new Float64Array(INITIAL_NODES * kinds);
  }

  add(parent: number, node: number): void {
    while (node >= this.#share.length) this.#grow();
    this.#heaps[node] = [];
    if (parent >= 0) this.#children[parent] = (this.#children[parent] as number) + 1;
  }

  hasChildren(node: number): boolean {
    return (this.#children[node] as number) > 0;
  }

  /** Dominant share of a parent, not yet divided by its weight; 0 while none of its children contends. */
  shareOf(node: number): number {
    const heap = this.#heaps[node] as number[];
    const [first] = heap;
    const from = node * this.#kinds;
    let largest = 0;
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      largest = Math.max(largest, this.#sum[from + kind] as number);
    }
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      this.#direction[from + kind] =
        largest > 0 ? Math.floor(((this.#sum[from + kind] as number) / largest) * ONE) : 0;
    }
    return first === undefined ? 0 : ((this.#share[first] as number) * largest) / ONE;
  }

  /** The direction of a node without children, from what it holds. */
  setLeaf(node: number, held: Float64Array, from: number, perTotal: Float64Array): void {
    let largest = 0;
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      largest = Math.max(largest, (held[from + kind] as number) * (perTotal[kind] as number));
    }
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      const part = (held[from + kind] as number) * (perTotal[kind] as number);
      this.#direction[node * this.#kinds + kind] = largest > 0 ? Math.floor((part / largest) * ONE) : 0;
    }
  }

  /** Takes over a child's share and direction into its parent's sum. */
  setShare(parent: number, node: number, share: number, weight: number): void {
    this.#weight[node] = weight;
    const before = this.#share[node] as number;
    this.#share[node] = share;
    if (this.#contending[node] !== 1) return;
    this.#count(parent, node);
    const heap = this.#heaps[parent] as number[];
    if (share < before) this.#up(heap, this.#place[node] as number);
    else this.#down(heap, this.#place[node] as number);
  }

  setContending(parent: number, node: number, contending: boolean): void {
    if ((this.#contending[node] === 1) === contending) return;
    const heap = this.#heaps[parent] as number[];
    if (contending) {
      this.#contending[node] = 1;
      this.#place[node] = heap.length;
      heap.push(node);
      this.#up(heap, heap.length - 1);
    } else {
      this.#contending[node] = 0;
      const place = this.#place[node] as number;
      this.#place[node] = -1;
      const last = heap.pop() as number; // the node itself is in it
      if (last !== node) {
        heap[place] = last;
        this.#place[last] = place;
        this.#up(heap, place);
        this.#down(heap, this.#place[last] as number);
      }
    }
    this.#count(parent, node);
  }

  #count(parent: number, node: number): void {
    const factor = this.#contending[node] === 1 ? (this.#weight[node] as number) : 0;
    for (let kind = 0; kind < this.#kinds; kind += 1) {
      const at = node * this.#kinds + kind;
      const into = parent * this.#kinds + kind;
      const counted = Math.floor((this.#direction[at] as number) * factor);
      this.#sum[into] = (this.#sum[into] as number) + (counted - (this.#counted[at] as number));
      this.#counted[at] = counted;
    }
  }

  #up(heap: number[], from: number): void {
    const node = heap[from] as number;
    const share = this.#share[node] as number;
    let at = from;
    while (at > 0) {
      const above = heap[(at - 1) >> 1] as number;
      if ((this.#share[above] as number) <= share) break;
      heap[at] = above;
      this.#place[above] = at;
      at = (at - 1) >> 1;
    }
    heap[at] = node;
    this.#place[node] = at;
  }

  #down(heap: number[], from: number): void {
    const node = heap[from] as number;
    const share = this.#share[node] as number;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (
        right !== undefined &&
        (this.#share[right] as number) < (this.#share[heap[child] as number] as number)
      )
        child += 1;
      const below = heap[child] as number;
      if ((this.#share[below] as number) >= share) break;
      heap[at] = below;
      this.#place[below] = at;
      at = child;
    }
    heap[at] = node;
    this.#place[node] = at;
  }

  #grow(): void {
    const size = this.#share.length * 2;
    const place = new Int32Array(size).fill(-1);
    place.set(this.#place);
    this.#place = place;
    const bytes = new Uint8Array(size);
    bytes.set(this.#contending);
    this.#contending = bytes;
    const children = new Int32Array(size);
    children.set(this.#children);
    this.#children = children;
    const doubles = (from: Float64Array, length: number) => {
      const to = new Float64Array(length);
      to.set(from);
      return to;
    };
    this.#share = doubles(this.#share, size);
    this.#weight = doubles(this.#weight, size);
    this.#direction = doubles(this.#direction, size * this.#kinds);
    this.#counted = doubles(this.#counted, size * this.#kinds);
    this.#sum = doubles(this.#sum, size * this.#kinds);
  }
}
