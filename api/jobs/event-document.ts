import type { Job, JobEvent } from "../../jobs/life/job.ts";
import { parseTaskId } from "../../jobs/life/job.ts";
import type { LookRecord, JournalRecord } from "../../store/store.ts";
import { defined, instant } from "../context/job-document.ts";

/** What events tell of their job. */
interface ReportedJob {
  readonly id: number;
  readonly status: Pick<Job["status"], "state">;
}

/** Somebody with special rights looked at what is the owner's own. */
function lookDocument(job: ReportedJob, { by, reason, what }: Omit<LookRecord, "type">, atMs: number) {
  return {
    job: job.id,
    type: "looked_at",
    at: instant(atMs),
    state: job.status.state,
    message: `${by} read ${what}: ${reason}`,
  };
}

/** What happened to a job, as streams and histories tell it. */
function eventDocument(job: ReportedJob, event: JobEvent, atMs: number) {
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

/** Of a record of the journal; `undefined`: it tells nothing that is shown. */
export function recordDocument(job: ReportedJob, record: JournalRecord, atMs: number) {
  if (record.type === "look") return lookDocument(job, record, atMs);
  return record.type === "job" ? eventDocument(job, record.event, atMs) : undefined;
}
