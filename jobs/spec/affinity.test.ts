import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { validateJobSpec } from "../submission/validate.ts";

const array = { from: 0, to: 3 };
const problemsOf = (fields: object) => {
  const validated = validateJobSpec({ command: ["true"], ...fields });
  return validated.ok ? [] : validated.problems.map(({ code, pointer }) => [pointer, code]);
};

describe("affinity in a job document", () => {
  it("is kept as it was written", () => {
    const affinity = [
      { attribute: "hostname", op: "unique" },
      { attribute: "rack", op: "balanced" },
      { attribute: "rack", op: "with", job: 12 },
      { attribute: "hostname", op: "apart", job: 13 },
    ];
    const validated = validateJobSpec({ command: ["true"], array, affinity });
    assert.ok(validated.ok);
    assert.deepEqual(validated.spec.affinity, affinity);
  });

  for (const [what, fields, problem] of [
    [
      "an operation that there is not",
      { array, affinity: [{ attribute: "a", op: "near" }] },
      ["/affinity/0/op", "format"],
    ],
    ["no attribute", { array, affinity: [{ op: "unique" }] }, ["/affinity/0/attribute", "required"]],
    [
      "another job for unique",
      { array, affinity: [{ attribute: "a", op: "unique", job: 1 }] },
      ["/affinity/0/job", "conflict"],
    ],
    [
      "no other job for with",
      { affinity: [{ attribute: "a", op: "with" }] },
      ["/affinity/0/job", "required"],
    ],
    ["unique for one task", { affinity: [{ attribute: "a", op: "unique" }] }, ["/affinity/0", "conflict"]],
    [
      "a gang",
      { array: { ...array, gang: true }, affinity: [{ attribute: "a", op: "unique" }] },
      ["/affinity", "conflict"],
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.deepEqual(problemsOf(fields), [problem]);
    });
  }
});
