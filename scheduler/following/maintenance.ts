import type { Attempt } from "../../jobs/life/job.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import { liveOn, stopAttempt } from "./attempts.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { CoreState, Leave } from "../state/state.ts";

/** For how long a question need not come again. */
const ASK_AGAIN_MS = 120_000;
/** A question that has not come for so long has lapsed. */
const LAPSED_MS = 4 * ASK_AGAIN_MS;

/**
 * Somebody wants an agent back. The answer is yes when every task there will have ended, by itself or because it is
 * stopped in time; tasks that the policy leaves to the cluster make it a no.
 */
export function askedToLeave(
  state: CoreState,
  backend: string,
  event: Extract<BackendEvent, { readonly type: "maintenance" }>,
): void {
  const { agentId, requestId, unavailability } = event;
  const key = leaveKey(backend, agentId);
  const leave: Leave = { backend, agentId, requestId, unavailability, askedAtMs: state.nowMs };
  state.leaves.set(key, leave);
  for (const agent of state.pool.agents()) {
    if (agent.backend === backend && (agentId === undefined || agent.id === agentId))
      state.pool.setUnavailability(agent, unavailability);
  }
  const late = lateOf(state, leave);
  const accept = late.length === 0 || state.tuning.maintenance.policy === "requeue";
  state.calls.push({
    type: "answer_maintenance",
    backend,
    requestIds: [requestId],
    accept,
    refuseMs: ASK_AGAIN_MS,
  });
  leaveInTime(state, key);
}

export function askedNoLonger(
  state: Pick<CoreState, "leaves" | "pool">,
  backend: string,
  requestId: string,
): void {
  for (const [key, leave] of state.leaves) {
    if (leave.requestId !== requestId || leave.backend !== backend) continue;
    state.leaves.delete(key);
    for (const agent of state.pool.agents()) {
      if (agent.backend === backend && agent.unavailability === leave.unavailability)
        state.pool.setUnavailability(agent, undefined);
    }
  }
}

/** Questions of an earlier connection are void; those that still hold come again. */
export function dropQuestions(state: Pick<CoreState, "leaves">, backend: string): void {
  for (const [key, leave] of state.leaves) if (leave.backend === backend) state.leaves.delete(key);
}

/** Stops what will not end in time and is due now, and plans when to look again. */
export function leaveInTime(state: CoreState, key: string): void {
  const leave = state.leaves.get(key);
  const { marginMs, policy } = state.tuning.maintenance;
  if (leave === undefined || policy !== "requeue") return;
  const { askedAtMs, unavailability } = leave;
  const isOver = unavailability.endMs !== undefined && unavailability.endMs <= state.nowMs;
  if (isOver || askedAtMs + LAPSED_MS < state.nowMs) {
    state.leaves.delete(key);
    return;
  }
  let nextMs = Infinity;
  for (const [job, attempt] of lateOf(state, leave)) {
    const dueMs = unavailability.startMs - job.graceMs - marginMs;
    if (dueMs <= state.nowMs) stopAttempt(state, job, attempt, "Maintenance");
    else nextMs = Math.min(nextMs, dueMs);
  }
  if (nextMs !== Infinity) state.timers.add({ kind: "leave", leave: key, atMs: nextMs });
}

/** Tasks that will still run when the agent goes away, and that nobody has told to stop. */
function lateOf(
  state: Pick<CoreState, "jobOfTask" | "nowMs" | "tuning">,
  { agentId, backend, unavailability }: Leave,
): readonly (readonly [LiveJob, Attempt])[] {
  const { nowMs } = state;
  const { assumedMs, marginMs } = state.tuning.maintenance;
  const endOf = (job: LiveJob, attempt: Attempt): number => {
    const { pausedMs = 0, runningAtMs = nowMs } = attempt;
    const endMs = runningAtMs + (job.walltimeMs ?? assumedMs) + pausedMs;
    // While it is paused, or beyond what was assumed, nobody can say.
    if (attempt.state === "suspended") return Infinity;
    return job.walltimeMs === undefined && endMs < nowMs ? Infinity : endMs;
  };
  return liveOn(state, backend, agentId).filter(
    ([job, attempt]) =>
      attempt.state !== "stopping" && endOf(job, attempt) + marginMs > unavailability.startMs,
  );
}

function leaveKey(backend: string, agentId: string | undefined): string {
  return `${backend}\n${agentId ?? ""}`;
}
