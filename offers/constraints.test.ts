import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Constraint } from "../jobs/spec/constraint.ts";
import { CONSTRAINT_OPS } from "../jobs/spec/constraint.ts";
import type { ConstrainedAgent } from "./constraints.ts";
import { firstUnmet } from "./constraints.ts";

const agent: ConstrainedAgent = {
  hostname: "node7.example.org",
  attributes: { rack: "r1", generation: "10", load: "0.5", empty: "", zones: "{a, b}", hostname: "liar" },
};
const meets = (attribute: string, op: Constraint["op"], ...values: string[]) =>
  firstUnmet([{ attribute, op, values }], agent) === undefined;

describe("a constraint", () => {
  for (const [promise, met, attribute, op, ...values] of [
    ["of the same text is met", true, "rack", "eq", "r1"],
    ["of other text is not met", false, "rack", "eq", "R1"],
    ["never takes text for numbers with eq", false, "generation", "eq", "10.0"],
    ["wants other text with ne", false, "rack", "ne", "r1"],
    ["is met by any of several values", true, "rack", "in", "r0", "r1"],
    ["is not met by any of several forbidden values", false, "rack", "notIn", "r0", "r1"],
    ["of nothing allowed is never met", false, "rack", "in"],
    ["of nothing forbidden is always met", true, "rack", "notIn"],
    ["asks only whether there is one with exists", true, "empty", "exists"],
    ["asks only whether there is none with absent", false, "empty", "absent"],
    ["compares numbers, not text, with gt", true, "generation", "gt", "9"],
    ["compares numbers, not text, with lt", false, "generation", "lt", "9"],
    ["is not met by an equal number", false, "generation", "gt", "10"],
    ["reads decimals and exponents", true, "load", "gt", "4.9e-1"],
    ["is not met by text that is no number", false, "rack", "gt", "0"],
    ["is not met by empty text for a number", false, "empty", "lt", "1"],
    ["matches the whole text only", false, "hostname", "match", "node"],
    ["matches a pattern", true, "hostname", "match", "node[0-9]+\\.example\\.org"],
    ["finds the longer of two alternatives", true, "generation", "match", "1|10"],
    ["means the machine by hostname, whatever an attribute says", false, "hostname", "eq", "liar"],
    ["of an absent attribute is not met with eq", false, "gpu", "eq", "1"],
    ["of an absent attribute is met with ne", true, "gpu", "ne", "1"],
    ["of an absent attribute is not met with in", false, "gpu", "in", "1"],
    ["of an absent attribute is met with notIn", true, "gpu", "notIn", "1"],
    ["of an absent attribute is not met with exists", false, "gpu", "exists"],
    ["of an absent attribute is met with absent", true, "gpu", "absent"],
    ["of an absent attribute is not met with gt", false, "gpu", "gt", "0"],
    ["of an absent attribute is not met with lt", false, "gpu", "lt", "0"],
    ["of an absent attribute is not met with match", false, "gpu", "match", ".*"],
    ["does not take what every object has for an attribute", false, "constructor", "exists"],
  ] as const) {
    it(promise, () => assert.equal(meets(attribute, op, ...values), met));
  }

  it("takes no longer for a pattern that others need for ever", () => {
    const long = { hostname: `${"a".repeat(5000)}!`, attributes: {} };
    const constraint: Constraint = { attribute: "hostname", op: "match", values: ["(a|a)*(a|aa)*b"] };
    assert.equal(firstUnmet([constraint], long), constraint);
  });
});

const word = fc.constantFrom("", "a", "b", "ab", "1", "2", "10", "-1", "1.5", "x1", "0x10", " 1");
const anAttribute = fc.constantFrom("hostname", "rack", "zone");
/** Patterns that mean the same to every engine. */
const pattern = fc
  .array(
    fc.tuple(fc.constantFrom("a", "b", "1", ".", "[a-b]", "(?:a|ab)", "\\."), fc.constantFrom("", "*", "?")),
  )
  .map((parts) => parts.flat().join(""));
const aConstraint: fc.Arbitrary<Constraint> = fc.oneof(
  fc.record({
    attribute: anAttribute,
    op: fc.constantFrom(...CONSTRAINT_OPS.filter((op) => op !== "match")),
    values: fc.array(word, { maxLength: 3 }),
  }),
  fc.record({ attribute: anAttribute, op: fc.constant("match" as const), values: fc.tuple(pattern) }),
);
const anAgent: fc.Arbitrary<ConstrainedAgent> = fc.record({
  hostname: word,
  attributes: fc.dictionary(fc.constantFrom("rack", "zone"), word),
});

/** The definition, word by word. */
function isMet({ attribute, op, values }: Constraint, { hostname, attributes }: ConstrainedAgent): boolean {
  const all = new Map([...Object.entries(attributes), ["hostname", hostname]]);
  const has = all.get(attribute);
  if (has === undefined) return ["ne", "notIn", "absent"].includes(op);
  const first = values[0] ?? "";
  const numeric = [has, first].every((text) => /^-?\d+(\.\d+)?$/.test(text));
  return {
    eq: has === first,
    ne: has !== first,
    in: values.some((value) => value === has),
    notIn: !values.some((value) => value === has),
    exists: true,
    absent: false,
    gt: numeric && Number(has) > Number(first),
    lt: numeric && Number(has) < Number(first),
    match: op === "match" && new RegExp(`^(?:${first})$`, "s").test(has),
  }[op];
}

describe("several constraints", () => {
  it("are met by exactly the agents that meet each, and the first that is not is named", () => {
    fc.assert(
      fc.property(fc.array(aConstraint, { maxLength: 4 }), anAgent, (constraints, one) => {
        assert.equal(
          firstUnmet(constraints, one),
          constraints.find((constraint) => !isMet(constraint, one)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
