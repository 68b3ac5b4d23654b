import type { PooledAgent } from "../../offers/agent-pool.ts";
import { sharedMachines } from "../../offers/machines.ts";
import type { AgentState, TimeState, CycleOutput } from "../state/state.ts";

/**
 * A machine that two clusters offer would be given out twice: the cluster that is configured first keeps it, and
 * nothing starts there by another one. What runs there goes on.
 */
export function separateMachines(state: AgentState & TimeState & CycleOutput): void {
  const { backends, pool, tuning } = state;
  if (backends.size < 2 || pool.version === state.separatedAtVersion) return;
  const byBackend = Map.groupBy(pool.agents(), ({ backend }) => backend);
  const inOrder = [...backends.keys()].flatMap((name) => byBackend.get(name) ?? []);
  const shared: ReadonlyMap<Readonly<PooledAgent>, Readonly<PooledAgent>> = tuning.sharedMachines === "allow"
    ? new Map()
    : sharedMachines(inOrder);
  for (const agent of inOrder) {
    const owner = shared.get(agent);
    if (owner !== undefined && agent.sharedWith !== owner.backend) {
      const { backend, hostname, id: agentId } = agent;
      const found = { backend, agentId, hostname, owner: owner.backend };
      state.policy.sharedMachines = [...(state.policy.sharedMachines ?? []), found];
    }
    pool.setShared(agent, owner?.backend);
  }
  state.separatedAtVersion = pool.version;
}
