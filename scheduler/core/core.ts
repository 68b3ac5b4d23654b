import { isDeepStrictEqual } from "node:util";
import { accountKey } from "../../accounts/account.ts";
import type { AccountsView } from "../../fair-share/views.ts";
import type { Attempt, Job, JobState } from "../../jobs/life/job.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { AgentView, Explanation } from "../../offers/explanation.ts";
import type { UsageBucket } from "../../store/store.ts";
import type { TrustedAgent } from "../../store/trust.ts";
import type { Timer } from "../collections/timers.ts";
import { demandOf, newBackend } from "../deciding/demand.ts";
import { dropEarmarks, keepLimitsFor } from "../deciding/earmarks.ts";
import { dropGangHolds } from "../deciding/gang-holds.ts";
import { endGathering, isGathered, keepTogether } from "../deciding/gang-starts.ts";
import { renewPreemptions } from "../deciding/preempting.ts";
import { answerOffers, followAgents } from "../deciding/placing.ts";
import { dropPlans, mustFindReservations } from "../deciding/reservations.ts";
import { followPlans, planFor } from "../deciding/wide-jobs.ts";
import { requestOffers } from "../deciding/wanted-offers.ts";
import { accountsView } from "../explaining/accounts-view.ts";
import { explainJob } from "../explaining/explain.ts";
import { dumpOf, type StateDump } from "../explaining/state-dump.ts";
import { adoptAttempt, lookAtAttempt, reconcileAll } from "../following/attempts.ts";
import { leaveInTime } from "../following/maintenance.ts";
import { separateMachines } from "../following/shared-machines.ts";
import {
  countApart,
  lookAtProof,
  planRenewal,
  rememberTrust,
  renewHealth,
  standingOf,
  type ApartCounts,
} from "../intake/agent-trust.ts";
import { awaitParents } from "../intake/dependencies.ts";
import { enqueue, file, fileInParts, rebuild } from "../intake/queueing.ts";
import type { CoreInput, Decision, KnownParent } from "../state/decision.ts";
import { liveJobOf } from "../state/live-job.ts";
import { askForOperation } from "../state/operations.ts";
import { hostKey } from "../state/places.ts";
import { applyQuotas, followQuotas, isCountNew } from "../state/quotas.ts";
import type { PreparedJobs } from "../state/shared-parts.ts";
import { bookDay } from "../state/snapshots.ts";
import { aheadOf } from "../state/start-order.ts";
import { noCounts, noNotes, type CoreOptions, type CoreState } from "../state/state.ts";
import type { Tuning } from "../state/tuning.ts";
import { takeEvent } from "./backend-events.ts";
import { closeAgents, leaveClosed } from "./closings.ts";
import { newState } from "./new-state.ts";
import { requested, submitted } from "./requests.ts";
import { planReview, review } from "./review.ts";
import { lookAtDeadline, lookAtStart, watchWindow } from "./start-window.ts";

/** Ids of jobs: see `Core.wideJobs`. */
export interface WideJobs {
  readonly passedOver: readonly number[];
  readonly planned: readonly number[];
  /** Those for whom parts of limits are kept. */
  readonly earmarked: readonly number[];
}

/**
 * The one scheduler: a deterministic state machine over everything that is live. It considers every job at every
 * moment: jobs of one size and account wait in one queue, and only what changed is looked at.
 *
 * No I/O, no clock, no chance. When the records of a decision could not be made durable, the core is thrown away and
 * loaded anew from the store: memory never leads it.
 */
export class Core {
  readonly #state: CoreState;

  /** @param prepared  jobs that it knows from the beginning, and nobody else from now on */
  constructor(options: CoreOptions, prepared?: PreparedJobs) {
    const state = newState(options, prepared);
    this.#state = state;
    const { jobs, nowMs, timers, tuning } = state;
    timers.add({ kind: "reconcile", atMs: nowMs + tuning.reconcileMs });
    for (const job of jobs.values()) job.needs = state.shared.need(job.kind, tuning);
    state.matcher.matching.reserve(jobs.size);
  }

  // --- loading -------------------------------------------------------------------------------------------------------

  /** @param capabilities  absent: everything but reservations */
  addBackend(name: string, registrationId: string | undefined, capabilities?: Capabilities): void {
    const { backends, nowMs } = this.#state;
    backends.set(name, newBackend(name, registrationId, capabilities, nowMs));
  }

  loadUsage(bucket: UsageBucket): void {
    const key = accountKey(bucket);
    this.#state.matcher.shares.charge(key, bucket, bucket.hourMs);
    this.#state.quotas.book(key, bucket);
    bookDay(this.#state, key, bucket, bucket.hourMs);
  }

  /** What an earlier leader knew of an agent, before the jobs that have tasks there. */
  loadTrust({ agentId, backend, trust }: TrustedAgent): void {
    const { health, nowMs } = this.#state;
    health.restore(hostKey(backend, agentId), trust, nowMs);
  }

  /** @param parents  the jobs that it names as dependencies, as stored */
  loadJob(job: Job, attempts: readonly Attempt[], parents: ReadonlyMap<number, KnownParent>): void {
    const state = this.#state;
    const live = liveJobOf(job, job.status, attempts, state.tuning, state.shared);
    state.jobs.set(live.id, live);
    for (const attempt of attempts) adoptAttempt(state, live, attempt);
    for (const retrying of Object.values(job.status.retrying)) {
      state.timers.add({ kind: "eligible", job: live.id, atMs: retrying.eligibleAtMs });
    }
    awaitParents(state, live, job.spec.dependencies, parents);
    watchWindow(state, live);
    enqueue(state, live);
  }

  /** Changes what may be changed while the core runs; the next cycle goes by it. */
  configure(changes: Partial<Tuning>): void {
    const state = this.#state;
    const before = state.tuning;
    // Who leads is configured as it was loaded: a long queue is not filed twice for that.
    const news = Object.entries(changes).filter(
      ([key, value]) => !isDeepStrictEqual(value, before[key as keyof Tuning]), // `changes` has no other keys
    );
    if (news.length === 0) return;
    state.tuning = { ...before, ...Object.fromEntries(news) };
    const { licences, quotas, shares } = state.tuning;
    if (before.quotas !== quotas || before.shares !== shares) {
      state.quotas.configure(state.tuning);
      if (!isCountNew(state)) applyQuotas(state);
    }
    if (before.sharedMachines !== state.tuning.sharedMachines) state.separatedAtVersion = -1;
    const isOrderNew =
      before.quotas !== quotas && [...before.quotas, ...quotas].some(({ soft }) => soft === true);
    if (before.licences !== licences) state.matcher.matching.setLicences(licences);
    const isSame = !isOrderNew && !isCountNew(state);
    if (isSame && !MATCHED.some((key) => before[key] !== state.tuning[key])) return;
    for (const job of state.jobs.values()) job.needs = state.shared.need(job.kind, state.tuning);
    state.wide = [];
    rebuild(state);
  }

  /**
   * Files what was loaded ahead of the first cycle, `most` jobs at a time, so that whoever leads is not busy with a long
   * queue for longer than the lease lasts. Yields after each part.
   */
  *fileAhead(most: number): Generator<undefined, void> {
    const state = this.#state;
    state.matcher.matching.setTime(state.nowMs);
    followQuotas(state);
    yield* fileInParts(state, most);
  }

  // --- one cycle ------------------------------------------------------------------------------------------------------

  /** Takes in what happened and decides everything that follows from it. */
  step(inputs: readonly CoreInput[], nowMs: number): Decision {
    const state = this.#state;
    state.nowMs = Math.max(state.nowMs, nowMs); // a clock that is set back must not undo anything
    state.matcher.matching.setTime(state.nowMs);
    followQuotas(state);
    for (const input of inputs) take(state, input);
    for (const timer of state.timers.takeDue(state.nowMs)) fire(state, timer);
    followQuotas(state);
    keepTogether(state);
    endGathering(state);
    dropPlans(state);
    dropGangHolds(state);
    dropEarmarks(state);
    renewPreemptions(state);
    renewHealth(state);
    separateMachines(state);
    closeAgents(state);
    followAgents(state);
    followPlans(state);
    answerOffers(state);
    followAgents(state);
    file(state);
    const mustFind = mustFindReservations(state);
    for (const { call, againAtMs } of demandOf(state, mustFind)) {
      if (call !== undefined) state.calls.push(call);
      if (againAtMs !== undefined) state.timers.add({ kind: "revive", atMs: againAtMs });
    }
    requestOffers(state, mustFind);
    planReview(state);
    rememberTrust(state);
    planRenewal(state);
    const decision: Decision = {
      records: state.records,
      calls: state.calls,
      offers: state.counts,
      policy: state.policy,
      ...(state.stop === undefined ? {} : { stop: state.stop }),
    };
    // What loading found out is part of the first decision, so these are emptied here and not at the beginning.
    state.records = [];
    state.calls = [];
    state.counts = noCounts();
    state.policy = noNotes();
    state.stop = undefined;
    state.endedNow.clear();
    return decision;
  }

  /** Whether it has no job at all: what is shown of it changes with nothing but events and timers. */
  isIdle(): boolean {
    return this.#state.jobs.size === 0;
  }

  /** When `step` should be called again though nothing happened. */
  nextTimerMs(): number | undefined {
    const state = this.#state;
    for (const agent of state.offered) if (!isGathered(state, agent)) return state.nowMs;
    return state.timers.nextMs();
  }

  // --- copies --------------------------------------------------------------------------------------------------------

  /** Wide jobs that were passed over, and those for which room, or limits, are kept: what no core finds in the store. */
  wideJobs(): WideJobs {
    const { earmarks, jobs, plans } = this.#state;
    const passedOver = [...jobs.values()].filter((job) => job.passedOver).map(({ id }) => id);
    return { passedOver, planned: [...plans.keys()], earmarked: [...earmarks.keys()] };
  }

  /** Of a copy that was loaded and knows its agents: what `wideJobs` of the original says. */
  takeWideJobs({ earmarked, passedOver, planned }: WideJobs): void {
    const state = this.#state;
    for (const id of passedOver) {
      const job = state.jobs.get(id);
      if (job !== undefined) job.passedOver = true;
    }
    for (const id of earmarked) {
      const job = state.jobs.get(id);
      if (job !== undefined) keepLimitsFor(state, job);
    }
    for (const id of planned) {
      const job = state.jobs.get(id);
      if (job !== undefined && !state.plans.has(id)) planFor(state, job);
    }
  }

  // --- questions -----------------------------------------------------------------------------------------------------

  /** Why a live job is where it is; `undefined` for one that is not live. */
  explain(id: number): Explanation | undefined {
    const state = this.#state;
    const job = state.jobs.get(id);
    return job === undefined ? undefined : explainJob(job, state, () => aheadOf(state, job));
  }

  /** All that decides who may start where, for those who check what it says. */
  dump(): StateDump {
    return dumpOf(this.#state);
  }

  agents(): readonly AgentView[] {
    const { jobOfTask, pool } = this.#state;
    const tasks = new Map<string, number>();
    for (const [taskId, job] of jobOfTask) {
      const placement = job.attempts.get(taskId)?.placement;
      if (placement === undefined) continue;
      const key = `${placement.backend}\n${placement.agentId}`;
      tasks.set(key, (tasks.get(key) ?? 0) + 1);
    }
    return [...pool.agents()].map(
      ({ id, backend, hostname, attributes, active, closed, sharedWith, total, free }) => ({
        id,
        backend,
        hostname,
        attributes,
        active,
        ...(sharedWith === undefined ? {} : { sharedWith }),
        ...(closed === undefined ? {} : { closed }),
        total,
        free,
        tasks: tasks.get(`${backend}\n${id}`) ?? 0,
        ...standingOf(this.#state, `${backend}\n${id}`),
      }),
    );
  }

  /** Shares, limits and licences, and what is used of them. */
  accounts(): AccountsView {
    return accountsView(this.#state);
  }

  /** Live jobs by state, for metrics. */
  countByState(): ReadonlyMap<JobState, number> {
    const counts = new Map<JobState, number>();
    for (const { status } of this.#state.jobs.values())
      counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
    return counts;
  }

  /** Agents that are emptied for a job, and reservations of ours that agents hold; for metrics. */
  countReservations(): { readonly planned: number; readonly held: number } {
    const { plans, pool } = this.#state;
    let held = 0;
    for (const { reservations } of pool.reserved()) held += reservations.size;
    return { planned: plans.size, held };
  }

  /** Agents that are not trusted with tasks as others are, for metrics. */
  countApart(): ApartCounts {
    return countApart(this.#state.health);
  }

  /** Live attempts, for the loop's own report. */
  liveAttempts(): number {
    return this.#state.jobOfTask.size;
  }
}

/** Tuning that decides who starts what where. */
const MATCHED = [
  "policy",
  "shares",
  "agentRules",
  "overhead",
  "packing",
  "localityWeight",
  "gpuReserve",
  "queueExecutors",
  "routing",
  "maintenance",
] as const;

function take(state: CoreState, input: CoreInput): void {
  switch (input.type) {
    case "submitted":
      return submitted(state, input.key, input.job, input.parents);
    case "requested":
      return requested(state, input);
    case "backend": {
      const backend = state.backends.get(input.backend);
      if (backend !== undefined) takeEvent(state, backend, input.event);
      return;
    }
    case "reconcile":
      return reconcileConnected(state);
    default:
      input satisfies never;
  }
}

function reconcileConnected(state: Pick<CoreState, "backends" | "calls" | "jobOfTask" | "nowMs">): void {
  for (const { name, connected } of state.backends.values()) if (connected) reconcileAll(state, name);
}

/** A timer is only a reason to look: whether anything is due is read from the thing itself. */
function fire(state: CoreState, timer: Timer): void {
  switch (timer.kind) {
    case "revive":
    case "wish":
    case "quota":
      return; // demand, wishes and quotas are looked at in every turn
    case "review":
      return review(state);
    case "health":
    case "gather":
    case "room":
      return; // how far agents are trusted and what gangs wait for is looked at in every turn
    case "proof":
      return lookAtProof(state, timer.task);
    case "operation":
      return askForOperation(state, timer.operationId);
    case "closing":
      return leaveClosed(state);
    case "leave":
      return leaveInTime(state, timer.leave);
    case "eligible":
      return lookAtStart(state, timer.job);
    case "deadline":
      return lookAtDeadline(state, timer.job);
    case "reconcile":
      reconcileConnected(state);
      state.timers.add({ kind: "reconcile", atMs: state.nowMs + state.tuning.reconcileMs });
      return;
    case "walltime":
    case "unreachable":
    case "recheck":
      return lookAtAttempt(state, timer);
    default:
      timer satisfies never;
  }
}
