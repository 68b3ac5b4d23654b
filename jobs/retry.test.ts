import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aRetryPolicy } from "./job.builders.ts";
import type { Reason } from "./job.ts";
import { retryAtMs } from "./retry.ts";
import type { RetryCause } from "./spec.ts";

describe("a failed attempt", () => {
  const again = (on: readonly RetryCause[], reason: Reason, exitCode?: number) =>
    retryAtMs(
      aRetryPolicy({ on }),
      { state: "failed", reason, ...(exitCode === undefined ? {} : { exitCode }) },
      1,
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
      retryAtMs(policy, { state: "failed", reason: "NodeLost" }, charged, 1000),
    );
    assert.deepEqual(waits, [6000, 11_000, 21_000, undefined]);
  });
});
