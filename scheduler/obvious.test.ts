import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runSideBySide } from "./side-by-side.builders.ts";

describe("the core beside a scheduler that sorts and looks at everything", () => {
  for (let group = 0; group < 4; group += 1) {
    it(`starts the same jobs on the same agents in the same order (seeds ${100 * group + 1} to ${100 * group + 20})`, () => {
      let starts = 0;
      for (let seed = 100 * group + 1; seed <= 100 * group + 20; seed += 1)
        starts += runSideBySide(seed, 120);
      assert.ok(starts > 500, `only ${starts} starts were compared`);
    });
  }
});
