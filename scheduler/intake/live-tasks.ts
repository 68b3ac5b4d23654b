import type { TaskId } from "../../jobs/life/job.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { CoreState } from "../state/state.ts";
import { shapeOf } from "./job-shapes.ts";

/** Whether limits and licences let a task of a job that waits start now, wherever. */
export function isWithinLimits(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
): boolean {
  const { matching, shares } = state.matcher;
  return matching.questions.allows(shares.account(job.account), shapeOf(state, job, []));
}

/** A task runs that the matcher did not start itself: since then it counts for its account. */
export function countTask(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
  task: TaskId,
  sinceMs: number,
): void {
  const { matching, shapeOfTask, shares } = state.matcher;
  const shape = shapeOf(state, job, []);
  matching.adopt(shares.account(job.account), shape, sinceMs, job.id);
  shapeOfTask.set(task, shape);
}

/**
 * So many tasks of a job run from now on, all of them or none, as limits allow.
 * @returns what says which task each of them is; `undefined` when limits do not allow all
 */
export function adoptTogether(
  state: Pick<CoreState, "earmarks" | "matcher" | "nowMs" | "tuning">,
  job: LiveJob,
  count: number,
): ((task: TaskId) => void) | undefined {
  const { matching, shapeOfTask, shares } = state.matcher;
  const account = shares.account(job.account);
  const shapes: number[] = [];
  while (shapes.length < count) {
    const shape = shapeOf(state, job, []);
    if (matching.questions.allows(account, shape)) {
      matching.adopt(account, shape, state.nowMs, job.id);
      shapes.push(shape);
      continue;
    }
    for (const adopted of shapes) matching.end(account, adopted, job.id);
    return undefined;
  }
  return (task) => {
    const shape = shapes.pop();
    if (shape !== undefined) shapeOfTask.set(task, shape);
  };
}

/** Of a job that does not wait in the matcher: that its shape was asked for. */
export function forgetShape(state: Pick<CoreState, "earmarks" | "matcher" | "tuning">, job: LiveJob): void {
  state.matcher.matching.discardUnused(shapeOf(state, job, []));
}

export function uncountTask(state: Pick<CoreState, "matcher">, job: LiveJob, task: TaskId): void {
  const { matching, shapeOfTask, shares } = state.matcher;
  const shape = shapeOfTask.get(task);
  if (shape === undefined) return;
  shapeOfTask.delete(task);
  state.matcher.hasEnded = true;
  matching.end(shares.account(job.account), shape, job.id);
}
