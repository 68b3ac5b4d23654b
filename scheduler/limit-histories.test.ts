import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runLimitHistory } from "./limit-histories.builders.ts";

const seeds =
  process.env.SEED === undefined ? Array.from({ length: 25 }, (_, n) => n + 1) : [Number(process.env.SEED)];

describe("a core with limits, budgets and licences that change", () => {
  it("passes none, counts what the attempts add up to, wakes what may start, keeps limits, and explains what may not", () => {
    const sum = { launches: 0, blocked: 0, restarts: 0, earmarks: 0 };
    for (const seed of seeds) {
      try {
        const { blocked, earmarks, launches, restarts } = runLimitHistory(seed, 120);
        sum.launches += launches;
        sum.blocked += blocked;
        sum.restarts += restarts;
        sum.earmarks += earmarks;
      } catch (error) {
        throw new Error(`SEED=${seed} shows a fault`, { cause: error });
      }
    }
    if (seeds.length === 1) return;
    const isEnough = sum.launches > 250 && sum.blocked > 2000 && sum.restarts > 15 && sum.earmarks > 10;
    assert.ok(isEnough, JSON.stringify(sum));
  });
});
