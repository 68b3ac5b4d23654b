import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { QuotaDefinition } from "../accounts/quota.ts";
import { openMemoryStore } from "../store/memory.ts";
import { EQUAL_SHARES } from "../scheduler/state/shares.ts";
import type { Tuning } from "../scheduler/state/tuning.ts";
import { seededRandom } from "./random.ts";
import { simulate } from "./simulation.ts";

/** A world in which something was wrong once. */
const FOUND = 5239;
const seeds =
  process.env.SEED === undefined
    ? [...Array.from({ length: 12 }, (_, n) => n + 1), FOUND]
    : [Number(process.env.SEED)];

/** Limits under which everything can run sometime: the widest job there is has 8 CPUs and 16 GiB. */
function someLimits(seed: number): Pick<Tuning, "licences" | "quotas" | "shares"> {
  const random = seededRandom(seed * 7919);
  const quotas: readonly QuotaDefinition[] = [
    { cpusMilli: random.integer(8, 20) * 1000, tasks: random.integer(2, 12) },
    { project: "science", memMib: random.integer(16, 40) * 1024 },
    { project: "*", tasks: random.integer(1, 8), diskMib: 20_000 },
    { user: "*", tasks: random.integer(1, 4), jobs: random.integer(2, 4) },
    { user: "ada", project: "biology", cpusMilli: 8000 },
  ];
  return {
    quotas: quotas.filter(() => random.chance(0.6)),
    licences: random.chance(0.7) ? { matlab: random.integer(1, 4), ansys: 1 } : {},
    shares: {
      ...EQUAL_SHARES,
      parents: random.pick(["sum", "hierarchical"]),
      definitions: [
        { name: "physics", parent: "science", weight: 2 },
        { name: "biology", parent: "science", weight: 1 },
        { name: "science", weight: 1 },
      ],
    },
  };
}

describe("a simulated world with limits", () => {
  for (const seed of seeds) {
    it(`keeps them, over faults and changes of leader, and ends (SEED=${seed})`, async () => {
      const { violations, runs } = await simulate(seed, () => openMemoryStore(), undefined, someLimits(seed));
      assert.deepEqual(violations, []);
      assert.ok(runs > 0);
    });
  }

  // Of these worlds it is known that a wide job comes among many small ones below a limit that these use up.
  for (const seed of [6043, 6054]) {
    it(`lets a wide job start in time though small ones use up its limit again and again (seed ${seed})`, async () => {
      const { violations } = await simulate(seed, () => openMemoryStore());
      assert.deepEqual(violations, []);
    });
  }

  it("shows what a scheduler does that does not know the limits", async () => {
    let found: string | undefined;
    for (let seed = 1; found === undefined && seed <= 30; seed += 1) {
      const { licences, quotas, shares } = someLimits(seed);
      const blind = { ...someLimits(seed), licences: { matlab: 100, ansys: 100 }, quotas: [] };
      const { violations } = await simulate(seed, () => openMemoryStore(), undefined, blind, {
        licences,
        quotas,
        shares,
      });
      found = violations.find((one) => /no limit is passed/.test(one));
    }
    assert.ok(found !== undefined, "no seed showed it");
  });
});
