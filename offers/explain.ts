import type { ResourceKind, ResourceVector } from "../resources/vector.ts";
import { fits, lacking } from "../resources/vector.ts";
import type { PooledAgent } from "./agent-pool.ts";
import type { Cause, Witness } from "./explanation.ts";

type Seen = Readonly<Pick<PooledAgent, "id" | "hostname" | "active" | "total" | "free">>;

/**
 * Why a task of this size has no agent, with a witness: a real agent that shows it. `undefined` when one has room.
 * Every agent is counted once, under the first thing that it lacks, so the counts add up.
 */
export function explainNoFit(
  need: ResourceVector,
  agents: Iterable<Seen>,
): Extract<Cause, { readonly kind: "never_fits" | "no_room" }> | undefined {
  let count = 0;
  let couldEver = false;
  const refusals = new Map<ResourceKind | "inactive", number>();
  let nearestNow: { shortfall: number; agent: Seen } | undefined;
  let nearestEver: { shortfall: number; agent: Seen } | undefined;
  for (const agent of agents) {
    count += 1;
    if (fits(need, agent.total)) couldEver = true;
    const ever = shortfall(need, agent.total);
    if (nearestEver === undefined || ever < nearestEver.shortfall) nearestEver = { shortfall: ever, agent };
    const missing = lacking(need, agent.free);
    if (agent.active && missing.length === 0) return undefined;
    const first = agent.active ? (missing[0] ?? "inactive") : "inactive";
    refusals.set(first, (refusals.get(first) ?? 0) + 1);
    const now = shortfall(need, agent.free) + (agent.active ? 0 : 1000);
    if (fits(need, agent.total) && (nearestNow === undefined || now < nearestNow.shortfall)) {
      nearestNow = { shortfall: now, agent };
    }
  }
  if (nearestEver === undefined) return undefined;
  if (!couldEver || nearestNow === undefined) {
    const { agent } = nearestEver;
    return { kind: "never_fits", need, agents: count, nearest: witness(need, agent, agent.total) };
  }
  return {
    kind: "no_room",
    need,
    agents: count,
    refusals: [...refusals].map(([kind, agents]) => ({ lacking: kind, agents })),
    nearest: witness(need, nearestNow.agent, nearestNow.agent.free),
  };
}

function witness(need: ResourceVector, agent: Seen, has: ResourceVector): Witness {
  return { agentId: agent.id, hostname: agent.hostname, has, lacking: lacking(need, has) };
}

/** How far `has` is from `need`, as a sum of parts of the need: 0 when it fits. */
function shortfall(need: ResourceVector, has: ResourceVector): number {
  let sum = 0;
  for (const kind of lacking(need, has)) sum += (need[kind] - has[kind]) / need[kind];
  return sum;
}
