import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { validateJobSpec } from "../submission/validate.ts";

const problemsOf = (prefer: unknown) => {
  const validated = validateJobSpec({ command: ["true"], prefer });
  return validated.ok ? [] : validated.problems.map(({ pointer }) => pointer);
};

describe("preferred agents in a job document", () => {
  it("are kept as they were written", () => {
    const prefer = [
      { attribute: "data", values: ["genomes", "proteins"] },
      { attribute: "hostname", values: ["node7"] },
    ];
    const validated = validateJobSpec({ command: ["true"], prefer });
    assert.ok(validated.ok);
    assert.deepEqual(validated.spec.prefer, prefer);
  });

  it("are refused without an attribute, without values, and with anything else", () => {
    assert.deepEqual(problemsOf([{ values: ["a"] }]), ["/prefer/0/attribute"]);
    assert.deepEqual(problemsOf([{ attribute: "data", values: [] }]), ["/prefer/0/values"]);
    assert.deepEqual(problemsOf([{ attribute: "data", values: ["a\nb"] }]), ["/prefer/0/values/0"]);
    assert.deepEqual(problemsOf([{ attribute: "data", values: ["a"], weight: 2 }]), ["/prefer/0/weight"]);
    assert.deepEqual(problemsOf("data"), ["/prefer"]);
  });
});
