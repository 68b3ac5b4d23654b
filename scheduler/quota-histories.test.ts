import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runQuotaHistory, type QuotaHistoryResult } from "./quota-histories.builders.ts";

const seeds =
  process.env.SEED === undefined ? Array.from({ length: 200 }, (_, n) => n + 1) : [Number(process.env.SEED)];

describe("quotas under submissions, ends, failures, restarts and changes", { timeout: 600_000 }, () => {
  it("are never exceeded by what starts, and what is used is the sum of the attempts", async () => {
    const all: QuotaHistoryResult[] = [];
    for (const seed of seeds) {
      try {
        all.push(await runQuotaHistory(seed, 40));
      } catch (error) {
        throw new Error(`SEED=${seed} shows a fault`, { cause: error });
      }
    }
    if (seeds.length === 1) return;
    const sum = (of: keyof QuotaHistoryResult) => all.reduce((total, one) => total + one[of], 0);
    // Else the histories have become too quiet to show anything.
    assert.ok(sum("launches") > 1500, `${sum("launches")} launches`);
    assert.ok(sum("changes") > 500, `${sum("changes")} changes`);
    for (const kind of ["stopped", "fenced", "crashed", "lowered"] as const)
      assert.ok(sum(kind) > 50, `${kind}: ${sum(kind)}`);
  });

  it("would be seen to be exceeded by a scheduler that knows nothing of them", async () => {
    let found: unknown;
    for (let seed = 1; found === undefined && seed <= 20; seed += 1)
      await runQuotaHistory(seed, 40, () => []).catch((error: unknown) => (found = error));
    assert.match(String(found), / has \d+ of \d+ /);
  });
});
