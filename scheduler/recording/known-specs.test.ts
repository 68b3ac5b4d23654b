import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { job } from "../core/core.builders.ts";
import { specReader, specWriter } from "./known-specs.ts";

describe("specs of a recording", () => {
  it("come back as they were, in whatever order, also when there are more than are known at once", () => {
    const { spec } = job(1);
    const named = (number: number): JobSpec => ({ ...spec, name: `${number}` });
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { maxLength: 200 }),
        fc.constantFrom(0, 50, 10_500),
        (numbers, others) => {
          const [write, read] = [specWriter(), specReader()];
          const through = (number: number) => {
            const written: unknown = JSON.parse(JSON.stringify(write(named(number))));
            return read(written as JobSpec | number)?.name;
          };
          for (const number of numbers) assert.equal(through(number), `${number}`);
          for (let other = 100; other < 100 + others; other += 1) assert.equal(through(other), `${other}`);
          for (const number of numbers) assert.equal(through(number), `${number}`);
        },
      ),
      { numRuns: 5 },
    );
  });
});
