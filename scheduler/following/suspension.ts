import type { Attempt, Suspender } from "../../jobs/life/job.ts";
import { taskRef } from "../state/decision.ts";
import { apply } from "../intake/lifecycle.ts";
import type { LiveJob } from "../state/live-job.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  LimitState,
  ProspectState,
  TimeState,
  CycleOutput,
} from "../state/state.ts";
import { watchWalltime } from "../state/walltime.ts";

/** Pauses all that runs of a job, and starts no more of it; nothing is done where one of its clusters cannot pause. */
export function suspendJob(state: CoreState, job: LiveJob, by: Suspender): void {
  for (const { placement } of job.attempts.values())
    if (state.backends.get(placement.backend)?.capabilities?.pause !== true) return;
  if (!apply(state, job, { type: "suspended", by })) return;
  for (const attempt of job.attempts.values())
    if (attempt.state === "running") pauseAttempt(state, job, attempt);
}

export function resumeJob(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
): void {
  job.waitsSinceMs = Math.max(job.waitsSinceMs, state.nowMs);
  if (!apply(state, job, { type: "resumed" })) return;
  for (const attempt of job.attempts.values()) {
    if (!apply(state, job, { type: "continued", taskId: attempt.taskId }, attempt)) continue;
    tell(state, attempt, "resume");
    watchWalltime(state, job, job.attempts.get(attempt.taskId));
  }
}

export function pauseAttempt(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
  attempt: Attempt,
): void {
  if (apply(state, job, { type: "paused", taskId: attempt.taskId }, attempt)) tell(state, attempt, "pause");
}

/** What was told before may have been lost. */
export function repeatPause(state: Pick<CoreState, "calls">, attempt: Attempt): void {
  if (attempt.state === "suspended") tell(state, attempt, "pause");
  else if (attempt.state === "running" && attempt.pausedMs !== undefined) tell(state, attempt, "resume");
}

function tell(state: Pick<CoreState, "calls">, attempt: Attempt, type: "pause" | "resume"): void {
  state.calls.push({ type, backend: attempt.placement.backend, task: taskRef(attempt) });
}
