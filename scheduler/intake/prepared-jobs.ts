import type { Attempt, Job } from "../../jobs/life/job.ts";
import { liveJobOf } from "../state/live-job.ts";
import { SharedParts, type PreparedJobs } from "../state/shared-parts.ts";
import type { Tuning } from "../state/tuning.ts";

export function noPreparedJobs(): PreparedJobs {
  return { jobs: new Map(), shared: new SharedParts() };
}

/**
 * Whether a core does no more with a job that it loads than to file it: it has no task, waits for no time and no other job.
 * Then it does not matter either when, and in which order, it gets to know it.
 */
export function onlyWaits({ spec, status }: Job, live: readonly Attempt[]): boolean {
  if (live.length > 0 || spec.dependencies.length > 0) return false;
  if (spec.notBefore !== undefined || spec.deadline !== undefined) return false;
  for (const _ in status.retrying) return false;
  return true;
}

/** @param tuning  whatever it is: the core goes by its own */
export function prepareJob({ jobs, shared }: PreparedJobs, job: Job, tuning: Tuning): void {
  jobs.set(job.id, liveJobOf(job, job.status, [], tuning, shared));
}
