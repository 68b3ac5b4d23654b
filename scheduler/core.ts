import { accountKey } from "../accounts/account.ts";
import { bookedCost } from "../fair-share/usage-ledger.ts";
import type { Attempt, Job, JobState } from "../jobs/job.ts";
import { requirementKey } from "../jobs/requirement.ts";
import { withSiteNeeds } from "../offers/agent-rules.ts";
import type { Capabilities } from "../offers/backend.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { UsageBucket } from "../store/store.ts";
import { adoptAttempt, lookAtAttempt, reconcileAll } from "./attempts.ts";
import { takeEvent } from "./backend-events.ts";
import { Backlog } from "./backlog.ts";
import type { CoreInput, Decision } from "./decision.ts";
import { demandOf, newBackend } from "./demand.ts";
import { explainJob } from "./explain.ts";
import { awaitParents, type KnownParent } from "./dependencies.ts";
import { enqueue } from "./lifecycle.ts";
import { liveJobOf } from "./live-job.ts";
import { leaveInTime } from "./maintenance.ts";
import { answerOffers } from "./placing.ts";
import { requested, submitted } from "./requests.ts";
import { askForOperation } from "./operations.ts";
import { dropPlans, mustFindReservations } from "./reservations.ts";
import { planReview, review } from "./review.ts";
import { lookAtDeadline, lookAtStart, watchWindow } from "./start-window.ts";
import { newState, noCounts, turnOf, type CoreOptions, type CoreState } from "./state.ts";
import type { Timer } from "./timers.ts";
import type { Tuning } from "./tuning.ts";
import { aheadOf } from "./turn.ts";
import { tellWishes } from "./wishes.ts";

/**
 * The one scheduler: a deterministic state machine over everything that is live. It considers every job at every
 * moment: jobs of one size and account wait in one queue, and only what changed is looked at.
 *
 * No I/O, no clock, no chance. When the records of a decision could not be made durable, the core is thrown away and
 * loaded anew from the store: memory never leads it.
 */
export class Core {
  readonly #state: CoreState;

  constructor(options: CoreOptions) {
    this.#state = newState(options);
    const { nowMs, timers, tuning } = this.#state;
    timers.add({ kind: "reconcile", atMs: nowMs + tuning.reconcileMs });
  }

  // --- loading -------------------------------------------------------------------------------------------------------

  /** @param capabilities  absent: everything but reservations */
  addBackend(name: string, registrationId: string | undefined, capabilities?: Capabilities): void {
    const { backends, nowMs } = this.#state;
    backends.set(name, newBackend(name, registrationId, capabilities, nowMs));
  }

  loadUsage(bucket: UsageBucket): void {
    this.#state.ledger.charge(accountKey(bucket), bookedCost(bucket), bucket.hourMs);
  }

  /** @param parents  the jobs that it names as dependencies, as stored */
  loadJob(job: Job, attempts: readonly Attempt[], parents: ReadonlyMap<number, KnownParent>): void {
    const state = this.#state;
    const live = liveJobOf(job, job.status, attempts, state.tuning);
    state.jobs.set(live.id, live);
    for (const attempt of attempts) adoptAttempt(state, live, attempt);
    for (const retrying of Object.values(job.status.retrying)) {
      state.timers.add({ kind: "eligible", job: live.id, atMs: retrying.eligibleAtMs });
    }
    awaitParents(state, live, job.spec.dependencies, parents);
    watchWindow(state, live);
    enqueue(state, live);
  }

  /** Changes what may be changed while the core runs; the next turn goes by it. */
  configure(changes: Partial<Tuning>): void {
    const state = this.#state;
    state.tuning = { ...state.tuning, ...changes };
    const { agentRules, overhead, queueExecutors } = changes;
    if ((agentRules ?? overhead ?? queueExecutors) === undefined) return;
    state.backlog = new Backlog();
    state.unanswered.clear();
    state.wide = [];
    for (const job of state.jobs.values()) {
      job.need = withSiteNeeds(state.tuning, job.asks, job.queue);
      job.shapeKey = requirementKey(job.need);
      job.queued = false;
      enqueue(state, job);
    }
  }

  // --- one turn ------------------------------------------------------------------------------------------------------

  /** Takes in what happened and decides everything that follows from it. */
  step(inputs: readonly CoreInput[], nowMs: number): Decision {
    const state = this.#state;
    state.nowMs = Math.max(state.nowMs, nowMs); // a clock that is set back must not undo anything
    for (const input of inputs) take(state, input);
    for (const timer of state.timers.takeDue(state.nowMs)) fire(state, timer);
    dropPlans(state);
    let started = 0;
    for (const agent of state.offered) {
      if (started >= state.tuning.launchesMax) break; // the others are answered in the next turn, which follows at once
      state.offered.delete(agent);
      started += answerOffers(state, agent);
    }
    const mustFind = mustFindReservations(state);
    for (const { call, againAtMs } of demandOf(state, mustFind)) {
      if (call !== undefined) state.calls.push(call);
      if (againAtMs !== undefined) state.timers.add({ kind: "revive", atMs: againAtMs });
    }
    tellWishes(state, mustFind);
    planReview(state);
    const decision: Decision = {
      records: state.records,
      calls: state.calls,
      offers: state.counts,
      ...(state.stop === undefined ? {} : { stop: state.stop }),
    };
    // What loading found out is part of the first decision, so these are emptied here and not at the beginning.
    state.records = [];
    state.calls = [];
    state.counts = noCounts();
    state.stop = undefined;
    state.endedNow.clear();
    return decision;
  }

  /** When `step` should be called again though nothing happened. */
  nextTimerMs(): number | undefined {
    return this.#state.offered.size > 0 ? this.#state.nowMs : this.#state.timers.nextMs();
  }

  // --- questions -----------------------------------------------------------------------------------------------------

  /** Why a live job is where it is; `undefined` for one that is not live. */
  explain(id: number): Explanation | undefined {
    const state = this.#state;
    const job = state.jobs.get(id);
    return job === undefined ? undefined : explainJob(job, state, () => aheadOf(job, turnOf(state)));
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
    return [...pool.agents()].map(({ id, backend, hostname, attributes, active, total, free }) => ({
      id,
      backend,
      hostname,
      attributes,
      active,
      total,
      free,
      tasks: tasks.get(`${backend}\n${id}`) ?? 0,
    }));
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

  /** Live attempts, for the loop's own report. */
  liveAttempts(): number {
    return this.#state.jobOfTask.size;
  }
}

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
    default:
      input satisfies never;
  }
}

/** A timer is only a reason to look: whether anything is due is read from the thing itself. */
function fire(state: CoreState, timer: Timer): void {
  switch (timer.kind) {
    case "revive":
    case "wish":
      return; // demand and wishes are looked at in every turn
    case "review":
      return review(state);
    case "operation":
      return askForOperation(state, timer.operationId);
    case "leave":
      return leaveInTime(state, timer.leave);
    case "eligible":
      return lookAtStart(state, timer.job);
    case "deadline":
      return lookAtDeadline(state, timer.job);
    case "reconcile":
      for (const { name, connected } of state.backends.values()) if (connected) reconcileAll(state, name);
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
