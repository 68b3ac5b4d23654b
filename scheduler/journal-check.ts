import { CompactedError, type JournalEntry, type Store } from "../store/store.ts";

/** An entry of the journal is missing: what was decided in it is lost, and so is what it says of who leads. */
export class JournalGapError extends Error {
  override readonly name = "JournalGapError";
}

/** So many entries before the last one are looked at: all would take a start too long. */
const CHECKED_ENTRIES = 2000;
const BATCH = 500;

/**
 * Whether the newest entries follow each other without a gap.
 * @param last  number of the last one
 * @throws JournalGapError
 */
export async function checkJournal(store: Store, last: number): Promise<void> {
  let n = Math.max(0, last - CHECKED_ENTRIES);
  while (n < last) {
    let entries: readonly JournalEntry[];
    try {
      entries = await store.entries(n, BATCH);
    } catch (error) {
      if (!(error instanceof CompactedError) || error.oldest <= n + 1) throw error;
      n = error.oldest - 1;
      continue;
    }
    for (const entry of entries) {
      if (entry.n > last) return;
      if (entry.n !== n + 1) throw gap(n + 1, entry.n - 1);
      n = entry.n;
    }
    if (entries.length === 0) throw gap(n + 1, last);
  }
}

function gap(first: number, last: number): JournalGapError {
  const which = first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
  return new JournalGapError(
    `the journal has a gap: ${which} missing, so nobody can say what runs. ` +
      "Stop all GoDocker processes and restore the store as a whole from its last backup; " +
      "do not number entries anew. Tasks that run meanwhile are found again after the start",
  );
}
