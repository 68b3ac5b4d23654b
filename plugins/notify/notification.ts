import type { Job } from "../../jobs/life/job.ts";
import type { Occasion } from "../../jobs/spec/notify.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import { endedTasks } from "../../jobs/life/task-counts.ts";
import type { Notification } from "../ports/notifier.ts";

/** @param k  which of the job's notifications it is */
export function notificationOf(job: Job, of: Occasion, k: number, link: string): Notification {
  const { id, spec, status, user } = job;
  const { exitCode, message, reason, state } = status;
  const atMs = of === "start" ? status.startedAtMs : status.endedAtMs;
  return {
    id: `${id}/${of}/${k}`,
    of,
    at: new Date(atMs ?? status.stateSinceMs).toISOString(),
    job: {
      id,
      name: spec.name,
      user,
      project: spec.project,
      state: of === "start" ? "running" : state,
      ...(of === "start" || reason === undefined ? {} : { reason }),
      ...(of === "start" || message === undefined ? {} : { message }),
      ...(of === "start" || exitCode === undefined ? {} : { exitCode }),
      ...(spec.array === undefined ? {} : { tasks: { total: taskCount(spec.array), ...endedTasks(status) } }),
    },
    link,
  };
}
