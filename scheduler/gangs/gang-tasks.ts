import type { Attempt, JobStatus } from "../../jobs/life/job.ts";
import * as ranges from "../../resources/ranges.ts";

/**
 * The tasks that must be stopped because others of their gang did not start, or are to be tried again: a gang runs
 * with all that have not ended, or not at all. Read from what is, so that it holds after a change of leader, too.
 */
export function strayed(status: JobStatus, attempts: Iterable<Attempt>): readonly Attempt[] {
  if (status.waiting.length === 0 || status.cancelledBy !== undefined) return [];
  return [...attempts].filter(({ state }) => state !== "stopping");
}

/** How many of its tasks start together next: all that wait, once nothing of it is live any more; else none. */
export function mustering(status: JobStatus, live: number, nowMs: number): number {
  if (live > 0) return 0;
  for (const { eligibleAtMs } of Object.values(status.retrying)) if (eligibleAtMs > nowMs) return 0;
  return ranges.count(status.waiting);
}
