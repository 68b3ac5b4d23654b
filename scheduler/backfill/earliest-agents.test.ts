import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { EarliestAgents } from "./earliest-agents.ts";
import { Outlooks } from "./outlook.ts";
import { amounts, SlowOutlooks, someHistory } from "./outlook.builders.ts";

const HOUR = 3_600_000;
const outlooks = () => new Outlooks({ assumedMs: () => HOUR });

describe("the outlook of an agent", () => {
  it("has the need free when enough of what runs has reached its limit", () => {
    const ahead = outlooks();
    ahead.setFree(0, amounts(1));
    ahead.start(0, "a", { sinceMs: 0, limitMs: 300_000, amounts: amounts(2) });
    ahead.start(0, "b", { sinceMs: 60_000, limitMs: 60_000, amounts: amounts(1) });
    assert.deepEqual(
      [1, 2, 4, 5].map((cpus) => ahead.earliestFit(0, amounts(cpus), 60_000)),
      [60_000, 120_000, 300_000, Infinity],
    );
    assert.equal(ahead.freeAt(0, 120_000, 60_000).cpusMilli, 2000);
  });

  it("forgets a task that ended, and believes in its room when that is there", () => {
    const ahead = outlooks();
    ahead.start(0, "a", { sinceMs: 0, limitMs: HOUR, amounts: amounts(4) });
    ahead.end(0, "a");
    assert.equal(ahead.earliestFit(0, amounts(4), 1000), Infinity);
    ahead.setFree(0, amounts(4));
    assert.equal(ahead.earliestFit(0, amounts(4), 1000), 1000);
  });

  it("takes a task without a limit to run as long as is assumed, and twice as long after that", () => {
    const ahead = outlooks();
    ahead.start(0, "a", { sinceMs: 0, amounts: amounts(4) });
    assert.equal(ahead.earliestFit(0, amounts(4), 1000), HOUR);
    assert.equal(ahead.earliestFit(0, amounts(4), HOUR), 2 * HOUR);
    assert.equal(ahead.earliestFit(0, amounts(4), 1.5 * HOUR), 2 * HOUR);
  });

  it("waits a minute for the end of one that is over its limit", () => {
    const ahead = outlooks();
    ahead.start(0, "a", { sinceMs: 0, limitMs: HOUR, amounts: amounts(4) });
    assert.equal(ahead.earliestFit(0, amounts(4), HOUR + 59_000), HOUR + 59_000);
    assert.equal(ahead.earliestFit(0, amounts(4), HOUR + 60_000), 2 * HOUR);
  });
});

describe("the agent that is free first", () => {
  it("is the one that is free now, then the one whose tasks end first, then the first of equals", () => {
    const ahead = outlooks();
    for (const [agent, limitMs] of [9000, 5000, 5000].entries())
      ahead.start(agent, "a", { sinceMs: 0, limitMs, amounts: amounts(4) });
    const earliest = new EarliestAgents(ahead, amounts(4), () => true);
    assert.deepEqual(earliest.first(0), { agent: 1, atMs: 5000 });
    ahead.setFree(2, amounts(4));
    assert.deepEqual(earliest.first(0), { agent: 2, atMs: 0 });
  });

  it("is free later than was thought once a task that it needs the end of too has outlived its limit", () => {
    const ahead = outlooks();
    ahead.start(0, "short", { sinceMs: 0, limitMs: 60_000, amounts: amounts(1) });
    ahead.start(0, "long", { sinceMs: 0, limitMs: 300_000, amounts: amounts(3) });
    ahead.start(1, "other", { sinceMs: 0, limitMs: 400_000, amounts: amounts(4) });
    const earliest = new EarliestAgents(ahead, amounts(4), () => true);
    assert.deepEqual(earliest.first(0), { agent: 0, atMs: 300_000 });
    // The short one, at four times its limit, is now thought to take eight times as long.
    assert.deepEqual(earliest.first(240_000), { agent: 1, atMs: 400_000 });
  });

  it("is nobody when nobody is large enough, or none may be used", () => {
    const ahead = outlooks();
    ahead.setFree(0, amounts(2));
    assert.equal(new EarliestAgents(ahead, amounts(4), () => true).first(0), undefined);
    assert.equal(new EarliestAgents(ahead, amounts(1), () => false).first(0), undefined);
  });

  it("is the same, whatever happened, as when all agents are looked at", () => {
    fc.assert(
      fc.property(someHistory(), fc.integer({ min: 1, max: 8 }), (history, cpus) => {
        const ahead = outlooks();
        const slow = new SlowOutlooks(HOUR);
        const banned = new Set<number>();
        const earliest = new EarliestAgents(ahead, amounts(cpus), (agent) => !banned.has(agent));
        let nowMs = 0;
        for (const step of history) {
          nowMs += step.afterMs;
          slow.apply(step, nowMs);
          step.apply(ahead, nowMs);
          if (step.bans !== undefined) {
            if (banned.has(step.bans)) banned.delete(step.bans);
            else banned.add(step.bans);
            earliest.look(step.bans);
          }
          const found = earliest.first(nowMs);
          assert.equal(found?.atMs ?? Infinity, slow.first(amounts(cpus), nowMs, banned));
          if (found === undefined) continue;
          assert.equal(slow.earliestFit(found.agent, amounts(cpus), nowMs), found.atMs);
          assert.ok(!banned.has(found.agent));
        }
      }),
    );
  });
});
