import { isFinal, type FinalState, type JobEvent, type Parent } from "../../jobs/life/job.ts";
import { elementOfIndex, type Dependency, type DependencyCondition } from "../../jobs/spec/spec.ts";
import { contains } from "../../resources/ranges.ts";
import { without } from "../collections/small-maps.ts";
import type { KnownParent } from "../state/decision.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { CoreState, JobsState, QueueState, TimeState, CycleOutput } from "../state/state.ts";
import { record } from "./job-record.ts";
import { enqueue } from "./queueing.ts";

/** Stands for all of a job where indices of tasks are listed. */
export const WHOLE = -1;

/**
 * Something of a job has ended: what waited for it goes on, fails or is held, and what waited for that, without
 * recursion.
 * @param index  of the one task that ended; absent: look at all that is waited for
 */
export function settleDependents(
  state: JobsState & QueueState & TimeState & CycleOutput,
  first: LiveJob,
  index: number | undefined,
): void {
  const moved: (readonly [LiveJob, number | undefined])[] = [[first, index]];
  for (let next = moved.pop(); next !== undefined; next = moved.pop()) {
    const [parent, only] = next;
    const isOver = isFinal(parent.status.state);
    if (isOver) {
      state.jobs.delete(parent.id);
      enqueue(state, parent);
      state.endedNow.set(parent.id, parent);
    }
    const waiting = state.dependents.get(parent.id);
    if (waiting === undefined) continue;
    for (const which of isOver || only === undefined ? [...waiting.keys()] : [only]) {
      const end = endOf(parent, which);
      if (end === undefined) continue;
      const children = waiting.get(which) ?? [];
      waiting.delete(which);
      for (const id of children) {
        const child = state.jobs.get(id);
        if (child !== undefined && settle(state, child, parent.id, which, end))
          moved.push([child, undefined]);
      }
    }
    if (waiting.size === 0) state.dependents.delete(parent.id);
  }
}

/** @returns whether what waited of the child has ended by this */
function settle(
  state: Pick<CoreState, "nowMs" | "records" | "unfiled">,
  child: LiveJob,
  parent: number,
  which: number,
  end: FinalState,
): boolean {
  const key = parentKey({ job: parent, ...(which === WHOLE ? {} : { index: which }) });
  const dependency = child.unmet.get(key);
  if (dependency === undefined) return false;
  child.unmet = without(child.unmet, key);
  if (isMet(dependency.on, end)) {
    child.waitsSinceMs = Math.max(child.waitsSinceMs, state.nowMs);
    enqueue(state, child);
    return false;
  }
  // Not by `apply`: it would recurse along a chain of dependencies.
  return record(state, child, failureOf(dependency)) !== undefined && dependency.unmet === "fail";
}

/** How the job, or one task of it, ended; `undefined` while that is open. */
export function endOf({ array, status }: KnownParent, index: number): FinalState | undefined {
  if (index === WHOLE) return isFinal(status.state) ? status.state : undefined;
  const element = elementOfIndex(array, index);
  if (element === undefined) return isFinal(status.state) ? "cancelled" : undefined; // there is no such task
  if (contains(status.succeeded, element)) return "succeeded";
  if (contains(status.failed, element)) return "failed";
  return contains(status.cancelled, element) ? "cancelled" : undefined;
}

export function isMet(on: DependencyCondition, state: FinalState): boolean {
  switch (on) {
    case "success":
      return state === "succeeded";
    case "failure":
      return state === "failed";
    case "end":
      return true;
    default:
      return on satisfies never;
  }
}

export function failureOf({ index, job: on, unmet }: Dependency): JobEvent {
  return {
    type: "dependency_failed",
    on,
    ...(index === undefined ? {} : { index }),
    ...(unmet === "hold" ? { hold: true } : {}),
  };
}

export function childrenOf(state: Pick<CoreState, "dependents">, parent: number, index: number): Set<number> {
  const waiting = state.dependents.get(parent) ?? new Map<number, Set<number>>();
  state.dependents.set(parent, waiting);
  const children = waiting.get(index) ?? new Set<number>();
  waiting.set(index, children);
  return children;
}

export function parentKey({ index, job }: Parent): string {
  return index === undefined ? `${job}` : `${job}-${index}`;
}
