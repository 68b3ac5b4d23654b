import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "./clock.ts";

describe("the system's clock", { timeout: 240_000 }, () => {
  it("never goes back while it sleeps", async () => {
    const before = systemClock.monotonicMs();
    await systemClock.sleep(1);
    assert.ok(systemClock.monotonicMs() >= before);
  });

  it("ends a sleep when the signal is aborted, before or during it", async () => {
    await systemClock.sleep(3_600_000, AbortSignal.abort());
    const stop = new AbortController();
    const slept = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await slept;
  });
});
