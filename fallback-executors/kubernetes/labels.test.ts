import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { taskIdOf } from "../../jobs/life/job.ts";
import { isLabelValue, labelValue, podName } from "./labels.ts";

const installations = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}$/);
const taskIds = fc
  .record({
    job: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    index: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
    attempt: fc.integer({ min: 1, max: 1000 }),
    epoch: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ job, index, attempt, epoch }) => taskIdOf(job, index, attempt, epoch));

describe("the value of a label", () => {
  it("is the text itself where Kubernetes takes it", () => {
    for (const text of ["godocker", "a", "12-3.1.7", "A_b.c-9", "", "x".repeat(63)])
      assert.equal(labelValue(text), text);
  });

  it("is another one where it does not, and no two texts share it", () => {
    for (const text of ["x".repeat(64), "a b", "é", "-a", "a-", "a@b", "☃", "/"]) {
      assert.ok(!isLabelValue(text));
      assert.ok(isLabelValue(labelValue(text)), labelValue(text));
    }
    assert.notEqual(labelValue("a b"), labelValue("a@b"));
    assert.notEqual(labelValue(`${"x".repeat(64)}1`), labelValue(`${"x".repeat(64)}2`));
  });

  it("can always be one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => assert.ok(isLabelValue(labelValue(text)))),
    );
  });
});

describe("the name of a pod", () => {
  it("tells installation and task", () => {
    assert.equal(podName("godocker", taskIdOf(12, undefined, 1, 3)), "godocker--12-1-3");
    assert.equal(podName("godocker", taskIdOf(12, 7, 1, 3)), "godocker--12-7-1-3");
  });

  it("is one that a host may have", () => {
    fc.assert(
      fc.property(installations, taskIds, (installation, taskId) => {
        assert.match(podName(installation, taskId), /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  it("is that of one task of one installation", () => {
    fc.assert(
      fc.property(installations, installations, taskIds, taskIds, (a, b, one, other) => {
        fc.pre(a !== b || one !== other);
        assert.notEqual(podName(a, one), podName(b, other));
      }),
      { numRuns: 1000 },
    );
    assert.notEqual(podName("a", taskIdOf(1, 2, 1, 3)), podName("a-1", taskIdOf(2, undefined, 1, 3)));
    assert.notEqual(
      podName("Lab", taskIdOf(1, undefined, 1, 1)),
      podName("lab", taskIdOf(1, undefined, 1, 1)),
    );
  });
});
