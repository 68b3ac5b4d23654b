import type { PooledAgent } from "../offers/agent-pool.ts";
import { hostsOf } from "./backlog.ts";
import type { LiveJob } from "./live-job.ts";
import type { CoreState } from "./state.ts";

/**
 * Whether an element with that list may not use an agent. With nowhere else to go, better there than never; whether
 * that is so, nobody can say before the first inventory.
 */
export function isAvoidedBy(
  state: CoreState,
  job: LiveJob,
  avoid: readonly string[],
  agent: Readonly<PooledAgent>,
): boolean {
  if (!avoid.includes(agent.id)) return false;
  if (state.backends.get(agent.backend)?.awaitsInventory === true) return true;
  const hosts = hostsOf(state.backlog.shapeOf(job), state.pool);
  return hosts.some((host) => !avoid.includes(host.id));
}
