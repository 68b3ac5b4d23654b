import type { AgentInfo, SchedulerOfferConstraints } from "../../../proto/generated/types.ts";
import type { FrameworkInfo } from "../../../proto/generated/types.ts";
import { add, consume, filter, reservedFor, totalMilli } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";
import { EMPTY_POOL } from "../../resources/pool.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import { meetsConstraints } from "../state/constraints.ts";
import { isRefused } from "../state/filters.ts";
import type { RoleFilters } from "../state/filters.ts";
import type { Quantities } from "../state/quantities.ts";
import { quotaBudgets } from "./quota-budgets.ts";

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
  /** By role: how many offers it was made. Among those who hold equally much, who had fewest comes first. */
  readonly offersMade: ReadonlyMap<string, number>;
}

export interface Allocation {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly role: string;
  readonly pool: Pool;
}

/** What operators said about roles. */
export interface AllocationPolicy {
  /** By role; 1 for those that are not in it. */
  readonly weights: ReadonlyMap<string, number>;
  readonly quotas: readonly RoleQuota[];
}

export interface RoleQuota {
  /** A top-level role; roles below it count with it. */
  readonly role: string;
  readonly guarantees: Quantities;
  readonly limits: Quantities;
  /** Held by the role before this allocation, with offers and unused reservations. */
  readonly consumed: Quantities;
}

const NO_POLICY: AllocationPolicy = { weights: new Map(), quotas: [] };

/** The kinds that count for fairness. */
const FAIR_KINDS = ["cpus", "mem", "disk", "gpus"] as const;

/**
 * Who is offered what: everything that is free on an agent goes to the framework that has least, role by role
 * and inside the role framework by framework (dominant resource fairness; weights divide a role's share). First
 * roles get what their quotas guarantee, then all get the rest, but for what missing guarantees need. Pure, but
 * for the filters, from which entries whose time is over are dropped.
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
  policy: AllocationPolicy = NO_POLICY,
): Allocation[] {
  const shares = shareBook(candidates, clusterTotal, policy.weights);
  const budgets = quotaBudgets(
    policy.quotas,
    agents.map(({ free }) => free),
  );
  const free = new Map(agents.map((agent) => [agent.id, agent.free]));
  const allocations = new Map<string, Allocation>();
  for (const stage of policy.quotas.length === 0 ? (["rest"] as const) : (["guaranteed", "rest"] as const)) {
    for (const agent of agents) {
      for (const role of shares.roles()) {
        if (stage === "guaranteed" && !budgets.isOwed(role)) continue;
        for (const candidate of shares.candidates(role)) {
          const left = free.get(agent.id) ?? EMPTY_POOL;
          const pool = offerable(
            agent,
            candidate,
            role,
            nowMs,
            budgets.part(role, visible(agent, left, candidate, role), stage),
          );
          if (pool === undefined) continue;
          free.set(agent.id, consume(left, pool));
          budgets.take(role, pool);
          shares.take(role, candidate.id, pool);
          const key = `${agent.id}\n${candidate.id}\n${role}`;
          const before = allocations.get(key)?.pool ?? EMPTY_POOL;
          allocations.set(key, {
            agentId: agent.id,
            frameworkId: candidate.id,
            role,
            pool: add(before, pool),
          });
        }
      }
    }
  }
  return [...allocations.values()];
}

/** Who has how much, kept up to date while the allocation goes on. */
function shareBook(
  candidates: readonly Candidate[],
  clusterTotal: Pool,
  weights: ReadonlyMap<string, number>,
): {
  roles(): string[];
  candidates(role: string): Candidate[];
  take(role: string, id: string, pool: Pool): void;
} {
  const held = new Map<string, Map<string, Pool>>();
  const byRole = new Map<string, Candidate[]>();
  const made = new Map<string, number>();
  const heldBy = (role: string, id: string): Pool => held.get(role)?.get(id) ?? EMPTY_POOL;
  const set = (role: string, id: string, pool: Pool): void => {
    const frameworks = held.get(role);
    if (frameworks === undefined) held.set(role, new Map([[id, pool]]));
    else frameworks.set(id, pool);
  };
  for (const candidate of candidates) {
    for (const [role, pool] of candidate.allocated) set(role, candidate.id, pool);
    for (const [role, offers] of candidate.offersMade) made.set(`${candidate.id}\n${role}`, offers);
    for (const role of candidate.roles) {
      const list = byRole.get(role);
      if (list === undefined) byRole.set(role, [candidate]);
      else list.push(candidate);
    }
  }
  const madeFor = (role: string, id: string): number => made.get(`${id}\n${role}`) ?? 0;
  const madeForRole = (role: string): number =>
    (byRole.get(role) ?? []).reduce((sum, { id }) => sum + madeFor(role, id), 0);
  const roleShare = (role: string): number => {
    let sum = EMPTY_POOL;
    for (const pool of held.get(role)?.values() ?? []) sum = add(sum, pool);
    return dominantShare(sum, clusterTotal) / (weights.get(role) ?? 1);
  };
  return {
    roles: () => inOrder([...byRole.keys()], roleShare, madeForRole),
    candidates: (role) =>
      inOrder(
        byRole.get(role) ?? [],
        ({ id }) => dominantShare(heldBy(role, id), clusterTotal),
        ({ id }) => madeFor(role, id),
      ),
    take(role, id, pool) {
      set(role, id, add(heldBy(role, id), pool));
      made.set(`${id}\n${role}`, madeFor(role, id) + 1);
    },
  };
}

/** What the framework may see of the agent's free resources. */
function visible(agent: FreeAgent, free: Pool, candidate: Candidate, role: string): Pool {
  if (totalMilli(agent.total, "gpus") > 0 && !hasCapability(candidate.info, "GPU_RESOURCES"))
    return EMPTY_POOL;
  if (!meetsConstraints(candidate.constraints, role, agent.info)) return EMPTY_POOL;
  const refined = hasCapability(candidate.info, "RESERVATION_REFINEMENT");
  const revocable = hasCapability(candidate.info, "REVOCABLE_RESOURCES");
  const shared = hasCapability(candidate.info, "SHARED_RESOURCES");
  return filter(free, ({ kind }) => {
    const owner = reservedFor(kind);
    if (owner !== "*" && owner !== role && !role.startsWith(`${owner}/`)) return false;
    if (!refined && (kind.reservations?.length ?? 0) > 1) return false;
    if (!revocable && kind.revocable !== undefined) return false;
    return shared || kind.shared === undefined;
  });
}

/** The offer, or `undefined` when it is too small or refused. */
function offerable(
  agent: FreeAgent,
  candidate: Candidate,
  role: string,
  nowMs: number,
  pool: Pool,
): Pool | undefined {
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

function inOrder<Item>(
  items: readonly Item[],
  share: (item: Item) => number,
  made: (item: Item) => number,
): Item[] {
  if (items.length < 2) return [...items];
  const weighed = items.map((item) => ({ item, share: share(item), made: made(item) }));
  return weighed.sort((a, b) => a.share - b.share || a.made - b.made).map(({ item }) => item);
}
