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
export function journal(c: Collections, ask: Ask, put: () => string) {
  const { entries, parts } = c;
  /** The last entry of which this handle knows that its views are written. */
  let finished = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const newest = () => ask(() => entries.findOne({}, { sort: { _id: -1 } }));
  const at = (n: number) => ask(() => entries.findOne({ _id: n }));

  const finish = async (document: EntryDocument): Promise<void> => {
    if (finished >= document._id) return;
    const [entry] = await entriesOf([document]);
    if (entry === undefined) return;
    const views = await loadViews(c, ask, entry);
    await writeChanges(c, ask, entry, project(entry, views));
    finished = entry.n;
  };

  const append = async (entry: JournalEntry): Promise<void> => {
    const { n } = entry;
    // What this handle finished last is the last one, unless another leader exists: then the insertion fails.
    if (finished === 0 || n !== finished + 1) {
      const last = await newest();
      const lastN = last?._id ?? 0;
      if (n > lastN + 1) throw gap(n, lastN);
      // Also of the one that is fenced: after an unknown outcome the entry may be its own.
      if (last !== null) await finish(last);
      if (n <= lastN) throw new FencedError(fencedMessage(n, lastN));
    }
    const document = await toDocument(entry);
    const [there, views] = await Promise.all([
      putDecidedly(ask, entries, document, () => at(n)),
      loadViews(c, ask, entry),
    ]);
    if (there.put !== document.put) {
      await finish(there); // as above
      throw new FencedError(fencedMessage(n, n));
    }
    await refuseCompacted(document);
    await writeChanges(c, ask, entry, project(entry, views));
    finished = n;
  };

  /**
   * The number of an entry that was compacted is free again. One who leads no more and slept so long inserts it then:
   * he finds a later entry, and not the one after his.
   */
  const refuseCompacted = async ({ _id: n, put: own }: EntryDocument): Promise<void> => {
    const last = await newest();
    if (last === null || last._id === n || (await at(n + 1)) !== null) return;
    await ask(() => entries.deleteOne({ _id: n, put: own }));
    throw new FencedError(fencedMessage(n, last._id));
  };

  const toDocument = async ({ n, epoch, atMs, writer, records }: JournalEntry): Promise<EntryDocument> => {
    const name = put();
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
    await insertNew(ask, parts, pieces); // what is there already is ours
    return { ...base, records: null, parts: pieces.length };
  };

  const entriesOf = async (documents: readonly EntryDocument[]): Promise<readonly JournalEntry[]> => {
    const long = documents.filter(({ records }) => records === null).map(({ put: name }) => name);
    const pieces =
      long.length === 0
        ? []
        : await ask(() =>
            parts
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
  };

  return {
    append(entry: JournalEntry): Promise<void> {
      const appended = turn.then(() => append(entry));
      turn = appended.catch(() => undefined);
      return appended;
    },

    async lastEntry(): Promise<JournalEntry | undefined> {
      const last = await newest();
      return last === null ? undefined : (await entriesOf([last]))[0];
    },

    async entries(n: number, limit: number): Promise<readonly JournalEntry[]> {
      const after = { _id: { $gt: n } };
      const found =
        limit === 0 ? [] : await ask(() => entries.find(after).sort({ _id: 1 }).limit(limit).toArray());
      if (found[0]?._id === n + 1) return entriesOf(found);
      const oldest = await ask(() => entries.findOne({}, { sort: { _id: 1 } }));
      if (oldest !== null && oldest._id > n + 1) throw new CompactedError(oldest._id);
      return entriesOf(found);
    },

    async entryNumbers(n: number, limit: number): Promise<readonly number[]> {
      if (limit === 0) return [];
      const after = { _id: { $gt: n } };
      const found = await ask(() =>
        entries
          .find(after, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id }) => _id);
    },

    async entriesOf(job: number, n: number, limit: number): Promise<readonly JournalEntry[]> {
      if (limit === 0) return [];
      const about = { jobs: job, _id: { $gt: n } };
      const found = await ask(() => entries.find(about).sort({ _id: 1 }).limit(limit).toArray());
      return (await entriesOf(found)).map((entry) => ({
        ...entry,
        records: entry.records.filter((record) => isAbout(record, job)),
      }));
    },

    async compact(n: number): Promise<void> {
      const last = await newest();
      if (last === null) return;
      const bound = Math.min(n, last._id - 1);
      await ask(() => entries.deleteMany({ _id: { $lte: bound } }));
      await ask(() => parts.deleteMany({ n: { $lte: bound } }));
      await ask(() => c.taken.deleteMany({ n: { $lte: n } }));
      await ask(() => c.trust.deleteMany({ body: null, n: { $lte: n } }));
    },
  };
}

function jobsIn(records: readonly JournalRecord[]): readonly number[] {
  return [
    ...new Set(
      records.flatMap((record) => ("job" in record && isAbout(record, record.job) ? [record.job] : [])),
    ),
  ];
}
