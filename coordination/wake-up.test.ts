import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualClock } from "./manual-clock.builders.ts";
import { createWakeUp } from "./wake-up.ts";

function waiting(wait: Promise<void>): { readonly over: boolean } {
  const state = { over: false };
  void wait.then(() => {
    state.over = true;
  });
  return state;
}

describe("a loop that waits", { timeout: 240_000 }, () => {
  it("goes on when its time is over", async () => {
    const clock = manualClock();
    const wait = waiting(createWakeUp(clock).wait(100));
    await clock.advance(99);
    assert.equal(wait.over, false);
    await clock.advance(1);
    await clock.advance(0);
    assert.equal(wait.over, true);
  });

  it("goes on at once when it is woken, and leaves no timer", async () => {
    const clock = manualClock();
    const wakeUp = createWakeUp(clock);
    const wait = waiting(wakeUp.wait(100));
    await clock.advance(10);
    wakeUp.wake();
    await clock.advance(0);
    assert.equal(wait.over, true);
    assert.equal(clock.sleepers, 0);
  });

  it("does not wait when it was woken before", async () => {
    const clock = manualClock();
    const wakeUp = createWakeUp(clock);
    wakeUp.wake();
    const wait = waiting(wakeUp.wait(100));
    await clock.advance(0);
    assert.equal(wait.over, true);
  });

  it("takes many wakes for one", async () => {
    const clock = manualClock();
    const wakeUp = createWakeUp(clock);
    for (let k = 0; k < 5; k += 1) wakeUp.wake();
    await wakeUp.wait(100);
    const second = waiting(wakeUp.wait(100));
    await clock.advance(99);
    assert.equal(second.over, false);
    wakeUp.wake();
    wakeUp.wake();
    await clock.advance(0);
    assert.equal(second.over, true);
    const third = waiting(wakeUp.wait(100));
    await clock.advance(99);
    assert.equal(third.over, false);
  });
});
