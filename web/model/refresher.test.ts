import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { describe, it } from "node:test";
import { createRefresher } from "./refresher.ts";

/** Time that passes when the test says so, and loads that end when the test says so. */
function aBench() {
  let nowMs = 0;
  const timers = new Map<() => void, number>();
  const running: { readonly end: () => void; readonly signal: AbortSignal }[] = [];
  let begun = 0;
  const refresher = createRefresher(
    (signal) =>
      new Promise<void>((resolve) => {
        begun += 1;
        running.push({ end: resolve, signal });
      }),
    500,
    {
      nowMs: () => nowMs,
      after: (ms, run) => {
        timers.set(run, nowMs + ms);
        return () => void timers.delete(run);
      },
    },
  );
  return {
    refresher,
    running,
    begun: () => begun,
    async loadEnds() {
      running.shift()?.end();
      await turn();
    },
    async pass(ms: number) {
      nowMs += ms;
      for (const [run, atMs] of timers) {
        if (atMs > nowMs) continue;
        timers.delete(run);
        run();
      }
      await turn();
    },
  };
}

describe("something that is loaded again when there is news", () => {
  it("is loaded at once when it was quiet, and once for all that comes meanwhile", async () => {
    const bench = aBench();
    bench.refresher.ask();
    assert.equal(bench.begun(), 1);
    for (let i = 0; i < 100; i += 1) bench.refresher.ask();
    await bench.loadEnds();
    await bench.pass(499);
    assert.equal(bench.begun(), 1);
    await bench.pass(1);
    assert.equal(bench.begun(), 2);
    await bench.loadEnds();
    await bench.pass(10_000);
    assert.equal(bench.begun(), 2);
    bench.refresher.ask();
    assert.equal(bench.begun(), 3);
  });

  it("rests the longer, the longer it takes", async () => {
    const bench = aBench();
    bench.refresher.ask();
    bench.refresher.ask();
    await bench.pass(1000);
    await bench.loadEnds();
    await bench.pass(3999);
    assert.equal(bench.begun(), 1);
    await bench.pass(1);
    assert.equal(bench.begun(), 2);
  });

  it("is not loaded any more once it is stopped", async () => {
    const bench = aBench();
    bench.refresher.ask();
    bench.refresher.ask();
    const [load] = bench.running;
    bench.refresher.stop();
    assert.equal(load?.signal.aborted, true);
    await bench.loadEnds();
    await bench.pass(10_000);
    bench.refresher.ask();
    assert.equal(bench.begun(), 1);
  });
});
