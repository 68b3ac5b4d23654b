import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BitTable, Mask } from "./tables/bit-table.ts";
import { KIND_COUNT, writeAmounts, type Requirement } from "./requirement.ts";
import { ShapeFilter } from "./shape-filter.ts";
import { Shapes } from "./shapes.ts";

const NEED: Requirement = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0, constraint: "" };

/** A filter with a shape for each need, those of even numbers only on class `a`. */
function filterOf(needs: readonly { readonly cpusMilli: number; readonly memMib: number }[]) {
  const words = Math.max(1, Math.ceil(needs.length / 32));
  const shapes = new Shapes();
  const filter = new ShapeFilter((constraint, agentClass) => constraint === agentClass, shapes, words, 256);
  const waiting = new BitTable(words, 1);
  for (const [at, need] of needs.entries()) {
    const constraint = at % 2 === 0 ? "a" : "b";
    const shape = shapes.create(
      { ...NEED, ...need, diskMib: at, constraint },
      {
        constraint: filter.constraintId(constraint),
        axis: -1,
        hosts: undefined,
        exceptHosts: undefined,
        rate: 1,
      },
    );
    filter.add(shape);
    waiting.set(0, shapes.bit[shape] ?? 0);
  }
  const fitting = (free: { readonly cpusMilli: number; readonly memMib: number }, agentClass: string) => {
    const vector = new Int32Array(KIND_COUNT);
    writeAmounts({ ...NEED, ...free, diskMib: 1_000_000 }, vector, 0);
    const mask = new Mask(words);
    filter.fitting(vector, 0, filter.classId(agentClass), -1, waiting, 0, mask);
    return needs.flatMap((_, at) => (mask.has(at) ? [at] : []));
  };
  return { filter, fitting };
}

describe("the shapes that fit an agent", () => {
  const amount = (most: number) => fc.integer({ min: 0, max: most });
  const need = (most: number) => fc.record({ cpusMilli: amount(most), memMib: amount(most) });

  for (const [how, most, count] of [
    ["few different needs, each with a row of its own", 6, 80],
    ["more different needs than rows", 100_000, 700],
  ] as const) {
    it(`are those that need no more than it has: ${how}`, () => {
      const needs = fc.array(need(most), { minLength: 1, maxLength: count, size: "max" });
      fc.assert(
        fc.property(
          needs,
          fc.array(need(most), { minLength: 5, maxLength: 20 }),
          fc.nat(),
          (needs, frees, pick) => {
            const { filter, fitting } = filterOf(needs);
            const gone = pick % needs.length;
            filter.remove(gone);
            // Between needs, and exactly on them.
            for (const free of [...frees, ...needs.slice(0, 5)]) {
              const wanted = needs.flatMap(({ cpusMilli, memMib }, at) =>
                at !== gone && at % 2 === 0 && cpusMilli <= free.cpusMilli && memMib <= free.memMib
                  ? [at]
                  : [],
              );
              assert.deepEqual(fitting(free, "a"), wanted);
            }
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  it("depend on the class, also of one that comes later than the shapes", () => {
    const { fitting } = filterOf([
      { cpusMilli: 1, memMib: 1 },
      { cpusMilli: 2, memMib: 1 },
    ]);
    assert.deepEqual(fitting({ cpusMilli: 9, memMib: 9 }, "a"), [0]);
    assert.deepEqual(fitting({ cpusMilli: 9, memMib: 9 }, "b"), [1]);
    assert.deepEqual(fitting({ cpusMilli: 9, memMib: 9 }, "c"), []);
  });
});
