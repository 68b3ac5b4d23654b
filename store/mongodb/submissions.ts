import { isDeepStrictEqual } from "node:util";
import { checkDocuments, noteTaken } from "../arguments.ts";
import { groupCommit, type GroupCommit } from "../group-commit.ts";
import { jobKey } from "../projection.ts";
import {
  KeyInUseError,
  NoteTakenError,
  StoreUnavailableError,
  type InboxDocument,
  type Note,
} from "../store.ts";
import { bodyText, documentOf, newJobOf } from "../stored.ts";
import type { Ask, Calls } from "./ask.ts";
import type { Collections, NoteDocument, WaitingDocument } from "./documents.ts";
import type { CallFates } from "./fates.ts";
import { searchedWaiting } from "./views.ts";
import { insertNew } from "./writes.ts";
import { waiting, type Inbox } from "./inbox.ts";

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

export interface SubmissionsOptions {
  readonly c: Collections;
  readonly ask: Ask;
  readonly put: () => string;
  readonly beside: Calls["beside"];
  readonly fates: CallFates;
  readonly inbox: Inbox;
}

/** Stores what is submitted: many calls at once, each as a whole or not at all. */
export class Submissions {
  readonly #c: Collections;
  readonly #ask: Ask;
  readonly #put: () => string;
  readonly #beside: Calls["beside"];
  readonly #fates: CallFates;
  readonly #inbox: Inbox;
  readonly #commits: GroupCommit<Item>;
  #lastSeq = 0;
  #expiredMs = -Infinity;

  constructor({ c, ask, put, beside, fates, inbox }: SubmissionsOptions) {
    this.#c = c;
    this.#ask = ask;
    this.#put = put;
    this.#beside = beside;
    this.#fates = fates;
    this.#inbox = inbox;
    this.#commits = groupCommit<Item>((batches) => this.#flush(batches), {
      flushItems: FLUSH_ITEMS,
      waitingItems: WAITING_ITEMS,
    });
  }

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
    if (items.length > 0) await this.#commits.submit(items);
  }

  #nextSeq(): number {
    this.#lastSeq = Math.max(this.#lastSeq + 1, Date.now() * 1000);
    return this.#lastSeq;
  }

  /** Keys that an entry dealt with, with the body of those that it filed. */
  async #dealtWith(keys: readonly string[]): Promise<ReadonlyMap<string, InboxDocument | "gone">> {
    const ids = keys.flatMap((key) => (key.startsWith("job/") ? [Number(key.slice("job/".length))] : []));
    const [filed, gone] = await Promise.all([
      this.#ask(() => this.#c.jobs.find({ _id: { $in: ids } }, { projection: { body: 1 } }).toArray()),
      this.#ask(() => this.#c.taken.find({ _id: { $in: [...keys] } }).toArray()),
    ]);
    return new Map<string, InboxDocument | "gone">([
      ...gone.map(({ _id }) => [_id, "gone"] as const),
      ...filed.map(({ _id, body }) => [jobKey(_id), documentOf(jobKey(_id), true, body)] as const),
    ]);
  }

  #waitingDocument(document: InboxDocument, { name, isSingle }: Call): WaitingDocument {
    const { key: _id } = document;
    const own = {
      _id,
      put: name,
      call: isSingle ? null : name,
      seq: this.#nextSeq(),
      body: bodyText(document),
    };
    return document.kind === "job"
      ? { ...own, job: document.job.id, ...searchedWaiting(newJobOf(own.body)) }
      : { ...own, job: null };
  }

  /** Inserts documents of many calls; what is in the way is waited for, or fails its call. */
  async #insertDocuments(calls: readonly Call[]): Promise<void> {
    const seen = new Map<string, InboxDocument>();
    let rest: { readonly call: Call; readonly document: InboxDocument; readonly row: WaitingDocument }[] = [];
    const there = await this.#dealtWith(calls.flatMap(({ documents }) => documents.map(({ key }) => key)));
    for (const call of calls) {
      for (const document of call.documents) {
        const known = there.get(document.key) ?? seen.get(document.key);
        if (known === undefined) {
          rest.push({ call, document, row: this.#waitingDocument(document, call) });
          if (!call.isSingle) seen.set(document.key, document);
        } else if (known !== "gone" && !isSame(known, document)) call.inUse.add(document);
      }
      seen.clear(); // within a call; between calls the database decides
    }
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries >= TRIES)
        throw new StoreUnavailableError("Keys of the inbox stay in use by calls without an end. Try again.");
      const doubtful = await insertNew(
        this.#ask,
        this.#c.inbox,
        rest.map(({ row }) => row),
      );
      rest = rest.filter((_, at) => doubtful.has(at));
      if (rest.length === 0) return;
      const found = new Map(
        (await this.#inbox.byKeys(rest.map(({ row }) => row._id))).map((row) => [row._id, row]),
      );
      const again: typeof rest = [];
      for (const one of rest) {
        const other = found.get(one.row._id);
        if (other === undefined)
          again.push(one); // it was taken just now, or cannot be read yet
        else if (other.put === one.row.put) continue;
        else if (other.call !== null && (await this.#fates.isOpen(other, (keys) => this.#inbox.byKeys(keys))))
          again.push(one);
        else if (!isSame(waiting(other), one.document)) one.call.inUse.add(one.document);
      }
      const gone = await this.#dealtWith(again.map(({ row }) => row._id));
      rest = again.filter(({ row }) => !gone.has(row._id));
    }
  }

  async #insertNotes(calls: readonly Call[]): Promise<void> {
    let rest = calls.flatMap((call) => call.notes.map((note) => ({ call, row: noteDocument(note, call) })));
    for (let tries = 0; rest.length > 0; tries += 1) {
      if (tries >= TRIES)
        throw new StoreUnavailableError("Keys of notes stay in use by calls without an end. Try again.");
      rest = rest.filter(({ call }) => call.error === undefined);
      const doubtful = await insertNew(
        this.#ask,
        this.#c.notes,
        rest.map(({ row }) => row),
      );
      rest = rest.filter((_, at) => doubtful.has(at));
      if (rest.length === 0) return;
      const found = new Map(
        (await this.#inbox.notesByKeys(rest.map(({ row }) => row._id))).map((row) => [row._id, row]),
      );
      const again: typeof rest = [];
      for (const one of rest) {
        const { call, row } = one;
        const other = found.get(row._id);
        if (other === undefined) again.push(one);
        else if (other.put === row.put) continue;
        else if (other.expiresAtMs <= row.atMs) {
          const { _id, ...fields } = row;
          const expired = { _id, put: other.put, expiresAtMs: { $lte: row.atMs } };
          const { matchedCount } = await this.#ask(() => this.#c.notes.updateOne(expired, { $set: fields }));
          if (matchedCount === 0) again.push(one);
        } else if (
          other.call !== null &&
          (await this.#fates.isOpen(other, (keys) => this.#inbox.notesByKeys(keys)))
        )
          again.push(one);
        else call.error ??= new NoteTakenError(noteTaken(row._id));
      }
      rest = again;
    }
  }

  /** Calls of which no two name the same key: one never waits for the fate of another one here. */
  async #storeCalls(calls: readonly Call[]): Promise<void> {
    await this.#insertNotes(calls.filter((call) => call.notes.length > 0 && call.error === undefined));
    await this.#insertDocuments(calls.filter(({ error }) => error === undefined));
    for (const call of calls) {
      // Of several the first in its order is told, wherever the other one was found.
      const first = call.documents.find((document) => call.inUse.has(document));
      if (first !== undefined) call.error ??= keyInUse(first.key);
    }
    const many = calls.filter(({ isSingle }) => !isSingle);
    const whole = many.filter(({ error }) => error === undefined).map(({ name }) => name);
    const decided = whole.length === 0 ? new Map<string, string>() : await this.#fates.store(whole);
    for (const call of many) {
      if (decided.get(call.name) === "dropped")
        call.error ??= new StoreUnavailableError(
          "The store took so long that another process gave this submission up. Nothing of it was stored; try again.",
        );
      if (call.error !== undefined) await this.#fates.drop(call.name);
    }
    const stored = many.filter(({ error }) => error === undefined).map(({ name }) => name);
    // Who reads meanwhile looks the fates up; the sweep does what fails here.
    if (stored.length > 0) this.#beside(() => this.#fates.tidy(stored).catch(() => undefined));
  }

  async #flush(batches: readonly (readonly Item[])[]): Promise<readonly (Error | undefined)[]> {
    const calls = batches.map((items) => callOf(items, this.#put()));
    for (let rest: readonly Call[] = calls; rest.length > 0;) {
      const keys = new Set<string>();
      const later: Call[] = [];
      await this.#storeCalls(
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
    this.#beside(() => this.#expireNotes(calls).catch(() => undefined));
    return calls.map(({ error }) => error);
  }

  /** So that what is kept does not grow for ever. */
  async #expireNotes(calls: readonly Call[]): Promise<void> {
    const nowMs = Math.max(-Infinity, ...calls.flatMap((call) => call.notes.map(({ atMs }) => atMs)));
    if (nowMs - this.#expiredMs < EXPIRE_EVERY_MS || nowMs === -Infinity) return;
    this.#expiredMs = nowMs;
    await this.#ask(() => this.#c.notes.deleteMany({ expiresAtMs: { $lte: nowMs } }));
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
