import { fencedMessage, gap } from "../arguments.ts";
import { project } from "../projection.ts";
import { isAbout } from "../records.ts";
import { CompactedError, FencedError, type JournalEntry, type JournalRecord } from "../store.ts";
import type { Ask } from "./ask.ts";
import type { Collections, EntryDocument, PartDocument } from "./documents.ts";
import { loadViews, writeChanges } from "./views.ts";
import { insertNew, putDecidedly } from "./writes.ts";

/** Records that are longer lie in parts of that size: a document has 16 MiB at most. */
const INLINE_BYTES = 4 * 1024 * 1024;

/**
 * The unique key of an entry is the commit: who inserts number n leads. The views follow, and are written by whoever
 * appends next if the one who inserted it did not get to the end: an entry is finished before the next one begins.
 */
export class Journal {
  readonly #c: Collections;
  readonly #ask: Ask;
  readonly #put: () => string;
  readonly #entries: Collections["entries"];
  readonly #parts: Collections["parts"];
  /** The last entry of which this handle knows that its views are written. */
  #finished = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(c: Collections, ask: Ask, put: () => string) {
    this.#c = c;
    this.#ask = ask;
    this.#put = put;
    this.#entries = c.entries;
    this.#parts = c.parts;
  }

  append(entry: JournalEntry): Promise<void> {
    const appended = this.#turn.then(() => this.#append(entry));
    this.#turn = appended.catch(() => undefined);
    return appended;
  }

  async lastEntry(): Promise<JournalEntry | undefined> {
    const last = await this.#newest();
    return last === null ? undefined : (await this.#entriesOf([last]))[0];
  }

  async entries(n: number, limit: number): Promise<readonly JournalEntry[]> {
    const after = { _id: { $gt: n } };
    const found =
      limit === 0
        ? []
        : await this.#ask(() => this.#entries.find(after).sort({ _id: 1 }).limit(limit).toArray());
    if (found[0]?._id === n + 1) return this.#entriesOf(found);
    const oldest = await this.#ask(() => this.#entries.findOne({}, { sort: { _id: 1 } }));
    if (oldest !== null && oldest._id > n + 1) throw new CompactedError(oldest._id);
    return this.#entriesOf(found);
  }

  async entryNumbers(n: number, limit: number): Promise<readonly number[]> {
    if (limit === 0) return [];
    const after = { _id: { $gt: n } };
    const found = await this.#ask(() =>
      this.#entries
        .find(after, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return found.map(({ _id }) => _id);
  }

  async entriesOf(job: number, n: number, limit: number): Promise<readonly JournalEntry[]> {
    if (limit === 0) return [];
    const about = { jobs: job, _id: { $gt: n } };
    const found = await this.#ask(() => this.#entries.find(about).sort({ _id: 1 }).limit(limit).toArray());
    return (await this.#entriesOf(found)).map((entry) => ({
      ...entry,
      records: entry.records.filter((record) => isAbout(record, job)),
    }));
  }

  async compact(n: number): Promise<void> {
    const last = await this.#newest();
    if (last === null) return;
    const bound = Math.min(n, last._id - 1);
    await this.#ask(() => this.#entries.deleteMany({ _id: { $lte: bound } }));
    await this.#ask(() => this.#parts.deleteMany({ n: { $lte: bound } }));
    await this.#ask(() => this.#c.taken.deleteMany({ n: { $lte: n } }));
    await this.#ask(() => this.#c.trust.deleteMany({ body: null, n: { $lte: n } }));
  }

  #newest(): Promise<EntryDocument | null> {
    return this.#ask(() => this.#entries.findOne({}, { sort: { _id: -1 } }));
  }

  #at(n: number): Promise<EntryDocument | null> {
    return this.#ask(() => this.#entries.findOne({ _id: n }));
  }

  async #finish(document: EntryDocument): Promise<void> {
    if (this.#finished >= document._id) return;
    const [entry] = await this.#entriesOf([document]);
    if (entry === undefined) return;
    const views = await loadViews(this.#c, this.#ask, entry);
    await writeChanges(this.#c, this.#ask, entry, project(entry, views));
    this.#finished = entry.n;
  }

  async #append(entry: JournalEntry): Promise<void> {
    const { n } = entry;
    // What this handle finished last is the last one, unless another leader exists: then the insertion fails.
    if (this.#finished === 0 || n !== this.#finished + 1) {
      const last = await this.#newest();
      const lastN = last?._id ?? 0;
      if (n > lastN + 1) throw gap(n, lastN);
      // Also of the one that is fenced: after an unknown outcome the entry may be its own.
      if (last !== null) await this.#finish(last);
      if (n <= lastN) throw new FencedError(fencedMessage(n, lastN));
    }
    const document = await this.#toDocument(entry);
    const [there, views] = await Promise.all([
      putDecidedly(this.#ask, this.#entries, document, () => this.#at(n)),
      loadViews(this.#c, this.#ask, entry),
    ]);
    if (there.put !== document.put) {
      await this.#finish(there); // as above
      throw new FencedError(fencedMessage(n, n));
    }
    await this.#refuseCompacted(document);
    await writeChanges(this.#c, this.#ask, entry, project(entry, views));
    this.#finished = n;
  }

  /**
   * The number of an entry that was compacted is free again. One who leads no more and slept so long inserts it then:
   * he finds a later entry, and not the one after his.
   */
  async #refuseCompacted({ _id: n, put: own }: EntryDocument): Promise<void> {
    const last = await this.#newest();
    if (last === null || last._id === n || (await this.#at(n + 1)) !== null) return;
    await this.#ask(() => this.#entries.deleteOne({ _id: n, put: own }));
    throw new FencedError(fencedMessage(n, last._id));
  }

  async #toDocument({ n, epoch, atMs, writer, records }: JournalEntry): Promise<EntryDocument> {
    const name = this.#put();
    const text = JSON.stringify(records);
    const base = { _id: n, put: name, epoch, atMs, writer, jobs: jobsIn(records) };
    if (text.length < INLINE_BYTES / 3 || Buffer.byteLength(text) <= INLINE_BYTES)
      return { ...base, records: text, parts: 0 };
    const bytes = Buffer.from(text);
    const pieces = Array.from(
      { length: Math.ceil(bytes.length / INLINE_BYTES) },
      (_, place): PartDocument => ({
        _id: `${name}/${place}`,
        n,
        put: name,
        place,
        bytes: bytes.subarray(place * INLINE_BYTES, (place + 1) * INLINE_BYTES),
      }),
    );
    await insertNew(this.#ask, this.#parts, pieces); // what is there already is ours
    return { ...base, records: null, parts: pieces.length };
  }

  async #entriesOf(documents: readonly EntryDocument[]): Promise<readonly JournalEntry[]> {
    const long = documents.filter(({ records }) => records === null).map(({ put: name }) => name);
    const pieces =
      long.length === 0
        ? []
        : await this.#ask(() =>
            this.#parts
              .find({ put: { $in: long } })
              .sort({ put: 1, place: 1 })
              .toArray(),
          );
    const byPut = Map.groupBy(pieces, ({ put: name }) => name);
    return documents.flatMap(({ _id: n, put: name, epoch, atMs, writer, records: inline, parts: count }) => {
      const own = byPut.get(name) ?? [];
      if (inline === null && own.length < count) return []; // compacted just now
      const text = inline ?? Buffer.concat(own.map(({ bytes }) => bytes)).toString();
      const records: readonly JournalRecord[] = JSON.parse(text); // `toDocument` made it
      return [{ n, epoch, atMs, writer, records }];
    });
  }
}

function jobsIn(records: readonly JournalRecord[]): readonly number[] {
  return [
    ...new Set(
      records.flatMap((record) => ("job" in record && isAbout(record, record.job) ? [record.job] : [])),
    ),
  ];
}
