import type { Kept, Store } from "./store.ts";
import { StoreUnavailableError } from "./store.ts";

export type KeptStore = Pick<Store, "kept" | "keptUnder" | "keep">;

const PAGE = 500;
const TRIES = 50;

/** Every value whose key begins so, ascending by key, read page by page. */
export async function* allUnder(store: KeptStore, prefix: string): AsyncGenerator<Kept> {
  for (let after = ""; ;) {
    const page = await store.keptUnder(prefix, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.key;
  }
}

/**
 * Replaces a value by what `next` makes of it, again and again until nobody was faster.
 * @param next  gets `undefined` where there is none; what it returns is kept, `undefined` removes it, and `before`
 *              itself leaves it as it is
 * @returns what is kept now
 * @throws StoreUnavailableError  too many change it at once
 */
export async function changeKept(
  store: KeptStore,
  key: string,
  next: (before: string | undefined) => string | undefined,
): Promise<string | undefined> {
  for (let n = 0; n < TRIES; n += 1) {
    const before = await store.kept(key);
    const after = next(before?.body);
    if (after === before?.body) return after;
    if (await store.keep(key, before?.revision, after)) return after;
  }
  throw new StoreUnavailableError(`the value ${key} is being changed by too many at once`);
}

/** Names may have anything in them; encoded they have no character that a store could order differently, and no `/`. */
export function keyPart(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
