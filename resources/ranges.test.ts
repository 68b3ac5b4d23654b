import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import * as ranges from "./ranges.ts";

const someSet = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
const toRanges = (set: readonly number[]) => ranges.normalise(set.map((value) => [value, value] as const));
const toSet = (value: ranges.Ranges) => [...ranges.values(value)];
const ascending = (set: Iterable<number>) => [...set].sort((a, b) => a - b);

describe("a set of integers as ranges", () => {
  it("holds what was put in, ascending, in the fewest ranges", () => {
    assert.deepEqual(
      ranges.normalise([
        [5, 7],
        [1, 2],
        [3, 3],
        [9, 8],
      ]),
      [
        [1, 3],
        [5, 7],
      ],
    );
    fc.assert(fc.property(someSet, (set) => assert.deepEqual(toSet(toRanges(set)), ascending(set))));
  });

  it("inserts and removes like a set, and stays normal", () => {
    fc.assert(
      fc.property(someSet, fc.integer({ min: 0, max: 60 }), (set, value) => {
        const before = toRanges(set);
        const without = set.filter((other) => other !== value);
        assert.deepEqual(ranges.insert(before, value), toRanges([...without, value]));
        assert.deepEqual(ranges.remove(before, value), toRanges(without));
        assert.equal(ranges.contains(before, value), set.includes(value));
        assert.equal(ranges.count(before), set.length);
      }),
    );
  });

  it("unites and subtracts like sets", () => {
    fc.assert(
      fc.property(someSet, someSet, (a, b) => {
        assert.deepEqual(ranges.union(toRanges(a), toRanges(b)), toRanges([...new Set([...a, ...b])]));
        const rest = a.filter((value) => !b.includes(value));
        assert.deepEqual(ranges.difference(toRanges(a), toRanges(b)), toRanges(rest));
      }),
    );
  });

  it("gives its smallest values first", () => {
    fc.assert(
      fc.property(someSet, fc.integer({ min: 0, max: 50 }), (set, wanted) => {
        const { taken, rest } = ranges.takeFirst(toRanges(set), wanted);
        assert.deepEqual(toSet(taken), ascending(set).slice(0, wanted));
        assert.deepEqual(toSet(rest), ascending(set).slice(wanted));
      }),
    );
  });

  it("keeps a million elements as one pair", () => {
    assert.deepEqual(ranges.remove([[0, 999_999]], 500_000), [
      [0, 499_999],
      [500_001, 999_999],
    ]);
  });
});
