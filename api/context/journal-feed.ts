import type { JournalEntry, Store } from "../../store/store.ts";
import { CompactedError, StoreUnavailableError } from "../../store/store.ts";

/**
 * News of the journal for everyone in this process who waits for some: however many they are, the store is asked
 * once per interval, and not at all while nobody waits.
 */
export interface JournalFeed {
  /** Number of the last entry now; 0 when there is none. */
  head(): Promise<number>;
  /**
   * Entries after `n`, ascending, as soon as there is one; empty once `signal` is aborted.
   * @throws CompactedError  when entries after `n` are gone
   */
  after(n: number, signal: AbortSignal): Promise<readonly JournalEntry[]>;
}

/** Entries kept for readers that are nearly up to date. */
const RECENT_MAX = 64;
const READ_MAX = 64;

/** @param rest  the pause between two looks at the store */
export function createJournalFeed(
  store: Pick<Store, "entries" | "lastEntry">,
  rest: () => Promise<void>,
): JournalFeed {
  let recent: JournalEntry[] = [];
  let head: number | undefined;
  let polling: Promise<void> | undefined;
  /** Between two polls. */
  let pause: Promise<void> = Promise.resolve();

  const poll = async (): Promise<void> => {
    try {
      if (head === undefined) {
        head = (await store.lastEntry())?.n ?? 0;
        return;
      }
      const news = await store.entries(head, READ_MAX);
      const last = news.at(-1);
      if (last === undefined) return;
      head = last.n;
      recent = [...recent, ...news].slice(-RECENT_MAX);
    } catch (error) {
      // Nobody read for so long that entries were removed meanwhile: begin anew at the end.
      if (error instanceof CompactedError) [recent, head] = [[], undefined];
      // Readers wait, and the next poll tries again: a store that is away has no news.
      else if (!(error instanceof StoreUnavailableError)) throw error;
    }
  };

  /** One poll that all who wait share, and know of as soon as it is done; the interval passes before the next one. */
  const nextPoll = (): Promise<void> => {
    polling ??= pause.then(poll).finally(() => {
      pause = rest();
      polling = undefined;
    });
    return polling;
  };

  return {
    head: async () => (await store.lastEntry())?.n ?? 0,
    async after(n, signal) {
      while (!signal.aborted) {
        const from = recent.findIndex((entry) => entry.n > n);
        if (from === 0 && recent[0]?.n === n + 1) return recent;
        if (from > 0) return recent.slice(from);
        if (head !== undefined && n < head) return await store.entries(n, READ_MAX);
        await nextPoll(); // takes about as long as a pause: an abort is seen that soon
      }
      return [];
    },
  };
}
