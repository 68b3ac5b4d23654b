import type { Cause } from "../../offers/explanation.ts";
import { canDo, mayRunOn } from "../../offers/fit.ts";
import { routed, routeFor, type Routed } from "../../offers/routing.ts";
import { isKept, type LiveJob } from "../state/live-job.ts";
import type { CoreState, QueueState, AgentState, TimeState } from "../state/state.ts";

/*
 * A job that may use several clusters begins with those that are preferred. What it may use is part of what it needs,
 * so all that asks where it fits goes by that; when it has waited long enough, it needs less.
 */

/** Where a job may start now, as far as preferences of clusters go; `undefined` when there are none. */
function routedNow(
  state: Pick<CoreState, "backends" | "nowMs" | "shared" | "tuning">,
  job: LiveJob,
): Routed | undefined {
  const route = routeFor(state.tuning.routing, job.queue);
  if (route === undefined || job.routedSinceMs === undefined) return undefined;
  const { need } = state.shared.need(job.kind, state.tuning);
  const usable = [...state.backends.values()].flatMap(({ capabilities, name }) =>
    mayRunOn(need, name) && (capabilities === undefined || canDo(capabilities, need)) ? [name] : [],
  );
  return routed(route, usable, state.nowMs - job.routedSinceMs);
}

/**
 * Brings what a job may use up to date with how long it has waited, and sees to it that it is looked at again.
 * @returns whether its need is another one now
 */
export function followRoute(state: QueueState & AgentState & TimeState, job: LiveJob): boolean {
  const { nowMs, timers, tuning } = state;
  if (routeFor(tuning.routing, job.queue) === undefined) return false;
  job.routedSinceMs = isKept(job, nowMs)
    ? undefined
    : (job.routedSinceMs ?? Math.min(nowMs, job.waitsSinceMs));
  const now = routedNow(state, job);
  const open = now?.next === undefined ? undefined : now.open;
  const needs = state.shared.need(job.kind, tuning, open);
  if (now?.next !== undefined) {
    const atMs = (job.routedSinceMs ?? nowMs) + now.next.afterMs;
    if (job.spillsAtMs !== atMs) timers.add({ kind: "eligible", job: job.id, atMs });
    job.spillsAtMs = atMs;
  }
  if (needs.shapeKey === job.shapeKey) return false;
  job.needs = needs;
  return true;
}

/** Until when a job waits for clusters that are preferred, and for which. */
export function routingCause(
  state: Pick<CoreState, "backends" | "nowMs" | "shared" | "tuning">,
  job: LiveJob,
): Cause | undefined {
  const now = routedNow(state, job);
  if (now?.next === undefined || job.routedSinceMs === undefined) return undefined;
  const { afterMs, clusters } = now.next;
  return { kind: "routing", open: now.open, next: clusters, atMs: job.routedSinceMs + afterMs };
}

/** A task of it was lost with its node: it may go on wherever there is room first. */
export function openAllClusters(job: LiveJob): void {
  job.routedSinceMs = -Infinity;
}
