import type { FinalState, JobEvent, JobStatus, Parent } from "../jobs/life/job.ts";
import { isFinal } from "../jobs/life/job.ts";
import type { ArraySpec, Dependency, DependencyCondition } from "../jobs/spec/spec.ts";
import { elementOfIndex } from "../jobs/spec/spec.ts";
import { contains } from "../resources/ranges.ts";
import { apply, record } from "./lifecycle.ts";
import { enqueue } from "./queueing.ts";
import type { LiveJob } from "./live-job.ts";
import { noEntries, put, without } from "./small-maps.ts";
import type { CoreState } from "./state.ts";

/** What is known of a job that others wait for. */
export interface KnownParent {
  readonly status: JobStatus;
  readonly array?: ArraySpec | undefined;
}

/** Stands for all of a job where indices of tasks are listed. */
const WHOLE = -1;

/**
 * Makes a job wait for others, or fail or be held for those that ended otherwise than it wants.
 * @param parents  those that are not live here, as stored
 */
export function awaitParents(
  state: CoreState,
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
export function forgetParents(state: CoreState, job: LiveJob): void {
  for (const { index = WHOLE, job: id } of job.unmet.values())
    state.dependents.get(id)?.get(index)?.delete(job.id);
  job.unmet = noEntries();
}

/** Whether a live job would wait for itself, through whichever others. */
export function wouldWaitForItself(state: CoreState, id: number, dependencies: readonly Parent[]): boolean {
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

/**
 * Something of a job has ended: what waited for it goes on, fails or is held, and what waited for that, without
 * recursion.
 * @param index  of the one task that ended; absent: look at all that is waited for
 */
export function settleDependents(state: CoreState, first: LiveJob, index: number | undefined): void {
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
function settle(state: CoreState, child: LiveJob, parent: number, which: number, end: FinalState): boolean {
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
function endOf({ array, status }: KnownParent, index: number): FinalState | undefined {
  if (index === WHOLE) return isFinal(status.state) ? status.state : undefined;
  const element = elementOfIndex(array, index);
  if (element === undefined) return isFinal(status.state) ? "cancelled" : undefined; // there is no such task
  if (contains(status.succeeded, element)) return "succeeded";
  if (contains(status.failed, element)) return "failed";
  return contains(status.cancelled, element) ? "cancelled" : undefined;
}

function isMet(on: DependencyCondition, state: FinalState): boolean {
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

function failureOf({ index, job: on, unmet }: Dependency): JobEvent {
  return {
    type: "dependency_failed",
    on,
    ...(index === undefined ? {} : { index }),
    ...(unmet === "hold" ? { hold: true } : {}),
  };
}

function childrenOf(state: CoreState, parent: number, index: number): Set<number> {
  const waiting = state.dependents.get(parent) ?? new Map<number, Set<number>>();
  state.dependents.set(parent, waiting);
  const children = waiting.get(index) ?? new Set<number>();
  waiting.set(index, children);
  return children;
}

function parentKey({ index, job }: Parent): string {
  return index === undefined ? `${job}` : `${job}-${index}`;
}
