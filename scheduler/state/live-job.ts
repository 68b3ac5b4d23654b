import type { Attempt, JobStatus, NewJob, TaskId } from "../../jobs/life/job.ts";
import type { Occasion } from "../../jobs/spec/notify.ts";
import type { Requirement } from "../../jobs/placement/requirement.ts";
import type { ArraySpec, Dependency, RetryPolicy } from "../../jobs/spec/spec.ts";
import type { StartWindow } from "../../jobs/submission/timing.ts";
import type { SiteNeeds } from "../../offers/agent-rules.ts";
import type { JobKind } from "./job-kind.ts";
import { packed, unpacked, type PackedStatus } from "../collections/packed-status.ts";
import type { SharedNeed, SharedParts } from "./shared-parts.ts";
import { noEntries } from "../collections/small-maps.ts";

/** Tasks of a job that wait in the matcher together. */
export interface QueuedPart {
  readonly entry: number;
  /** Tells it from the other parts of the job. */
  readonly number: number;
}

/**
 * What the core keeps of a job that has not ended. Names, commands and environment stay in the store. Of a million jobs
 * that wait each costs little: what is equal for many is in their kind, and what few have is beside it.
 */
export class LiveJob {
  readonly id: number;
  readonly account: string;
  readonly kind: JobKind;
  /** What one of its tasks asks for, with what the site adds to every task. */
  needs: SharedNeed;
  /** The entry in the matcher of its tasks that may use any agent; `NO_ENTRY` = none of these waits. */
  entry = NO_ENTRY;
  #status: PackedStatus;
  /** Absent: as its status and its window say, as with all that nothing has happened to. */
  #waitsSinceMs: number | undefined;
  #rest: Rest = NOTHING_ELSE;

  constructor(id: number, account: string, kind: JobKind, needs: SharedNeed, status: JobStatus) {
    this.id = id;
    this.account = account;
    this.kind = kind;
    this.needs = needs;
    this.#status = kind.array === undefined ? packed(status) : status;
    this.#waitsSinceMs = undefined;
  }

  get queue(): string {
    return this.kind.queue;
  }
  get asks(): Requirement {
    return this.kind.asks;
  }
  get need(): Requirement {
    return this.needs.need;
  }
  get shapeKey(): string {
    return this.needs.shapeKey;
  }
  get priority(): number {
    return this.kind.priority;
  }
  get array(): ArraySpec | undefined {
    return this.kind.array;
  }
  get retry(): RetryPolicy {
    return this.kind.retry;
  }
  get walltimeMs(): number | undefined {
    return this.kind.walltimeMs;
  }
  get graceMs(): number {
    return this.kind.graceMs;
  }
  get window(): StartWindow {
    return this.kind.window;
  }
  get occasions(): ReadonlySet<Occasion> {
    return this.kind.occasions;
  }

  get status(): JobStatus {
    return unpacked(this.#status);
  }
  set status(status: JobStatus) {
    this.#waitsSinceMs = this.waitsSinceMs;
    this.#status = status;
  }

  /** Since when one of its tasks could have started and none did. */
  get waitsSinceMs(): number {
    if (this.#waitsSinceMs !== undefined) return this.#waitsSinceMs;
    const status = this.#status;
    const sinceMs = typeof status === "number" ? status : status.stateSinceMs;
    return Math.max(sinceMs, this.kind.window.opensMs);
  }
  set waitsSinceMs(ms: number) {
    this.#waitsSinceMs = ms;
  }

  /** Whether it has one task, which waits, and nothing has happened to it yet. */
  get isUntouched(): boolean {
    return typeof this.#status === "number";
  }

  get attempts(): ReadonlyMap<TaskId, Attempt> {
    return this.#rest.attempts;
  }
  set attempts(attempts: ReadonlyMap<TaskId, Attempt>) {
    if (attempts !== this.#rest.attempts) this.#own().attempts = attempts;
  }

  /** What it still waits for. */
  get unmet(): ReadonlyMap<string, Dependency> {
    return this.#rest.unmet;
  }
  set unmet(unmet: ReadonlyMap<string, Dependency>) {
    if (unmet !== this.#rest.unmet) this.#own().unmet = unmet;
  }

  /** Entries of its tasks that avoid agents, by the hosts that they avoid. */
  get avoiding(): ReadonlyMap<string, QueuedPart> {
    return this.#rest.avoiding;
  }
  set avoiding(avoiding: ReadonlyMap<string, QueuedPart>) {
    if (avoiding !== this.#rest.avoiding) this.#own().avoiding = avoiding;
  }

  /** Since when it waits for clusters that are preferred: launches and failures do not count; absent: it may not start. */
  get routedSinceMs(): number | undefined {
    return this.#rest.routedSinceMs;
  }
  set routedSinceMs(ms: number | undefined) {
    if (ms !== this.#rest.routedSinceMs) this.#own().routedSinceMs = ms;
  }

  /** When it was last planned to look whether it may use more of them. */
  get spillsAtMs(): number {
    return this.#rest.spillsAtMs;
  }
  set spillsAtMs(ms: number) {
    if (ms !== this.#rest.spillsAtMs) this.#own().spillsAtMs = ms;
  }

  /** Something that should go after it went before it, or room that it could use was too small for it. */
  get passedOver(): boolean {
    return this.#rest.passedOver;
  }
  set passedOver(is: boolean) {
    if (is !== this.#rest.passedOver) this.#own().passedOver = is;
  }

  /** What emptying agents for it came to: after a failure another one is tried, later. */
  get planning(): Planning {
    return this.#rest.planning;
  }
  set planning(planning: Planning) {
    if (planning !== this.#rest.planning) this.#own().planning = planning;
  }

  #own(): Rest {
    if (this.#rest === NOTHING_ELSE) this.#rest = { ...NOTHING_ELSE };
    return this.#rest;
  }
}

/** What few jobs have that wait. */
interface Rest {
  attempts: ReadonlyMap<TaskId, Attempt>;
  unmet: ReadonlyMap<string, Dependency>;
  avoiding: ReadonlyMap<string, QueuedPart>;
  routedSinceMs: number | undefined;
  spillsAtMs: number;
  passedOver: boolean;
  planning: Planning;
}

export interface Planning {
  readonly failures: number;
  readonly notBeforeMs: number;
  readonly failedOn: string | undefined;
}

export const NO_ENTRY = -1;
/** Shared by all that have nothing else: never changed. */
const NOTHING_ELSE: Rest = {
  attempts: noEntries(),
  unmet: noEntries(),
  avoiding: noEntries(),
  routedSinceMs: undefined,
  spillsAtMs: -Infinity,
  passedOver: false,
  planning: { failures: 0, notBeforeMs: 0, failedOn: undefined },
};

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
  const { id, spec, user } = job;
  const kind = shared.kind(spec);
  const account = shared.account(user, spec.project);
  const live = new LiveJob(id, account, kind, shared.need(kind, site), status);
  if (attempts.length > 0) live.attempts = new Map(attempts.map((attempt) => [attempt.taskId, attempt]));
  return live;
}

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
