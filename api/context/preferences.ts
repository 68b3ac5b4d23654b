import { keyPart } from "../../store/kept-values.ts";
import type { Store } from "../../store/store.ts";

/** What somebody's jobs get where they name none. */
export interface Preferences {
  readonly project?: string;
  readonly queue?: string;
}

export interface KeptPreferences {
  readonly preferences: Preferences;
  /** `undefined`: nothing was ever kept. */
  readonly revision: number | undefined;
}

export interface PreferencesBook {
  /** As they are in the store. */
  read(user: string): Promise<KeptPreferences>;
  /** As they were a few seconds ago at most: each submission asks. */
  recent(user: string): Promise<Preferences>;
  /** @returns false when somebody was faster */
  replace(user: string, expected: number | undefined, next: Preferences): Promise<boolean>;
}

/** How late a change that another process made is seen. */
const FRESH_MS = 10_000;
/** People whose preferences are remembered. */
const PEOPLE_MAX = 10_000;

export function preferencesIn(store: Pick<Store, "keep" | "kept">, nowMs: () => number): PreferencesBook {
  const known = new Map<string, { readonly atMs: number; readonly preferences: Promise<Preferences> }>();
  const keyOf = (user: string): string => `preferences/${keyPart(user)}`;
  const read = async (user: string): Promise<KeptPreferences> => {
    const kept = await store.kept(keyOf(user));
    // Written below, after the schema of the body was checked.
    return {
      preferences: kept === undefined ? {} : (JSON.parse(kept.body) as Preferences),
      revision: kept?.revision,
    };
  };
  return {
    read,
    recent(user) {
      const atMs = nowMs();
      const before = known.get(user);
      if (before !== undefined && Math.abs(atMs - before.atMs) < FRESH_MS) return before.preferences;
      if (known.size >= PEOPLE_MAX) known.clear();
      const preferences = read(user).then((kept) => kept.preferences);
      known.set(user, { atMs, preferences });
      // What could not be read is not remembered.
      preferences.catch(() => known.delete(user));
      return preferences;
    },
    async replace(user, expected, next) {
      const isEmpty = Object.keys(next).length === 0;
      if (isEmpty && expected === undefined) return true;
      const isKept = await store.keep(keyOf(user), expected, isEmpty ? undefined : JSON.stringify(next));
      known.delete(user);
      return isKept;
    },
  };
}
