import { MongoServerError, type Collection, type Db, type IndexDescription } from "mongodb";
import { StoreUnavailableError } from "../store.ts";
import type { Ask } from "./ask.ts";
import type { Collections } from "./documents.ts";
import { isDuplicate } from "./errors.ts";

const NO_COLLECTION = 26;

const PROGRAM = "godocker";
/** Raised with a change that an earlier program could not read. */
export const SCHEMA_VERSION = 1;

/** Plain indexes on fields that every server of the protocol has: no partial, no text, no expiring ones. */
const INDEXES: Readonly<Partial<Record<keyof Collections, readonly IndexDescription[]>>> = {
  inbox: [{ key: { seq: 1, _id: 1 } }, { key: { call: 1 } }],
  notes: [{ key: { call: 1 } }, { key: { expiresAtMs: 1 } }],
  calls: [{ key: { atMs: 1 } }],
  taken: [{ key: { n: 1 } }],
  entries: [{ key: { jobs: 1, _id: 1 } }],
  parts: [{ key: { n: 1 } }],
  jobs: [
    { key: { live: 1, _id: 1 } },
    { key: { listed: 1, _id: -1 } },
    { key: { listed: 1, user: 1, _id: -1 } },
    { key: { listed: 1, user: 1, state: 1, _id: -1 } },
    { key: { listed: 1, project: 1, _id: -1 } },
    { key: { listed: 1, state: 1, _id: -1 } },
    { key: { listed: 1, name: 1, _id: -1 } },
    { key: { listed: 1, createdAtMs: 1, _id: 1 } },
    { key: { listed: 1, startedAtMs: 1, _id: 1 } },
    { key: { listed: 1, endedAtMs: 1, _id: 1 } },
    { key: { listed: 1, updatedAtMs: 1, _id: 1 } },
    { key: { listed: 1, priority: 1, _id: 1 } },
    { key: { labels: 1, _id: -1 } },
    { key: { labelKeys: 1, _id: -1 } },
    { key: { nodes: 1, _id: -1 } },
    { key: { live: 1, archived: 1, endedAtMs: 1 } },
  ],
  attempts: [
    { key: { job: 1, seq: 1 } },
    { key: { job: 1, element: 1, seq: 1 } },
    { key: { live: 1, job: 1, seq: 1 } },
  ],
  usage: [{ key: { hourMs: 1 } }],
  audit: [
    { key: { actor: 1, _id: 1 } },
    { key: { action: 1, _id: 1 } },
    { key: { resource: 1, _id: 1 } },
    { key: { project: 1, _id: 1 } },
    { key: { atMs: 1, _id: 1 } },
  ],
};

/**
 * Makes what is missing in the database. Several processes may do it at once.
 * @throws StoreUnavailableError  when it is another program's, or of a newer version
 */
export async function prepareDatabase(db: Db, c: Collections, ask: Ask): Promise<void> {
  const meta = await ask(() => c.meta.findOne({ _id: "schema" }));
  if (meta === null) await refuseForeign(db, ask);
  else if (meta.program !== PROGRAM || meta.version > SCHEMA_VERSION)
    throw new StoreUnavailableError(
      `The database ${db.databaseName} has schema version ${meta.version} of ${meta.program}; this program knows ` +
        `versions up to ${SCHEMA_VERSION}. A newer GoDocker wrote it: run that one or a later one, or restore a copy ` +
        "made before the upgrade.",
    );
  for (const [name, indexes] of Object.entries(INDEXES))
    await ask(() => makeMissing(db.collection(name), indexes));
  if (meta !== null) return;
  try {
    await ask(() => c.meta.insertOne({ _id: "schema", program: PROGRAM, version: SCHEMA_VERSION }));
  } catch (error) {
    if (!isDuplicate(error)) throw error; // another process was faster
  }
}

/** Only those: to ask for one that is there is not harmless everywhere, and needs a lock of the collection. */
async function makeMissing(collection: Collection, indexes: readonly IndexDescription[]): Promise<void> {
  const there = await collection
    .listIndexes()
    .toArray()
    .catch((error: unknown) => {
      if (error instanceof MongoServerError && error.code === NO_COLLECTION) return [];
      throw error;
    });
  const keys = new Set(there.map(({ key }) => JSON.stringify(key)));
  for (const index of indexes) {
    // The name is that of the fields.
    if (!keys.has(JSON.stringify(index.key))) await collection.createIndexes([index]);
  }
}

/** Without our mark it must not hold jobs: GoDocker 1.x, too, kept them in a database of this name. */
async function refuseForeign(db: Db, ask: Ask): Promise<void> {
  const there = await ask(async () =>
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
  );
  // An empty one was made by one of ours that was ended before it left the mark.
  if (!there.includes("jobs") || (await ask(() => db.collection("jobs").findOne({}))) === null) return;
  throw new StoreUnavailableError(
    `The database ${db.databaseName} holds jobs of another program, or of GoDocker 1.x. Name another database in ` +
      "store.url, such as mongodb://host/godocker2.",
  );
}
