import type { Job, JobEvent } from "../jobs/job.ts";
import { parseTaskId } from "../jobs/job.ts";
import { defined, instant } from "./job-document.ts";

/** What happened to a job, as streams and histories tell it. */
export function eventDocument(job: Job, event: JobEvent, atMs: number) {
  const taskId =
    event.type === "launched" ? event.start.taskId : "taskId" in event ? event.taskId : undefined;
  const task = taskId === undefined ? undefined : parseTaskId(taskId);
  const end = event.type === "ended" ? event.end : undefined;
  return {
    job: job.id,
    type: event.type,
    at: instant(atMs),
    state: job.status.state,
    ...defined({
      taskId,
      index: task?.index,
      attempt: task?.attempt,
      attemptState: end?.state,
      reason: end?.reason ?? (event.type === "stopping" ? event.cause : undefined),
      message: end?.message,
      exitCode: end?.exitCode,
      signal: end?.signal,
    }),
  };
}
