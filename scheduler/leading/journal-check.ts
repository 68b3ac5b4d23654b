import type { Store } from "../../store/store.ts";

/** An entry of the journal is missing: what was decided in it is lost, and so is what it says of who leads. */
export class JournalGapError extends Error {
  override readonly name = "JournalGapError";
}

/** So many entries before the last one are looked at: all would take a start too long. */
const CHECKED_ENTRIES = 2000;

/**
 * Whether the newest entries follow each other without a gap. Their numbers tell: of a long queue the entries themselves
 * are long.
 * @param last  number of the last one
 * @throws JournalGapError
 */
export async function checkJournal(store: Pick<Store, "entryNumbers">, last: number): Promise<void> {
  const from = Math.max(0, last - CHECKED_ENTRIES);
  const [oldest = last] = await store.entryNumbers(0, 1);
  let n = Math.max(from, oldest - 1); // what is older was compacted
  for (const next of await store.entryNumbers(n, last - n)) {
    if (next !== n + 1) throw gap(n + 1, Math.min(next - 1, last));
    n = next;
  }
  if (n < last) throw gap(n + 1, last);
}

function gap(first: number, last: number): JournalGapError {
  const which = first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
  return new JournalGapError(
    `the journal has a gap: ${which} missing, so nobody can say what runs. ` +
      "Stop all GoDocker processes and restore the store as a whole from its last backup; " +
      "do not number entries anew. Tasks that run meanwhile are found again after the start",
  );
}
