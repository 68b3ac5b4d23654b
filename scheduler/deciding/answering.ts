import type { DeclineReason } from "../../offers/offer-record.ts";
import { mayStartOn } from "../intake/agent-trust.ts";
import { TIME } from "../matching/requirement.ts";
import type { LotInHand } from "../state/lot-in-hand.ts";
import { amountsOf } from "../state/places.ts";
import type { CoreState, QueueState, AgentState, GangState, TimeState, CycleOutput } from "../state/state.ts";
import { gangWaits } from "./gang-starts.ts";

/**
 * Uses the offers of a lot for what was started on it, or declines them.
 * @param mayStart  whether limits let anything start that waits still
 */
export function answer(
  state: QueueState & AgentState & GangState & TimeState & CycleOutput,
  one: LotInHand,
  mayStart: boolean,
): void {
  const { agent, attempts, lot } = one;
  const { backend, id: agentId } = agent;
  const { refuseIdleMs, refuseMs, refuseRestsMs } = state.tuning;
  const reason = attempts.length === 0 ? whyUseless(state, one, mayStart) : undefined;
  const offerIds = state.pool.takeLot(agent, lot);
  if (reason === undefined) {
    state.counts.used += offerIds.length;
    const { shapesWaiting } = state.matcher.matching.questions;
    const restsMs =
      mayStart || gangWaits(state) ? refuseRestsMs : shapesWaiting > 0 ? refuseMs : refuseIdleMs;
    const order = { agentId, offerIds, attempts, refuseMs: restsMs };
    state.calls.push({ type: "launch", backend, order });
    return;
  }
  const { declined } = state.counts;
  declined[reason] = (declined[reason] ?? 0) + offerIds.length;
  const forMs = reason === "nothing_waits" ? refuseIdleMs : refuseMs;
  state.calls.push({ type: "decline", backend, agentId, offerIds, refuseMs: forMs, reason });
}

/** By kind in the order of the matcher's vectors. */
const SHORTAGES = ["cpu", "mem", "disk", "gpu", "ports"] as const satisfies readonly DeclineReason[];

/** What most of the waiting shapes miss first in these offers. */
function whyUseless(
  state: Pick<CoreState, "gangs" | "health" | "matcher" | "nowMs">,
  { agent, kept, numbers, planned }: LotInHand,
  mayStart: boolean,
): DeclineReason {
  if (!agent.active) return "inactive";
  if (mayStartOn(state, agent) === 0) return "quarantined";
  const { matching } = state.matcher;
  const isIdle = planned === undefined && !gangWaits(state);
  if (isIdle && !mayStart) return matching.questions.shapesWaiting === 0 ? "nothing_waits" : "limits";
  const obstacles = matching.questions.obstacles(numbers[0] ?? -1, amountsOf(kept, 0));
  const counts = new Map<DeclineReason, number>([
    ["constraint", matching.questions.shapesWaiting - obstacles.suits],
    // Of an agent that is held for a job only brief tasks may use all.
    ["maintenance", planned === undefined ? (obstacles.short[TIME] ?? 0) : 0],
    [matching.questions.keepsAny ? "limits" : "avoided", obstacles.fit],
    ["reserved", obstacles.kept + (planned === undefined ? 0 : (obstacles.short[TIME] ?? 0))],
  ]);
  for (const [at, why] of SHORTAGES.entries()) counts.set(why, obstacles.short[at] ?? 0);
  let first: DeclineReason = isIdle ? "nothing_waits" : planned === undefined ? "gang" : "reserved";
  for (const [why, count] of counts) if (count > (counts.get(first) ?? 0)) first = why;
  return first;
}
