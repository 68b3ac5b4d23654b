import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { limitClass } from "./time-limits.ts";

const MINUTE = 60_000;

describe("the class of a time limit", () => {
  it("is exact for what people write", () => {
    const minutes = [1, 2, 3, 4, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 360, 480, 720, 1440, 2880, 10_080];
    for (const each of minutes) assert.equal(limitClass(each * MINUTE), each * 60);
  });
  it("is never shorter than the limit, longer for a longer one, and one of a few hundred", () => {
    const limit = fc.integer({ min: 1, max: 60 * 24 * 60 * MINUTE });
    const classes = new Set<number>();
    fc.assert(
      fc.property(limit, limit, (a, b) => {
        assert.ok(limitClass(a) * 1000 >= a);
        assert.ok(a > b || limitClass(a) <= limitClass(b));
        classes.add(limitClass(a));
      }),
      { numRuns: 2000 },
    );
    assert.ok(classes.size < 600);
  });
  it("fits the matcher, however long the limit", () => {
    assert.equal(limitClass(Number.MAX_SAFE_INTEGER), 0x7fffffff);
  });
});
