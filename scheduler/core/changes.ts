import type { NewJob } from "../../jobs/life/job.ts";
import { withChanges } from "../../jobs/life/spec-changes.ts";
import type { JobRequest } from "../../store/store.ts";
import { dropEarmark } from "../deciding/earmarks.ts";
import { awaitParents, forgetParents, wouldWaitForItself } from "../intake/dependencies.ts";
import { apply } from "../intake/lifecycle.ts";
import { enqueue, withdrawJob } from "../intake/queueing.ts";
import type { KnownParent } from "../state/decision.ts";
import { liveJobOf, type LiveJob } from "../state/live-job.ts";
import type { CoreState } from "../state/state.ts";
import { watchWindow } from "./start-window.ts";

/**
 * Changes a job of which nothing is under way: another live job takes its place, with the same history. A change that
 * would let it wait for itself is not made.
 * @param body  the job as stored, with the changes that were made before
 */
export function changeJob(
  state: CoreState,
  job: LiveJob,
  { by, changes }: JobRequest,
  body: NewJob,
  parents: ReadonlyMap<number, KnownParent>,
): void {
  if (changes === undefined) return;
  const { dependencies } = changes;
  if (dependencies !== undefined && wouldWaitForItself(state, job.id, dependencies)) return;
  if (!apply(state, job, { type: "changed", by, changes })) return;
  const spec = withChanges(body.spec, job.status.changes);
  const next = liveJobOf({ ...body, spec }, job.status, [], state.tuning, state.shared);
  const isSame = next.shapeKey === state.shared.need(job.kind, state.tuning).shapeKey;
  next.waitsSinceMs = Math.max(job.waitsSinceMs, next.window.opensMs);
  next.routedSinceMs = job.routedSinceMs;
  next.passedOver = isSame && job.passedOver;
  next.planning = job.planning;
  if (!isSame) dropEarmark(state, job.id);
  withdrawJob(state, job);
  state.jobs.set(next.id, next);
  state.wide = state.wide.map((one) => (one === job ? next : one));
  if (!isSame) state.plans.delete(job.id); // that agent may not be one for it any more
  if (dependencies === undefined) next.unmet = job.unmet;
  else {
    forgetParents(state, job);
    awaitParents(state, next, spec.dependencies, parents);
  }
  watchWindow(state, next);
  enqueue(state, next);
}
