import type { JobState, JobSummary } from "../../client/documents/jobs.ts";

export const JOB_STATES: readonly JobState[] = [
  "pending",
  "held",
  "starting",
  "running",
  "suspended",
  "stopping",
  "succeeded",
  "failed",
  "cancelled",
];

export function hasEnded(state: string): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

export const LIVE_STATES = JOB_STATES.filter((state) => !hasEnded(state));

/** `3 running, 12 pending`, in the order of a job's life; nothing where there are none. */
export function countsByState(jobs: readonly Pick<JobSummary, "state">[]): string {
  return JOB_STATES.flatMap((state) => {
    const count = jobs.filter((job) => job.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  }).join(", ");
}
