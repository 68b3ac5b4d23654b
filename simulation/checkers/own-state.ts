import type { DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";

/* What a job is by itself, from a dump alone. */

export const AMOUNTS = ["cpusMilli", "memMib", "diskMib", "gpus"] as const;
export type Amount = (typeof AMOUNTS)[number];

export function jobOf(dump: StateDump, id: number): DumpedJob | undefined {
  return dump.jobs.find((job) => job.id === id);
}

export function waitingCount({ status }: DumpedJob): number {
  return status.waiting.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

export function isStopped({ opensMs, status, unmet }: DumpedJob, nowMs: number): boolean {
  const { cancelledBy, heldBy, suspendedBy } = status;
  return (heldBy ?? cancelledBy ?? suspendedBy) !== undefined || opensMs > nowMs || unmet.length > 0;
}

export function isThrottled({ array, attempts }: DumpedJob): boolean {
  return array?.maxConcurrent !== undefined && attempts.length >= array.maxConcurrent;
}

/** Lists of agents that tasks avoid which could start now; one that avoids nothing has an empty one. */
export function startable(job: DumpedJob, nowMs: number): readonly (readonly string[])[] {
  if (isStopped(job, nowMs) || isThrottled(job)) return [];
  const { retrying } = job.status;
  const again = Object.values(retrying);
  const fresh = waitingCount(job) - again.length;
  return [
    ...(fresh > 0 ? [[]] : []),
    ...again.flatMap(({ avoid = [], eligibleAtMs }) => (eligibleAtMs <= nowMs ? [avoid] : [])),
  ];
}

export function couldStart(job: DumpedJob, nowMs: number): boolean {
  return startable(job, nowMs).length > 0;
}

export function isGang({ array }: DumpedJob): boolean {
  return array?.gang !== undefined;
}

/** How many tasks of a gang would start together now. */
export function mustered(job: DumpedJob, nowMs: number): number {
  const isPausing = Object.values(job.status.retrying).some(({ eligibleAtMs }) => eligibleAtMs > nowMs);
  return !isGang(job) || isStopped(job, nowMs) || job.attempts.length > 0 || isPausing
    ? 0
    : waitingCount(job);
}
