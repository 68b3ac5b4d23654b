import type { AgentInfo, SchedulerOfferConstraints } from "../../proto/generated/types.ts";
import type { FrameworkInfo } from "../../proto/generated/types.ts";
import { add, filter, reservedFor, totalMilli } from "../resources/pool.ts";
import type { Pool } from "../resources/pool.ts";
import { EMPTY_POOL } from "../resources/pool.ts";
import { hasCapability } from "../protocol/task-states.ts";
import { meetsConstraints } from "./constraints.ts";
import { isRefused } from "./filters.ts";
import type { RoleFilters } from "./filters.ts";

/** An agent with something to offer. */
export interface FreeAgent {
  readonly id: string;
  readonly info: AgentInfo;
  readonly total: Pool;
  readonly free: Pool;
}

/** A framework that wants offers. */
export interface Candidate {
  readonly id: string;
  readonly info: FrameworkInfo;
  /** Subscribed and not suppressed. */
  readonly roles: readonly string[];
  readonly filters: RoleFilters;
  readonly constraints: SchedulerOfferConstraints | undefined;
  /** By role: what its tasks and offers hold now. */
  readonly allocated: ReadonlyMap<string, Pool>;
}

export interface Allocation {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly role: string;
  readonly pool: Pool;
}

/** The kinds that count for fairness. */
const FAIR_KINDS = ["cpus", "mem", "disk", "gpus"] as const;

/**
 * Who is offered what: everything that is free on an agent goes to the framework that has least, role by role
 * and inside the role framework by framework (dominant resource fairness with equal weights). Pure, but for the
 * filters, from which entries whose time is over are dropped.
 * Source: Mesos, src/master/allocator/mesos/hierarchical.cpp.
 *
 * @param agents   in the order in which they are to be given away; callers shuffle it
 * @param clusterTotal  of all agents, to weigh the shares
 */
export function allocate(
  agents: readonly FreeAgent[],
  candidates: readonly Candidate[],
  clusterTotal: Pool,
  nowMs: number,
): Allocation[] {
  const held = new Map<string, Map<string, Pool>>();
  for (const candidate of candidates) {
    for (const [role, pool] of candidate.allocated) {
      let frameworks = held.get(role);
      if (frameworks === undefined) held.set(role, (frameworks = new Map()));
      frameworks.set(candidate.id, pool);
    }
  }
  const share = (pool: Pool): number => dominantShare(pool, clusterTotal);
  const heldBy = (role: string, id: string): Pool => held.get(role)?.get(id) ?? EMPTY_POOL;
  const roleShare = (role: string): number => {
    let sum = EMPTY_POOL;
    for (const pool of held.get(role)?.values() ?? []) sum = add(sum, pool);
    return share(sum);
  };
  const byRole = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const role of candidate.roles) {
      const list = byRole.get(role);
      if (list === undefined) byRole.set(role, [candidate]);
      else list.push(candidate);
    }
  }
  const allocations: Allocation[] = [];
  for (const agent of agents) {
    let free = agent.free;
    const roles = inOrder([...byRole.keys()], roleShare);
    for (const role of roles) {
      for (const candidate of inOrder(byRole.get(role) ?? [], ({ id }) => share(heldBy(role, id)))) {
        const pool = offerable(agent, free, candidate, role, nowMs);
        if (pool === undefined) continue;
        allocations.push({ agentId: agent.id, frameworkId: candidate.id, role, pool });
        // Whole entries are given away, never parts of them.
        free = new Map([...free].filter(([key]) => !pool.has(key)));
        let frameworks = held.get(role);
        if (frameworks === undefined) held.set(role, (frameworks = new Map()));
        frameworks.set(candidate.id, add(heldBy(role, candidate.id), pool));
      }
    }
  }
  return allocations;
}

/** What of the agent's free resources the framework would be offered; `undefined` for nothing. */
function offerable(
  agent: FreeAgent,
  free: Pool,
  candidate: Candidate,
  role: string,
  nowMs: number,
): Pool | undefined {
  if (totalMilli(agent.total, "gpus") > 0 && !hasCapability(candidate.info, "GPU_RESOURCES"))
    return undefined;
  if (!meetsConstraints(candidate.constraints, role, agent.info)) return undefined;
  const refined = hasCapability(candidate.info, "RESERVATION_REFINEMENT");
  const revocable = hasCapability(candidate.info, "REVOCABLE_RESOURCES");
  const shared = hasCapability(candidate.info, "SHARED_RESOURCES");
  const pool = filter(free, ({ kind }) => {
    const owner = reservedFor(kind);
    if (owner !== "*" && owner !== role && !role.startsWith(`${owner}/`)) return false;
    if (!refined && (kind.reservations?.length ?? 0) > 1) return false;
    if (!revocable && kind.revocable !== undefined) return false;
    return shared || kind.shared === undefined;
  });
  if (!isWorthOffering(pool, candidate.info, role)) return undefined;
  return isRefused(candidate.filters, role, agent.id, pool, nowMs) ? undefined : pool;
}

/** At least 0.01 cpus or 32 MiB, unless the framework set minimums of its own for the role. */
function isWorthOffering(pool: Pool, info: FrameworkInfo, role: string): boolean {
  if (pool.size === 0) return false;
  const minimum = info.offer_filters?.[role]?.min_allocatable_resources;
  if (minimum === undefined) return totalMilli(pool, "cpus") >= 10 || totalMilli(pool, "mem") >= 32_000;
  const sets = minimum.quantities ?? [];
  if (sets.length === 0) return true;
  return sets.some((set) =>
    Object.entries(set.quantities ?? {}).every(
      ([name, { value }]) => totalMilli(pool, name) >= Math.round(value * 1000),
    ),
  );
}

/** The largest part of the cluster it holds of any kind. */
export function dominantShare(pool: Pool, clusterTotal: Pool): number {
  let largest = 0;
  for (const name of FAIR_KINDS) {
    const total = totalMilli(clusterTotal, name);
    if (total > 0) largest = Math.max(largest, totalMilli(pool, name) / total);
  }
  return largest;
}

function inOrder<Item>(items: readonly Item[], weight: (item: Item) => number): Item[] {
  if (items.length < 2) return [...items];
  const weighed = items.map((item) => ({ item, by: weight(item) }));
  return weighed.sort((a, b) => a.by - b.by).map(({ item }) => item);
}
