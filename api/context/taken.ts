import type { JournalFeed } from "./journal-feed.ts";

/** Whether an entry behind `cursor` deals with the document of that key, before `signal` is aborted. */
export async function takenSince(
  feed: JournalFeed,
  cursor: number,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (let at = cursor; ;) {
    const entries = await feed.after(at, signal);
    const last = entries.at(-1);
    if (last === undefined) return false;
    at = last.n;
    if (entries.some(({ records }) => records.some((each) => each.type === "taken" && each.key === key)))
      return true;
  }
}
