import { PublicError } from "../http/problems.ts";
import { ref } from "../http/schema-words.ts";

/** What operations that set rules over the API say of versions, and of when a rule is in effect. */
export const IF_MATCH = {
  "If-Match": {
    description: "The `ETag` of what is changed, or `*`. Without it: 428 where there is something.",
    schema: { type: "string" },
  },
};

export const LATER = "It is stored, and in effect as soon as a scheduler is at work.";

/** @param schema  of what the rule is now; @param what  it is, for people */
export function changedAnswers(schema: string, what: string) {
  return {
    200: {
      description: "It is in effect; with `dryRun=true` it would be.",
      schema: ref(schema),
      headers: { ETag: `Version of the ${what}.` },
    },
    202: { description: LATER, schema: ref(schema) },
  };
}

export const REMOVED_ANSWERS = {
  204: { description: "It is gone.", mediaType: "none" },
  202: { description: LATER },
} as const;

export const CHANGE_PROBLEMS = [
  "not_found",
  "invalid",
  "precondition_failed",
  "precondition_required",
  "no_leader",
  "store_unavailable",
] as const;

/** A rule that contradicts others: one sentence per fault. */
export function conflictingRule(sentences: readonly string[]): PublicError {
  return new PublicError(
    "invalid",
    `The body has ${sentences.length === 1 ? "one fault" : `${sentences.length} faults`}.`,
    {
      errors: sentences.map((message) => ({ pointer: "", code: "conflict", message })),
    },
  );
}
