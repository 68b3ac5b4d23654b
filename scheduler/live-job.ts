import { accountKey } from "../accounts/account.ts";
import type { Attempt, JobStatus, NewJob, TaskId } from "../jobs/job.ts";
import { requirementOf } from "../jobs/requirement.ts";
import type { ArraySpec, DependencyCondition, RetryPolicy } from "../jobs/spec.ts";
import * as ranges from "../resources/ranges.ts";
import type { ResourceVector } from "../resources/vector.ts";

/** What the core keeps of a job that has not ended. Names, commands and environment stay in the store. */
export interface LiveJob {
  readonly id: number;
  readonly account: string;
  readonly need: ResourceVector;
  readonly priority: number;
  readonly array?: ArraySpec;
  readonly retry: RetryPolicy;
  readonly walltimeMs?: number;
  readonly graceMs: number;
  status: JobStatus;
  readonly attempts: Map<TaskId, Attempt>;
  /** Jobs it still waits for. */
  readonly unmet: Map<number, DependencyCondition>;
  /** True while an entry of it is in the backlog. */
  queued: boolean;
}

export function liveJobOf(job: NewJob, status: JobStatus, attempts: readonly Attempt[]): LiveJob {
  const { spec } = job;
  return {
    id: job.id,
    account: accountKey({ user: job.user, project: spec.project }),
    need: requirementOf(spec.resources),
    priority: spec.priority,
    ...(spec.array === undefined ? {} : { array: spec.array }),
    retry: spec.retry,
    ...(spec.walltimeSeconds === undefined ? {} : { walltimeMs: spec.walltimeSeconds * 1000 }),
    graceMs: spec.graceSeconds * 1000,
    status,
    attempts: new Map(attempts.map((attempt) => [attempt.taskId, attempt])),
    unmet: new Map(),
    queued: false,
  };
}

/** Whether one of its tasks may start now, room aside; and if so, which element is first. */
export function startableElement(job: LiveJob, nowMs: number): number | undefined {
  const { status } = job;
  if (
    status.heldBy !== undefined ||
    status.cancelledBy !== undefined ||
    job.unmet.size > 0 ||
    isThrottled(job)
  ) {
    return undefined;
  }
  for (const element of ranges.values(status.waiting)) {
    const retrying = status.retrying[element];
    if (retrying === undefined || retrying.eligibleAtMs <= nowMs) return element;
  }
  return undefined;
}

/** Whether as many of its tasks are live as its array allows. */
export function isThrottled(job: LiveJob): boolean {
  const most = job.array?.maxConcurrent;
  return most !== undefined && job.attempts.size >= most;
}

/** Order within one account: higher priority, then older. */
export function goesFirst(a: LiveJob, b: LiveJob): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.id < b.id);
}
