import type { Attempt, JobStatus } from "../../jobs/job.ts";
import * as ranges from "../../resources/ranges.ts";

/** After so many starts in a row that were not complete, room is collected first. */
const COLLECT_AFTER = 3;

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

/** How often in a row a gang was launched and did not come to run whole. */
export class Losses {
  readonly #inARow = new Map<number, number>();

  lost(job: number): void {
    this.#inARow.set(job, (this.#inARow.get(job) ?? 0) + 1);
  }

  /** All of its tasks run, or there is no such job any more. */
  over(job: number): void {
    this.#inARow.delete(job);
  }

  mustCollect(job: number): boolean {
    return (this.#inARow.get(job) ?? 0) >= COLLECT_AFTER;
  }
}
