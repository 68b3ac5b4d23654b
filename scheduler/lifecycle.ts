import type { Step } from "../jobs/life/derived-status.ts";
import { isFinal, occasionOf, type Attempt, type JobEvent, type JobStatus } from "../jobs/life/job.ts";
import { transition } from "../jobs/life/transition.ts";
import { usageOf } from "../jobs/life/usage.ts";
import type { Occasion } from "../jobs/spec/notify.ts";
import { goingBy } from "./affinity.ts";
import { settleDependents } from "./dependencies.ts";
import type { LiveJob } from "./live-job.ts";
import { followTask, forgetTask } from "./prospects.ts";
import { enqueue } from "./queueing.ts";
import { burn } from "./quotas.ts";
import { put, without } from "./small-maps.ts";
import { bookDay } from "./snapshots.ts";
import type { CoreState } from "./state.ts";

/** Applies an event to memory and, when it changes anything, records it. */
export function apply(state: CoreState, job: LiveJob, event: JobEvent, attempt?: Attempt): boolean {
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

/** The event alone, without what follows from it for others. @returns `undefined` when it changes nothing */
export function record(
  state: CoreState,
  job: LiveJob,
  event: JobEvent,
  attempt?: Attempt,
): Extract<Step, { readonly kind: "moved" }> | undefined {
  const step = transition(job.id, job.status, attempt, event, state.nowMs);
  if (step.kind === "ignored") return undefined;
  const before = job.status;
  job.status = step.status;
  state.records.push({ type: "job", job: job.id, event });
  const occasion = occasionBetween(before, step.status);
  if (occasion !== undefined && job.occasions.has(occasion))
    state.records.push({ type: "notice", job: job.id, of: occasion });
  return step;
}

function occasionBetween(before: JobStatus, after: JobStatus): Occasion | undefined {
  if (isFinal(after.state)) return occasionOf(after.state);
  return before.startedAtMs === undefined && after.startedAtMs !== undefined ? "start" : undefined;
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
