import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { has, takes } from "./quantity.ts";

describe("an amount as Kubernetes writes it", () => {
  it("is read with every suffix", () => {
    for (const [text, milli] of [
      ["2", 2000],
      ["100m", 100],
      ["0.1", 100],
      ["1.5", 1500],
      [".5", 500],
      ["1e3", 1_000_000],
      ["12E-1", 1200],
      ["1k", 1_000_000],
      ["250000u", 250],
      ["100000000n", 100],
    ] as const)
      assert.deepEqual([has.milli(text), takes.milli(text)], [milli, milli], text);
    for (const [text, mib] of [
      ["128Mi", 128],
      ["1Gi", 1024],
      ["1.5Gi", 1536],
      ["1048576", 1],
      ["2097152k", 2000],
      ["1Ti", 1_048_576],
      ["134217728000m", 128],
    ] as const)
      assert.deepEqual([has.mib(text), takes.mib(text)], [mib, mib], text);
    assert.equal(has.whole("8"), 8);
  });

  it("is rounded to the safe side", () => {
    assert.deepEqual([has.milli("1500u"), takes.milli("1500u")], [1, 2]);
    assert.deepEqual([has.mib("1500000"), takes.mib("1500000")], [1, 2]);
    assert.deepEqual([has.whole("1500m"), takes.whole("1500m")], [1, 2]);
  });

  it("is nothing when it is none, or less than none", () => {
    for (const value of [
      "",
      "x",
      "1 Gi",
      "1KiB",
      "-3",
      "--1",
      "1e",
      null,
      undefined,
      {},
      [],
      true,
      Number.NaN,
    ])
      assert.deepEqual([has.milli(value), takes.mib(value)], [0, 0], JSON.stringify(value));
  });

  it("is never more than it is, nor less than is taken", () => {
    const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), suffix, (amount, end) => {
        const text = `${amount}${end}`;
        assert.ok(has.mib(text) <= takes.mib(text));
        assert.ok(takes.mib(text) - has.mib(text) <= 1);
        assert.ok(has.milli(text) <= takes.milli(text));
      }),
    );
  });

  it("of whole thousandths comes back as it was", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (milli) => {
        for (const text of [`${milli}m`, String(milli / 1000)])
          assert.deepEqual([has.milli(text), takes.milli(text)], [milli, milli], text);
      }),
    );
  });
});
