import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { listInJson } from "./list-in-json.ts";

/** The answer, cut at these places. */
function readCut(
  text: string,
  cuts: readonly number[],
): { readonly elements: unknown[]; readonly rest: unknown } {
  const elements: unknown[] = [];
  const reader = listInJson("slaves", (element) => elements.push(element));
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts.map((part) => part % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  )) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  return { elements, rest: reader.end() };
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

describe("a list in an answer that comes in pieces", () => {
  const values = fc.jsonValue({ maxDepth: 4 });
  const names = fc.oneof(fc.string(), fc.constantFrom("slaves", 'sla"ves', "slaves\\", "{", "]"));
  const others = fc.dictionary(names, values, { maxKeys: 4 });

  it("is read object by object, wherever it is cut", () => {
    fc.assert(
      fc.property(
        others,
        fc.array(fc.oneof(others, values), { maxLength: 6 }),
        others,
        fc.constantFrom(undefined, 2),
        fc.array(fc.nat(), { maxLength: 8 }),
        (head, list, tail, indent, cuts) => {
          delete head["slaves"];
          delete tail["slaves"];
          const answer = { ...head, slaves: list, ...tail };
          const { elements, rest } = readCut(JSON.stringify(answer, null, indent), cuts);
          assert.deepEqual(elements, JSON.parse(JSON.stringify(list.filter(isObject))));
          const frame = { ...answer, slaves: list.map((each) => (isObject(each) ? {} : each)) };
          assert.deepEqual(rest, JSON.parse(JSON.stringify(frame)));
        },
      ),
    );
  });

  it("is none where the member is none, however much it looks like one", () => {
    for (const answer of [
      { slaves: { slaves: [{ id: 1 }] } },
      { x: "slaves", y: [{ id: 1 }] },
      { x: ["slaves", [{ id: 1 }]] },
      { slaves: "slaves", y: [{}] },
      ["slaves", [{ id: 1 }]],
      7,
    ])
      assert.deepEqual(readCut(JSON.stringify(answer), [3, 9]), { elements: [], rest: answer });
  });

  it("that is no JSON is refused, as the whole would be", () => {
    fc.assert(
      fc.property(
        fc.array(others, { maxLength: 4 }),
        fc.nat(),
        fc.constantFrom("", "}", "]", "{", "[", '"', ",", ":", "x"),
        fc.array(fc.nat(), { maxLength: 4 }),
        (slaves, place, put, cuts) => {
          const text = JSON.stringify({ slaves, more: [1, { a: "b" }] });
          const at = place % text.length;
          const broken = text.slice(0, at) + put + text.slice(at + 1);
          let isFine = true;
          try {
            JSON.parse(broken);
          } catch {
            isFine = false;
          }
          if (!isFine) assert.throws(() => readCut(broken, cuts), SyntaxError);
        },
      ),
    );
  });
});
