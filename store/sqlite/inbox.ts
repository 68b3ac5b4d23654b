import { isDeepStrictEqual } from "node:util";
import { noteTaken } from "../arguments.ts";
import type { Note } from "../store.ts";
import { KeyInUseError, NoteTakenError } from "../store.ts";
import type { Database } from "./database.ts";
import { send, translate, type SentError } from "./errors.ts";
import { number, optional, text, type Row } from "./rows.ts";

/** An inbox document as a row. `job` and what follows is null for a request. */
export interface InboxRow {
  readonly key: string;
  readonly job: number | null;
  readonly user: string | null;
  readonly project: string | null;
  readonly name: string | null;
  readonly state: string | null;
  readonly retryOf: number | null;
  /** The `NewJob`, the `JobRequest` or the record as JSON. */
  readonly body: string;
}

/** What one call of `submit` stores, one by one. */
export type SubmittedRow = { readonly document: InboxRow } | { readonly note: Note };

export interface StoredDocument {
  readonly key: string;
  readonly isJob: boolean;
  readonly body: string;
}

export function inboxOperations(db: Database, file: string) {
  const insert = db.prepare(`
    INSERT INTO inbox (key, job, user, project, name, state, body, retry_of)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?2) AND NOT EXISTS (SELECT 1 FROM taken WHERE key = ?1)
    ON CONFLICT (key) DO NOTHING`);
  const bodyOfKey = db.prepare(`
    SELECT body FROM inbox WHERE key = ?1 UNION ALL SELECT body FROM bodies WHERE id = ?2`);
  const oldest = db.prepare("SELECT key, job, body FROM inbox ORDER BY seq LIMIT ?");
  const lastBlock = db.prepare("SELECT first, count FROM id_blocks ORDER BY first DESC LIMIT 1");
  const addBlock = db.prepare("INSERT INTO id_blocks (first, count) VALUES (?, ?)");
  const dropBlocks = db.prepare("DELETE FROM id_blocks WHERE first < ?");
  const addNote = db.prepare(`
    INSERT INTO notes (key, body, at_ms, expires_ms) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (key) DO UPDATE SET body = ?2, at_ms = ?3, expires_ms = ?4 WHERE expires_ms <= ?3`);
  const expire = db.prepare(`
    DELETE FROM notes WHERE key IN (SELECT key FROM notes WHERE expires_ms <= ? ORDER BY expires_ms LIMIT ?)`);
  const notes = db.prepare(`
    SELECT * FROM notes WHERE key IN (SELECT value FROM json_each(?)) AND expires_ms > ?`);
  const savepoint = db.prepare("SAVEPOINT one_call");
  const release = db.prepare("RELEASE one_call");
  const rollback = db.prepare("ROLLBACK TO one_call");

  const store = (row: SubmittedRow): void => {
    if ("note" in row) {
      const { key, body, atMs, expiresAtMs } = row.note;
      if (addNote.run(key, body, atMs, expiresAtMs).changes === 0) throw new NoteTakenError(noteTaken(key));
      // As many as come, so that what is kept does not grow for ever.
      expire.run(atMs, 2);
      return;
    }
    const { key, job, user, project, name, state, body, retryOf } = row.document;
    const added = insert.run(key, job, user, project, name, state, body, retryOf).changes;
    if (added === 0) checkSame(row.document, bodyOfKey.get(key, job));
  };

  const submitOne = (rows: readonly SubmittedRow[]): SentError | undefined => {
    savepoint.run();
    let failed: SentError | undefined;
    try {
      for (const row of rows) store(row);
    } catch (error) {
      if (translate(error, file) !== error) throw error; // the disk's fault: the flush fails as a whole
      failed = send(error);
      rollback.run();
    }
    release.run();
    return failed;
  };

  return {
    /** The block is inserted where the last one ends; its unique key and the lock keep others out. */
    takeIds: (count: number): number =>
      db.writing(() => {
        const last = lastBlock.get();
        const first = last === undefined ? 1 : number(last, "first") + number(last, "count");
        addBlock.run(first, count);
        dropBlocks.run(first);
        return first;
      }),

    /** Many calls in one transaction. @returns per call what made it fail; the others are stored */
    submit: (calls: readonly (readonly SubmittedRow[])[]): readonly (SentError | undefined)[] =>
      db.writing(() => calls.map(submitOne)),

    notes: (keys: readonly string[], nowMs: number): readonly Note[] =>
      notes.all(JSON.stringify(keys), nowMs).map((row) => ({
        key: text(row, "key"),
        body: text(row, "body"),
        atMs: number(row, "at_ms"),
        expiresAtMs: number(row, "expires_ms"),
      })),

    inbox: (limit: number): readonly StoredDocument[] =>
      oldest.all(limit).map((row) => ({
        key: text(row, "key"),
        isJob: optional(number, row, "job") !== undefined,
        body: text(row, "body"),
      })),
  };
}

/** A key that is in use already is fine for the same document, which then was submitted before. */
function checkSame({ key, body }: InboxRow, there: Row | undefined): void {
  if (there === undefined) return; // taken by an entry: only the key is known
  const known = text(there, "body");
  if (known !== body && !isDeepStrictEqual(JSON.parse(known), JSON.parse(body)))
    throw new KeyInUseError(`another document has the key ${key}`);
}
