import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fnv1a, LineHash, mulberry32, stream, type Stream } from "./chance.ts";

const first = (from: Stream, n: number) => Array.from({ length: n }, () => from.next());

describe("chance for workloads", () => {
  it("gives the published draws", () => {
    assert.deepEqual(first(mulberry32(1), 3), [2693262067, 11749833, 2265367787]);
    assert.deepEqual(first(stream(1, "W2.sessions"), 3), [831071328, 4154287990, 3727752495]);
  });

  it("hashes text as FNV-1a, whole or line by line", () => {
    assert.equal(fnv1a("W2.sessions"), 490105803);
    const lines = new LineHash();
    lines.add("one");
    lines.add("two");
    assert.equal(Number.parseInt(lines.hex(), 16), fnv1a("one\ntwo\n"));
  });

  it("draws within its bounds, and picks only what has weight", () => {
    const draws = mulberry32(7);
    for (let n = 0; n < 1000; n += 1) {
      const drawn = draws.range(3, 5);
      assert.ok(drawn >= 3 && drawn <= 5);
      assert.notEqual(draws.pick([1, 0, 2]), 1);
    }
    assert.throws(() => draws.pick([]), RangeError);
  });
});
