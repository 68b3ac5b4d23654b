import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_ROUTING } from "../offers/routing.ts";
import { openMemoryStore } from "../store/memory.ts";
import { sabotaged, type Sabotage } from "./sabotage.builders.ts";
import { hasTwoClusters, simulate } from "./simulation.ts";

/** Worlds in which something was wrong once. */
const FOUND = [340, 1076, 1133, 1159, 1169, 1189, 1240, 3033, 3036, 3054, 4010, 4025];
const seeds =
  process.env.SEED === undefined
    ? [...Array.from({ length: 100 }, (_, n) => n + 1), ...FOUND]
    : [Number(process.env.SEED)];

describe("a simulated world", () => {
  for (const seed of seeds) {
    it(`keeps every invariant (npm run simulate -- --seed ${seed})`, async () => {
      const { violations, jobs } = await simulate(seed, () => openMemoryStore());
      assert.deepEqual(violations, []);
      assert.ok(jobs > 0);
    });
  }

  it("is the same world again from the same seed", async () => {
    const first = await simulate(7, () => openMemoryStore());
    assert.deepEqual(await simulate(7, () => openMemoryStore()), first);
  });

  // With a seed that shows it soon; where worlds have become others since, the next ones are tried.
  for (const [fault, violation, likely] of [
    ["acknowledge-before-commit", /nothing that succeeded runs again/, 1],
    ["no-fencing", /run at the same time|two writers|legal transitions|used twice/, 4],
    ["one-port-for-all", /has a port that was not offered|has a port twice/, 3],
    ["blind-to-lots", /offers of two lots were used together/, 64],
    ["blind-to-maintenance", /was started beyond the window/, 6],
    ["blind-to-other-agents", /an agent that failed a task is avoided/, 37],
    ["blind-to-orders", /dependencies come first/, 3],
    ["blind-to-orders", /before its time or too late/, 3],
    ["blind-to-orders", /what runs at its deadline is stopped/, 8],
    ["blind-to-gangs", /a gang starts as a whole/, 1],
    ["blind-to-affinity", /where its affinity forbids it/, 6],
    ["never-resumes", /every job ends/, 3],
    ["never-gives-back", /no reservation is left/, 13],
    ["reserves-twice-as-much", /reserves more than was offered/, 1],
  ] as const satisfies readonly (readonly [Sabotage, RegExp, number])[]) {
    it(`shows what a scheduler with ${fault} does (${violation.source})`, async () => {
      let found: string | undefined;
      for (const seed of [likely, ...Array.from({ length: 60 }, (_, n) => n + 1)]) {
        if (found !== undefined) break;
        const { violations } = await simulate(
          seed,
          () => openMemoryStore(),
          (ports) => sabotaged(ports, fault),
        );
        found = violations.find((one) => violation.test(one));
      }
      assert.ok(found !== undefined, "no seed showed it");
    });
  }

  it("shows what a scheduler of two clusters does that does not know which is preferred", async () => {
    const site = { order: [["simulated"], ["second"]], spillAfterMs: 3_600_000 };
    let found: string | undefined;
    for (let seed = 1; found === undefined && seed <= 60; seed += 1) {
      if (!hasTwoClusters(seed)) continue;
      const { violations } = await simulate(
        seed,
        () => openMemoryStore(),
        undefined,
        { routing: NO_ROUTING },
        { routing: { site, queues: {} } },
      );
      found = violations.find((one) => /starts on the clusters that it may use/.test(one));
    }
    assert.ok(found !== undefined, "no seed showed it");
  });

  it("shows what becomes of wide jobs when no agent is ever emptied", async () => {
    let found: string | undefined;
    for (let seed = 1; found === undefined && seed <= 60; seed += 1) {
      const { violations } = await simulate(seed, () => openMemoryStore(), undefined, { reservationsMax: 0 });
      found = violations.find((one) => /a wide job starts within its bound/.test(one));
    }
    assert.ok(found !== undefined, "no seed showed it");
  });
});
