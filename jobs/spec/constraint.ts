/** How an attribute of an agent is compared. `exists` and `absent` take no value, `in` and `notIn` any number. */
export const CONSTRAINT_OPS = ["eq", "ne", "in", "notIn", "exists", "absent", "gt", "lt", "match"] as const;
export type ConstraintOp = (typeof CONSTRAINT_OPS)[number];

/**
 * Where a task may run, by an attribute of the agent; `hostname` names the machine. Comparisons are of text, but for
 * `gt` and `lt`, which are of numbers; `match` is a whole match of an RE2 pattern. An absent attribute satisfies
 * `ne`, `notIn` and `absent` only.
 */
export interface Constraint {
  readonly attribute: string;
  readonly op: ConstraintOp;
  readonly values: readonly string[];
}

/** What `gt` and `lt` take for a number: `8`, `-0.5`, `1e3`; no spaces, no other bases. */
export function isDecimal(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) && Number.isFinite(Number(text));
}
