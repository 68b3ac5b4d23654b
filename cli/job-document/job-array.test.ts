import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ArrayError, formatArray, parseArray } from "./job-array.ts";

describe("the tasks of an array", () => {
  const GOOD = [
    ["1-100", { from: 1, to: 100, step: 1 }],
    ["1-100:2%8", { from: 1, to: 100, step: 2, maxConcurrent: 8 }],
    ["7", { from: 7, to: 7, step: 1 }],
    ["0-3 % 2", { from: 0, to: 3, step: 1, maxConcurrent: 2 }],
    ["1,3,7-9", { indices: [1, 3, 7, 8, 9] }],
    ["5,1-5:2%3", { indices: [1, 3, 5], maxConcurrent: 3 }],
  ] as const;
  for (const [text, array] of GOOD) {
    it(`are read from ${text}`, () => assert.deepEqual(parseArray(text), array));
  }

  it("are written as they can be read again", () => {
    for (const [text] of GOOD) assert.deepEqual(parseArray(formatArray(parseArray(text))), parseArray(text));
  });

  for (const text of ["", "a", "1-", "-5", "5-1", "1-9:0", "1-9%0", "1,,2", "1-2-3", "1-20000,3", "1.5"]) {
    it(`are not "${text}"`, () => assert.throws(() => parseArray(text), ArrayError));
  }
});
