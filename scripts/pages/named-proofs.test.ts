import assert from "node:assert/strict";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { missingProofs, namedProofs, unprovenIn } from "./named-proofs.ts";

const ROOT = dirname(dirname(import.meta.dirname));
const proof = { page: "docs/reference/asvs.md", path: "a.test.ts", title: "${input.name} is refused" };
const run = { path: "a.test.ts", title: "C001 is refused", outcome: "passed" } as const;

describe("tests that pages name as proofs", () => {
  it("are there", () => {
    assert.ok(namedProofs(ROOT).length > 200);
    assert.deepEqual(missingProofs(ROOT), []);
  });

  it("have passed when their file ran", () => {
    assert.deepEqual(unprovenIn([proof], [run], ["a.test.ts"]), []);
    assert.deepEqual(unprovenIn([proof], [], ["b.test.ts"]), []);
  });

  it("may stand in a helper beside their file", () => {
    const made = { ...run, path: "a.builders.ts" };
    assert.deepEqual(unprovenIn([proof], [made], ["a.test.ts"]), []);
    for (const path of ["b.test.ts", "elsewhere/a.builders.ts"])
      assert.match(unprovenIn([proof], [{ ...run, path }], ["a.test.ts"]).join(), /did not run/);
  });

  it("are no proof when one of that title failed, or none ran", () => {
    const other = { ...run, title: "C002 is refused", outcome: "failed" } as const;
    assert.match(unprovenIn([proof], [run, other], ["a.test.ts"]).join(), /is refused" failed/);
    assert.match(unprovenIn([proof], [], ["a.test.ts"]).join(), /did not run/);
  });
});
