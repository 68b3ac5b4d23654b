import type { Attempt } from "../../jobs/life/job.ts";
import type { LiveJob } from "./live-job.ts";
import type { CoreState } from "./state.ts";

/** Looks at a task again when its time is up, if it runs and has a limit. */
export function watchWalltime(
  state: Pick<CoreState, "timers">,
  job: LiveJob,
  attempt: Attempt | undefined,
): void {
  if (attempt === undefined) return;
  const atMs = walltimeEndMs(job, attempt);
  if (atMs !== undefined) state.timers.add({ kind: "walltime", task: attempt.taskId, atMs });
}

/** Until when it may run; nothing without a limit, before it runs and while it is paused. */
export function walltimeEndMs({ walltimeMs }: LiveJob, attempt: Attempt): number | undefined {
  const { pausedMs = 0, runningAtMs, state } = attempt;
  if (walltimeMs === undefined || runningAtMs === undefined || state === "suspended") return undefined;
  return runningAtMs + walltimeMs + pausedMs;
}
