import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoreUnavailableError } from "../../store/store.ts";
import { runCredentialSweep } from "./credential-sweep.ts";

describe("tokens that have ended", () => {
  it("are removed again and again, also after the store was away", async () => {
    const stop = new AbortController();
    const log: string[] = [];
    const swept: number[] = [];
    let nowMs = 0;
    await runCredentialSweep(
      {
        credentials: {
          sweep: async (at) => {
            swept.push(at);
            if (swept.length === 2) throw new StoreUnavailableError("away");
            return 3;
          },
        },
        failures: { sweep: async () => 0 },
        clock: {
          monotonicMs: () => nowMs,
          sleep: async (ms) => {
            nowMs += ms;
            if (swept.length === 3) stop.abort();
          },
        },
        nowMs: () => nowMs,
        log: {
          info: (message) => log.push(`info ${message}`),
          warn: (message) => log.push(`warn ${message}`),
        },
      },
      stop.signal,
    );
    assert.deepEqual(swept, [0, 900_000, 1_800_000]);
    assert.deepEqual(
      log.map((line) => line.split(" ")[0]),
      ["info", "warn", "info"],
    );
  });
});
