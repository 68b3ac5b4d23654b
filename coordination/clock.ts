import { setTimeout as delay } from "node:timers/promises";

/** Time that only moves forward, of this process alone: it is never compared with another process's. */
export interface Clock {
  /** From any beginning. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is or becomes aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error; // being woken early is no error
    }
  },
};
