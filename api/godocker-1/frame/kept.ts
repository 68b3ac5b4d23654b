import type { Store } from "../../../store/store.ts";
import { PublicError } from "../../http/problems.ts";

const TRIES = 20;

/**
 * Replaces a kept value by what `change` makes of it, whoever else does the same at this moment.
 * @param change  gets what was there; returns what is to be there, `undefined` for nothing
 */
export async function keep<T>(
  store: Store,
  key: string,
  change: (before: T | undefined) => T | undefined,
): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const kept = await store.kept(key);
    const next = change(kept === undefined ? undefined : (JSON.parse(kept.body) as T)); // only written here
    if (kept === undefined && next === undefined) return;
    if (await store.keep(key, kept?.revision, next === undefined ? undefined : JSON.stringify(next))) return;
  }
  throw new PublicError("store_unavailable", "Others change this again and again. Try again later.");
}
