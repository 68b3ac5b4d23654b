import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AndFilter, EqualityFilter, FilterParser } from "ldapts";
import { dnValue, filledIn, filterValue } from "./text.ts";

const NAMES = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'*()\\\0,=+<>;"# /&|!~:ax\u00eb'), minLength: 1, maxLength: 40 }),
);

describe("a name in a filter", () => {
  it("is that name and nothing else, whatever is in it", () => {
    fc.assert(
      fc.property(NAMES, (name) => {
        const filter = FilterParser.parseString(
          filledIn("(&(objectClass=posixAccount)(uid={user}))", { user: filterValue(name) }),
        );
        assert.ok(filter instanceof AndFilter);
        const [, uid] = filter.filters;
        assert.equal(filter.filters.length, 2);
        assert.ok(uid instanceof EqualityFilter);
        assert.deepEqual([uid.attribute, uid.value], ["uid", name]);
      }),
      { numRuns: 2000 },
    );
  });

  it("C073-C078 is written so that nothing of it means anything", () => {
    for (const [name, written] of [
      ["*", "\\2a"],
      ["*)(uid=*", "\\2a\\29\\28uid=\\2a"],
      ["admin)(&)", "admin\\29\\28&\\29"],
      ["\0", "\\00"],
      ["\\00", "\\5c00"],
      ["a,ou=x", "a,ou=x"],
    ] as const)
      assert.equal(filterValue(name), written);
  });
});

describe("a name in a distinguished name", () => {
  it("is one value, whatever is in it", () => {
    fc.assert(
      fc.property(NAMES, (name) => {
        const written = dnValue(name);
        assert.doesNotMatch(written.replaceAll(/\\[0-9a-f]{2}/g, "x"), /[,+"\\<>;=\0]|^[ #]| $/);
        const read = written.replaceAll(/\\([0-9a-f]{2})/g, (_, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        );
        assert.equal(read, name);
      }),
      { numRuns: 2000 },
    );
  });

  it("is not looked into for places of its own", () => {
    assert.equal(filledIn("uid={user},{dn}", { user: "{dn}", dn: "x" }), "uid={dn},x");
    assert.equal(filledIn("{other}", { user: "x" }), "{other}");
  });
});
