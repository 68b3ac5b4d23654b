import type { JobStatus } from "../../jobs/life/job.ts";
import { untouchedStatus } from "../../jobs/life/transition.ts";

/**
 * A status that takes little memory: of a job of one task that waits, and to which nothing else has happened, a number
 * is enough, since when it waits. A full queue is a million of these.
 */
export type PackedStatus = JobStatus | number;

export function packed(status: JobStatus): PackedStatus {
  return isUntouched(status) ? status.stateSinceMs : status;
}

export function unpacked(status: PackedStatus): JobStatus {
  if (typeof status !== "number") return status;
  // Jobs often come many at once, and one is asked for its status again and again.
  if (status !== last.stateSinceMs) last = untouchedStatus(status);
  return last;
}

let last = untouchedStatus(0);
const FIELDS = Object.keys(last).length;

function isUntouched(status: JobStatus): boolean {
  const { cancelled, failed, retrying, running, starting, state, stopping, succeeded, unreachable, waiting } =
    status;
  if (state !== "pending" || starting + running + stopping + unreachable > 0) return false;
  if (succeeded.length + failed.length + cancelled.length > 0 || waiting.length !== 1) return false;
  if (waiting[0]?.[0] !== 0 || waiting[0][1] !== 0) return false;
  for (const _ in retrying) return false;
  let fields = 0;
  for (const _ in status) fields += 1;
  return fields === FIELDS; // any more says something more
}
