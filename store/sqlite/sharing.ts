import { randomBytes } from "node:crypto";
import { sameLease } from "../arguments.ts";
import type { Lease } from "../store.ts";
import type { Database } from "./database.ts";
import { text } from "./rows.ts";

/** What processes agree on beside the journal: the lease and secrets. */
export function sharingOperations(db: Database) {
  const readLease = db.prepare("SELECT body FROM lease");
  const writeLease = db.prepare(`
    INSERT OR REPLACE INTO lease (one, holder, renewal, body) VALUES (1, ?, ?, ?)`);
  const addSecret = db.prepare("INSERT INTO secrets (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const readSecret = db.prepare("SELECT secret FROM secrets WHERE name = ?");

  const lease = (): Lease | undefined => {
    const row = readLease.get();
    if (row === undefined) return undefined;
    const stored: Lease = JSON.parse(text(row, "body")); // only `replaceLease` writes it
    return stored;
  };

  return {
    lease,

    replaceLease: (expected: Lease | undefined, next: Lease): boolean =>
      db.writing(() => {
        if (!sameLease(lease(), expected)) return false;
        writeLease.run(next.holder, next.renewal, JSON.stringify(next));
        return true;
      }),

    sharedSecret: (name: string): string => {
      const row =
        readSecret.get(name) ??
        db.writing(() => {
          addSecret.run(name, randomBytes(32).toString("base64url"));
          return readSecret.get(name);
        });
      return text(row ?? {}, "secret");
    },
  };
}
