import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bookedCost, costRate, countedKinds, DEFAULT_WEIGHTS } from "./cost.ts";

const GIB = 1024;

describe("the price of what a task holds", () => {
  it("is that of the kind that counts most, in thousandths of a CPU", () => {
    const price = (cpusMilli: number, memMib: number, gpus: number) =>
      costRate(DEFAULT_WEIGHTS, { cpusMilli, memMib, gpus });
    assert.equal(price(2000, 4 * GIB, 0), 2000);
    assert.equal(price(2000, 12 * GIB, 0), 3000);
    assert.equal(price(2000, 12 * GIB, 1), 8000);
    assert.equal(price(1, 1, 0), 1);
  });

  it("goes by the weights of the site, and what weighs nothing is free", () => {
    const weights = { cpus: 0, memory: 1, gpus: 50 };
    assert.equal(costRate(weights, { cpusMilli: 64_000, memMib: 2 * GIB, gpus: 0 }), 2000);
    assert.equal(costRate(weights, { cpusMilli: 64_000, memMib: 2 * GIB, gpus: 1 }), 50_000);
    assert.deepEqual(countedKinds(weights), [0, 1, 0, 1, 0]);
  });

  it("is the same for what was booked", () => {
    const hour = 3_600_000;
    const booked = { cpuMilliMs: 4000 * hour, memMibMs: 8 * GIB * hour, gpuMs: 2 * hour };
    assert.equal(bookedCost(DEFAULT_WEIGHTS, booked), 16_000 * hour);
    assert.equal(bookedCost({ cpus: 1, memory: 1, gpus: 0 }, booked), 8000 * hour);
  });
});
