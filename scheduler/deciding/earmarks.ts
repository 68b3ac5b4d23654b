import * as ranges from "../../resources/ranges.ts";
import { forgetShape } from "../intake/live-tasks.ts";
import { enqueue, entriesOf, file, withdrawJob } from "../intake/queueing.ts";
import type { LimitAmounts } from "../matching/earmarks.ts";
import { startableElement, type LiveJob } from "../state/live-job.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { amountsOf } from "../state/places.ts";
import { goesBeforeJob } from "../state/start-order.ts";
import type {
  CoreState,
  Earmark,
  GangState,
  JobsState,
  LimitState,
  ProspectState,
  QueueState,
  TimeState,
} from "../state/state.ts";
import { couldHoldGang, mustered } from "./gang-starts.ts";
import { licenceCauses } from "./limit-causes.ts";

/** Keeps limits for those who have waited long enough and were passed over; and notes who may be. */
export function reviewEarmarks(state: CoreState): void {
  const { atLimits, jobs, nowMs, quotas, tuning } = state;
  atLimits.clear();
  if (!quotas.areAny || tuning.reservationsMax === 0) return;
  for (const job of headsOf(state)) {
    for (const node of shortNodes(state, job)) {
      const first = jobs.get(atLimits.get(node) ?? 0);
      if (first === undefined || goesBeforeJob(state, job, first)) atLimits.set(node, job.id);
    }
  }
  const due = [...new Set(atLimits.values())]
    .flatMap((id) => jobs.get(id) ?? [])
    .filter((job) => job.passedOver && job.waitsSinceMs + tuning.reserveAfterMs <= nowMs)
    .sort((a, b) => (a === b ? 0 : goesBeforeJob(state, a, b) ? -1 : 1));
  for (const job of due) keepLimitsFor(state, job);
  file(state);
}

/** The first jobs of each account and size, and gangs. */
function* headsOf(state: Pick<CoreState, "gangs" | "jobs" | "matcher" | "nowMs">): Generator<LiveJob> {
  const { gangs, jobs, matcher } = state;
  const { matching, shares } = matcher;
  for (const shape of matching.questions.waitingShapes())
    for (const [id = 0] of matching.questions.firstJobs(shape, 1)) {
      const job = jobs.get(id);
      if (job !== undefined && !matching.questions.allows(shares.account(job.account), shape)) yield job;
    }
  for (const gang of gangs.values()) if (mustered(state, gang) > 0) yield gang.job;
}

/** Nodes whose limits do not let it start now: its account, or above that. */
function shortNodes(state: Pick<CoreState, "matcher">, job: LiveJob): readonly number[] {
  const { matching, shares } = state.matcher;
  return [...matching.questions.shortOf(shares.account(job.account), amountsFor(state, job), job.id)];
}

/**
 * Of the limits that keep it nothing may be kept for others, or two would wait for each other; and of those that do not,
 * there is enough for it beside all that is kept. So everybody for whom something is kept gets it in the end.
 */
export function keepLimitsFor(state: CoreState, job: LiveJob): void {
  const { earmarks, matcher, nowMs } = state;
  const { matching, shares } = matcher;
  if (earmarks.has(job.id)) return;
  const nodes = shortNodes(state, job);
  if (nodes.length === 0 || nodes.some((node) => matching.questions.isEarmarked(node))) return;
  const account = shares.account(job.account);
  if (!matching.questions.couldHold(account, amountsFor(state, job)) || !couldRun(state, job)) return;
  if (!isGang(job)) withdrawJob(state, job);
  const { tasks, jobs } = amountsFor(state, job);
  earmarks.set(job.id, { job: job.id, sinceMs: nowMs, tasks, jobs, isOver: false });
  matching.earmark(job.id, account, amountsFor(state, job));
  enqueue(state, job);
}

/**
 * Whether what is kept of a limit for another keeps it out. Room is not kept for it then: the other may need that very
 * room, and the two would wait for each other.
 */
export function isKeptOut(state: Pick<CoreState, "earmarks" | "matcher">, job: LiveJob): boolean {
  if (state.earmarks.size === 0 || state.earmarks.has(job.id)) return false;
  return shortNodes(state, job).some((node) => state.matcher.matching.questions.isEarmarked(node));
}

/** Whether nothing but limits, and room on agents, keeps it. */
function couldRun(state: Pick<CoreState, "matcher" | "pool">, job: LiveJob): boolean {
  for (const _ of licenceCauses(job, state)) return false;
  if (isGang(job)) return couldHoldGang(state, job);
  const { matching, places } = state.matcher;
  return [...entriesOf(job).values()].some((entry) => places.hasHost(matching.questions.shapeOfEntry(entry)));
}

/** Of those that started, or cannot any more, or want something else. */
export function dropEarmarks(
  state: JobsState & QueueState & LimitState & GangState & ProspectState & TimeState,
): void {
  for (const earmark of state.earmarks.values())
    if (!isTenable(state, earmark)) dropEarmark(state, earmark.job);
}

/** Of those that have started. @returns whether there are any */
export function endEarmarks(
  state: JobsState & QueueState & LimitState & GangState & ProspectState & TimeState,
): boolean {
  let isAny = false;
  for (const { isOver, job } of state.earmarks.values()) {
    if (!isOver) continue;
    dropEarmark(state, job);
    isAny = true;
  }
  return isAny;
}

export function dropEarmark(
  state: JobsState & QueueState & LimitState & GangState & ProspectState & TimeState,
  id: number,
): void {
  const { earmarks, jobs, matcher } = state;
  if (!earmarks.has(id)) return;
  const job = jobs.get(id);
  if (job !== undefined && !isGang(job)) withdrawJob(state, job);
  if (job !== undefined && isGang(job)) forgetShape(state, job);
  earmarks.delete(id);
  matcher.matching.letGo(id);
  if (job !== undefined) enqueue(state, job);
}

function isTenable(
  state: Pick<CoreState, "gangs" | "jobs" | "matcher" | "nowMs">,
  { isOver, job: id, jobs, tasks }: Earmark,
): boolean {
  const job = state.jobs.get(id);
  if (job === undefined || isOver || tasksOf(job) !== tasks || jobsOf(state, job) !== jobs) return false;
  const gang = state.gangs.get(id);
  const isStartable = isGang(job)
    ? gang !== undefined && mustered(state, gang) === tasks
    : startableElement(job, state.nowMs) !== undefined;
  const { matching, shares } = state.matcher;
  return isStartable && matching.questions.couldHold(shares.account(job.account), amountsFor(state, job));
}

/** Notes whom others went before at a limit that is above both. */
export function notePassedAtLimits(
  state: Pick<CoreState, "atLimits" | "jobs" | "matcher">,
  { started }: LotInHand,
): void {
  const { atLimits, matcher } = state;
  if (atLimits.size === 0) return;
  const { matching, shares, tree } = matcher;
  for (const other of started) {
    const account = shares.account(other.account);
    for (const same of matching.questions.accountsWith(account)) noteAt(state, same, other);
    for (let node = account; node >= 0; node = tree.parent(node)) noteAt(state, node, other);
  }
}

function noteAt(state: Pick<CoreState, "atLimits" | "jobs" | "matcher">, node: number, other: LiveJob): void {
  const first = state.jobs.get(state.atLimits.get(node) ?? 0);
  if (first === undefined || first === other || first.passedOver) return;
  first.passedOver = goesBeforeJob(state, first, other);
}

function isGang({ array }: LiveJob): boolean {
  return array?.gang !== undefined;
}

function tasksOf(job: LiveJob): number {
  return isGang(job) ? ranges.count(job.status.waiting) : 1;
}

function jobsOf({ matcher }: Pick<CoreState, "matcher">, { id }: LiveJob): number {
  return matcher.matching.questions.runs(id) ? 0 : 1;
}

function amountsFor(
  state: Pick<CoreState, "matcher">,
  job: LiveJob,
): LimitAmounts & Readonly<Record<"tasks" | "jobs", number>> {
  const tasks = tasksOf(job);
  const { cpusMilli, diskMib, gpus, memMib, ports } = amountsOf(job.need.resources, job.need.ports);
  return {
    cpusMilli: cpusMilli * tasks,
    memMib: memMib * tasks,
    diskMib: diskMib * tasks,
    gpus: gpus * tasks,
    ports: ports * tasks,
    tasks,
    jobs: jobsOf(state, job),
  };
}
