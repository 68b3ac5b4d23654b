import { randomUUID } from "node:crypto";
import type { Store } from "../../store/store.ts";

const HOLD_AGAIN_MS = 2000;

/**
 * Holds jobs that cannot be started as things are, until somebody fixes it and releases them.
 * @returns resolves once the request is stored
 */
export function jobHolds(store: Pick<Store, "submit">, nowMs: () => number): (job: number) => Promise<void> {
  const heldAtMs = new Map<number, number>();
  return async (job) => {
    // Many tasks of one array may start at once; one request is for all of them.
    for (const [other, atMs] of heldAtMs) if (nowMs() - atMs >= HOLD_AGAIN_MS) heldAtMs.delete(other);
    if (heldAtMs.has(job)) return;
    const request = { job, verb: "hold", by: "godocker", admin: false, atMs: nowMs() } as const;
    await store.submit([{ kind: "request", key: `request/${job}/hold/${randomUUID()}`, request }]);
    heldAtMs.set(job, nowMs());
  };
}
