import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { quantile } from "../matching/cluster.ts";

const BYTES = 4096;

export interface Flushes {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What the disk takes for so little that each cycle that starts something must wait for: 4 KiB, and a row of SQLite as the store writes it. */
export function bareFlushes(
  directory: string,
  count: number,
): { readonly file: Flushes; readonly sqlite: Flushes } {
  const bytes = Buffer.alloc(BYTES, 1);
  const descriptor = openSync(join(directory, "flush.bin"), "w");
  const file = timed(count, () => {
    writeSync(descriptor, bytes);
    fdatasyncSync(descriptor);
  });
  closeSync(descriptor);
  const db = new DatabaseSync(join(directory, "flush.sqlite"));
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE entries (n INTEGER PRIMARY KEY, records TEXT)");
  const insert = db.prepare("INSERT INTO entries (records) VALUES (?)");
  const text = "x".repeat(BYTES / 4);
  const sqlite = timed(count, () => insert.run(text));
  db.close();
  return { file, sqlite };
}

function timed(count: number, act: () => unknown): Flushes {
  const tookMs = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const startedMs = performance.now();
    act();
    tookMs[at] = performance.now() - startedMs;
  }
  return { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}
