import {
  parseTaskId,
  type Attempt,
  type AttemptEnd,
  type StopCause,
  type TaskId,
} from "../../jobs/life/job.ts";
import type { StatusUpdate, TaskRef } from "../../offers/backend.ts";
import type { Timer } from "../collections/timers.ts";
import { adoptedOn, afterOthers, judge, notTheAgents, runsOn, trustOn } from "../intake/agent-trust.ts";
import { apply } from "../intake/lifecycle.ts";
import { countTask, uncountTask } from "../intake/live-tasks.ts";
import { openAllClusters } from "../intake/routing.ts";
import { taskRef } from "../state/decision.ts";
import { isQueued, type LiveJob } from "../state/live-job.ts";
import { noteImage } from "../state/locality.ts";
import { endOf, hasEnded, lostEnd } from "../state/outcome.ts";
import { hostKey } from "../state/places.ts";
import { followTask } from "../state/prospects.ts";
import { burn } from "../state/quotas.ts";
import type {
  CoreState,
  CycleOutput,
  JobsState,
  LimitState,
  ProspectState,
  QueueState,
  TimeState,
} from "../state/state.ts";
import { walltimeEndMs, watchWalltime } from "../state/walltime.ts";
import { pauseAttempt, repeatPause } from "./suspension.ts";

/** Attempts that were given up are remembered in this number: those that return do so soon. */
const GIVEN_UP_MAX = 10_000;

/** Takes in an attempt that an earlier leader launched. */
export function adoptAttempt(state: CoreState, job: LiveJob, attempt: Attempt): void {
  const { timers, tuning } = state;
  const { taskId: task } = attempt;
  state.jobOfTask.set(task, job);
  countTask(state, job, task, attempt.runningAtMs ?? attempt.launchedAtMs);
  burn(state, job, undefined, attempt);
  followTask(state, job, attempt);
  adoptedOn(state, job, attempt);
  if (attempt.runningAtMs !== undefined) noteImage(state, job, task);
  watchWalltime(state, job, attempt);
  if (attempt.unreachableSinceMs !== undefined) {
    const atMs = attempt.unreachableSinceMs + tuning.unreachableTimeoutMs;
    timers.add({ kind: "unreachable", task, atMs });
  }
  timers.add({ kind: "recheck", task, atMs: state.nowMs + tuning.recheckMs });
}

/** How an attempt is stopped, where it is not as usual. */
interface Stop {
  /** The job that gets its room, when it is preempted. */
  readonly stoppedFor?: number;
  /** In the place of the job's grace time. */
  readonly graceMs?: number;
}

export function stopAttempt(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
  job: LiveJob,
  attempt: Attempt,
  cause: StopCause,
  how: Stop = {},
): void {
  const { taskId: task } = attempt;
  if (!apply(state, job, { type: "stopping", taskId: task, cause, ...how }, attempt)) return;
  killAttempt(state, job, job.attempts.get(task) ?? attempt);
  // Not every executor heeds another grace time than that of its task: once it is over, none is left.
  const againMs = Math.min(state.tuning.rekillMs, how.graceMs || Infinity);
  state.timers.add({ kind: "recheck", task, atMs: state.nowMs + againMs });
}

function killAttempt(state: Pick<CoreState, "calls" | "nowMs">, job: LiveJob, attempt: Attempt): void {
  const { graceMs: own, placement, stoppingSinceMs = state.nowMs } = attempt;
  const graceMs = own === undefined ? job.graceMs : Math.max(0, stoppingSinceMs + own - state.nowMs);
  state.calls.push({ type: "kill", backend: placement.backend, task: taskRef(attempt), graceMs });
}

function endAttempt(state: CoreState, job: LiveJob, attempt: Attempt, wanted: AttemptEnd): void {
  const end = inTime(job, wanted);
  const { backend, agentId } = attempt.placement;
  uncountTask(state, job, attempt.taskId);
  state.health.over(hostKey(backend, agentId), attempt.taskId);
  state.pool.free(backend, agentId, attempt.resources, attempt.ports?.length ?? 0);
  if (end.retryAtMs !== undefined) {
    if (end.reason === "NodeLost") openAllClusters(job);
    state.timers.add({ kind: "eligible", job: job.id, atMs: end.retryAtMs });
    // Its turn comes anew, but for a launch that never began: that one keeps its place.
    if (!isQueued(job) && end.neverBegan !== true) {
      job.waitsSinceMs = end.retryAtMs;
      job.passedOver = false;
    }
  }
  apply(state, job, { type: "ended", taskId: attempt.taskId, end }, attempt);
}

/** Without another try that could not end by the deadline. */
function inTime(job: LiveJob, end: AttemptEnd): AttemptEnd {
  const { message, retryAtMs, ...last } = end;
  if (retryAtMs === undefined || retryAtMs < job.window.closesMs) return end;
  const why = "its deadline leaves no time to try again";
  return { ...last, message: message === undefined ? why : `${message}; ${why}` };
}

/** Every live attempt of a backend is lost: it has forgotten us. */
export function loseAll(state: CoreState, backend: string, message: string): void {
  for (const [job, attempt] of liveOn(state, backend))
    endAttempt(state, job, attempt, lostEnd(attempt, job.retry, message, state.nowMs));
}

/** Nobody can tell any more what the tasks of a backend do. */
export function loseSight(state: CoreState, backend: string, message: string): void {
  for (const [, { placement, taskId }] of liveOn(state, backend)) {
    const { agentId } = placement;
    statusUpdate(state, backend, { taskId, agentId, state: "unreachable", message, reconciliation: false });
  }
}

export function liveOn(
  state: Pick<CoreState, "jobOfTask">,
  backend: string,
  agentId?: string,
): readonly (readonly [LiveJob, Attempt])[] {
  const found: (readonly [LiveJob, Attempt])[] = [];
  for (const [taskId, job] of state.jobOfTask) {
    const attempt = job.attempts.get(taskId);
    if (attempt === undefined || attempt.placement.backend !== backend) continue;
    if (agentId === undefined || attempt.placement.agentId === agentId) found.push([job, attempt]);
  }
  return found;
}

/** Asks where live tasks of a backend stand, and tells those to stop again that should. */
export function reconcileAttempts(
  state: Pick<CoreState, "calls" | "jobOfTask" | "nowMs">,
  backend: string,
  agentId?: string,
): void {
  const live = liveOn(state, backend, agentId);
  const tasks: readonly TaskRef[] = live.map(([, attempt]) => taskRef(attempt));
  if (tasks.length > 0) state.calls.push({ type: "reconcile", backend, tasks });
  // What was told before may have been lost.
  for (const [job, attempt] of live) {
    if (attempt.state === "stopping") killAttempt(state, job, attempt);
    else repeatPause(state, attempt);
  }
}

/** Asks for every task, by name and in general: some nobody here remembers, of others the cluster has never heard. */
export function reconcileAll(state: Pick<CoreState, "calls" | "jobOfTask" | "nowMs">, backend: string): void {
  reconcileAttempts(state, backend);
  state.calls.push({ type: "reconcile", backend, tasks: [] });
}

export function statusUpdate(state: CoreState, backend: string, update: StatusUpdate): void {
  const job = state.jobOfTask.get(update.taskId as TaskId); // a foreign id is just not in the map
  const attempt = job?.attempts.get(update.taskId as TaskId);
  if (job === undefined || attempt === undefined) return orphan(state, backend, update);
  const { taskId: task } = attempt;
  const { nowMs, timers, tuning } = state;
  if (update.state === "error" && attempt.runningAtMs !== undefined) {
    // A task that runs cannot be refused any more: this is about a second launch of it. What is true can be asked.
    state.calls.push({ type: "reconcile", backend, tasks: [taskRef(attempt)] });
    return;
  }
  if (hasEnded(update.state)) {
    const end = endOf(attempt, update, job.retry, nowMs, trustOn(state, attempt));
    judge(state, job, attempt, end, update.fault);
    endAttempt(state, job, attempt, notTheAgents(state, attempt, afterOthers(state, job, attempt, end)));
    return;
  }
  if (update.state === "unreachable" || update.state === "unknown") {
    if (apply(state, job, { type: "unreachable", taskId: task }, attempt)) {
      timers.add({ kind: "unreachable", task, atMs: nowMs + tuning.unreachableTimeoutMs });
      timers.add({ kind: "recheck", task, atMs: nowMs + tuning.recheckMs });
    }
    return;
  }
  if (attempt.unreachableSinceMs !== undefined)
    apply(state, job, { type: "reachable", taskId: task }, attempt);
  if (update.state !== "running") return;
  const { address } = update;
  const running = { type: "running", taskId: task, ...(address === undefined ? {} : { address }) } as const;
  if (!apply(state, job, running, job.attempts.get(task))) return;
  noteImage(state, job, task);
  runsOn(state, job, attempt);
  const now = job.attempts.get(task);
  watchWalltime(state, job, now);
  if (now !== undefined && job.status.suspendedBy !== undefined) pauseAttempt(state, job, now);
}

/** A task that no live attempt accounts for: of an attempt that was given up, or not ours at all. */
function orphan(state: JobsState & TimeState & CycleOutput, backend: string, update: StatusUpdate): void {
  const alive = update.state === "staging" || update.state === "starting" || update.state === "running";
  const id = parseTaskId(update.taskId);
  if (!alive || id === undefined || id.epoch > state.epoch) return;
  // Another attempt has followed it, or it was given up without one.
  const isKnown = state.givenUp.has(update.taskId) || state.jobs.has(id.job);
  if (state.tuning.unknownTasks === "ignore" && !isKnown) return;
  const task = { taskId: update.taskId as TaskId, agentId: update.agentId, access: "" }; // it parsed as one
  state.calls.push({ type: "kill", backend, task, graceMs: 0 });
}

/** A timer is only a reason to look: whether anything is due is read from the attempt. */
export function lookAtAttempt(
  state: CoreState,
  timer: Extract<Timer, { readonly kind: "walltime" | "unreachable" | "recheck" }>,
): void {
  const { nowMs, tuning } = state;
  const { task } = timer;
  const job = state.jobOfTask.get(task);
  const attempt = job?.attempts.get(task);
  if (job === undefined || attempt === undefined) return;
  switch (timer.kind) {
    case "walltime":
      if ((walltimeEndMs(job, attempt) ?? Infinity) <= nowMs)
        stopAttempt(state, job, attempt, "WalltimeReached");
      return;
    case "unreachable": {
      if (job.retry.onUnreachable === "wait") return;
      const since = attempt.unreachableSinceMs;
      if (since === undefined || since + tuning.unreachableTimeoutMs > nowMs) return;
      giveUp(state, task);
      const message = "the node went away and did not come back";
      endAttempt(state, job, attempt, lostEnd(attempt, job.retry, message, nowMs));
      return;
    }
    case "recheck": {
      const runs = attempt.state === "running" || attempt.state === "suspended";
      if (runs && attempt.unreachableSinceMs === undefined) return;
      const { backend } = attempt.placement;
      const isStopping = attempt.state === "stopping";
      if (state.backends.get(backend)?.connected === true) {
        if (isStopping) killAttempt(state, job, attempt);
        else state.calls.push({ type: "reconcile", backend, tasks: [taskRef(attempt)] });
      }
      state.timers.add({
        kind: "recheck",
        task,
        atMs: nowMs + (isStopping ? tuning.rekillMs : recheckInMs(attempt, nowMs, tuning.recheckMs)),
      });
      return;
    }
    default:
      timer.kind satisfies never;
  }
}

function giveUp(state: Pick<CoreState, "givenUp">, task: TaskId): void {
  const { givenUp } = state;
  givenUp.add(task);
  if (givenUp.size <= GIVEN_UP_MAX) return;
  for (const oldest of givenUp) {
    givenUp.delete(oldest);
    return;
  }
}

/** Silence is legal for minutes: the longer there is no news, the longer until it is asked for again. */
function recheckInMs(attempt: Attempt, nowMs: number, recheckMs: number): number {
  const silentMs = nowMs - (attempt.unreachableSinceMs ?? attempt.launchedAtMs);
  return Math.min(10 * recheckMs, Math.max(recheckMs, silentMs));
}
