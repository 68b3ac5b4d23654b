import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAttributePattern } from "./attributes.ts";

describe("a pattern of attributes", () => {
  const text = (pattern: string, index: number): string =>
    parseAttributePattern(pattern)(index)
      .map(({ name, text: value, scalar }) => `${name}=${value?.value ?? scalar?.value}`)
      .join(" ");

  it("gives every agent the next choice, and begins anew at the end", () => {
    const pattern = "rack:r{1-3};zone:{a,b};os:linux";
    assert.equal(text(pattern, 0), "rack=r1 zone=a os=linux");
    assert.equal(text(pattern, 1), "rack=r2 zone=b os=linux");
    assert.equal(text(pattern, 2), "rack=r3 zone=a os=linux");
    assert.equal(text(pattern, 3), "rack=r1 zone=b os=linux");
  });

  it("knows plain attributes and none", () => {
    assert.equal(text("level:10", 7), "level=10");
    assert.deepEqual(parseAttributePattern("")(0), []);
  });

  it("is refused when any agent's attributes would be wrong", () => {
    assert.throws(() => parseAttributePattern("rack:{9-1}"), /expected a range/);
    assert.throws(() => parseAttributePattern("rack:{1-99999}"), /expected a range/);
    assert.throws(() => parseAttributePattern("rack:{a,,b}"), /empty/);
    assert.throws(() => parseAttributePattern("rack:{a,b];c}"), /name:value/);
    assert.throws(() => parseAttributePattern("rack"), /name:value/);
  });
});
