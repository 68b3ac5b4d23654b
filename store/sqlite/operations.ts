import { archiveOperations } from "./archive.ts";
import { auditOperations } from "./audit.ts";
import type { Database } from "./database.ts";
import { inboxOperations } from "./inbox.ts";
import { journalOperations } from "./journal.ts";
import { keptOperations } from "./kept.ts";
import { readingOperations } from "./reading.ts";
import { sharingOperations } from "./sharing.ts";

/** Everything that the thread does for its store, by name. Arguments and results are plain data. */
export function operationsOn(db: Database, file: string) {
  return {
    ...archiveOperations(db),
    ...auditOperations(db),
    ...inboxOperations(db, file),
    ...journalOperations(db),
    ...keptOperations(db),
    ...readingOperations(db),
    ...sharingOperations(db),
  };
}

export type Operations = ReturnType<typeof operationsOn>;

/** Those that change nothing, as a connection that can change nothing shows when it carries them out. */
const READS: ReadonlySet<keyof Operations> = new Set([
  "audit",
  "attempts",
  "countJobs",
  "entries",
  "entriesOf",
  "entryNumbers",
  "inbox",
  "job",
  "jobs",
  "kept",
  "keptUnder",
  "lastEntry",
  "latestAttempts",
  "lease",
  "liveBatch",
  "liveJobsOf",
  "liveRows",
  "newJobs",
  "notes",
  "registration",
  "rules",
  "standings",
  "trust",
  "usage",
]);

export function isRead(name: keyof Operations): boolean {
  return READS.has(name);
}
