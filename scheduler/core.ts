import { accountKey } from "../accounts/account.ts";
import type { Policy } from "../fair-share/policy.ts";
import { bookedCost, costRate, UsageLedger } from "../fair-share/usage-ledger.ts";
import type { Attempt, FinalState, Job, JobEvent, JobState, NewJob, TaskId } from "../jobs/job.ts";
import { isFinal, parseTaskId, taskIdOf } from "../jobs/job.ts";
import type { DependencyCondition } from "../jobs/spec.ts";
import { indexOfElement } from "../jobs/spec.ts";
import { newStatus, transition } from "../jobs/transition.ts";
import { AgentPool, type PooledAgent } from "../offers/agent-pool.ts";
import type { BackendEvent, StatusUpdate, TaskRef } from "../offers/backend.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { JobRequest, JournalRecord, UsageBucket } from "../store/store.ts";
import { Backlog, type Shape } from "./backlog.ts";
import type { BackendCall, CoreInput, Decision, PlannedAttempt } from "./decision.ts";
import { taskRef } from "./decision.ts";
import { demandOf, newBackend, type BackendState } from "./demand.ts";
import { explainJob } from "./explain.ts";
import { liveJobOf, startableElement, type LiveJob } from "./live-job.ts";
import { endOf, hasEnded, lostEnd } from "./outcome.ts";
import { Timers, type Timer } from "./timers.ts";
import { aheadOf, nextFor, type Turn } from "./turn.ts";

export interface CoreOptions {
  readonly epoch: number;
  readonly policy: Policy;
  readonly halfLifeMs: number;
  /** How long an agent may stay away before its tasks count as lost. */
  readonly unreachableTimeoutMs: number;
  /** For how long what we leave of an offer need not come again; more of it comes at once. */
  readonly refuseMs: number;
  readonly nowMs: number;
}

/** How often a task that gives no news is asked for, or told again to stop. */
const RECHECK_MS = 30_000;
const REKILL_MS = 10_000;
/** How often all live tasks are asked for, so that an update that got lost for good is found out. */
const RECONCILE_MS = 600_000;

/**
 * The one scheduler: a deterministic state machine over everything that is live. It considers every job at every
 * moment: jobs of one size and account wait in one queue, and only what changed is looked at.
 *
 * No I/O, no clock, no chance. When the records of a decision could not be made durable, the core is thrown away and
 * loaded anew from the store: memory never leads it.
 */
export class Core {
  readonly #options: CoreOptions;
  readonly #jobs = new Map<number, LiveJob>();
  readonly #jobOfTask = new Map<TaskId, LiveJob>();
  /** Waiting jobs by the job they wait for. */
  readonly #dependents = new Map<number, Set<number>>();
  readonly #backlog = new Backlog();
  readonly #pool = new AgentPool();
  readonly #ledger: UsageLedger;
  readonly #backends = new Map<string, BackendState>();
  readonly #timers = new Timers();
  /** Shapes that something waits for and that no offer was matched with since. */
  readonly #unanswered = new Set<Shape>();

  /** Jobs that ended in this turn: the store does not show it yet to those who were submitted just now. */
  readonly #endedNow = new Map<number, FinalState>();

  #nowMs: number;
  #records: JournalRecord[] = [];
  #calls: BackendCall[] = [];
  #offered = new Set<PooledAgent>();
  #stop: Decision["stop"];

  constructor(options: CoreOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs;
    this.#ledger = new UsageLedger({ halfLifeMs: options.halfLifeMs, originMs: options.nowMs });
    this.#timers.add({ kind: "reconcile", atMs: options.nowMs + RECONCILE_MS });
  }

  // --- loading -------------------------------------------------------------------------------------------------

  addBackend(name: string, registrationId: string | undefined): void {
    this.#backends.set(name, newBackend(name, registrationId, this.#nowMs));
  }

  loadUsage(bucket: UsageBucket): void {
    this.#ledger.charge(accountKey(bucket), bookedCost(bucket), bucket.hourMs);
  }

  /** @param parents  stored states of the jobs that it names as dependencies */
  loadJob(job: Job, attempts: readonly Attempt[], parents: ReadonlyMap<number, JobState>): void {
    const live = liveJobOf(job, job.status, attempts);
    this.#jobs.set(live.id, live);
    for (const attempt of attempts) this.#adopt(live, attempt);
    for (const retrying of Object.values(job.status.retrying)) {
      this.#timers.add({ kind: "eligible", job: live.id, atMs: retrying.eligibleAtMs });
    }
    // An element that has run once has had its dependencies met.
    if (job.status.startedAtMs === undefined) this.#awaitParents(live, job.spec.dependencies, parents);
    this.#enqueue(live);
  }

  // --- one turn ------------------------------------------------------------------------------------------------

  /** Takes in what happened and decides everything that follows from it. */
  step(inputs: readonly CoreInput[], nowMs: number): Decision {
    this.#nowMs = Math.max(this.#nowMs, nowMs); // a clock that is set back must not undo anything
    for (const input of inputs) this.#take(input);
    for (const timer of this.#timers.takeDue(this.#nowMs)) this.#fire(timer);
    for (const agent of this.#offered) this.#match(agent);
    this.#offered = new Set();
    const demand = {
      backlog: this.#backlog,
      unanswered: this.#unanswered,
      pool: this.#pool,
      nowMs: this.#nowMs,
    };
    for (const { call, againAtMs } of demandOf(demand, this.#backends.values())) {
      if (call !== undefined) this.#calls.push(call);
      if (againAtMs !== undefined) this.#timers.add({ kind: "revive", atMs: againAtMs });
    }
    const decision: Decision = {
      records: this.#records,
      calls: this.#calls,
      ...(this.#stop === undefined ? {} : { stop: this.#stop }),
    };
    // What loading found out is part of the first decision, so these are emptied here and not at the beginning.
    this.#records = [];
    this.#calls = [];
    this.#stop = undefined;
    this.#endedNow.clear();
    return decision;
  }

  /** When `step` should be called again though nothing happened. */
  nextTimerMs(): number | undefined {
    return this.#timers.nextMs();
  }

  #take(input: CoreInput): void {
    switch (input.type) {
      case "submitted":
        return this.#submitted(input.key, input.job, input.parents);
      case "requested":
        return this.#requested(input.key, input.request);
      case "backend": {
        const backend = this.#backends.get(input.backend);
        if (backend !== undefined) this.#backendEvent(backend, input.event);
        return;
      }
      default:
        input satisfies never;
    }
  }

  #submitted(key: string, job: NewJob, parents: ReadonlyMap<number, JobState>): void {
    if (this.#jobs.has(job.id)) return; // read from the inbox twice
    const live = liveJobOf(job, newStatus(job), []);
    this.#jobs.set(live.id, live);
    this.#records.push({ type: "job", job: job.id, event: { type: "filed" } }, { type: "taken", key });
    this.#awaitParents(live, job.spec.dependencies, parents);
    this.#enqueue(live);
  }

  #requested(key: string, request: JobRequest): void {
    this.#records.push({ type: "taken", key });
    const job = this.#jobs.get(request.job);
    if (job === undefined) return; // it ended meanwhile: nothing left to ask for
    switch (request.verb) {
      case "cancel":
        if (!this.#apply(job, { type: "cancel_requested", by: request.by })) return;
        for (const attempt of job.attempts.values()) this.#stopAttempt(job, attempt, "CancelRequested");
        return;
      case "hold":
        this.#apply(job, { type: "held", by: request.admin ? "admin" : "user" });
        return;
      case "release":
        if (job.status.heldBy === "admin" && !request.admin) return;
        this.#apply(job, { type: "released" });
        return;
      default:
        request.verb satisfies never;
    }
  }

  // --- backends ------------------------------------------------------------------------------------------------

  #backendEvent(backend: BackendState, event: BackendEvent): void {
    switch (event.type) {
      case "connected":
        backend.connected = true;
        backend.sinceMs = this.#nowMs;
        backend.suppressed = false;
        this.#dropOffers(backend);
        if (backend.registrationId !== event.registrationId) {
          backend.registrationId = event.registrationId;
          this.#records.push({
            type: "registered",
            backend: backend.name,
            registrationId: event.registrationId,
          });
        }
        this.#reconcileAll(backend.name);
        this.#calls.push({ type: "reconcile", backend: backend.name, tasks: [] }); // finds what nobody remembers
        return;
      case "disconnected":
        backend.connected = false;
        backend.sinceMs = this.#nowMs;
        backend.cause = event.cause;
        this.#dropOffers(backend);
        return;
      case "offers":
        for (const offer of event.offers) this.#offered.add(this.#pool.addOffer(backend.name, offer));
        return;
      case "rescinded":
        this.#pool.rescind(backend.name, event.offerId);
        return;
      case "status":
        this.#statusUpdate(backend.name, event.update);
        if (event.update.acknowledgement !== undefined) {
          this.#calls.push({ type: "acknowledge", backend: backend.name, update: event.update });
        }
        return;
      case "agents":
        this.#pool.setInventory(backend.name, event.agents);
        return;
      case "agent_lost":
        this.#pool.remove(backend.name, event.agentId);
        // Most of its tasks hear of it by an update of their own; one that had just ended may not.
        this.#reconcileAll(backend.name, (attempt) => attempt.placement.agentId === event.agentId);
        return;
      case "superseded":
      case "refused":
        this.#stop = { backend: backend.name, type: event.type, cause: event.cause };
        return;
      default:
        event satisfies never;
    }
  }

  #dropOffers(backend: BackendState): void {
    this.#pool.dropOffers(backend.name);
    for (const agent of this.#offered) if (agent.backend === backend.name) this.#offered.delete(agent);
  }

  /** Asks where live tasks of a backend stand, and tells those to stop again that should. */
  #reconcileAll(backend: string, which: (attempt: Attempt) => boolean = () => true): void {
    const tasks: TaskRef[] = [];
    const stopping: [LiveJob, Attempt][] = [];
    for (const [taskId, job] of this.#jobOfTask) {
      const attempt = job.attempts.get(taskId);
      if (attempt === undefined || attempt.placement.backend !== backend || !which(attempt)) continue;
      tasks.push(taskRef(attempt));
      if (attempt.state === "stopping") stopping.push([job, attempt]);
    }
    if (tasks.length > 0) this.#calls.push({ type: "reconcile", backend, tasks });
    for (const [job, attempt] of stopping) this.#kill(job, attempt); // what was told before may have been lost
  }

  #statusUpdate(backend: string, update: StatusUpdate): void {
    const job = this.#jobOfTask.get(update.taskId as TaskId); // a foreign id is just not in the map
    const attempt = job?.attempts.get(update.taskId as TaskId);
    if (job === undefined || attempt === undefined) return this.#orphan(backend, update);
    if (hasEnded(update.state)) {
      this.#endAttempt(job, attempt, endOf(attempt, update, job.retry, this.#nowMs));
      return;
    }
    if (update.state === "unreachable" || update.state === "unknown") {
      if (this.#apply(job, { type: "unreachable", taskId: attempt.taskId }, attempt)) {
        this.#timers.add({
          kind: "unreachable",
          task: attempt.taskId,
          atMs: this.#nowMs + this.#options.unreachableTimeoutMs,
        });
        this.#timers.add({ kind: "recheck", task: attempt.taskId, atMs: this.#nowMs + RECHECK_MS });
      }
      return;
    }
    if (attempt.unreachableSinceMs !== undefined) {
      this.#apply(job, { type: "reachable", taskId: attempt.taskId }, attempt);
    }
    if (update.state !== "running") return;
    const now = job.attempts.get(attempt.taskId);
    if (this.#apply(job, { type: "running", taskId: attempt.taskId }, now) && job.walltimeMs !== undefined) {
      this.#timers.add({ kind: "walltime", task: attempt.taskId, atMs: this.#nowMs + job.walltimeMs });
    }
  }

  /** A task that no live attempt accounts for: of an attempt that was given up, or not ours at all. */
  #orphan(backend: string, update: StatusUpdate): void {
    const alive = update.state === "staging" || update.state === "starting" || update.state === "running";
    const id = parseTaskId(update.taskId);
    if (!alive || id === undefined || id.epoch > this.#options.epoch) return;
    const task = { taskId: update.taskId as TaskId, agentId: update.agentId, access: "" }; // it parsed as one
    this.#calls.push({ type: "kill", backend, task, graceMs: 0 });
  }

  // --- jobs ----------------------------------------------------------------------------------------------------

  /** Applies an event to memory and, when it changes anything, records it. */
  #apply(job: LiveJob, event: JobEvent, attempt?: Attempt): boolean {
    const step = transition(job.id, job.status, attempt, event, this.#nowMs);
    if (step.kind === "ignored") return false;
    job.status = step.status;
    this.#records.push({ type: "job", job: job.id, event });
    if (step.attempt !== undefined) {
      if (isFinal(step.attempt.state)) {
        job.attempts.delete(step.attempt.taskId);
        this.#jobOfTask.delete(step.attempt.taskId);
      } else {
        job.attempts.set(step.attempt.taskId, step.attempt);
        this.#jobOfTask.set(step.attempt.taskId, job);
      }
    }
    const { state } = job.status;
    if (isFinal(state)) this.#ended(job, state);
    else this.#enqueue(job);
    return true;
  }

  #adopt(job: LiveJob, attempt: Attempt): void {
    this.#jobOfTask.set(attempt.taskId, job);
    this.#ledger.begin(job.account, costRate(attempt.resources), attempt.runningAtMs ?? attempt.launchedAtMs);
    if (attempt.runningAtMs !== undefined && job.walltimeMs !== undefined) {
      this.#timers.add({
        kind: "walltime",
        task: attempt.taskId,
        atMs: attempt.runningAtMs + job.walltimeMs,
      });
    }
    if (attempt.unreachableSinceMs !== undefined) {
      const atMs = attempt.unreachableSinceMs + this.#options.unreachableTimeoutMs;
      this.#timers.add({ kind: "unreachable", task: attempt.taskId, atMs });
    }
    this.#timers.add({ kind: "recheck", task: attempt.taskId, atMs: this.#nowMs + RECHECK_MS });
  }

  #stopAttempt(job: LiveJob, attempt: Attempt, cause: "CancelRequested" | "WalltimeReached"): void {
    if (!this.#apply(job, { type: "stopping", taskId: attempt.taskId, cause }, attempt)) return;
    this.#kill(job, attempt);
    this.#timers.add({ kind: "recheck", task: attempt.taskId, atMs: this.#nowMs + REKILL_MS });
  }

  #kill(job: LiveJob, attempt: Attempt): void {
    const { backend } = attempt.placement;
    this.#calls.push({ type: "kill", backend, task: taskRef(attempt), graceMs: job.graceMs });
  }

  #endAttempt(job: LiveJob, attempt: Attempt, end: Extract<JobEvent, { type: "ended" }>["end"]): void {
    this.#ledger.end(job.account, costRate(attempt.resources), this.#nowMs);
    this.#pool.free(attempt.placement.backend, attempt.placement.agentId, attempt.resources);
    if (end.retryAtMs !== undefined) this.#timers.add({ kind: "eligible", job: job.id, atMs: end.retryAtMs });
    this.#apply(job, { type: "ended", taskId: attempt.taskId, end }, attempt);
  }

  /** The job is over: what waited for it goes on or fails, and what waited for that, without recursion. */
  #ended(first: LiveJob, firstState: FinalState): void {
    const over: [LiveJob, FinalState][] = [[first, firstState]];
    for (let next = over.pop(); next !== undefined; next = over.pop()) {
      const [job, state] = next;
      this.#jobs.delete(job.id);
      this.#endedNow.set(job.id, state);
      const dependents = this.#dependents.get(job.id);
      this.#dependents.delete(job.id);
      for (const id of dependents ?? []) {
        const child = this.#jobs.get(id);
        const on = child?.unmet.get(job.id);
        if (child === undefined || on === undefined) continue;
        child.unmet.delete(job.id);
        if (isMet(on, state)) {
          this.#enqueue(child);
          continue;
        }
        // Not by #apply: it would recurse along a chain of dependencies.
        const event: JobEvent = { type: "dependency_failed", on: job.id };
        const step = transition(child.id, child.status, undefined, event, this.#nowMs);
        if (step.kind === "ignored") continue;
        child.status = step.status;
        this.#records.push({ type: "job", job: child.id, event });
        if (isFinal(child.status.state)) over.push([child, child.status.state]);
      }
    }
  }

  #awaitParents(
    job: LiveJob,
    dependencies: NewJob["spec"]["dependencies"],
    parents: ReadonlyMap<number, JobState>,
  ): void {
    for (const { job: parent, on } of dependencies) {
      const state = this.#jobs.has(parent)
        ? "pending"
        : (this.#endedNow.get(parent) ?? parents.get(parent) ?? "pending");
      if (isFinal(state)) {
        if (isMet(on, state)) continue;
        this.#apply(job, { type: "dependency_failed", on: parent });
        return;
      }
      job.unmet.set(parent, on);
      const waiting = this.#dependents.get(parent) ?? new Set();
      waiting.add(job.id);
      this.#dependents.set(parent, waiting);
    }
  }

  // --- matching ------------------------------------------------------------------------------------------------

  #enqueue(job: LiveJob): void {
    if (!this.#jobs.has(job.id)) return;
    const shape = this.#backlog.add(job, this.#nowMs);
    if (shape !== undefined) this.#unanswered.add(shape);
  }

  /** Fills the offers of one agent, whose turn it is first, and answers them. */
  #match(agent: PooledAgent): void {
    if (agent.offerIds.length === 0) return; // rescinded in this very turn
    const attempts: PlannedAttempt[] = [];
    while (agent.active) {
      const job = nextFor(agent.offered, this.#turn());
      if (job === undefined) break;
      attempts.push(this.#launch(job, agent));
    }
    const offerIds = this.#pool.releaseOffers(agent);
    const { backend, id: agentId } = agent;
    const { refuseMs } = this.#options;
    this.#calls.push(
      attempts.length === 0
        ? { type: "decline", backend, offerIds, refuseMs }
        : { type: "launch", backend, order: { agentId, offerIds, attempts, refuseMs } },
    );
  }

  #launch(job: LiveJob, agent: PooledAgent): PlannedAttempt {
    const element = startableElement(job, this.#nowMs);
    if (element === undefined) throw new Error(`job ${job.id} was matched but has nothing to start`);
    const before = job.status.retrying[element];
    const attempt = (before?.attempts ?? 0) + 1;
    const index = indexOfElement(job.array, element);
    const { epoch } = this.#options;
    const start = {
      element,
      ...(index === undefined ? {} : { index }),
      attempt,
      charged: (before?.charged ?? 0) + 1,
      epoch,
      taskId: taskIdOf(job.id, index, attempt, epoch),
      placement: {
        backend: agent.backend,
        agentId: agent.id,
        hostname: agent.hostname,
        access: agent.access,
      },
      resources: job.need,
    };
    this.#pool.place(agent, job.need);
    this.#ledger.begin(job.account, costRate(job.need), this.#nowMs);
    this.#apply(job, { type: "launched", start });
    this.#timers.add({ kind: "recheck", task: start.taskId, atMs: this.#nowMs + RECHECK_MS });
    return { job: job.id, ...start, graceMs: job.graceMs };
  }

  // --- time ----------------------------------------------------------------------------------------------------

  /** A timer is only a reason to look: whether anything is due is read from the job. */
  #fire(timer: Timer): void {
    if (timer.kind === "revive") return; // the demand is looked at in every turn
    if (timer.kind === "reconcile") {
      for (const backend of this.#backends.values()) if (backend.connected) this.#reconcileAll(backend.name);
      this.#timers.add({ kind: "reconcile", atMs: this.#nowMs + RECONCILE_MS });
      return;
    }
    if (timer.kind === "eligible") {
      const job = this.#jobs.get(timer.job);
      if (job !== undefined) this.#enqueue(job);
      return;
    }
    const job = this.#jobOfTask.get(timer.task);
    const attempt = job?.attempts.get(timer.task);
    if (job === undefined || attempt === undefined) return;
    switch (timer.kind) {
      case "walltime":
        this.#stopAttempt(job, attempt, "WalltimeReached");
        return;
      case "unreachable": {
        const since = attempt.unreachableSinceMs;
        if (since === undefined || since + this.#options.unreachableTimeoutMs > this.#nowMs) return;
        this.#endAttempt(job, attempt, lostEnd(attempt, job.retry, this.#nowMs));
        return;
      }
      case "recheck":
        if (attempt.state === "running" && attempt.unreachableSinceMs === undefined) return;
        if (this.#backends.get(attempt.placement.backend)?.connected === true) {
          if (attempt.state === "stopping") this.#kill(job, attempt);
          else {
            const { backend } = attempt.placement;
            this.#calls.push({ type: "reconcile", backend, tasks: [taskRef(attempt)] });
          }
        }
        this.#timers.add({
          kind: "recheck",
          task: timer.task,
          atMs: this.#nowMs + (attempt.state === "stopping" ? REKILL_MS : RECHECK_MS),
        });
        return;
      default:
        timer satisfies never;
    }
  }

  // --- questions -----------------------------------------------------------------------------------------------

  /** Why a live job is where it is; `undefined` for one that is not live. */
  explain(id: number): Explanation | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    return explainJob(job, {
      nowMs: this.#nowMs,
      agents: [...this.#pool.agents()],
      backends: [...this.#backends.values()],
      stateOf: (parent) => this.#jobs.get(parent)?.status.state ?? "pending",
      aheadOf: () => aheadOf(job, this.#turn()),
    });
  }

  agents(): readonly AgentView[] {
    const tasks = new Map<string, number>();
    for (const [taskId, job] of this.#jobOfTask) {
      const placement = job.attempts.get(taskId)?.placement;
      if (placement === undefined) continue;
      const key = `${placement.backend}\n${placement.agentId}`;
      tasks.set(key, (tasks.get(key) ?? 0) + 1);
    }
    return [...this.#pool.agents()].map(({ id, backend, hostname, attributes, active, total, free }) => ({
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
    for (const { status } of this.#jobs.values())
      counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
    return counts;
  }

  /** Live attempts, for the loop's own report. */
  liveAttempts(): number {
    return this.#jobOfTask.size;
  }

  #turn(): Turn {
    return { backlog: this.#backlog, ledger: this.#ledger, policy: this.#options.policy, nowMs: this.#nowMs };
  }
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
