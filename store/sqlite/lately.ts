/** Jobs of which somebody asked lately, each in one version of it. */
export interface Lately<T> {
  /** `undefined`: it is not there, or in another version. */
  get(id: number, version: number): T | undefined;
  put(id: number, version: number, value: T): void;
  clear(): void;
}

/** So many are kept. */
const JOBS_MAX = 4096;

/**
 * The thread and the one who uses the store keep such a list each, by the same calls in the same order: what is in one is
 * in the other, so the thread does not send again what was sent just now.
 */
export function lately<T>(): Lately<T> {
  const entries = new Map<number, { readonly version: number; readonly value: T }>();
  return {
    get(id, version) {
      const entry = entries.get(id);
      if (entry?.version !== version) return undefined;
      entries.delete(id);
      entries.set(id, entry);
      return entry.value;
    },
    put(id, version, value) {
      entries.delete(id);
      entries.set(id, { version, value });
      const [oldest] = entries.keys();
      if (entries.size > JOBS_MAX && oldest !== undefined) entries.delete(oldest);
    },
    clear: () => entries.clear(),
  };
}
