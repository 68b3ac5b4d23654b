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
