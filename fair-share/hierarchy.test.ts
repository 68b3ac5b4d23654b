import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { arrangeHierarchy, lineOf, type ShareDefinition } from "./hierarchy.ts";

const problemsOf = (definitions: readonly ShareDefinition[]) => {
  const result = arrangeHierarchy(definitions);
  return result.ok ? [] : result.problems;
};

describe("a hierarchy of shares", () => {
  it("is arranged so that parents come first, whatever the order and depth", () => {
    const count = fc.integer({ min: 1, max: 30 });
    const drawn = count.chain((n) =>
      fc.tuple(
        fc.array(fc.nat(), { minLength: n, maxLength: n }),
        fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
      ),
    );
    fc.assert(
      fc.property(drawn, ([parents, order]) => {
        const definitions = order.map((i): ShareDefinition => {
          const parent = i === 0 ? undefined : `s${(parents[i] ?? 0) % i}`;
          return { name: `s${i}`, weight: i + 1, ...(parent === undefined ? {} : { parent }) };
        });
        const result = arrangeHierarchy(definitions);
        assert.ok(result.ok);
        assert.equal(result.shares.length, definitions.length);
        for (const [at, share] of result.shares.entries()) {
          assert.ok(share.parent < at);
          const wanted = definitions.find(({ name }) => name === share.name);
          assert.equal(result.shares[share.parent]?.name, wanted?.parent);
          assert.equal(share.weight, wanted?.weight);
        }
      }),
    );
  });

  it("may be very deep", () => {
    const chain = Array.from({ length: 20_000 }, (_, i): ShareDefinition =>
      i === 0 ? { name: "0", weight: 1 } : { name: `${i}`, parent: `${i - 1}`, weight: 1 },
    );
    assert.ok(arrangeHierarchy(chain.toReversed()).ok);
  });

  it("refuses weights that are no number above 0, or beyond what can be reckoned with", () => {
    for (const weight of [0, -1, Number.NaN, Infinity, 5e-324, 1e-7, 1e7]) {
      const [problem] = problemsOf([{ name: "a", weight }]);
      assert.match(problem ?? "", /^share "a": its weight is .*a number above 0/);
    }
  });

  it("names a ring by its members", () => {
    const ring = (name: string, parent: string) => ({ name, parent, weight: 1 });
    assert.deepEqual(problemsOf([ring("a", "b"), ring("b", "c"), ring("c", "b"), ring("d", "d")]), [
      'shares are below each other in a ring: "b" → "c" → "b"; give one of them another parent',
      'shares are below each other in a ring: "d" → "d"; give one of them another parent',
    ]);
  });

  it("says all faults at once", () => {
    const problems = problemsOf([
      { name: "physics", weight: 1 },
      { name: "physics", weight: 2 },
      { name: "ada", parent: "phisics", weight: -1 },
    ]);
    assert.equal(problems.length, 3);
    assert.match(problems.join("\n"), /defined twice/);
    assert.match(problems.join("\n"), /did you mean "physics"\?/);
  });
});

describe("the line of a project", () => {
  it("is what it is part of, itself first; one without a share is alone", () => {
    const result = arrangeHierarchy([
      { name: "genomics", parent: "biology", weight: 1 },
      { name: "biology", parent: "science", weight: 1 },
      { name: "science", weight: 1 },
    ]);
    assert.ok(result.ok);
    assert.deepEqual(lineOf(result.shares, "genomics"), ["genomics", "biology", "science"]);
    assert.deepEqual(lineOf(result.shares, "history"), ["history"]);
  });
});

describe("weights of users", () => {
  it("that are none are told with the others", () => {
    assert.deepEqual(problemsOf([{ name: "biology", weight: 1, users: { ada: 2 } }]), []);
    assert.match(
      problemsOf([{ name: "biology", weight: 1, users: { ada: 0 } }])[0] ?? "",
      /share "biology", user "ada": its weight is 0/,
    );
  });
});
