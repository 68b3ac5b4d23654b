import type { PooledAgent } from "../../offers/agent-pool.ts";
import { isSuitable } from "../../offers/fit.ts";
import { fits } from "../../resources/vector.ts";
import type { LiveJob } from "./live-job.ts";
import { hostKey } from "./places.ts";
import type { CoreState } from "./state.ts";

/**
 * Whether an element with that list may not use an agent. With nowhere else to go, better there than never; whether
 * that is so, nobody can say before the first inventory.
 */
export function isAvoidedBy(
  state: Pick<CoreState, "backends" | "pool">,
  job: LiveJob,
  avoid: readonly string[],
  agent: Readonly<PooledAgent>,
): boolean {
  if (!avoid.includes(agent.id)) return false;
  return state.backends.get(agent.backend)?.awaitsInventory === true || hasOther(state, job, avoid);
}

/** Hosts that an element with that list may not use, see `hostKey`; sorted. */
export function avoidedHosts(
  state: Pick<CoreState, "backends" | "pool">,
  job: LiveJob,
  avoid: readonly string[],
): readonly string[] {
  const all = hasOther(state, job, avoid);
  const hosts: string[] = [];
  for (const { awaitsInventory, name } of state.backends.values())
    if (all || awaitsInventory) for (const id of avoid) hosts.push(hostKey(name, id));
  return hosts.sort();
}

/** Whether another agent would do if it were empty. Mostly the first one that is looked at does. */
function hasOther(state: Pick<CoreState, "pool">, { need }: LiveJob, avoid: readonly string[]): boolean {
  for (const agent of state.pool.agents())
    if (!avoid.includes(agent.id) && wouldHost(need, agent)) return true;
  return false;
}

/** Whether an agent in service would do if it were empty. */
export function wouldHost(need: LiveJob["need"], agent: Readonly<PooledAgent>): boolean {
  return agent.active && fits(need.resources, agent.total) && isSuitable(need, agent);
}
