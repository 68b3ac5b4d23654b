import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatConstraint, parseConstraints } from "./constraint-text.ts";
import { ValueError } from "../text/value-error.ts";

const PLAIN = { noNullPrototype: true };

describe("constraints on the command line", () => {
  it("are read as they are written everywhere", () => {
    assert.deepEqual(parseConstraints("rack==r1 && zone in (a,b) && gen>2&&gen<9"), [
      { attribute: "rack", op: "eq", value: "r1" },
      { attribute: "zone", op: "in", values: ["a", "b"] },
      { attribute: "gen", op: "gt", value: "2" },
      { attribute: "gen", op: "lt", value: "9" },
    ]);
  });

  for (const [text, constraint] of [
    ["rack = r1", { attribute: "rack", op: "eq", value: "r1" }],
    ["rack != r1", { attribute: "rack", op: "ne", value: "r1" }],
    ["zone not in ( a , b )", { attribute: "zone", op: "notIn", values: ["a", "b"] }],
    ["zone notin(a)", { attribute: "zone", op: "notIn", values: ["a"] }],
    ["ssd", { attribute: "ssd", op: "exists" }],
    ["! ssd", { attribute: "ssd", op: "absent" }],
    ["hostname =~ node(a|b)[0-9]+", { attribute: "hostname", op: "match", value: "node(a|b)[0-9]+" }],
    ["hostname=~'a && b'", { attribute: "hostname", op: "match", value: "a && b" }],
    ['os == "Rocky Linux \\"9\\""', { attribute: "os", op: "eq", value: 'Rocky Linux "9"' }],
    ["kubernetes.io/arch==arm64", { attribute: "kubernetes.io/arch", op: "eq", value: "arm64" }],
    ["a==''", { attribute: "a", op: "eq", value: "" }],
    ["in in (in)", { attribute: "in", op: "in", values: ["in"] }],
  ] as const) {
    it(`may be written ${text}`, () => assert.deepEqual(parseConstraints(text), [constraint]));
  }

  for (const text of [
    "",
    "&&",
    "rack==",
    "rack==r1 &&",
    "rack==r1 || zone==a",
    "rack>=1",
    "rack==r1 zone==a",
    "zone in a,b",
    "zone in (a,b",
    "zone in ()",
    "rack=='r1",
    "==r1",
    "rack==a b",
    "$where",
  ]) {
    it(`may not be written ${JSON.stringify(text)}, and the message says how`, () =>
      assert.throws(
        () => parseConstraints(text),
        (error) => error instanceof ValueError && error.fix !== undefined,
      ));
  }

  it("are read again as they were shown", () => {
    const attribute = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._/-]{0,6}$/);
    const value = fc.string({ maxLength: 12 });
    const single = fc.record(
      { attribute, op: fc.constantFrom("eq", "ne", "gt", "lt", "match"), value },
      PLAIN,
    );
    const several = fc.record(
      {
        attribute,
        op: fc.constantFrom("in", "notIn"),
        values: fc.array(value, { minLength: 1, maxLength: 4 }),
      },
      PLAIN,
    );
    const bare = fc.record({ attribute, op: fc.constantFrom("exists", "absent") }, PLAIN);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(single, several, bare), { minLength: 1, maxLength: 4 }),
        (constraints) => {
          assert.deepEqual(parseConstraints(constraints.map(formatConstraint).join(" && ")), constraints);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("of any text are read or refused in a moment", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab =!~<>()'\"&|,.\\in "), maxLength: 60 });
    fc.assert(
      fc.property(text, (given) => {
        try {
          assert.ok(parseConstraints(given).length > 0);
        } catch (error) {
          assert.ok(error instanceof ValueError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
