import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runTwins } from "./twin-run.ts";

describe("a mixed day on many agents", () => {
  it("is scheduled as a simpler matcher schedules it, start by start", () => {
    const compared = runTwins({ seed: 1, agents: 200, jobs: 15_000, steps: 3000 });
    assert.ok(compared > 4000, `only ${compared} starts were compared`);
  });
});
