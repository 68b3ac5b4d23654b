import type { PooledAgent } from "../../offers/agent-pool.ts";
import type { PreemptionEnd } from "../preemption/preemptions.ts";
import { hostKey } from "../state/places.ts";
import type { CoreState } from "../state/state.ts";

/** A job starts: what was preempted for it has served its purpose. */
export function startedAfterPreemption(
  state: Pick<CoreState, "nowMs" | "policy" | "preemptions">,
  job: number,
  agent: Readonly<PooledAgent>,
): void {
  count(state, state.preemptions.started(job, hostKey(agent.backend, agent.id), state.nowMs));
}

export function count({ policy }: Pick<CoreState, "policy">, end: PreemptionEnd | undefined): void {
  if (end !== undefined) policy.preemptions[end] = (policy.preemptions[end] ?? 0) + 1;
}
