import { accountKey } from "../accounts/account.ts";
import type { Attempt, JobStatus, NewJob, TaskId } from "../jobs/job.ts";
import { occasionsOf, type Occasion } from "../jobs/notify.ts";
import { requirementKey, requirementOf, type Requirement } from "../jobs/requirement.ts";
import type { ArraySpec, Dependency, RetryPolicy } from "../jobs/spec.ts";
import { startWindow, type StartWindow } from "../jobs/timing.ts";
import { withSiteNeeds, type SiteNeeds } from "../offers/agent-rules.ts";

/** What the core keeps of a job that has not ended. Names, commands and environment stay in the store. */
export interface LiveJob {
  readonly id: number;
  readonly account: string;
  readonly queue: string;
  /** What one of its tasks asks for. */
  readonly asks: Requirement;
  /** The same with what the site adds to every task, and its key. */
  need: Requirement;
  shapeKey: string;
  readonly priority: number;
  readonly array?: ArraySpec;
  readonly retry: RetryPolicy;
  readonly walltimeMs?: number;
  readonly graceMs: number;
  readonly window: StartWindow;
  /** What somebody wants to be told of. */
  readonly occasions: ReadonlySet<Occasion>;
  status: JobStatus;
  readonly attempts: Map<TaskId, Attempt>;
  /** What it still waits for. */
  readonly unmet: Map<string, Dependency>;
  /** True while an entry of it is in the backlog. */
  queued: boolean;
  /** Since when one of its tasks could have started and none did. */
  waitsSinceMs: number;
  /** Something that should go after it went before it, or room that it could use was too small for it. */
  passedOver: boolean;
  /** What emptying agents for it came to: after a failure another one is tried, later. */
  readonly planning: { failures: number; notBeforeMs: number; failedOn: string | undefined };
}

export function liveJobOf(
  job: NewJob,
  status: JobStatus,
  attempts: readonly Attempt[],
  site: SiteNeeds,
): LiveJob {
  const { spec } = job;
  const asks = requirementOf(spec);
  const window = startWindow(spec);
  const need = withSiteNeeds(site, asks, spec.queue);
  return {
    id: job.id,
    account: accountKey({ user: job.user, project: spec.project }),
    queue: spec.queue,
    asks,
    need,
    shapeKey: requirementKey(need),
    priority: spec.priority,
    ...(spec.array === undefined ? {} : { array: spec.array }),
    retry: spec.retry,
    ...(spec.walltimeSeconds === undefined ? {} : { walltimeMs: spec.walltimeSeconds * 1000 }),
    graceMs: spec.graceSeconds * 1000,
    window,
    occasions: spec.notify.length === 0 ? NOTHING : occasionsOf(spec.notify),
    status,
    attempts: new Map(attempts.map((attempt) => [attempt.taskId, attempt])),
    unmet: new Map(),
    queued: false,
    waitsSinceMs: Math.max(status.stateSinceMs, window.opensMs),
    passedOver: false,
    planning: { failures: 0, notBeforeMs: 0, failedOn: undefined },
  };
}

const NOTHING: ReadonlySet<Occasion> = new Set();

/**
 * Whether one of its tasks may start now, room aside; and if so, which element is first.
 * @param avoids  whether an element with that list may not use the agent in question
 */
export function startableElement(
  job: LiveJob,
  nowMs: number,
  avoids?: (avoid: readonly string[]) => boolean,
): number | undefined {
  const { status } = job;
  if (
    status.heldBy !== undefined ||
    status.cancelledBy !== undefined ||
    status.suspendedBy !== undefined ||
    job.window.opensMs > nowMs ||
    job.unmet.size > 0 ||
    isThrottled(job)
  ) {
    return undefined;
  }
  for (const [first, last] of status.waiting) {
    for (let element = first; element <= last; element += 1) {
      const retrying = status.retrying[element];
      if (retrying === undefined) return element;
      if (retrying.eligibleAtMs > nowMs) continue;
      if (retrying.avoid !== undefined && avoids?.(retrying.avoid) === true) continue;
      return element;
    }
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
