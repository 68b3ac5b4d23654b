import type { Attempt } from "../../jobs/life/job.ts";
import type { BackendEvent, StatusUpdate } from "../../offers/backend.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { Offer } from "../../offers/offer.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { add, isNothing, smallest, subtract } from "../../resources/vector.ts";
import { Core } from "../core/core.ts";
import type { BackendCall, CoreInput, Decision, PlannedAttempt } from "../state/decision.ts";
import { Heap } from "../collections/heap.ts";
import type { LiveEntry, LiveState } from "./live-state.ts";
import type { RunTimes, TaskKind } from "./run-times.ts";

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

/** One machine of the small cluster that stands for the real ones. */
interface SmallAgent {
  readonly view: AgentView;
  free: ResourceVector;
  offer: string | undefined;
  /** What is free was declined: it is offered again then, or when it grows, or all is asked for. */
  refusedUntilMs: number;
  /** The turn in which it grew last: an offer that is answered in it shows less than there is. */
  grewIn: number;
}

interface SmallTask {
  readonly atMs: number;
  readonly order: number;
  readonly taskId: string;
  readonly backend: string;
  readonly agent: SmallAgent | undefined;
  readonly resources: ResourceVector;
  over: boolean;
}

/** Ports of each agent: how many are free is not looked at. */
const PORTS = [[31_000, 31_999]] as const;
/** Few at a time, so that the one who steps through it can stop in between. */
const LAUNCHES_MAX = 50;
const INPUTS_MAX = 50;
const JOBS_A_STEP = 50;
const NEVER_MS = 1e12;
const TIMERS_MS = 5000;
/** Declined for a shorter time, it is played as declined for that long: each time costs a turn. */
const REFUSED_MS = 15_000;
const IDLE_TURNS_MAX = 2000;

/**
 * Runs what is live ahead of time: nothing new comes, tasks end when they are expected to, whatever is free is offered
 * at once. Yields after each turn.
 */
export function* rollout(
  state: LiveState,
  runs: Pick<RunTimes, "expect">,
  options: RolloutOptions,
): Generator<undefined, Rollout> {
  const { agents: views, backends, clusters, jobs, parents, usage } = state;
  const { nowMs: beganMs, tuning } = state.options;
  const core = new Core({
    ...state.options,
    epoch: state.options.epoch + 1,
    tuning: { ...tuning, launchesMax: LAUNCHES_MAX, recheckMs: NEVER_MS, reconcileMs: NEVER_MS },
  });
  for (const { capabilities, name } of backends)
    core.addBackend(name, undefined, { ...capabilities, reservations: false });
  for (const bucket of usage) core.loadUsage(bucket);
  const entries = new Map<number, LiveEntry>();
  for (const [at, entry] of jobs.entries()) {
    core.loadJob(entry.job, entry.live, parents);
    entries.set(entry.job.id, entry);
    if (at % JOBS_A_STEP !== JOBS_A_STEP - 1) continue;
    core.step([], beganMs); // so that the first turn does not have all of them to file
    yield;
  }

  const agents = new Map<string, SmallAgent>();
  for (const view of views)
    agents.set(agentKey(view.backend, view.id), {
      view,
      free: view.free,
      offer: undefined,
      refusedUntilMs: 0,
      grewIn: -1,
    });
  const ends = new Heap<SmallTask>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  const tasks = new Map<string, SmallTask>();
  const asked = new Map<number, number>();
  const starts = new Map<number, number>();
  const agentOfOffer = new Map<string, SmallAgent>();
  const suppressed = new Set<string>();
  let [history, limits, unknown] = [0, 0, 0];
  let [events, orders, offers] = [0, 0, 0];
  let turn = 0;
  let idleTurns = 0;
  let nowMs = beganMs;
  const inputs: CoreInput[] = [];

  const tell = (backend: string, event: BackendEvent): void =>
    void inputs.push({ type: "backend", backend, event });
  const runOf = (job: number, kind: TaskKind | undefined, ranMs: number): number | undefined => {
    if (kind === undefined) return undefined;
    const task = asked.get(job) ?? 0;
    asked.set(job, task + 1);
    const run = runs.expect(kind, options.quantile(job, task), ranMs);
    if (run === undefined) unknown += 1;
    else if (run.basis === "history") history += 1;
    else limits += 1;
    return run?.ms;
  };
  const follow = (
    attempt: Pick<Attempt, "job" | "placement" | "resources" | "taskId">,
    endMs: number | undefined,
  ): void => {
    const { backend, agentId } = attempt.placement;
    orders += 1;
    const task: SmallTask = {
      atMs: endMs ?? Infinity,
      order: orders,
      taskId: attempt.taskId,
      backend,
      agent: agents.get(agentKey(backend, agentId)),
      resources: attempt.resources,
      over: false,
    };
    tasks.set(task.taskId, task);
    if (endMs !== undefined) ends.push(task);
  };
  const status = (
    task: Pick<SmallTask, "agent" | "backend" | "taskId">,
    update: Pick<StatusUpdate, "exitCode" | "state">,
  ): void => {
    const agentId = task.agent?.view.id ?? "";
    tell(task.backend, {
      type: "status",
      update: { ...update, taskId: task.taskId, agentId, reconciliation: false },
    });
  };
  const end = (task: SmallTask, update: Pick<StatusUpdate, "exitCode" | "state">): void => {
    if (task.over) return;
    task.over = true;
    tasks.delete(task.taskId);
    if (task.agent !== undefined) {
      task.agent.free = add(task.agent.free, task.resources);
      task.agent.refusedUntilMs = 0;
      task.agent.grewIn = turn;
    }
    status(task, update);
  };
  const offerAll = (): void => {
    for (const agent of agents.values()) {
      const { view } = agent;
      if (
        agent.refusedUntilMs > nowMs ||
        agent.offer !== undefined ||
        !view.active ||
        suppressed.has(view.backend)
      )
        continue;
      if (!connected.has(view.backend) || isNothing(agent.free)) continue;
      offers += 1;
      agent.offer = `forecast-${offers}`;
      agentOfOffer.set(agent.offer, agent);
      tell(view.backend, { type: "offers", offers: [offerOf(agent.offer, agent)] });
    }
  };
  const answered = (offerIds: readonly string[], refuseMs: number): SmallAgent | undefined => {
    let found: SmallAgent | undefined;
    for (const id of offerIds) {
      const agent = agentOfOffer.get(id);
      if (agent === undefined) continue;
      agentOfOffer.delete(id);
      agent.offer = undefined;
      agent.refusedUntilMs = agent.grewIn === turn ? 0 : nowMs + Math.max(REFUSED_MS, refuseMs);
      found = agent;
    }
    return found;
  };
  const launched = (backend: string, attempt: PlannedAttempt, agent: SmallAgent | undefined): void => {
    const entry = entries.get(attempt.job);
    if (entry?.job.status.state === "pending" && !starts.has(attempt.job)) starts.set(attempt.job, nowMs);
    if (agent !== undefined) agent.free = remaining(agent.free, attempt.resources);
    const ms = runOf(attempt.job, entry?.kind, 0);
    follow(attempt, ms === undefined ? undefined : nowMs + Math.max(1, ms));
    status({ taskId: attempt.taskId, backend, agent }, { state: "running" });
  };
  const perform = (call: BackendCall): void => {
    switch (call.type) {
      case "launch": {
        const agent = answered(call.order.offerIds, call.order.refuseMs);
        for (const attempt of call.order.attempts) launched(call.backend, attempt, agent);
        return;
      }
      case "decline":
        answered(call.offerIds, call.refuseMs);
        return;
      case "reserve":
      case "unreserve":
        answered(call.order.offerIds, REFUSED_MS);
        return;
      case "suppress":
        suppressed.add(call.backend);
        return;
      case "revive":
        suppressed.delete(call.backend);
        for (const agent of agents.values())
          if (agent.view.backend === call.backend) agent.refusedUntilMs = 0;
        return;
      case "kill": {
        const task = tasks.get(call.task.taskId);
        if (task !== undefined) end(task, { state: "killed" });
        return;
      }
      default:
        return; // of no consequence here
    }
  };

  const connected = new Set<string>();
  for (const { backend, event } of clusters) {
    if (event.type === "connected") {
      connected.add(backend);
      tell(backend, event);
    } else if (event.type === "agents") {
      // Reservations are not played: what is collected now counts as free when it is offered again.
      tell(backend, { ...event, agents: event.agents.map((agent) => ({ ...agent, reservations: [] })) });
    } else if (event.type === "maintenance") tell(backend, event);
  }
  for (const { kind, live } of jobs) {
    for (const attempt of live) {
      const ranMs = Math.max(0, beganMs - (attempt.runningAtMs ?? beganMs));
      const pausedMs = attempt.pausedMs ?? 0;
      const ms =
        attempt.state === "stopping" ? ranMs : runOf(attempt.job, kind, Math.max(0, ranMs - pausedMs));
      follow(
        attempt,
        ms === undefined ? undefined : beganMs + Math.max(1, ms - Math.max(0, ranMs - pausedMs)),
      );
      if (attempt.runningAtMs === undefined)
        status(
          {
            taskId: attempt.taskId,
            backend: attempt.placement.backend,
            agent: agents.get(agentKey(attempt.placement.backend, attempt.placement.agentId)),
          },
          { state: "running" },
        );
    }
  }
  const waits = jobs.filter(({ job }) => job.status.state === "pending").length;

  while (starts.size < waits && events < options.events && nowMs <= beganMs + options.horizonMs) {
    const given = inputs.splice(0, INPUTS_MAX);
    events += given.length + 1;
    turn += 1;
    // It knows its agents now, and nothing was offered yet.
    if (turn === 2) core.takeWideJobs(state.wide);
    const decision: Decision = core.step(given, nowMs);
    for (const call of decision.calls) perform(call);
    yield;
    if (inputs.length > 0 || turn === 1) continue;
    offerAll();
    if (inputs.length > 0) continue;
    const endMs = ends.top()?.atMs ?? Infinity;
    // Timers alone rarely change anything: they are followed coarsely, and not for ever.
    const timerMs = core.nextTimerMs() ?? Infinity;
    idleTurns = endMs === Infinity && decision.records.length === 0 ? idleTurns + 1 : 0;
    if (idleTurns > IDLE_TURNS_MAX) break;
    let againMs = Infinity;
    for (const { free, refusedUntilMs, view } of agents.values())
      if (refusedUntilMs > nowMs && free.cpusMilli > 0 && !suppressed.has(view.backend))
        againMs = Math.min(againMs, refusedUntilMs);
    const nextMs = Math.min(
      endMs,
      againMs,
      timerMs <= nowMs ? timerMs : Math.max(timerMs, nowMs + TIMERS_MS),
    );
    if (nextMs === Infinity || nextMs > beganMs + options.horizonMs) break;
    nowMs = Math.max(nowMs, nextMs);
    for (let top = ends.top(); top !== undefined && top.atMs <= nowMs; top = ends.top()) {
      ends.pop();
      end(top, { state: "finished", exitCode: 0 });
    }
  }
  return { starts, events, untilMs: nowMs, history, limits, unknown };
}

function offerOf(id: string, { free, view }: SmallAgent): Offer {
  return {
    id,
    agentId: view.id,
    hostname: view.hostname,
    access: "",
    attributes: view.attributes,
    lot: "",
    resources: free,
    ports: PORTS,
    reservations: [],
  };
}

function remaining(free: ResourceVector, taken: ResourceVector): ResourceVector {
  return subtract(free, smallest(free, taken));
}

function agentKey(backend: string, id: string): string {
  return `${backend}\n${id}`;
}
