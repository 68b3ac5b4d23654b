import type { Attempt, AttemptEnd } from "../../jobs/life/job.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import type { Fault } from "../../offers/backend.ts";
import type { AgentView } from "../../offers/explanation.ts";
import { fits } from "../../resources/vector.ts";
import type { LiveJob } from "../state/live-job.ts";
import { hostKey, hostOf } from "../state/places.ts";
import type { Outcome } from "../quarantine/evidence.ts";
import type { Health } from "../quarantine/health.ts";
import { isLimited, untilMsOf, type Verdict } from "../quarantine/standing.ts";
import type { CoreState, JobsState, AgentState, TimeState, CycleOutput } from "../state/state.ts";

/*
 * What ends of attempts say of their agents (see `quarantine/`). Agents that fail what goes well elsewhere are left
 * alone, then tried with one task.
 */

/** A job that could not be started on so many agents with which others do well is not tried on a further one. */
const NOT_THE_AGENTS = 3;
/** So long others may try an agent on which a task has failed twice. */
const OTHERS_FIRST_MS = 60_000;

/** Whether an agent is as large as another one, and meets all constraints that anybody asks for as that one does. */
export function standsIn(state: Pick<CoreState, "matcher" | "pool">, otherKey: string, key: string): boolean {
  const other = state.pool.get(...hostOf(otherKey));
  const agent = state.pool.get(...hostOf(key));
  if (agent === undefined || other?.active !== true || !fits(agent.total, other.total)) return false;
  const { conditions } = state.matcher;
  const textOf = (one: Readonly<PooledAgent>) =>
    conditions.classOf({ ...one, active: true }, conditions.metBy(one, 0), "any");
  return textOf(agent) === textOf(other);
}

/** How many more tasks may start on an agent, as far as it is trusted. */
export function mayStartOn(
  { health }: Pick<CoreState, "health">,
  { backend, id }: Readonly<PooledAgent>,
): number {
  return health.mayStart(hostKey(backend, id));
}

/** Whether a gang may start tasks there. */
export function mayStartTogetherOn(
  { health }: Pick<CoreState, "health">,
  { backend, id }: Readonly<PooledAgent>,
): boolean {
  return health.mayStartTogether(hostKey(backend, id));
}

export function begunOn(
  state: Pick<CoreState, "health" | "nowMs" | "timers">,
  { placement, taskId }: Pick<Attempt, "placement" | "taskId">,
): void {
  const { health, nowMs, timers } = state;
  const key = hostKey(placement.backend, placement.agentId);
  health.started(key, taskId);
  const afterMs = health.provesAfterMs(key);
  if (afterMs !== undefined) timers.add({ kind: "proof", task: taskId, atMs: nowMs + afterMs });
}

/** A task of an earlier leader, which may be the one that tries its agent. */
export function adoptedOn(
  state: Pick<CoreState, "health" | "nowMs" | "timers">,
  job: LiveJob,
  attempt: Attempt,
): void {
  const { health, nowMs, timers } = state;
  const { launchedAtMs, placement, runningAtMs, taskId } = attempt;
  const key = hostKey(placement.backend, placement.agentId);
  if (runningAtMs !== undefined) health.runs(taskId, { agent: key, ...kindOf(job) }, runningAtMs, true);
  if (health.adopted(key, taskId, launchedAtMs)) timers.add({ kind: "proof", task: taskId, atMs: nowMs });
}

export function runsOn(
  state: Pick<CoreState, "health" | "nowMs">,
  job: LiveJob,
  { placement, taskId }: Attempt,
): void {
  const agent = hostKey(placement.backend, placement.agentId);
  state.health.runs(taskId, { agent, ...kindOf(job) }, state.nowMs, false);
}

/** Whether an attempt is there to prove its agent. */
export function trustOn(
  { health }: Pick<CoreState, "health">,
  { placement, taskId }: Attempt,
): "trusted" | "on trial" {
  return health.isTrying(hostKey(placement.backend, placement.agentId), taskId) ? "on trial" : "trusted";
}

function kindOf({ account, shapeKey: shape }: LiveJob) {
  return { account, shape };
}

/** Whether a task that runs has proved its agent by now. */
export function lookAtProof(
  state: JobsState & AgentState & TimeState & CycleOutput,
  task: Attempt["taskId"],
): void {
  const attempt = state.jobOfTask.get(task)?.attempts.get(task);
  if (attempt === undefined) return;
  const { health, nowMs } = state;
  const key = hostKey(attempt.placement.backend, attempt.placement.agentId);
  if (attempt.state === "running")
    note(state, health.lasted(key, task, nowMs - (attempt.runningAtMs ?? nowMs), nowMs));
  const afterMs = health.provesAfterMs(key);
  if (afterMs === undefined) return;
  const sinceMs = attempt.runningAtMs ?? nowMs;
  state.timers.add({ kind: "proof", task, atMs: Math.max(nowMs + 1000, sinceMs + afterMs) });
}

/** An attempt ended: what does that say of its agent? @param fault  as its cluster says */
export function judge(
  state: Pick<CoreState, "health" | "nowMs" | "policy" | "pool">,
  job: LiveJob,
  attempt: Attempt,
  end: AttemptEnd,
  fault: Fault | undefined,
): void {
  const { health, nowMs } = state;
  const { launchedAtMs, placement, runningAtMs, taskId } = attempt;
  const key = hostKey(placement.backend, placement.agentId);
  const verdict = verdictOn(end, fault);
  if (verdict === undefined) return;
  const lastedMs = nowMs - (runningAtMs ?? launchedAtMs);
  const outcome = { agent: key, ...kindOf(job), job: job.id, lastedMs, ...verdict };
  note(state, health.ended(outcome, taskId, nowMs));
}

function verdictOn(
  { neverBegan, reason, state }: AttemptEnd,
  fault: Fault | undefined,
): Pick<Outcome, "failed" | "blamed" | "image"> | undefined {
  if (state === "succeeded") return { failed: false, blamed: false };
  if (state !== "failed" || neverBegan === true) return undefined;
  switch (reason) {
    case "ExitCode":
    case "Signal":
    case "OutOfMemory":
      return { failed: true, blamed: false };
    case "Launch":
      return { failed: true, blamed: true };
    case "ImagePull":
      return { failed: true, blamed: true, image: true };
    case "NodeLost": // that it went away says nothing; that it could not, does
      return fault === "agent" ? { failed: true, blamed: true } : undefined;
    default:
      return undefined;
  }
}

/** Without another try for a task that could not be started on several agents with which others do well. */
export function notTheAgents(
  state: Pick<CoreState, "health">,
  attempt: Attempt,
  end: AttemptEnd,
): AttemptEnd {
  const { message, retryAtMs, ...last } = end;
  if (retryAtMs === undefined || end.neverBegan === true) return end;
  if (end.reason !== "Launch" && end.reason !== "ImagePull") return end;
  const { agentId, backend } = attempt.placement;
  const tried = new Set([...(attempt.avoid ?? []), agentId]);
  const healthy = [...tried].filter((id) => !isLimited(state.health.standing(hostKey(backend, id))));
  if (healthy.length < NOT_THE_AGENTS) return end;
  const why = `it failed so on ${healthy.length} nodes that do well with others, and is not tried again`;
  return { ...last, message: message === undefined ? why : `${message}; ${why}` };
}

/**
 * Elsewhere it may start at once. A task that came back to an agent on trial, since it can go nowhere else, lets others go
 * first: what can be started nowhere would take every try that the agent has.
 */
export function afterOthers(
  state: Pick<CoreState, "health" | "nowMs">,
  job: LiveJob,
  attempt: Attempt,
  end: AttemptEnd,
): AttemptEnd {
  if (end.onTrial !== true) return end;
  const { avoid, charged, placement } = attempt;
  const { agentId, backend } = placement;
  const isBack = job.retry.avoidFailedNodes ? avoid?.includes(agentId) === true : attempt.attempt > charged;
  if (!isBack) return end;
  const openMs = untilMsOf(state.health.standing(hostKey(backend, agentId))) ?? state.nowMs;
  return { ...end, retryAtMs: openMs + OTHERS_FIRST_MS };
}

/** An operator takes care of an agent. */
export function forgive(
  state: Pick<CoreState, "health" | "nowMs" | "policy" | "pool">,
  { backend, id }: Readonly<PooledAgent>,
): void {
  note(state, state.health.forgive(hostKey(backend, id), state.nowMs));
}

/** What time brings about. */
export function renewHealth(state: Pick<CoreState, "health" | "nowMs" | "policy" | "pool">): void {
  for (const verdict of state.health.renew(state.nowMs)) note(state, verdict);
}

/** What the next leader goes on with is part of the decision that it follows from. */
export function rememberTrust(state: Pick<CoreState, "health" | "nowMs" | "records">): void {
  for (const [agent, trust] of state.health.takeNews(state.nowMs)) {
    const [backend, agentId] = hostOf(agent);
    state.records.push({ type: "judged", backend, agentId, ...(trust === undefined ? {} : { trust }) });
  }
}

/** Looks again when time brings something about. */
export function planRenewal(state: Pick<CoreState, "health" | "healthPlannedMs" | "timers">): void {
  const nextMs = state.health.nextMs();
  if (nextMs !== Infinity && state.healthPlannedMs !== nextMs) {
    state.healthPlannedMs = nextMs;
    state.timers.add({ kind: "health", atMs: nextMs });
  }
}

function note(state: Pick<CoreState, "policy" | "pool">, verdict: Verdict | undefined): void {
  if (verdict === undefined) return;
  const [backend, agentId] = hostOf(verdict.agent);
  const hostname = state.pool.get(backend, agentId)?.hostname ?? agentId;
  // That its pause is over, or nobody has tried it, is no news.
  if (verdict.before !== verdict.standing.state || untilMsOf(verdict.standing) !== undefined)
    state.policy.verdicts.push({ ...verdict, backend, agentId, hostname });
  state.pool.mark(backend, agentId); // how much of it may be used has changed
}

/** For those who look at agents; nothing of one that is trusted as others are. */
export function standingOf(
  { health }: Pick<CoreState, "health">,
  agent: string,
): Pick<AgentView, "standing"> {
  const standing = health.standing(agent);
  if (standing.state === "well") return {};
  const { state } = standing;
  const untilMs = untilMsOf(standing);
  return { standing: untilMs === undefined ? { state } : { state, untilMs } };
}

/** Agents that nothing, or one task, may start on, by why that is. */
export type ApartCounts = Readonly<Record<"held" | "quarantined" | "probation" | "throttled", number>>;

export function countApart(health: Health): ApartCounts {
  const counts = { held: 0, quarantined: 0, probation: 0, throttled: 0 };
  for (const agents of [health.apart(), health.throttled()])
    for (const agent of agents) {
      const { state } = health.standing(agent);
      if (state !== "well" && state !== "wary") counts[state] += 1;
    }
  return counts;
}
