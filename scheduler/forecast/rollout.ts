import { Core } from "../core/core.ts";
import type { BackendCall, PlannedAttempt } from "../state/decision.ts";
import type { LiveEntry, LiveState } from "./live-state.ts";
import type { RunTimes, TaskKind } from "./run-times.ts";
import { SmallCluster } from "./small-cluster.ts";

export interface RolloutOptions {
  /** Of the run time of a task, by its job and how many of that job's tasks were asked for before. */
  readonly quantile: (job: number, task: number) => number;
  /** So many events at most. */
  readonly events: number;
  /** No later than that long from now. */
  readonly horizonMs: number;
}

/** What came of one possible future. */
export interface Rollout {
  /** First starts of jobs that none of the tasks of had started, by job. */
  readonly starts: ReadonlyMap<number, number>;
  readonly events: number;
  /** So far it went; what had not started by then may never. */
  readonly untilMs: number;
  /** Run times by where they came from. */
  readonly history: number;
  readonly limits: number;
  readonly unknown: number;
}

/** Few at a time, so that the one who steps through it can stop in between. */
const LAUNCHES_MAX = 50;
const INPUTS_MAX = 50;
const JOBS_A_STEP = 50;
const NEVER_MS = 1e12;
const TIMERS_MS = 5000;
const IDLE_CYCLES_MAX = 2000;

/**
 * Runs what is live ahead of time: nothing new comes, tasks end when they are expected to, whatever is free is offered
 * at once. Yields after each cycle.
 */
export function* rollout(
  state: LiveState,
  runs: Pick<RunTimes, "expect">,
  options: RolloutOptions,
): Generator<undefined, Rollout> {
  const beganMs = state.options.nowMs;
  const core = emptyCore(state);
  for (const [at, entry] of state.jobs.entries()) {
    core.loadJob(entry.job, entry.live, state.parents);
    if (at % JOBS_A_STEP !== JOBS_A_STEP - 1) continue;
    core.step([], beganMs); // so that the first cycle does not have all of them to file
    yield;
  }
  const cluster = new SmallCluster(state, beganMs);
  const future = new Future(state.jobs, cluster, runs, options);
  future.goOn();

  const untilMs = beganMs + options.horizonMs;
  let events = 0;
  let idleCycles = 0;
  while (future.isOpen() && events < options.events && cluster.nowMs <= untilMs) {
    const given = cluster.reports.splice(0, INPUTS_MAX);
    events += given.length + 1;
    cluster.cycle += 1;
    // It knows its agents now, and nothing was offered yet.
    if (cluster.cycle === 2) core.takeWideJobs(state.wide);
    const { calls, records } = core.step(given, cluster.nowMs);
    for (const call of calls) future.perform(call);
    yield;
    if (cluster.reports.length > 0 || cluster.cycle === 1) continue;
    cluster.offerAll();
    if (cluster.reports.length > 0) continue;
    idleCycles = cluster.nextEndMs() === Infinity && records.length === 0 ? idleCycles + 1 : 0;
    if (idleCycles > IDLE_CYCLES_MAX) break;
    const nextMs = nextMomentMs(cluster, core.nextTimerMs() ?? Infinity);
    if (nextMs === Infinity || nextMs > untilMs) break;
    cluster.nowMs = Math.max(cluster.nowMs, nextMs);
    cluster.endDue();
  }
  return { starts: future.starts, events, untilMs: cluster.nowMs, ...future.bases };
}

function emptyCore({ backends, options, usage }: LiveState): Core {
  const core = new Core({
    ...options,
    epoch: options.epoch + 1,
    tuning: { ...options.tuning, launchesMax: LAUNCHES_MAX, recheckMs: NEVER_MS, reconcileMs: NEVER_MS },
  });
  for (const { capabilities, name } of backends)
    core.addBackend(name, undefined, { ...capabilities, reservations: false });
  for (const bucket of usage) core.loadUsage(bucket);
  return core;
}

/** Timers alone rarely change anything: they are followed coarsely, and not for ever. */
function nextMomentMs(cluster: SmallCluster, timerMs: number): number {
  const { nowMs } = cluster;
  return Math.min(
    cluster.nextEndMs(),
    cluster.nextOfferMs(),
    timerMs <= nowMs ? timerMs : Math.max(timerMs, nowMs + TIMERS_MS),
  );
}

/** How long tasks run in this future, and when pending jobs start in it. */
class Future {
  readonly starts = new Map<number, number>();
  readonly bases = { history: 0, limits: 0, unknown: 0 };
  readonly #entries: ReadonlyMap<number, LiveEntry>;
  readonly #cluster: SmallCluster;
  readonly #runs: Pick<RunTimes, "expect">;
  readonly #options: RolloutOptions;
  /** How many tasks of a job were asked for. */
  readonly #asked = new Map<number, number>();
  readonly #pending: number;

  constructor(
    jobs: readonly LiveEntry[],
    cluster: SmallCluster,
    runs: Pick<RunTimes, "expect">,
    options: RolloutOptions,
  ) {
    this.#entries = new Map(jobs.map((entry) => [entry.job.id, entry]));
    this.#pending = jobs.filter(({ job }) => job.status.state === "pending").length;
    this.#cluster = cluster;
    this.#runs = runs;
    this.#options = options;
  }

  /** Whether a pending job has not started yet. */
  isOpen(): boolean {
    return this.starts.size < this.#pending;
  }

  /** Tasks that run already go on. */
  goOn(): void {
    const { nowMs } = this.#cluster;
    for (const { kind, live } of this.#entries.values()) {
      for (const attempt of live) {
        const sinceMs = Math.max(0, nowMs - (attempt.runningAtMs ?? nowMs));
        const ranMs = Math.max(0, sinceMs - (attempt.pausedMs ?? 0));
        const ms = attempt.state === "stopping" ? sinceMs : this.#runMs(attempt.job, kind, ranMs);
        this.#cluster.follow(attempt, ms === undefined ? undefined : nowMs + Math.max(1, ms - ranMs), false);
        if (attempt.runningAtMs === undefined) this.#cluster.reportRunning(attempt);
      }
    }
  }

  perform(call: BackendCall): void {
    switch (call.type) {
      case "launch":
        this.#cluster.answer(call.order.offerIds, call.order.refuseMs);
        for (const attempt of call.order.attempts) this.#launch(attempt);
        return;
      case "decline":
        this.#cluster.answer(call.offerIds, call.refuseMs);
        return;
      case "reserve":
      case "unreserve":
        this.#cluster.answer(call.order.offerIds);
        return;
      case "suppress":
        this.#cluster.suppress(call.backend);
        return;
      case "revive":
        this.#cluster.revive(call.backend);
        return;
      case "kill":
        this.#cluster.kill(call.task.taskId);
        return;
      default:
        return; // of no consequence here
    }
  }

  #launch(attempt: PlannedAttempt): void {
    const { nowMs } = this.#cluster;
    const entry = this.#entries.get(attempt.job);
    if (entry?.job.status.state === "pending" && !this.starts.has(attempt.job))
      this.starts.set(attempt.job, nowMs);
    const ms = this.#runMs(attempt.job, entry?.kind, 0);
    this.#cluster.follow(attempt, ms === undefined ? undefined : nowMs + Math.max(1, ms), true);
    this.#cluster.reportRunning(attempt);
  }

  #runMs(job: number, kind: TaskKind | undefined, ranMs: number): number | undefined {
    if (kind === undefined) return undefined;
    const task = this.#asked.get(job) ?? 0;
    this.#asked.set(job, task + 1);
    const run = this.#runs.expect(kind, this.#options.quantile(job, task), ranMs);
    if (run === undefined) this.bases.unknown += 1;
    else if (run.basis === "history") this.bases.history += 1;
    else this.bases.limits += 1;
    return run?.ms;
  }
}
