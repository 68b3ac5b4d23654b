import { isFinal, type Attempt, type JobEvent } from "../../jobs/life/job.ts";
import { usageOf } from "../../jobs/life/usage.ts";
import { put, without } from "../collections/small-maps.ts";
import { goingBy } from "../state/affinity.ts";
import type { LiveJob } from "../state/live-job.ts";
import { followTask, forgetTask } from "../state/prospects.ts";
import { burn } from "../state/quotas.ts";
import { bookDay } from "../state/snapshots.ts";
import type {
  JobsState,
  QueueState,
  LimitState,
  ProspectState,
  TimeState,
  CycleOutput,
} from "../state/state.ts";
import { settleDependents } from "./dependents.ts";
import { record } from "./job-record.ts";
import { enqueue } from "./queueing.ts";

/** Applies an event to memory and, when it changes anything, records it. */
export function apply(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
  event: JobEvent,
  attempt?: Attempt,
): boolean {
  const step = record(state, job, event, attempt);
  if (step === undefined) return false;
  if (step.attempt !== undefined) {
    burn(state, job, attempt, step.attempt);
    if (isFinal(step.attempt.state)) {
      const usage = usageOf(step.attempt);
      if (usage !== undefined) bookDay(state, job.account, usage, state.nowMs);
      forgetTask(state, step.attempt);
      job.attempts = without(job.attempts, step.attempt.taskId);
      state.jobOfTask.delete(step.attempt.taskId);
    } else {
      job.attempts = put(job.attempts, step.attempt.taskId, step.attempt);
      state.jobOfTask.set(step.attempt.taskId, job);
      followTask(state, job, step.attempt);
    }
  }
  if (step.attempt !== undefined && state.related.size > 0)
    for (const other of goingBy(state, job)) enqueue(state, other);
  if (isFinal(job.status.state) || endsTasks(event)) settleDependents(state, job, attempt?.index);
  enqueue(state, job);
  return true;
}

/** Whether tasks that others may wait for ended by it. */
function endsTasks(event: JobEvent): boolean {
  switch (event.type) {
    case "ended":
      return event.end.retryAtMs === undefined;
    case "cancel_requested":
    case "deadline_passed":
      return true;
    case "dependency_failed":
      return event.hold !== true;
    default:
      return false;
  }
}
