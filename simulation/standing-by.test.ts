import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../store/memory.ts";
import { readAhead } from "../scheduler/leading/reading-ahead.ts";
import { sabotagedReading, thrownAway, type ReadingSabotage } from "./sabotage.builders.ts";
import { hasStandby, simulate, type SimulationResult } from "./simulation.ts";

/** A world in which something was wrong once. */
const FOUND = 51;
const withStandby = Array.from({ length: 150 }, (_, n) => n + 1).filter(hasStandby);

function withReading(seed: number, reading: typeof readAhead): Promise<SimulationResult> {
  return simulate(seed, () => openMemoryStore(), undefined, {}, {}, undefined, reading);
}

describe("a world in which schedulers stand by", { timeout: 600_000 }, () => {
  // Both read the same, at the same moments; one of them loads everything from the store in spite of that.
  for (const seed of process.env.SEED === undefined
    ? [...withStandby.slice(0, 5), FOUND]
    : [Number(process.env.SEED)]) {
    it(`has the same journal when nothing of what was read ahead is used (seed ${seed})`, async () => {
      const { digest, entries } = await withReading(seed, readAhead);
      const other = await withReading(seed, thrownAway);
      assert.deepEqual([digest, entries], [other.digest, other.entries]);
    });
  }

  it("has leaders that stood by, and others", async () => {
    let [leaders, stoodBy] = [0, 0];
    for (const seed of withStandby.slice(0, 3)) {
      const result = await withReading(seed, readAhead);
      leaders += result.leaders;
      stoodBy += result.stoodBy;
    }
    assert.ok(stoodBy > 5 && stoodBy < leaders, `${stoodBy} of ${leaders}`);
  });

  for (const [fault, likely] of [
    ["misses-one-job", 3],
    ["keeps-what-ended", 2],
    ["is-one-entry-behind", 2],
    ["begins-after-all-is-read", 4],
    ["takes-late-views-for-new", 4],
  ] as const satisfies readonly (readonly [ReadingSabotage, number])[]) {
    it(`shows what a reading that ${fault.replaceAll("-", " ")} does`, async () => {
      const found: string[] = [];
      for (const seed of [likely, ...withStandby]) {
        const { violations } = await withReading(seed, sabotagedReading(fault));
        found.push(...violations);
        if (found.length > 0) break;
      }
      assert.ok(found.length > 0, "no seed showed it");
    });
  }
});
