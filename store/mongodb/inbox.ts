import { isDeepStrictEqual } from "node:util";
import { checkDocuments, noteTaken } from "../arguments.ts";
import { groupCommit } from "../group-commit.ts";
import { jobKey } from "../projection.ts";
import {
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
  type InboxDocument,
  type Note,
} from "../store.ts";
import { bodyText, documentOf, each, newJobOf } from "../stored.ts";
import type { Ask, Calls } from "./ask.ts";
import type { Collections, NoteDocument, WaitingDocument } from "./documents.ts";
import { callFates } from "./fates.ts";
import { searchedWaiting } from "./views.ts";
import { insertNew } from "./writes.ts";

const FLUSH_ITEMS = 2000;
const WAITING_ITEMS = 50_000;
/** A document of the database has 16 MiB at most; what else is in it takes less than the rest. */
const BODY_BYTES = 15 * 1024 * 1024;
const EXPIRE_EVERY_MS = 60_000;
const TRIES = 20;

type Item = { readonly document: InboxDocument } | { readonly note: Note };

/** What one call of `submit` is to store, and how that went. */
interface Call {
  readonly name: string;
  /** Of one document alone: its insertion is all, and it needs no fate. */
  readonly isSingle: boolean;
  readonly documents: readonly InboxDocument[];
  readonly notes: readonly Note[];
  /** Those of its documents whose keys others have. */
  readonly inUse: Set<InboxDocument>;
  error?: Error;
}

export interface InboxOptions {
  readonly c: Collections;
  readonly ask: Ask;
  readonly put: () => string;
  readonly beside: Calls["beside"];
}

export function inboxOperations({ c, ask, put, beside }: InboxOptions) {
  const { inbox, notes, jobs, taken } = c;
  const fates = callFates(c, ask, Date.now);
  let lastSeq = 0;
  let expiredMs = -Infinity;

  const nextSeq = (): number => {
    lastSeq = Math.max(lastSeq + 1, Date.now() * 1000);
    return lastSeq;
  };

  const byKeys = (keys: readonly string[]) => ask(() => inbox.find({ _id: { $in: [...keys] } }).toArray());
  const notesByKeys = (keys: readonly string[]) =>
    ask(() => notes.find({ _id: { $in: [...keys] } }).toArray());

  /** Keys that an entry dealt with, with the body of those that it filed. */
  const dealtWith = async (keys: readonly string[]): Promise<ReadonlyMap<string, InboxDocument | "gone">> => {
    const ids = keys.flatMap((key) => (key.startsWith("job/") ? [Number(key.slice("job/".length))] : []));
    const [filed, gone] = await Promise.all([
      ask(() => jobs.find({ _id: { $in: ids } }, { projection: { body: 1 } }).toArray()),
      ask(() => taken.find({ _id: { $in: [...keys] } }).toArray()),
    ]);
    return new Map<string, InboxDocument | "gone">([
      ...gone.map(({ _id }) => [_id, "gone"] as const),
      ...filed.map(({ _id, body }) => [jobKey(_id), documentOf(jobKey(_id), true, body)] as const),
    ]);
  };

  const waitingDocument = (document: InboxDocument, { name, isSingle }: Call): WaitingDocument => {
    const { key: _id } = document;
    const own = { _id, put: name, call: isSingle ? null : name, seq: nextSeq(), body: bodyText(document) };
    return document.kind === "job"
      ? { ...own, job: document.job.id, ...searchedWaiting(newJobOf(own.body)) }
      : { ...own, job: null };
  };

  /** Inserts documents of many calls; what is in the way is waited for, or fails its call. */
  const insertDocuments = async (calls: readonly Call[]): Promise<void> => {
    const seen = new Map<string, InboxDocument>();
    let rest: { readonly call: Call; readonly document: InboxDocument; readonly row: WaitingDocument }[] = [];
    const there = await dealtWith(calls.flatMap(({ documents }) => documents.map(({ key }) => key)));
    for (const call of calls) {
      for (const document of call.documents) {
        const known = there.get(document.key) ?? seen.get(document.key);
        if (known === undefined) {
          rest.push({ call, document, row: waitingDocument(document, call) });
          if (!call.isSingle) seen.set(document.key, document);
        } else if (known !== "gone" && !isSame(known, document)) call.inUse.add(document);
      }
      seen.clear(); // within a call; between calls the database decides
    }
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries >= TRIES)
        throw new StoreUnavailableError("Keys of the inbox stay in use by calls without an end. Try again.");
      const doubtful = await insertNew(
        ask,
        inbox,
        rest.map(({ row }) => row),
      );
      rest = rest.filter((_, at) => doubtful.has(at));
      if (rest.length === 0) return;
      const found = new Map((await byKeys(rest.map(({ row }) => row._id))).map((row) => [row._id, row]));
      const again: typeof rest = [];
      for (const one of rest) {
        const other = found.get(one.row._id);
        if (other === undefined)
          again.push(one); // it was taken just now, or cannot be read yet
        else if (other.put === one.row.put) continue;
        else if (other.call !== null && (await isOpen(other))) again.push(one);
        else if (!isSame(waiting(other), one.document)) one.call.inUse.add(one.document);
      }
      const gone = await dealtWith(again.map(({ row }) => row._id));
      rest = again.filter(({ row }) => !gone.has(row._id));
    }
  };

  /** Whether it was in the way of nobody's call in the end. */
  const isOpen = async (row: WaitingDocument): Promise<boolean> => {
    if (row.call === null || (await fates.stored([row], byKeys)).length > 0) return false;
    await fates.settle(row.call);
    return (await fates.stored(await byKeys([row._id]), byKeys)).length === 0;
  };

  const insertNotes = async (calls: readonly Call[]): Promise<void> => {
    let rest = calls.flatMap((call) => call.notes.map((note) => ({ call, row: noteDocument(note, call) })));
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries >= TRIES)
        throw new StoreUnavailableError("Keys of notes stay in use by calls without an end. Try again.");
      rest = rest.filter(({ call }) => call.error === undefined);
      const doubtful = await insertNew(
        ask,
        notes,
        rest.map(({ row }) => row),
      );
      rest = rest.filter((_, at) => doubtful.has(at));
      if (rest.length === 0) return;
      const found = new Map((await notesByKeys(rest.map(({ row }) => row._id))).map((row) => [row._id, row]));
      const again: typeof rest = [];
      for (const one of rest) {
        const { call, row } = one;
        const other = found.get(row._id);
        if (other === undefined) again.push(one);
        else if (other.put === row.put) continue;
        else if (other.expiresAtMs <= row.atMs) {
          const { _id, ...fields } = row;
          const expired = { _id, put: other.put, expiresAtMs: { $lte: row.atMs } };
          const { matchedCount } = await ask(() => notes.updateOne(expired, { $set: fields }));
          if (matchedCount === 0) again.push(one);
        } else if (other.call !== null && (await isOpenNote(other))) again.push(one);
        else call.error ??= new NoteTakenError(noteTaken(row._id));
      }
      rest = again;
    }
  };

  const isOpenNote = async (row: NoteDocument): Promise<boolean> => {
    if (row.call === null || (await fates.stored([row], notesByKeys)).length > 0) return false;
    await fates.settle(row.call);
    return (await fates.stored(await notesByKeys([row._id]), notesByKeys)).length === 0;
  };

  /** Calls of which no two name the same key: one never waits for the fate of another one here. */
  const storeCalls = async (calls: readonly Call[]): Promise<void> => {
    await insertNotes(calls.filter((call) => call.notes.length > 0 && call.error === undefined));
    await insertDocuments(calls.filter(({ error }) => error === undefined));
    for (const call of calls) {
      // Of several the first in its order is told, wherever the other one was found.
      const first = call.documents.find((document) => call.inUse.has(document));
      if (first !== undefined) call.error ??= keyInUse(first.key);
    }
    const many = calls.filter(({ isSingle }) => !isSingle);
    const whole = many.filter(({ error }) => error === undefined).map(({ name }) => name);
    const decided = whole.length === 0 ? new Map<string, string>() : await fates.store(whole);
    for (const call of many) {
      if (decided.get(call.name) === "dropped")
        call.error ??= new StoreUnavailableError(
          "The store took so long that another process gave this submission up. Nothing of it was stored; try again.",
        );
      if (call.error !== undefined) await fates.drop(call.name);
    }
    const stored = many.filter(({ error }) => error === undefined).map(({ name }) => name);
    // Who reads meanwhile looks the fates up; the sweep does what fails here.
    if (stored.length > 0) beside(() => fates.tidy(stored).catch(() => undefined));
  };

  const flush = async (batches: readonly (readonly Item[])[]): Promise<readonly (Error | undefined)[]> => {
    const calls = batches.map((items) => callOf(items, put()));
    for (let rest: readonly Call[] = calls; rest.length > 0;) {
      const keys = new Set<string>();
      const later: Call[] = [];
      await storeCalls(
        rest.filter((call) => {
          const own = keysOf(call);
          const meets = own.some((key) => keys.has(key));
          for (const key of own) keys.add(key); // also of one that waits: the order stays
          if (meets) later.push(call);
          return !meets;
        }),
      );
      rest = later;
    }
    beside(() => expireNotes(calls).catch(() => undefined));
    return calls.map(({ error }) => error);
  };

  const commits = groupCommit<Item>(flush, { flushItems: FLUSH_ITEMS, waitingItems: WAITING_ITEMS });

  /** So that what is kept does not grow for ever. */
  const expireNotes = async (calls: readonly Call[]): Promise<void> => {
    const nowMs = Math.max(-Infinity, ...calls.flatMap((call) => call.notes.map(({ atMs }) => atMs)));
    if (nowMs - expiredMs < EXPIRE_EVERY_MS || nowMs === -Infinity) return;
    expiredMs = nowMs;
    await ask(() => notes.deleteMany({ expiresAtMs: { $lte: nowMs } }));
  };

  /** Those that are there and that no entry took. */
  const visible = async (rows: readonly WaitingDocument[]): Promise<readonly WaitingDocument[]> => {
    const stored = await fates.stored(rows, byKeys);
    if (stored.length === 0) return stored;
    // One that was submitted again after it was taken, or whose entry is being written just now.
    const gone = await dealtWithKeys(stored);
    return stored.filter(({ _id }) => !gone.has(_id));
  };

  const dealtWithKeys = async (rows: readonly WaitingDocument[]): Promise<ReadonlySet<string>> => {
    const ids = rows.flatMap(({ job }) => job ?? []);
    const [filed, gone] = await Promise.all([
      ask(() => jobs.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()),
      ask(() => taken.find({ _id: { $in: rows.map(({ _id }) => _id) } }).toArray()),
    ]);
    return new Set([...filed.map(({ _id }) => jobKey(_id)), ...gone.map(({ _id }) => _id)]);
  };

  return {
    visible,
    sweep: fates.sweep,
    idle: commits.idle,

    async submit(documents: readonly InboxDocument[], added: readonly Note[]): Promise<void> {
      checkDocuments(documents);
      for (const document of documents) {
        const bytes = Buffer.byteLength(bodyText(document));
        if (bytes > BODY_BYTES)
          throw new RangeError(`${document.key} has ${bytes} bytes; this store takes ${BODY_BYTES}`);
      }
      const items: readonly Item[] = [
        ...added.map((note) => ({ note })),
        ...documents.map((document) => ({ document })),
      ];
      if (items.length > 0) await commits.submit(items);
    },

    async notes(keys: readonly string[], nowMs: number): Promise<readonly Note[]> {
      if (keys.length === 0) return [];
      const wanted = [...new Set(keys)];
      const found = await notesByKeys(wanted);
      const stored = await fates.stored(
        found.filter(({ expiresAtMs }) => expiresAtMs > nowMs),
        notesByKeys,
      );
      const byKey = new Map(
        stored.map(({ _id: key, body, atMs, expiresAtMs }) => [key, { key, body, atMs, expiresAtMs }]),
      );
      // A database answers in whatever order.
      return wanted.flatMap((key) => byKey.get(key) ?? []);
    },

    async inbox(
      limit: number,
      unreadable?: (key: string, cause: unknown) => void,
    ): Promise<readonly InboxDocument[]> {
      const found = await someVisible(limit, (skip, size) =>
        ask(() => inbox.find({}).sort({ seq: 1, _id: 1 }).skip(skip).limit(size).toArray()),
      );
      return each(found, waiting, ({ _id }) => _id, unreadable);
    },

    someVisible,
  };

  /** So many of a sorted list, which is read page by page. */
  async function someVisible(
    limit: number,
    page: (skip: number, size: number) => Promise<readonly WaitingDocument[]>,
  ): Promise<readonly WaitingDocument[]> {
    const found: WaitingDocument[] = [];
    for (let skip = 0; found.length < limit; skip += limit) {
      const rows = await page(skip, limit);
      found.push(...(await visible(rows)));
      if (rows.length < limit) break;
    }
    return found.slice(0, limit);
  }
}

function callOf(items: readonly Item[], name: string): Call {
  const documents = items.flatMap((item) => ("document" in item ? [item.document] : []));
  const notes = new Map<string, Note>();
  let error: Error | undefined;
  for (const item of items) {
    if (!("note" in item)) continue;
    const { note } = item;
    const before = notes.get(note.key);
    if (before !== undefined && before.expiresAtMs > note.atMs)
      error ??= new NoteTakenError(noteTaken(note.key));
    notes.set(note.key, note);
  }
  const call: Call = {
    name,
    isSingle: items.length === 1,
    documents,
    notes: [...notes.values()],
    inUse: new Set(),
  };
  return error === undefined ? call : { ...call, error };
}

function keysOf({ documents, notes }: Call): readonly string[] {
  return [...documents.map(({ key }) => `document ${key}`), ...notes.map(({ key }) => `note ${key}`)];
}

function waiting({ _id, job, body }: WaitingDocument): InboxDocument {
  return documentOf(_id, job !== null, body);
}

function noteDocument({ key: _id, body, atMs, expiresAtMs }: Note, { name, isSingle }: Call): NoteDocument {
  return { _id, put: name, call: isSingle ? null : name, body, atMs, expiresAtMs };
}

/** As they are read: what was not said in one and is a default in the other is the same. */
function isSame(a: InboxDocument, b: InboxDocument): boolean {
  if (isDeepStrictEqual(a, b)) return true;
  const read = (document: InboxDocument) =>
    documentOf(document.key, document.kind === "job", bodyText(document));
  return isDeepStrictEqual(read(a), read(b));
}

function keyInUse(key: string): KeyInUseError {
  return new KeyInUseError(`another document has the key ${key}`);
}
