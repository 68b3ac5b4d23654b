import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exp2 } from "./exp2.ts";
import { FIRST_BYTE, SECOND_BYTE, THIRD_BYTE } from "./exp2-tables.ts";

const BITS = 240n;
const ONE = 1n << BITS;
/** Little endian. */
const PINNED = [
  "630625eefb25f13f",
  "cd3b7f669ea0f63f",
  "2583ff7bc4b2b33f",
  "adc161de52faef5f",
  "f9a12f000000f03f",
];

/** 2^(2^-k) for k = 0 … 24, with 240 bits after the point. */
const ROOTS: readonly bigint[] = Array.from({ length: 24 }).reduce<bigint[]>(
  (roots) => [...roots, squareRoot((roots.at(-1) ?? 0n) << BITS)],
  [2n * ONE],
);

describe("the tables of powers of two", () => {
  for (const [name, table, shift] of [
    ["first", FIRST_BYTE, 16],
    ["second", SECOND_BYTE, 8],
    ["third", THIRD_BYTE, 0],
  ] as const) {
    it(`hold the nearest double to each power: ${name} byte`, () => {
      assert.equal(table.length, 256);
      for (const [i, value] of table.entries()) assert.equal(value, nearestDouble(power(i << shift)), `${i}`);
    });
  }
});

describe("2^x", () => {
  it("is exact for whole exponents", () => {
    for (const x of [-1074, -1022, -1, 0, 1, 52, 512, 1023]) assert.equal(exp2(x), 2 ** x);
  });

  it("has these bits on every machine", () => {
    const bits = (x: number) => Buffer.from(new Float64Array([x]).buffer).toString("hex");
    assert.deepEqual(
      [0.1, 0.5, -3.7, 511.999, 1e-9].map((x) => bits(exp2(x))),
      PINNED,
    );
  });

  it("is within 2^-50 of the true value", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 24 - 1 }),
        fc.integer({ min: -500, max: 500 }),
        (f, whole) => {
          const value = exp2(whole + f / 2 ** 24) / 2 ** whole;
          const error = BigInt(Math.round(value * 2 ** 52)) - (power(f) >> (BITS - 52n));
          assert.ok(error >= -8n && error <= 8n, `${error}`);
        },
      ),
    );
  });

  it("grows with every millisecond of a half-life of a week, also where a table's byte wraps", () => {
    const week = 604_800_000;
    const grows = (ms: number) =>
      assert.ok(exp2((ms + 1) / week) > exp2(ms / week), `at ${ms} ms it does not grow`);
    for (let ms = 0; ms < 200_000; ms += 1) grows(ms);
    for (const byte of [1, 255, 256, 65_535, 65_536, 2 ** 23]) {
      const around = Math.floor((byte / 2 ** 24) * week);
      for (let ms = around - 100; ms < around + 100; ms += 1) grows(ms);
    }
    fc.assert(fc.property(fc.integer({ min: 0, max: 512 * week - 1 }), (ms) => grows(ms)));
  });

  it("refuses exponents that no double can hold", () => {
    for (const x of [1024, -1075, Number.NaN, Infinity]) assert.throws(() => exp2(x), RangeError);
  });
});

function power(bits: number): bigint {
  let product = ONE;
  for (let bit = 0; bit < 24; bit += 1) {
    if (((bits >> bit) & 1) === 1) product = (product * (ROOTS[24 - bit] ?? 0n)) >> BITS;
  }
  return product;
}

/** Of a value in [1, 2), half to even. */
function nearestDouble(value: bigint): number {
  const drop = BITS - 52n;
  const rest = value & ((1n << drop) - 1n);
  const half = 1n << (drop - 1n);
  const floor = value >> drop;
  const up = rest > half || (rest === half && (floor & 1n) === 1n);
  return Number(up ? floor + 1n : floor) / 2 ** 52;
}

function squareRoot(n: bigint): bigint {
  let x = 1n << (BigInt(n.toString(2).length + 1) / 2n);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}
