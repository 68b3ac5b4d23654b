import type { JournalEntry, Store } from "../../store/store.ts";
import { FencedError, StoreUnavailableError } from "../../store/store.ts";

const RETRY_COMMIT_MS = 200;

/** A store, and how to wait for it. */
export interface Patience {
  readonly store: Store;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Repeats what the store can't do now.
 * @throws FencedError  when `signal` ends the attempts: what this core decided must not be told
 */
export async function surely<T>(
  ports: Patience,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
    if (signal?.aborted === true)
      throw new FencedError("leadership ended while the store could not be reached");
    await ports.wait(RETRY_COMMIT_MS);
  }
}

/** Appends until it is there or lost: after an unknown outcome the entry with our number tells whose it is. */
export function appendSurely(
  ports: Patience,
  entry: JournalEntry,
  signal: AbortSignal | undefined,
): Promise<void> {
  return surely(ports, signal, async () => {
    try {
      await ports.store.append(entry);
    } catch (error) {
      if (!(error instanceof FencedError) || !(await isOurs(ports.store, entry))) throw error;
    }
  });
}

async function isOurs(store: Store, entry: JournalEntry): Promise<boolean> {
  const [there] = await store.entries(entry.n - 1, 1);
  return there?.n === entry.n && there.writer === entry.writer && there.epoch === entry.epoch;
}
