import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { matchesWhole, PATTERN_LIMITS, patternFault } from "./pattern.ts";

describe("a pattern", () => {
  for (const pattern of ["a+", "(ab*)+", "node[0-9]{1,3}", "^a$", "(?i)r1|r2", "\\{5000}", "x{100}", ""]) {
    it(`may be ${JSON.stringify(pattern)}`, () => assert.equal(patternFault(pattern), undefined));
  }

  for (const [pattern, why] of [
    ["[", /missing closing/],
    ["(?<=a)b", /unsupported|invalid/],
    ["(a+)+$", /repeats nothing but a repetition/],
    ["(?:[a-z]*)*", /repeats nothing but a repetition/],
    ["x{60}y{41}", /add up to 100 at most/],
    ["x{0,1000}", /add up to 100 at most/],
    ["\\pL".repeat(11), /counts for 10/],
    ["(?:(?:ab){50}){40}", /add up|repeat count/],
    ["(?:abcdefghijklmno){70}", /too complex/],
    ["a".repeat(257), /longer/],
  ] as const) {
    it(`may not be ${JSON.stringify(pattern.slice(0, 40))}, with the reason`, () =>
      assert.match(patternFault(pattern) ?? "", why));
  }

  it("of any text is judged, and matches or not, without an error", () => {
    const pattern = fc.string({ maxLength: 40, unit: fc.constantFrom(..."ab01()[]{}|*+?.^$\\,-:=!<>PpQE") });
    fc.assert(
      fc.property(pattern, fc.string({ maxLength: 20 }), (given, text) => {
        const fault = patternFault(given);
        const matched = matchesWhole(given, text);
        if (fault === undefined) assert.equal(matchesWhole(given, text), matched);
      }),
      { numRuns: 3000 },
    );
  });

  it("works on when it was forgotten meanwhile", () => {
    const many = Array.from({ length: 3000 }, (_, at) => `node${at}`);
    for (const pattern of many) assert.equal(matchesWhole(pattern, pattern), true);
    assert.equal(matchesWhole("node0", "node0"), true);
    assert.equal(PATTERN_LIMITS.characters, 256);
  });
});
