import { withChange, type StoredRules } from "../../accounts/stored-rules.ts";
import type { InboxDocument, JournalRecord, Store } from "../../store/store.ts";

export type RecordDocument = Extract<InboxDocument, { readonly kind: "record" }>;

/** What goes into the journal without a decision of the core: rules of administrators, and looks at what is a user's. */
export interface Rulebook {
  /** @throws FencedError */
  file(documents: readonly RecordDocument[], signal: AbortSignal): Promise<void>;
}

/**
 * @param append  writes one entry
 * @param ruled   told of the rules as they are, now and after each change
 */
export async function openRulebook(
  store: Pick<Store, "rules">,
  append: (records: readonly JournalRecord[], signal: AbortSignal) => Promise<void>,
  ruled: (rules: StoredRules) => void,
): Promise<Rulebook> {
  let rules = await store.rules();
  ruled(rules);
  return {
    async file(documents, signal) {
      if (documents.length === 0) return;
      const before = rules;
      let next = rules;
      const records = documents.flatMap(({ key, record }): readonly JournalRecord[] => {
        const taken = { type: "taken", key } as const;
        if (record.type === "look") return [record, taken];
        // Somebody else's change came first: whoever asked reads the rules again.
        if (record.revision !== next.revision + 1) return [taken];
        next = withChange(next, record.change);
        return [record, taken];
      });
      await append(records, signal);
      rules = next;
      if (next !== before) ruled(next);
    },
  };
}
