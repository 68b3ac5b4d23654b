import { isKeptOut, reviewEarmarks } from "../deciding/earmarks.ts";
import { holdForGang } from "../deciding/gang-holds.ts";
import { gangWaits } from "../deciding/gang-starts.ts";
import type { LiveJob } from "../state/live-job.ts";
import { preemptFor } from "../deciding/preempting.ts";
import { followAgents } from "../deciding/placing.ts";
import { file } from "../intake/queueing.ts";
import type { CoreState, QueueState, GangState, ProspectState, TimeState } from "../state/state.ts";
import { goesBeforeJob } from "../state/start-order.ts";
import { followPlans, improvePlans, planFor, plansMax } from "../deciding/wide-jobs.ts";

/*
 * Wide jobs: those that would fit an agent if it were empty and find none with so much free. While smaller jobs take
 * every gap, or other frameworks do, such a job would wait for ever; so after a while one agent is emptied for it.
 */

const REVIEW_MIN_MS = 500;
const REVIEW_MAX_MS = 15_000;
/** For so many jobs that go first it is considered whether others should give way. */
const ROOM_MOST = 8;

/** Plans the next look while something waits. */
export function planReview(state: QueueState & GangState & ProspectState & TimeState): void {
  const { preemption, reservationsMax, reserveAfterMs } = state.tuning;
  const isWanted = reservationsMax > 0 || preemption.mode !== "off";
  if (state.nextReviewMs !== Infinity || !isWanted || isIdle(state)) return;
  const pauseMs = Math.min(REVIEW_MAX_MS, Math.max(REVIEW_MIN_MS, reserveAfterMs / 4));
  state.nextReviewMs = state.nowMs + pauseMs;
  state.timers.add({ kind: "review", atMs: state.nextReviewMs });
}

/** Chooses agents for those wide jobs that have waited long enough and were passed over. */
export function review(state: CoreState): void {
  state.nextReviewMs = Infinity;
  followAgents(state);
  file(state);
  reviewEarmarks(state);
  const { tuning } = state;
  const { reserveAfterMs, reservationsMax } = tuning;
  state.wide = widest(state, 2 * reservationsMax);
  followPlans(state);
  improvePlans(state);
  const most = plansMax(state);
  holdForGang(state, most);
  preemptFor(state, tuning.preemption.mode === "off" ? [] : widest(state, ROOM_MOST));
  for (const job of state.wide) {
    if (state.prospects.holds.size >= most) return;
    const isDue =
      job.passedOver &&
      job.waitsSinceMs + reserveAfterMs <= state.nowMs &&
      job.planning.notBeforeMs <= state.nowMs;
    if (isDue && !isKeptOut(state, job)) planFor(state, job);
  }
}

function isIdle(state: Pick<CoreState, "gangs" | "matcher" | "nowMs">): boolean {
  return state.matcher.matching.questions.shapesWaiting === 0 && !gangWaits(state);
}

/** The first jobs in order that have no plan and fit no agent as it is now, though one that is empty. */
function widest(state: Pick<CoreState, "jobs" | "matcher" | "plans">, most: number): readonly LiveJob[] {
  const { matching, places, shares } = state.matcher;
  const { plans } = state;
  const found: LiveJob[] = [];
  for (const shape of matching.questions.waitingShapes()) {
    if (places.hasRoom(shape) || !places.hasHost(shape) || !matching.questions.mayStart(shape)) continue;
    for (const ids of matching.questions.firstJobs(shape, plans.size + 1)) {
      const job = state.jobs.get(ids.find((id) => !plans.has(id)) ?? 0);
      if (job !== undefined && matching.questions.allows(shares.account(job.account), shape))
        insert(found, job, most, (a, b) => goesBeforeJob(state, a, b));
    }
  }
  return found;
}

/** Into a sorted list of at most so many. A job with tasks that avoid agents comes twice. */
function insert(
  sorted: LiveJob[],
  job: LiveJob,
  most: number,
  before: (a: LiveJob, b: LiveJob) => boolean,
): void {
  if (sorted.includes(job)) return;
  let at = sorted.length;
  for (let above = sorted[at - 1]; above !== undefined && before(job, above); above = sorted[at - 1]) at -= 1;
  if (at >= most) return;
  sorted.splice(at, 0, job);
  if (sorted.length > most) sorted.pop();
}
