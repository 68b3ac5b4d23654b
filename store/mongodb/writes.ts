import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type {
  AnyBulkWriteOperation,
  Collection,
  Document,
  Filter,
  MatchKeysAndValues,
  OptionalUnlessRequiredId,
  WithId,
} from "mongodb";
import { StoreUnavailableError } from "../store.ts";
import type { Ask } from "./ask.ts";
import { duplicatesOf, isDuplicate } from "./errors.ts";

const BULK = 500;
const LOOKS = 200;
const LOOK_AGAIN_MS = 50;

/** Names that no other process gives: what is written under one can be known again after an unknown outcome. */
export function putNames(): () => string {
  const process = randomBytes(9).toString("base64url");
  let count = 0;
  return () => `${process}.${(count += 1)}`;
}

/**
 * Inserts what is not there.
 * @returns  the places of those whose keys were in use: by another document or, after an answer was lost, by this one
 */
export async function insertNew<T extends Document>(
  ask: Ask,
  collection: Collection<T>,
  documents: readonly OptionalUnlessRequiredId<T>[],
): Promise<ReadonlySet<number>> {
  if (documents.length === 0) return new Set();
  try {
    await ask(() => collection.insertMany(documents, { ordered: false }));
    return new Set();
  } catch (error) {
    const duplicates = duplicatesOf(error);
    if (duplicates === undefined) throw error;
    return duplicates;
  }
}

/** @returns false when the key is in use: by another document or, after an answer was lost, by this one */
export async function insertIfNew<T extends Document>(
  ask: Ask,
  collection: Collection<T>,
  document: OptionalUnlessRequiredId<T>,
): Promise<boolean> {
  try {
    await ask(() => collection.insertOne(document));
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/**
 * Inserts a document unless its key is in use.
 *
 * A key can be in use by what a majority does not have yet and nobody may read: a moment later it is there, or was
 * rolled back and the key is free.
 * @returns  what is there in the end: this document, or another one
 */
export async function putDecidedly<T extends Document>(
  ask: Ask,
  collection: Collection<T>,
  document: OptionalUnlessRequiredId<T>,
  read: () => Promise<WithId<T> | null>,
): Promise<WithId<T> | OptionalUnlessRequiredId<T>> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    if (await insertIfNew(ask, collection, document)) return document;
    const there = await read();
    if (there !== null) return there;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new StoreUnavailableError(
    "A document can neither be written nor read: the database has lost its majority.",
  );
}

/** Each may be done twice; they are done in no particular order. So many at a time have the patience of one question. */
export async function writeAll<T extends Document>(
  ask: Ask,
  collection: Collection<T>,
  operations: readonly AnyBulkWriteOperation<T>[],
): Promise<void> {
  for (let at = 0; at < operations.length; at += BULK) {
    const some = operations.slice(at, at + BULK);
    await ask(() => collection.bulkWrite(some, { ordered: false }));
  }
}

/** Inserts what is not there, and replaces what stands at an earlier entry. */
export async function putNewer<T extends { readonly _id: string; readonly n: number }>(
  ask: Ask,
  collection: Collection<T>,
  documents: readonly T[],
): Promise<void> {
  // With an `_id` of their own they need no other one.
  const there = await insertNew(ask, collection, documents as readonly OptionalUnlessRequiredId<T>[]);
  const older = documents.filter((_, at) => there.has(at));
  await writeAll(
    ask,
    collection,
    older.map(({ _id, ...fields }): AnyBulkWriteOperation<T> => {
      // The types of the driver do not see that both are fields of every T.
      const filter = { _id, n: { $lt: fields.n } } as Filter<T>;
      return { updateOne: { filter, update: { $set: fields as MatchKeysAndValues<T> } } };
    }),
  );
}
