// Updates of one task as agents repeat and networks reorder them, read by us and put to the rules of a job.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aJob, aRetryPolicy, aStart } from "../../jobs/life/job.builders.ts";
import type { Attempt, JobEvent, JobStatus } from "../../jobs/life/job.ts";
import { newStatus, transition } from "../../jobs/life/transition.ts";
import type { TaskStatus } from "../../proto/generated/types.ts";
import { endOf, hasEnded } from "../../scheduler/state/outcome.ts";
import { statusUpdateOf } from "./task-status.ts";

const job = aJob();
const start = aStart();

function status(state: TaskStatus["state"], fields: Partial<TaskStatus> = {}): TaskStatus {
  return { task_id: { value: start.taskId }, agent_id: { value: "a1" }, state, ...fields };
}

const ENDS: readonly TaskStatus[] = [
  status("TASK_FINISHED", { message: "Command exited with status 0" }),
  status("TASK_FAILED", { message: "Command exited with status 3" }),
  status("TASK_FAILED", { message: "Container exited with status 137" }),
  status("TASK_KILLED", { message: "Command terminated with signal Killed" }),
  status("TASK_FAILED", { reason: "REASON_CONTAINER_LIMITATION_MEMORY", message: "Memory limit exceeded" }),
  status("TASK_FAILED", {
    reason: "REASON_CONTAINER_LAUNCH_FAILED",
    message: "Failed to launch container: x",
  }),
  status("TASK_ERROR", { reason: "REASON_TASK_INVALID", message: "Task uses no resources" }),
];

/** What is sent before an end, and again and again. */
const BEFORE: readonly TaskStatus[] = [
  status("TASK_STAGING", { reason: "REASON_RECONCILIATION" }),
  status("TASK_STARTING"),
  status("TASK_RUNNING"),
  status("TASK_RUNNING", { reason: "REASON_RECONCILIATION", message: "Reconciliation: Latest task state" }),
  status("TASK_RUNNING", { healthy: true, reason: "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED" }),
  status("TASK_KILLING"),
];

function play(updates: readonly TaskStatus[]): JobStatus {
  let jobStatus: JobStatus = newStatus(job);
  let attempt: Attempt | undefined;
  const apply = (event: JobEvent): void => {
    const step = transition(job.id, jobStatus, attempt, event, 5000);
    if (step.kind === "ignored") return;
    jobStatus = step.status;
    attempt = step.attempt ?? attempt;
  };
  apply({ type: "launched", start });
  for (const each of updates) {
    const update = statusUpdateOf(each, { networks: new Set() });
    if (attempt === undefined || attempt.endedAtMs !== undefined) continue;
    if (hasEnded(update.state)) {
      const end = endOf(attempt, update, aRetryPolicy({ on: [] }), 5000);
      apply({ type: "ended", taskId: start.taskId, end });
    } else if (update.state === "running") apply({ type: "running", taskId: start.taskId });
  }
  return jobStatus;
}

describe("the updates of one task", () => {
  it("in any order, each any number of times, end the job in one and the same way [C-26] [C-27] [F-19] [F-22]", () => {
    for (const end of ENDS) {
      const { startedAtMs: _, ...wanted } = play([...BEFORE, end]);
      const anyHistory = fc
        .array(fc.constantFrom(...BEFORE, end), { maxLength: 12 })
        .chain((updates) => fc.shuffledSubarray([...updates, end], { minLength: updates.length + 1 }));
      fc.assert(
        fc.property(anyHistory, (updates) => {
          const { startedAtMs: _started, ...got } = play(updates);
          assert.deepEqual(got, wanted);
        }),
      );
    }
  });
});
