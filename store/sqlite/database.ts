import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { isBusy } from "./errors.ts";
import { migrate } from "./schema.ts";

export interface DatabaseOptions {
  readonly file: string;
  /** How long a call waits for other processes' locks. */
  readonly busyTimeoutMs: number;
  /** The file may not grow beyond it. */
  readonly maxBytes?: number;
  /** So much of the file is read as memory: for who reads all over it. */
  readonly mappedBytes?: number;
  /** Whatever would change something fails. */
  readonly isReader?: boolean;
}

/** A connection with its statements, each prepared once. Used by one thread. */
export interface Database {
  prepare(sql: string): StatementSync;
  /** For texts of which there may be any number: only the last ones are kept prepared. */
  prepareOneOfMany(sql: string): StatementSync;
  /** One transaction that writes: all of `run` is durable afterwards, or nothing of it. */
  writing<T>(run: () => T): T;
  /** Several reads of one moment. */
  reading<T>(run: () => T): T;
  close(): void;
}

/** Write-ahead log kept on disk after it was copied into the file. */
const JOURNAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;
/**
 * Pages of the write-ahead log before they are copied into the file. A job touches the same pages again at its start and
 * its end, and of each page only the last version is copied: with SQLite's 1,000 half as much again is written to the disk.
 */
const CHECKPOINT_PAGES = 16_000;
/** Of pages in memory, in KiB: SQLite's 2 MB hold the upper parts of the indexes of a hundred thousand jobs. */
const CACHE_KIB = 32 * 1024;
const OPEN_RETRY_MS = 20;
const PREPARED_MAX = 200;

export function openDatabase(options: DatabaseOptions): Database {
  const { file, busyTimeoutMs } = options;
  // Others' jobs, scripts and the leader's secret are in there: the file is for its owner only.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  const deadlineMs = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return wrap(openOnce(options));
    } catch (error) {
      // SQLite does not wait for others while it turns a file to WAL, as several first processes do at once.
      if (!isBusy(error) || performance.now() > deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPEN_RETRY_MS);
    }
  }
}

function openOnce({ file, busyTimeoutMs, isReader, mappedBytes, maxBytes }: DatabaseOptions): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    if (mode !== "wal")
      throw new Error(`${file}: SQLite keeps journal mode ${String(mode)}, WAL was asked for`);
    db.exec("PRAGMA synchronous = FULL"); // a commit is on the disk when it returns
    db.exec(`PRAGMA journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    if (mappedBytes !== undefined) db.exec(`PRAGMA mmap_size = ${mappedBytes}`);
    if (maxBytes !== undefined) {
      const pageSize = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
      db.prepare(`PRAGMA max_page_count = ${Math.floor(maxBytes / pageSize)}`).get();
    }
    migrate(db, file);
    if (isReader === true) db.exec("PRAGMA query_only = ON");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function wrap(db: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  const lately = new Map<string, StatementSync>();
  const transaction = <T>(begin: string, run: () => T): T => {
    db.exec(begin);
    try {
      const result = run();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK"); // SQLite itself rolls back on some errors
      throw error;
    }
  };
  return {
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = db.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    prepareOneOfMany(sql) {
      const statement = lately.get(sql) ?? db.prepare(sql);
      lately.delete(sql);
      lately.set(sql, statement);
      const [oldest] = lately.keys();
      if (lately.size > PREPARED_MAX && oldest !== undefined) lately.delete(oldest);
      return statement;
    },
    // IMMEDIATE: the lock is waited for at the beginning, never in the middle, where waiting is not possible.
    writing: (run) => transaction("BEGIN IMMEDIATE", run),
    reading: (run) => transaction("BEGIN", run),
    close: () => db.close(),
  };
}
