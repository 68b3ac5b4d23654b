import type { Kept } from "../store.ts";
import type { Database } from "./database.ts";
import { number, text, type Row } from "./rows.ts";

/** Small values under keys, each with a revision. */
export function keptOperations(db: Database) {
  const read = db.prepare("SELECT key, revision, body FROM kept WHERE key = ?");
  // Keys are compared by their bytes: for valid text nearly the order of code units, and all keys are ASCII.
  const list = db.prepare(`
    SELECT key, revision, body FROM kept WHERE key > max(?1, ?2) OR (key = ?1 AND ?1 > ?2) ORDER BY key LIMIT ?3`);
  const write = db.prepare("INSERT OR REPLACE INTO kept (key, revision, body) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM kept WHERE key = ?");

  const kept = (key: string): Kept | undefined => {
    const row = read.get(key);
    return row === undefined ? undefined : keptOf(row);
  };

  return {
    kept,

    keptUnder: (prefix: string, after: string, limit: number): readonly Kept[] => {
      const found = list.all(prefix, after, limit).map(keptOf);
      const end = found.findIndex(({ key }) => !key.startsWith(prefix));
      return end < 0 ? found : found.slice(0, end); // in order, so what begins so comes first
    },

    keep: (key: string, expected: number | undefined, body: string | undefined): boolean =>
      db.writing(() => {
        const before = kept(key)?.revision;
        if (before !== expected) return false;
        if (body === undefined) remove.run(key);
        else write.run(key, (before ?? 0) + 1, body);
        return true;
      }),
  };
}

function keptOf(row: Row): Kept {
  return { key: text(row, "key"), revision: number(row, "revision"), body: text(row, "body") };
}
