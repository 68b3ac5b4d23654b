import { accountKey } from "../accounts/account.ts";
import type { Attempt, JobStatus, NewJob, TaskId } from "../jobs/job.ts";
import { occasionsOf, type Occasion } from "../jobs/notify.ts";
import type { Requirement } from "../jobs/requirement.ts";
import type { ArraySpec, Dependency, RetryPolicy } from "../jobs/spec.ts";
import { startWindow, type StartWindow } from "../jobs/timing.ts";
import type { SiteNeeds } from "../offers/agent-rules.ts";
import type { SharedParts } from "./shared-parts.ts";
import { noEntries } from "./small-maps.ts";

/** Tasks of a job that wait in the matcher together. */
export interface QueuedPart {
  readonly entry: number;
  /** Tells it from the other parts of the job. */
  readonly number: number;
}

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
  attempts: ReadonlyMap<TaskId, Attempt>;
  /** What it still waits for. */
  unmet: ReadonlyMap<string, Dependency>;
  /** The entry in the matcher of its tasks that may use any agent; `NO_ENTRY` = none of these waits. */
  entry: number;
  /** Entries of its tasks that avoid agents, by the hosts that they avoid. */
  avoiding: ReadonlyMap<string, QueuedPart>;
  /** Since when one of its tasks could have started and none did. */
  waitsSinceMs: number;
  /** Since when it waits for clusters that are preferred: launches and failures do not count; absent: it may not start. */
  routedSinceMs: number | undefined;
  /** When it was last planned to look whether it may use more of them. */
  spillsAtMs: number;
  /** Something that should go after it went before it, or room that it could use was too small for it. */
  passedOver: boolean;
  /** What emptying agents for it came to: after a failure another one is tried, later. */
  planning: Planning;
}

export interface Planning {
  readonly failures: number;
  readonly notBeforeMs: number;
  readonly failedOn: string | undefined;
}

export const NO_ENTRY = -1;
const NEVER_FAILED: Planning = { failures: 0, notBeforeMs: 0, failedOn: undefined };

/** Whether something of it waits for room. */
export function isQueued({ avoiding, entry }: LiveJob): boolean {
  return entry !== NO_ENTRY || avoiding.size > 0;
}

export function liveJobOf(
  job: NewJob,
  status: JobStatus,
  attempts: readonly Attempt[],
  site: SiteNeeds,
  shared: SharedParts,
): LiveJob {
  const { spec } = job;
  const isTimed = (spec.notBefore ?? spec.deadline) !== undefined;
  const window = isTimed ? startWindow(spec) : ANY_TIME;
  const { asks, need, shapeKey } = shared.needOf(spec, site);
  return {
    id: job.id,
    account: shared.text(accountKey({ user: job.user, project: spec.project })),
    queue: shared.text(spec.queue),
    asks,
    need,
    shapeKey,
    priority: spec.priority,
    ...(spec.array === undefined ? {} : { array: spec.array }),
    retry: shared.retry(spec.retry),
    ...(spec.walltimeSeconds === undefined ? {} : { walltimeMs: spec.walltimeSeconds * 1000 }),
    graceMs: spec.graceSeconds * 1000,
    window,
    occasions: spec.notify.length === 0 ? NOTHING : occasionsOf(spec.notify),
    status,
    attempts:
      attempts.length === 0 ? noEntries() : new Map(attempts.map((attempt) => [attempt.taskId, attempt])),
    unmet: noEntries(),
    entry: NO_ENTRY,
    avoiding: noEntries(),
    waitsSinceMs: Math.max(status.stateSinceMs, window.opensMs),
    routedSinceMs: undefined,
    spillsAtMs: -Infinity,
    passedOver: false,
    planning: NEVER_FAILED,
  };
}

const NOTHING: ReadonlySet<Occasion> = new Set();
const ANY_TIME: StartWindow = startWindow({});

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
  if (isKept(job, nowMs) || isThrottled(job)) return undefined;
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

/** Whether nothing of it may start, whatever waits. */
export function isKept({ status, unmet, window }: LiveJob, nowMs: number): boolean {
  return (
    (status.heldBy ?? status.cancelledBy ?? status.suspendedBy) !== undefined ||
    window.opensMs > nowMs ||
    unmet.size > 0
  );
}

/** How many of its tasks may start, as far as its array goes. */
export function roomInArray({ array, attempts }: LiveJob): number {
  return array?.maxConcurrent === undefined ? Infinity : Math.max(0, array.maxConcurrent - attempts.size);
}

/** Whether as many of its tasks are live as its array allows. */
export function isThrottled(job: LiveJob): boolean {
  return roomInArray(job) === 0;
}

/** Order within one account: higher priority, then older. */
export function goesFirst(a: LiveJob, b: LiveJob): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.id < b.id);
}
