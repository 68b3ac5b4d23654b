import type { Clock } from "./clock.ts";

/** Tells a loop that there is something to do. */
export interface WakeUp {
  /** Many are one. */
  wake(): void;
  /** Resolves after `timeoutMs`, or at once when `wake` was called since the last wait ended. */
  wait(timeoutMs: number): Promise<void>;
}

/** One for all: without it each wake would make an error, with its stack. */
const WOKEN = Object.assign(new Error("there is something to do"), { name: "AbortError" });

/** For one loop: two that wait at once share a wake. */
export function createWakeUp(clock: Pick<Clock, "sleep">): WakeUp {
  let woken = false;
  let waiting = new AbortController();
  return {
    wake() {
      woken = true;
      waiting.abort(WOKEN);
    },
    async wait(timeoutMs) {
      if (!woken) await clock.sleep(timeoutMs, waiting.signal);
      woken = false;
      if (waiting.signal.aborted) waiting = new AbortController();
    },
  };
}
