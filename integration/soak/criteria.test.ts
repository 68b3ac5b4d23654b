import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { broken, growthMbPerMinute, memoryRule, type MemorySample, type WireView } from "./criteria.ts";

const limits = { growthMbPerMinute: 1, unacknowledgedMs: 60_000, heldOffers: 400, heldOfferMs: 15_000 };
const MINUTE = 60_000;
const calm: WireView = { atMs: 0, heldOffers: 0, oldestOfferMs: 0, unacknowledged: 0, oldestUpdateMs: 0 };

/** A sample every 2 s, of memory in MB by the minute. */
function memory(
  minutes: number,
  rss: (minute: number) => number,
  live: (minute: number) => number = () => 40,
): readonly MemorySample[] {
  return Array.from({ length: minutes * 30 }, (_, index) => {
    const atMs = index * 2000;
    return { atMs, rssBytes: 1e6 * rss(atMs / MINUTE), liveBytes: 1e6 * live(atMs / MINUTE) };
  });
}

const judge = (samples: readonly MemorySample[], minutes: number, wire: readonly WireView[] = [calm]) =>
  broken({ memory: samples, wire }, minutes * MINUTE, limits);

describe("the memory of a soak", () => {
  it("may grow until minute 5, and a little after it", () => {
    assert.deepEqual(
      judge(
        memory(20, (minute) => 200 + 50 * Math.min(minute, 5) + 0.9 * minute),
        20,
      ),
      [],
    );
  });

  it("may not grow by more than 1 MB a minute after that", () => {
    assert.match(
      judge(
        memory(20, (minute) => 200 + 1.2 * minute),
        20,
      )[0] ?? "",
      /rssBytes grows by 1\.20 MB/,
    );
  });

  it("of a few minutes is what is reachable, from their first fifth on", () => {
    assert.deepEqual(memoryRule(2 * MINUTE), { fromMs: 24_000, measure: "liveBytes" });
    const rising = (minute: number): number => 100 + 5 * minute;
    assert.deepEqual(judge(memory(2, rising), 2), []);
    assert.match(judge(memory(2, rising, rising), 2)[0] ?? "", /liveBytes grows by 5\.00 MB/);
  });

  it("is not judged by single samples that stand out", () => {
    const jagged = (minute: number): number => (Math.round(minute * 30) % 10 === 0 ? 900 : 200);
    assert.equal(growthMbPerMinute(memory(20, jagged), "rssBytes"), 0);
  });

  it("must have been measured", () => {
    assert.match(judge([], 20)[0] ?? "", /only 0 samples/);
  });
});

describe("what lies on the wire", () => {
  const steady = memory(20, () => 200);
  for (const [what, view, said] of [
    ["an update for more than 60 s", { oldestUpdateMs: 60_001 }, /not acknowledged for 60 s/],
    ["too many offers", { heldOffers: 401 }, /401 offers were held/],
    ["an offer for too long", { oldestOfferMs: 15_001 }, /held for 15 s/],
  ] as const) {
    it(`may not be ${what}, once in all the time`, () => {
      const found = judge(steady, 20, [calm, { ...calm, ...view }, calm]);
      assert.equal(found.length, 1);
      assert.match(found[0] ?? "", said);
    });
  }
});
