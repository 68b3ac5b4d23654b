import { stopAttempt } from "../following/attempts.ts";
import { apply } from "../intake/lifecycle.ts";
import { enqueue } from "../intake/queueing.ts";
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

/** Looks at a job again when it may start, when it may start no more, and when it must be over. */
export function watchWindow(state: Pick<CoreState, "nowMs" | "timers">, { id: job, window }: LiveJob): void {
  const { closesMs, deadlineMs, opensMs } = window;
  if (opensMs > state.nowMs) state.timers.add({ kind: "eligible", job, atMs: opensMs });
  if (deadlineMs === Infinity) return;
  state.timers.add({ kind: "deadline", job, atMs: closesMs });
  if (closesMs !== deadlineMs) state.timers.add({ kind: "deadline", job, atMs: deadlineMs });
}

/** What could not end in time any more does not start; at the deadline the rest is stopped. */
export function lookAtDeadline(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  id: number,
): void {
  const job = state.jobs.get(id);
  if (job === undefined) return;
  const { closesMs, deadlineMs } = job.window;
  if (closesMs <= state.nowMs) apply(state, job, { type: "deadline_passed" });
  if (deadlineMs > state.nowMs) return;
  for (const attempt of job.attempts.values()) stopAttempt(state, job, attempt, "DeadlineReached");
}

/** Its time has come, or that of one of its tasks. */
export function lookAtStart(state: Pick<CoreState, "jobs" | "unfiled">, id: number): void {
  const job = state.jobs.get(id);
  if (job !== undefined) enqueue(state, job);
}
