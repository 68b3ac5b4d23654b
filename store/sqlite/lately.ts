/** Jobs of which somebody asked lately, each in one version of it. */
export interface Lately<T> {
  /** `undefined`: it is not there, or in another version. */
  get(id: number, version: number): T | undefined;
  put(id: number, version: number, value: T): void;
  clear(): void;
}

/** So many are kept at least, and twice as many at most. */
const JOBS = 2048;

interface Entry<T> {
  readonly version: number;
  readonly value: T;
}

/**
 * The thread and the one who uses the store keep such a list each, by the same calls in the same order: what is in one is
 * in the other, so the thread does not send again what was sent just now.
 */
export function lately<T>(): Lately<T> {
  // Two generations: the older one is dropped as a whole, which costs less than to look for the oldest of all each time.
  let newer = new Map<number, Entry<T>>();
  let older = new Map<number, Entry<T>>();
  const keep = (id: number, entry: Entry<T>): void => {
    if (newer.size >= JOBS) {
      older = newer;
      newer = new Map();
    }
    newer.set(id, entry);
  };
  return {
    get(id, version) {
      const entry = newer.get(id);
      if (entry !== undefined) return entry.version === version ? entry.value : undefined;
      const before = older.get(id);
      if (before?.version !== version) return undefined;
      keep(id, before);
      return before.value;
    },
    put: (id, version, value) => keep(id, { version, value }),
    clear() {
      newer = new Map();
      older = new Map();
    },
  };
}
