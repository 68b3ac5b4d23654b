import { costRate, type ResourceWeights } from "../../fair-share/cost.ts";
import { SITE } from "../../fair-share/share-tree.ts";
import type { TaskId } from "../../jobs/life/job.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import { stopAttempt } from "../following/attempts.ts";
import { KINDS, type Amounts } from "../matching/requirement.ts";
import { chooseVictims, type AgentLoad, type Claims, type RunningTask } from "../preemption/victims.ts";
import type { LiveJob } from "../state/live-job.ts";
import { amountsOf, hostKey, hostOf } from "../state/places.ts";
import { numberOf } from "../state/prospects.ts";
import type { CoreState } from "../state/state.ts";
import { count } from "./preemption-ends.ts";
import { mayEmpty, planOnAgent } from "./wide-jobs.ts";

/*
 * Preemption, where a site wants it: room for a job whose account has less than its share, or that has the higher
 * priority, taken from tasks whose jobs allow it. The room is held for that job; if it does not start there, that is
 * counted as a fault.
 */

/** Takes room for the first of these jobs that may have it. @param jobs  without room, in fair-share order */
export function preemptFor(state: CoreState, jobs: readonly LiveJob[]): void {
  const { nowMs, tuning } = state;
  const { afterMs, mode } = tuning.preemption;
  if (mode === "off") return;
  const due = jobs.filter(
    (job) => job.waitsSinceMs + afterMs <= nowMs && state.preemptions.mayBegin(job.id, nowMs),
  );
  if (due.length === 0) return;
  state.preemptions.forget((job) => state.jobs.has(job));
  const loads = loadsOf(state);
  for (const job of due) if (makeRoomFor(state, job, loads)) return;
}

/** Of a load: nobody gives way to those who gave way to him. */
function fairTo(
  state: Pick<CoreState, "jobOfTask" | "preemptions">,
  taker: number,
): (load: AgentLoad) => AgentLoad {
  const mayGive = (task: string): boolean => {
    const victim = state.jobOfTask.get(task as TaskId)?.id; // it came from an attempt
    return victim === undefined || state.preemptions.mayTakeFrom(victim, taker);
  };
  return (load) => ({
    ...load,
    tasks: load.tasks.map((task) => (mayGive(task.task) ? task : { ...task, preemptible: false })),
  });
}

function makeRoomFor(state: CoreState, job: LiveJob, loads: ReadonlyMap<string, AgentLoad>): boolean {
  const { nowMs, preemptions, tuning } = state;
  const need = amountsOf(job.need.resources, job.need.ports);
  const usable = [...loads.values()].filter((load) => {
    const agent = state.pool.get(...hostOf(load.agent));
    if (agent === undefined) return false;
    // What is held for another job, or for a gang, is no room for this one.
    const hold = state.prospects.holds.on(numberOf(state.prospects, agent.backend, agent.id));
    return (hold === undefined || hold.job === job.id) && mayEmpty(state, job, agent);
  });
  const { account, id, priority } = job;
  const fair = usable.map(fairTo(state, id));
  const taking = chooseVictims({ account, need, priority }, fair, claimsOf(state), nowMs);
  const agent = taking === undefined ? undefined : state.pool.get(...hostOf(taking.agent));
  if (taking === undefined || agent === undefined) return false;
  const { weights } = tuning.shares;
  let graceMs = 0;
  let taken = 0;
  for (const { amounts, task } of taking.victims) {
    const victim = state.jobOfTask.get(task as TaskId); // it came from an attempt
    const attempt = victim?.attempts.get(task as TaskId);
    if (victim === undefined || attempt === undefined) continue;
    graceMs = Math.max(graceMs, victim.graceMs);
    taken += costRate(weights, amounts);
    stopAttempt(state, victim, attempt, "Preempted", { stoppedFor: id });
    preemptions.took(victim.id, id);
    state.policy.preempted.push({ task: attempt.taskId, job: victim.id, stoppedFor: id });
  }
  const part = taken / Math.max(1, runningCost(loads, weights));
  const victims = taking.victims.map(({ task }) => task);
  const { untilMs } = preemptions.begin(
    { job: id, agent: taking.agent, victims, part, graceMs },
    tuning.preemption,
    nowMs,
  );
  state.timers.add({ kind: "room", atMs: untilMs });
  planOnAgent(state, job, agent);
  return true;
}

function claimsOf(state: Pick<CoreState, "matcher" | "pool" | "tuning">): Claims {
  const { margin, mode, protectMs } = state.tuning.preemption;
  const { weights } = state.tuning.shares;
  const { shares, tree } = state.matcher;
  const pool = poolOf(state.pool.agents());
  const entitled = entitlements(state);
  const counted = [
    ["cpusMilli", weights.cpus],
    ["memMib", weights.memory],
    ["gpus", weights.gpus],
  ] as const;
  const worth = (account: string, amounts: Amounts): number => {
    let dominant = 0;
    for (const [kind, weight] of counted)
      if (weight > 0 && pool[kind] > 0) dominant = Math.max(dominant, amounts[kind] / pool[kind]);
    return dominant / entitled(account);
  };
  return {
    by: mode === "priority" ? "priority" : "shares",
    standing: (account) => {
      const node = shares.account(account);
      const held = { ...NOTHING };
      for (const [at, kind] of KINDS.entries()) held[kind] = tree.held(node, at);
      return worth(account, held);
    },
    worth,
    margin,
    rateOf: (amounts) => costRate(weights, amounts),
    protectMs,
  };
}

/** Which part of the pool is an account's own, while others want theirs: those that run or wait count. */
function entitlements({ matcher }: Pick<CoreState, "matcher">): (account: string) => number {
  const { matching, shares, tree } = matcher;
  const active = new Set<number>();
  for (const account of shares.accounts().values()) {
    if (matching.questions.tasksOf(account) === 0 && Number.isNaN(matching.questions.firstJobOf(account)))
      continue;
    for (let node = account; node > SITE; node = tree.parent(node)) active.add(node);
  }
  const weights = new Map<number, number>();
  for (const node of active) {
    const parent = tree.parent(node);
    weights.set(parent, (weights.get(parent) ?? 0) + tree.weight(node));
  }
  return (account) => {
    let part = 1;
    for (let node = shares.account(account); node > SITE; node = tree.parent(node)) {
      const weight = tree.weight(node);
      part *= weight / Math.max(weight, weights.get(tree.parent(node)) ?? 0);
    }
    return part;
  };
}

const NOTHING: Amounts = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0 };

function poolOf(agents: Iterable<Readonly<PooledAgent>>): Amounts {
  const sum = { ...NOTHING };
  for (const { active, total } of agents) {
    if (!active) continue;
    for (const kind of ["cpusMilli", "memMib", "diskMib", "gpus"] as const) sum[kind] += total[kind];
  }
  return sum;
}

/** All agents with what runs there. */
function loadsOf(state: Pick<CoreState, "jobOfTask" | "pool">): ReadonlyMap<string, AgentLoad> {
  const tasks = new Map<string, RunningTask[]>();
  for (const [task, job] of state.jobOfTask) {
    const attempt = job.attempts.get(task);
    if (attempt === undefined) continue;
    const { launchedAtMs, placement, ports, runningAtMs, state: stage } = attempt;
    const key = hostKey(placement.backend, placement.agentId);
    const own = tasks.get(key) ?? [];
    tasks.set(key, own);
    own.push({
      task,
      account: job.account,
      priority: job.priority,
      amounts: amountsOf(job.need.resources, ports?.length ?? 0),
      // Of a gang all would have to go.
      preemptible: job.need.preemptible && job.array?.gang === undefined,
      stopping: stage === "stopping" || attempt.unreachableSinceMs !== undefined,
      sinceMs: runningAtMs ?? launchedAtMs,
      ...(job.walltimeMs === undefined ? {} : { limitMs: job.walltimeMs }),
    });
  }
  const loads = new Map<string, AgentLoad>();
  for (const { backend, free, freePorts, id } of state.pool.agents()) {
    const key = hostKey(backend, id);
    loads.set(key, { agent: key, free: amountsOf(free, freePorts), tasks: tasks.get(key) ?? [] });
  }
  return loads;
}

function runningCost(loads: ReadonlyMap<string, AgentLoad>, weights: ResourceWeights): number {
  let sum = 0;
  for (const { tasks } of loads.values()) for (const { amounts } of tasks) sum += costRate(weights, amounts);
  return sum;
}

/** The room that was made is given up where its job does not come for it, or does not want it any more. */
export function renewPreemptions(state: Pick<CoreState, "nowMs" | "plans" | "policy" | "preemptions">): void {
  const { nowMs, plans, preemptions } = state;
  if (preemptions.size === 0) return;
  for (const { job } of preemptions.all())
    if (!plans.has(job)) count(state, preemptions.withdraw(job, nowMs));
  for (const { job } of preemptions.expire(nowMs)) {
    count(state, "expired");
    plans.delete(job);
  }
}
