import type { Attempt, NewJob } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { contains } from "../../resources/ranges.ts";
import type { JobRequest } from "../../store/store.ts";
import { stopAttempt } from "../following/attempts.ts";
import { resumeJob, suspendJob } from "../following/suspension.ts";
import { awaitParents } from "../intake/dependencies.ts";
import { apply } from "../intake/lifecycle.ts";
import { enqueue } from "../intake/queueing.ts";
import type { CoreInput, KnownParent } from "../state/decision.ts";
import { liveJobOf, type LiveJob } from "../state/live-job.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  LimitState,
  ProspectState,
  TimeState,
  CycleOutput,
} from "../state/state.ts";
import { changeJob } from "./changes.ts";
import { watchWindow } from "./start-window.ts";

export function submitted(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  key: string,
  job: NewJob,
  parents: ReadonlyMap<number, KnownParent>,
): void {
  if (state.jobs.has(job.id)) return; // read from the inbox twice
  const live = liveJobOf(job, newStatus(job), [], state.tuning, state.shared);
  live.waitsSinceMs = Math.max(live.waitsSinceMs, state.nowMs);
  state.jobs.set(live.id, live);
  state.records.push({ type: "job", job: job.id, event: { type: "filed" } }, { type: "taken", key });
  awaitParents(state, live, job.spec.dependencies, parents);
  watchWindow(state, live);
  enqueue(state, live);
}

export function requested(
  state: CoreState,
  { job: body, key, parents = new Map(), request }: Extract<CoreInput, { readonly type: "requested" }>,
): void {
  state.records.push({ type: "taken", key });
  const job = state.jobs.get(request.job);
  if (job === undefined) return; // it ended meanwhile: nothing left to ask for
  switch (request.verb) {
    case "cancel":
      return cancelJob(state, job, request);
    case "hold":
      apply(state, job, { type: "held", by: request.admin ? "admin" : "user" });
      return;
    case "release":
      if (job.status.heldBy === "admin" && !request.admin) return;
      job.waitsSinceMs = Math.max(job.waitsSinceMs, state.nowMs);
      apply(state, job, { type: "released" });
      return;
    case "suspend":
      return suspendJob(state, job, request.admin ? "admin" : "user");
    case "resume":
      if (job.status.suspendedBy !== "admin" || request.admin) resumeJob(state, job);
      return;
    case "change":
      if (body !== undefined) changeJob(state, job, request, body, parents);
      return;
    default:
      request.verb satisfies never;
  }
}

/** All of it, or some tasks of an array; of a gang all: without some of its tasks the others are of no use. */
function cancelJob(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
  { by, elements: wanted, graceMs }: JobRequest,
): void {
  const elements = job.array?.gang === undefined ? wanted : undefined;
  const isMoved = apply(state, job, {
    type: "cancel_requested",
    by,
    ...(elements === undefined ? {} : { elements }),
  });
  if (!isMoved && elements === undefined && graceMs === undefined) return;
  for (const attempt of job.attempts.values())
    if (elements === undefined || contains(elements, attempt.element))
      stopAttempt(state, job, attempt, "CancelRequested", sooner(state, job, attempt, graceMs));
}

/** What stops already is only ever given less time, never more. */
function sooner(
  { nowMs }: Pick<CoreState, "nowMs">,
  job: LiveJob,
  { graceMs: before = job.graceMs, stoppingSinceMs }: Attempt,
  graceMs: number | undefined,
): { readonly graceMs?: number } {
  if (graceMs === undefined) return {};
  return stoppingSinceMs === undefined || nowMs + graceMs < stoppingSinceMs + before ? { graceMs } : {};
}
