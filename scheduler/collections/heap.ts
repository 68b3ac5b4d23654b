/** Binary heap: the item that `before` puts first is on top. Equal items keep no order, so make `before` total. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  top(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(this.#items.length - 1, item);
  }

  pop(): T | undefined {
    const top = this.#items[0];
    this.#removeAt(0);
    return top;
  }

  /** Takes one item out, wherever it is; by a plain search, O(n). */
  remove(item: T): void {
    this.#removeAt(this.#items.indexOf(item));
  }

  /** The last item takes the place. */
  #removeAt(at: number): void {
    const items = this.#items;
    if (at < 0 || at >= items.length) return;
    const last = items.pop() as T; // there is one at `at` at least
    if (at === items.length) return;
    this.#rise(at, last);
    if (items[at] === last) this.#sink(at, last);
  }

  /** Puts an item at a free place or above it. */
  #rise(from: number, item: T): void {
    const items = this.#items;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = items[parent] as T; // parent < at < length
      if (!this.#before(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /** Puts an item at a free place or below it. */
  #sink(from: number, item: T): void {
    const items = this.#items;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#before(items[child + 1] as T, items[child] as T)) child += 1;
      const below = items[child] as T; // child < length
      if (!this.#before(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }

  /** The first that passes; the heap stays as it is. O(k log k) for the k items that are looked at. */
  firstWhere(passes: (item: T) => boolean): T | undefined {
    const items = this.#items;
    const item = (at: number) => items[at] as T; // only indices of items are pushed
    const next = new Heap<number>((a, b) => this.#before(item(a), item(b)));
    if (items.length > 0) next.push(0);
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (passes(item(at))) return item(at);
      if (2 * at + 1 < items.length) next.push(2 * at + 1);
      if (2 * at + 2 < items.length) next.push(2 * at + 2);
    }
    return undefined;
  }

  /** In no order. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#items.values();
  }
}
