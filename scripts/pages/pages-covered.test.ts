import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brokenLinks, pagesCovered } from "./pages-covered.ts";

describe("the pages in docs/", () => {
  for (const { all, missing, what } of pagesCovered())
    it(`name all ${what}`, () => {
      assert.ok(all > 0);
      assert.deepEqual(missing, []);
    });

  it("lead nowhere where there is no page", () => {
    assert.deepEqual(brokenLinks(), []);
  });
});
