import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JobStatus } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { job } from "../core/core.builders.ts";
import { packed, unpacked } from "./packed-status.ts";

describe("the status of a job that waits", () => {
  const fresh = newStatus(job(1));

  it("is kept as a number as long as nothing else has happened to the job", () => {
    assert.equal(packed(fresh), fresh.stateSinceMs);
    assert.equal(
      packed(JSON.parse(JSON.stringify(fresh)) as JobStatus),
      fresh.stateSinceMs,
      "also as stored",
    );
    assert.deepEqual(unpacked(packed(fresh)), fresh);
  });

  const others: Readonly<Record<string, Partial<JobStatus>>> = {
    "is held": { state: "held", heldBy: "user", reason: "HeldByUser" },
    "is to be tried again": { retrying: { 0: { attempts: 1, charged: 1, eligibleAtMs: 5 } } },
    "was changed": { changes: { priority: 7 } },
    "says a reason": { reason: "Backoff" },
    "has other tasks": { waiting: [[0, 1]] },
    "has none that waits": { waiting: [] },
    "has one that starts": { state: "starting", starting: 1 },
    "has one that succeeded": { succeeded: [[0, 0]] },
    "started before": { startedAtMs: 3 },
  };
  for (const [what, changes] of Object.entries(others))
    it(`is kept whole when it ${what}`, () => {
      const status = { ...fresh, ...changes };
      assert.equal(packed(status), status);
      assert.equal(unpacked(packed(status)), status);
    });

  it("is that of each job, whichever is asked for first", () => {
    const [a, b] = [100, 200].map((submittedAtMs) => packed(newStatus({ ...job(1), submittedAtMs })));
    assert.ok(a !== undefined && b !== undefined);
    for (const [status, sinceMs] of [
      [a, 100],
      [b, 200],
      [a, 100],
    ] as const)
      assert.equal(unpacked(status).stateSinceMs, sinceMs);
  });
});
