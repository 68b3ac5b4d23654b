import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aRetryPolicy } from "./job.builders.ts";
import type { Attempt, Reason } from "./job.ts";
import { retryAtMs, spentAfter } from "./retry.ts";
import type { RetryCause } from "../spec/spec.ts";

describe("a failed attempt", () => {
  const again = (on: readonly RetryCause[], reason: Reason, exitCode?: number) =>
    retryAtMs(
      aRetryPolicy({ on }),
      { state: "failed", reason, ...(exitCode === undefined ? {} : { exitCode }) },
      { charged: 1 },
      0,
    ) !== undefined;

  for (const [cause, reason] of [
    ["node", "NodeLost"],
    ["launch", "Launch"],
    ["launch", "LaunchDropped"],
    ["pull", "ImagePull"],
    ["preempt", "Preempted"],
    ["oom", "OutOfMemory"],
  ] as const) {
    it(`for the reason ${reason} is tried again under ${cause} and no other cause`, () => {
      const others = (["node", "launch", "pull", "preempt", "oom", "exit:1"] as const).filter(
        (other) => other !== cause,
      );
      assert.equal(again([cause], reason), true);
      assert.equal(again(["any"], reason), true);
      assert.equal(again(others, reason), false);
    });
  }

  it("of its own making is tried again for the exit codes that are named", () => {
    assert.equal(again(["exit:75"], "ExitCode", 75), true);
    assert.equal(again(["exit:75"], "ExitCode", 1), false);
  });

  it("that would only fail again is never tried again", () => {
    assert.equal(again(["any"], "Walltime"), false);
    assert.equal(again(["any"], "Refused"), false);
  });

  it("waits longer each time, and not beyond the attempts that it has", () => {
    const policy = aRetryPolicy({ maxAttempts: 4 });
    const waits = [1, 2, 3, 4].map((charged) =>
      retryAtMs(
        policy,
        { state: "failed", reason: "NodeLost" },
        { charged, spent: { node: charged - 1 } },
        1000,
      ),
    );
    assert.deepEqual(waits, [6000, 11_000, 21_000, undefined]);
  });
});

type Failed = Pick<Attempt, "charged" | "spent">;

/** How often a task is tried that fails so, one after the other, under a limit. */
function triesUntil(maxAttempts: number, reasons: readonly Reason[]): number {
  const policy = aRetryPolicy({ maxAttempts, on: ["any"] });
  let attempt: Failed = { charged: 1 };
  let tries = 0;
  for (const reason of reasons) {
    tries += 1;
    if (retryAtMs(policy, { state: "failed", reason }, attempt, 0) === undefined) break;
    const spent = spentAfter(attempt, { reason }, false);
    attempt = { charged: attempt.charged + 1, ...(spent === undefined ? {} : { spent }) };
  }
  return tries;
}

describe("the tries of a task", () => {
  it("are counted by whose failure it was: a lost machine leaves the program what it has", () => {
    assert.equal(triesUntil(2, ["NodeLost", "NodeLost", "ExitCode"]), 2);
    assert.equal(triesUntil(2, ["NodeLost", "Launch", "ExitCode", "ExitCode", "ExitCode"]), 4);
    assert.equal(triesUntil(2, ["ImagePull", "Preempted", "Launch", "ExitCode"]), 3);
    assert.equal(triesUntil(2, ["Signal", "NodeLost", "OutOfMemory", "ExitCode"]), 3);
    assert.equal(triesUntil(2, ["ImagePull", "Signal", "Launch", "Launch"]), 3);
  });

  it("are one where there is to be one", () => {
    for (const reason of ["NodeLost", "Launch", "ExitCode"] as const)
      assert.equal(triesUntil(1, [reason, reason]), 1);
  });

  it("that an earlier version counted are the program's", () => {
    const policy = aRetryPolicy({ on: ["any"] });
    const again = (reason: Reason) => retryAtMs(policy, { state: "failed", reason }, { charged: 2 }, 0);
    assert.equal(again("ExitCode"), undefined);
    assert.notEqual(again("NodeLost"), undefined);
  });

  it("come to an end, whatever fails", () => {
    const reasons = ["NodeLost", "Launch", "ImagePull", "ExitCode", "OutOfMemory"] as const;
    const reason = fc.constantFrom(...reasons);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(reason, { minLength: 80, maxLength: 80 }),
        (most, reasons) => {
          const tries = triesUntil(most, reasons);
          assert.ok(tries >= most && tries <= 3 * (most - 1) + 1, `${tries} tries of ${most}`);
        },
      ),
    );
  });
});
