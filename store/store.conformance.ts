import { describe } from "node:test";
import { describeAudit } from "./conformance/audit.conformance.ts";
import { describeRules } from "./conformance/rules.conformance.ts";
import { describeTrust } from "./conformance/trust.conformance.ts";
import { describeArchive } from "./conformance/archive.conformance.ts";
import { describeAttempts, describeUsage } from "./conformance/attempts.conformance.ts";
import { describeIds, describeInbox } from "./conformance/inbox.conformance.ts";
import { describeImported } from "./conformance/imported.conformance.ts";
import { describeJobs } from "./conformance/jobs.conformance.ts";
import { describeJournal } from "./conformance/journal.conformance.ts";
import { describeKept } from "./conformance/kept.conformance.ts";
import { describeNotes } from "./conformance/notes.conformance.ts";
import { describePeople } from "./conformance/people.conformance.ts";
import { describeSecrets } from "./conformance/secrets.conformance.ts";
import { describeHandles, describeSharing } from "./conformance/sharing.conformance.ts";
import type { Store } from "./store.ts";

/** An empty store. `again` opens another handle on it, as another process does. */
export type Open = () => Promise<{ readonly store: Store; again(): Promise<Store> }>;

/**
 * What every store promises. A new one is done when this passes against the real thing.
 * @param timeoutMs  of all of it
 */
export function describeStore(name: string, open: Open, timeoutMs = 600_000): void {
  describe(`Store on ${name}`, { timeout: timeoutMs }, () => {
    describeIds(open);
    describeInbox(open);
    describeJournal(open);
    describeJobs(open);
    describeAttempts(open);
    describeUsage(open);
    describeImported(open);
    describeNotes(open);
    describeKept(open);
    describeSecrets(open);
    describePeople(open);
    describeArchive(open);
    describeRules(open);
    describeTrust(open);
    describeAudit(open);
    describeSharing(open);
    describeHandles(open);
  });
}
