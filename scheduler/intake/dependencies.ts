import { isFinal, type Parent } from "../../jobs/life/job.ts";
import type { Dependency } from "../../jobs/spec/spec.ts";
import { noEntries, put } from "../collections/small-maps.ts";
import type { KnownParent } from "../state/decision.ts";
import type { LiveJob } from "../state/live-job.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  LimitState,
  ProspectState,
  TimeState,
  CycleOutput,
} from "../state/state.ts";
import { childrenOf, endOf, failureOf, isMet, parentKey, WHOLE } from "./dependents.ts";
import { apply } from "./lifecycle.ts";

/**
 * Makes a job wait for others, or fail or be held for those that ended otherwise than it wants.
 * @param parents  those that are not live here, as stored
 */
export function awaitParents(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
  dependencies: readonly Dependency[],
  parents: ReadonlyMap<number, KnownParent>,
): void {
  const settled = new Set(job.status.unmet?.map(parentKey));
  for (const dependency of dependencies) {
    const key = parentKey(dependency);
    if (settled.has(key)) continue;
    const { index = WHOLE, job: id, on } = dependency;
    const parent = state.jobs.get(id) ?? state.endedNow.get(id) ?? parents.get(id);
    const end = parent === undefined ? undefined : endOf(parent, index);
    if (end === undefined) {
      job.unmet = put(job.unmet, key, dependency);
      childrenOf(state, id, index).add(job.id);
    } else if (!isMet(on, end)) {
      apply(state, job, failureOf(dependency));
      if (isFinal(job.status.state)) return;
    }
  }
}

/** It waits for nothing any more. */
export function forgetParents(state: Pick<CoreState, "dependents">, job: LiveJob): void {
  for (const { index = WHOLE, job: id } of job.unmet.values())
    state.dependents.get(id)?.get(index)?.delete(job.id);
  job.unmet = noEntries();
}

/** Whether a live job would wait for itself, through whichever others. */
export function wouldWaitForItself(
  state: Pick<CoreState, "jobs">,
  id: number,
  dependencies: readonly Parent[],
): boolean {
  const seen = new Set<number>();
  const open = dependencies.map(({ job }) => job);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { job } of state.jobs.get(next)?.unmet.values() ?? []) open.push(job);
  }
  return false;
}
