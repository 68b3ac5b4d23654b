import { closingOf } from "../../offers/closing.ts";
import { stopAttempt } from "../following/attempts.ts";
import { forgive } from "../intake/agent-trust.ts";
import type {
  CoreState,
  JobsState,
  QueueState,
  LimitState,
  ProspectState,
  TimeState,
  CycleOutput,
  AgentState,
} from "../state/state.ts";

/**
 * Nothing starts on what is closed; what is open again is offered again. An operator who drains a machine, and opens it
 * again, has looked after it: what had failed there before is forgotten.
 */
export function closeAgents(state: AgentState & TimeState & CycleOutput): void {
  const { closed, pool, tuning } = state;
  const { closings } = tuning;
  const isNew = closed.closings !== closings;
  if (isNew) for (const { deadlineMs } of closings) planLeaving(state, deadlineMs);
  if (closings.length === 0 && closed.closings.length === 0) return;
  if (!isNew && pool.version === closed.atVersion) return;
  const reopened = new Set<string>();
  for (const agent of pool.agents()) {
    const closing = closingOf(closings, agent);
    if (closing === undefined && agent.closed !== undefined) reopened.add(agent.backend);
    // Also at its begin: nobody may lead when it ends.
    if ((closing?.node === undefined) !== (agent.closed?.node === undefined)) forgive(state, agent);
    pool.setClosed(agent, closing);
  }
  for (const name of reopened) {
    const backend = state.backends.get(name);
    // Its offers were declined for long.
    if (backend?.connected === true && !backend.suppressed)
      state.calls.push({ type: "revive", backend: name });
  }
  state.closed = { closings, atVersion: pool.version };
}

function planLeaving(
  { nowMs, timers }: Pick<CoreState, "nowMs" | "timers">,
  deadlineMs: number | undefined,
): void {
  if (deadlineMs !== undefined) timers.add({ kind: "closing", atMs: Math.max(nowMs, deadlineMs) });
}

/** Stops what runs on past a deadline; it is tried elsewhere, free of charge. */
export function leaveClosed(
  state: JobsState & QueueState & LimitState & ProspectState & TimeState & CycleOutput,
): void {
  const { nowMs, tuning } = state;
  const due = tuning.closings.filter(({ deadlineMs = Infinity }) => deadlineMs <= nowMs);
  if (due.length === 0) return;
  for (const [task, job] of state.jobOfTask) {
    const attempt = job.attempts.get(task);
    if (attempt === undefined || attempt.state === "stopping") continue;
    const { agentId: id, backend, hostname } = attempt.placement;
    if (closingOf(due, { backend, id, hostname }) !== undefined)
      stopAttempt(state, job, attempt, "Maintenance");
  }
}
