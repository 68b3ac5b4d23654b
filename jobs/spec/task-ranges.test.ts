import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { values } from "../../resources/ranges.ts";
import { indexOfElement, taskCount, type ArraySpec } from "./spec.ts";
import { elementsNamed, TASK_RANGES } from "./task-ranges.ts";

describe("tasks of an array that are named by their indexes", () => {
  const someArray: fc.Arbitrary<ArraySpec> = fc.oneof(
    fc
      .record({ from: fc.nat(20), more: fc.nat(30), step: fc.integer({ min: 1, max: 5 }) })
      .map(({ from, more, step }) => ({ from, to: from + more, step })),
    fc.uniqueArray(fc.nat(50), { minLength: 1 }).map((indices) => ({ indices })),
  );
  const someRange = fc.tuple(fc.nat(60), fc.option(fc.nat(60)));

  it("are those whose index is in one of the ranges, and no others", () => {
    fc.assert(
      fc.property(someArray, fc.array(someRange, { minLength: 1, maxLength: 5 }), (array, ranges) => {
        const text = ranges
          .map(([first, last]) => (last === null ? `${first}` : `${first}-${last}`))
          .join(",");
        assert.match(text, TASK_RANGES);
        const expected = Array.from({ length: taskCount(array) }, (_, element) => element).filter(
          (element) => {
            const index = indexOfElement(array, element) ?? -1;
            return ranges.some(([first, last]) => first <= index && index <= (last ?? first));
          },
        );
        assert.deepEqual([...values(elementsNamed(array, text))], expected);
      }),
    );
  });

  it("are written as numbers and ranges with commas between them", () => {
    for (const text of ["", ",", "1,", "-1", "1-", "a", "1-2-3", "1 2", "1:2", "٣"])
      assert.doesNotMatch(text, TASK_RANGES);
  });
});
