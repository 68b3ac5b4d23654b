import { ObjectId, type Db, type MongoClient } from "mongodb";
import { clientOf, type MongoOptions } from "../../store/mongodb/connection.ts";
import { StartError } from "../settings/settings.ts";
import type { OldDocument } from "./old-values.ts";

/** Where GoDocker 1.x keeps tasks: those that wait and run, and those that are over. */
export const OLD_COLLECTIONS = ["jobs", "jobsover"] as const;
export type OldCollection = (typeof OLD_COLLECTIONS)[number];

/** What is read of every task beforehand, as it stands there. */
export interface OldRow {
  readonly collection: OldCollection;
  /** Names the document for `tasks`. */
  readonly key: string;
  readonly id: unknown;
  readonly parent: unknown;
  readonly primary: unknown;
}

export interface KeyedTask {
  readonly key: string;
  readonly task: OldDocument;
}

/** A database of GoDocker 1.x; it is only read. */
export interface OldDatabase extends AsyncDisposable {
  /** The address without a password. */
  readonly where: string;
  rows(): AsyncIterable<OldRow>;
  /** Every document, in the order in which the database has them: what asks least of it. */
  all(collection: OldCollection): AsyncIterable<KeyedTask>;
  /** In no particular order; what is gone meanwhile is left out. */
  tasks(collection: OldCollection, keys: readonly string[]): Promise<readonly KeyedTask[]>;
  users(): AsyncIterable<OldDocument>;
  projects(): AsyncIterable<OldDocument>;
}

const DATABASE = "god";
const BATCH = 1000;
/** Of whole tasks, which may be long. */
const TASKS_BATCH = 200;
/** Nobody waits for it, and it may be an old machine. */
const TIMEOUT_MS = 180_000;

/** @throws StartError  when it cannot be reached */
export async function openOldDatabase(options: MongoOptions): Promise<OldDatabase> {
  const path = new URL(options.url.replace(/^mongodb(\+srv)?:\/\/([^/?]*)/, "http://host")).pathname.slice(1);
  const database = path === "" ? DATABASE : path;
  try {
    // Whether it is there at all is known sooner.
    const { client: first } = clientOf(options);
    await first
      .connect()
      .then(() => first.db(database).command({ ping: 1 }))
      .finally(() => first.close());
    const { client, where } = clientOf({ ...options, timeoutMs: TIMEOUT_MS });
    return reading(client, client.db(database), where);
  } catch (error) {
    const shown = options.url.replace(/:\/\/[^@/]*@/, "://").replace(/\?.*/s, "");
    const why = error instanceof Error ? error.message.replace(/ Check store\.url.*$/s, "") : String(error);
    throw new StartError(
      `the old database ${shown} cannot be read: ${why}. Check --from, --from-password-file and --from-ca`,
      { cause: error },
    );
  }
}

function reading(client: MongoClient, db: Db, where: string): OldDatabase {
  return {
    where,
    async *rows() {
      const projection = { id: 1, parent_task_id: 1, "status.primary": 1 };
      // First those that move: one that ends meanwhile is met twice, and not missed.
      for (const collection of OLD_COLLECTIONS) {
        for await (const task of db.collection(collection).find({}, { projection, batchSize: BATCH })) {
          const { _id, id, parent_task_id: parent, status } = task;
          const primary = typeof status === "object" && status !== null ? status.primary : undefined;
          yield { collection, key: keyOf(_id), id, parent, primary };
        }
      }
    },
    async *all(collection) {
      for await (const { _id: key, ...task } of db
        .collection(collection)
        .find({}, { batchSize: TASKS_BATCH }))
        yield { key: keyOf(key), task };
    },
    async tasks(collection, keys) {
      const _id = { $in: keys.map(idOfKey) };
      const found = await db
        .collection(collection)
        .find({ _id: _id as never }) // ids of any kind
        .toArray();
      return found.map(({ _id: key, ...task }) => ({ key: keyOf(key), task }));
    },
    users: () => db.collection("users").find({}, { batchSize: BATCH }),
    projects: () => db.collection("projects").find({}, { batchSize: BATCH }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Ids are ObjectIds, unless somebody wrote others. */
function keyOf(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : JSON.stringify(id);
}

function idOfKey(key: string): unknown {
  return ObjectId.isValid(key) && key.length === 24 ? new ObjectId(key) : JSON.parse(key);
}
