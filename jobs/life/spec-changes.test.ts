import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob, aRetryPolicy, aSpec } from "./job.builders.ts";
import { changesBetween, withChanges } from "./spec-changes.ts";
import { newStatus, transition } from "./transition.ts";

describe("changes of a job", () => {
  const before = aSpec({
    description: "old",
    walltimeSeconds: 60,
    labels: { a: "1" },
    array: { from: 1, to: 9, step: 1, maxConcurrent: 4 },
  });
  const { description: _d, walltimeSeconds: _w, array: _a, ...rest } = before;

  it("turn one specification into the other, and back", () => {
    const after = {
      ...rest,
      name: "new",
      priority: 90,
      labels: { b: "2" },
      retry: aRetryPolicy({ maxAttempts: 5 }),
      array: { from: 1, to: 9, step: 1 },
    };
    const forth = changesBetween(before, after);
    assert.deepEqual(withChanges(before, forth), after);
    assert.deepEqual(withChanges(after, changesBetween(after, before)), before);
    assert.deepEqual(Object.keys(forth).sort(), [
      "description",
      "labels",
      "maxConcurrent",
      "name",
      "priority",
      "retry",
      "walltimeSeconds",
    ]);
  });

  it("are none where nothing differs, and leave the specification as it is", () => {
    assert.deepEqual(changesBetween(before, before), {});
    assert.equal(withChanges(before, undefined), before);
  });

  it("add up in the status, the latest one counts", () => {
    const job = aJob({ spec: before });
    let status = newStatus(job);
    for (const changes of [{ priority: 1, name: "x" }, { priority: 2 }]) {
      const step = transition(1, status, undefined, { type: "changed", by: "ada", changes }, 5000);
      assert.ok(step.kind === "moved");
      status = step.status;
    }
    assert.deepEqual([status.changes, status.state], [{ priority: 2, name: "x" }, "pending"]);
  });
});
