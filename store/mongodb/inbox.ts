import { jobKey } from "../projection.ts";
import type { InboxDocument, Note } from "../store.ts";
import { documentOf, each } from "../stored.ts";
import type { Ask } from "./ask.ts";
import type { Collections, NoteDocument, WaitingDocument } from "./documents.ts";
import type { CallFates } from "./fates.ts";

/** What is submitted and not dealt with yet, as everybody sees it. */
export class Inbox {
  readonly #c: Collections;
  readonly #ask: Ask;
  readonly #fates: CallFates;

  constructor(c: Collections, ask: Ask, fates: CallFates) {
    this.#c = c;
    this.#ask = ask;
    this.#fates = fates;
  }

  byKeys(keys: readonly string[]): Promise<WaitingDocument[]> {
    return this.#ask(() => this.#c.inbox.find({ _id: { $in: [...keys] } }).toArray());
  }

  notesByKeys(keys: readonly string[]): Promise<NoteDocument[]> {
    return this.#ask(() => this.#c.notes.find({ _id: { $in: [...keys] } }).toArray());
  }

  /** Those that are there and that no entry took. */
  async visible(rows: readonly WaitingDocument[]): Promise<readonly WaitingDocument[]> {
    const stored = await this.#fates.stored(rows, (keys) => this.byKeys(keys));
    if (stored.length === 0) return stored;
    // One that was submitted again after it was taken, or whose entry is being written just now.
    const gone = await this.#dealtWithKeys(stored);
    return stored.filter(({ _id }) => !gone.has(_id));
  }

  /** So many of a sorted list, which is read page by page. */
  async someVisible(
    limit: number,
    page: (skip: number, size: number) => Promise<readonly WaitingDocument[]>,
  ): Promise<readonly WaitingDocument[]> {
    const found: WaitingDocument[] = [];
    for (let skip = 0; found.length < limit; skip += limit) {
      const rows = await page(skip, limit);
      found.push(...(await this.visible(rows)));
      if (rows.length < limit) break;
    }
    return found.slice(0, limit);
  }

  async notes(keys: readonly string[], nowMs: number): Promise<readonly Note[]> {
    if (keys.length === 0) return [];
    const wanted = [...new Set(keys)];
    const found = await this.notesByKeys(wanted);
    const stored = await this.#fates.stored(
      found.filter(({ expiresAtMs }) => expiresAtMs > nowMs),
      (keys) => this.notesByKeys(keys),
    );
    const byKey = new Map(
      stored.map(({ _id: key, body, atMs, expiresAtMs }) => [key, { key, body, atMs, expiresAtMs }]),
    );
    // A database answers in whatever order.
    return wanted.flatMap((key) => byKey.get(key) ?? []);
  }

  async inbox(
    limit: number,
    unreadable?: (key: string, cause: unknown) => void,
  ): Promise<readonly InboxDocument[]> {
    const found = await this.someVisible(limit, (skip, size) =>
      this.#ask(() => this.#c.inbox.find({}).sort({ seq: 1, _id: 1 }).skip(skip).limit(size).toArray()),
    );
    return each(found, waiting, ({ _id }) => _id, unreadable);
  }

  async #dealtWithKeys(rows: readonly WaitingDocument[]): Promise<ReadonlySet<string>> {
    const ids = rows.flatMap(({ job }) => job ?? []);
    const [filed, gone] = await Promise.all([
      this.#ask(() => this.#c.jobs.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()),
      this.#ask(() => this.#c.taken.find({ _id: { $in: rows.map(({ _id }) => _id) } }).toArray()),
    ]);
    return new Set([...filed.map(({ _id }) => jobKey(_id)), ...gone.map(({ _id }) => _id)]);
  }
}

export function waiting({ _id, job, body }: WaitingDocument): InboxDocument {
  return documentOf(_id, job !== null, body);
}
