import { contains } from "../../resources/pool.ts";
import type { Pool } from "../../resources/pool.ts";

/** What a framework refused, by role and agent. */
export type RoleFilters = Map<string, Map<string, RefusedResources[]>>;

export interface RefusedResources {
  readonly refused: Pool;
  readonly untilMs: number;
}

const DEFAULT_REFUSE_SECONDS = 5;
const REFUSE_SECONDS_MAX = 365 * 86_400;

/** `refuse_seconds` as Mesos reads it. 0 sets no filter. Source: Mesos, `HierarchicalAllocatorProcess::recoverResources`. */
export function refuseMs(seconds: number | undefined, allocationIntervalMs: number): number {
  let refuse = seconds ?? DEFAULT_REFUSE_SECONDS;
  if (Number.isNaN(refuse) || refuse < 0) refuse = DEFAULT_REFUSE_SECONDS;
  if (refuse === 0) return 0;
  return Math.max(allocationIntervalMs, Math.min(refuse, REFUSE_SECONDS_MAX) * 1000);
}

export function refuse(
  filters: RoleFilters,
  role: string,
  agentId: string,
  refused: Pool,
  untilMs: number,
): void {
  let agents = filters.get(role);
  if (agents === undefined) filters.set(role, (agents = new Map()));
  const list = agents.get(agentId) ?? [];
  // A filter that is contained in the new one and ends earlier says nothing any more: so the list stays short.
  const rest = list.filter((old) => old.untilMs > untilMs || !contains(refused, old.refused));
  rest.push({ refused, untilMs });
  agents.set(agentId, rest);
}

/** An offer is filtered when something was refused that contains it. Filters whose time is over are dropped. */
export function isRefused(
  filters: RoleFilters,
  role: string,
  agentId: string,
  offered: Pool,
  nowMs: number,
): boolean {
  const agents = filters.get(role);
  const list = agents?.get(agentId);
  if (agents === undefined || list === undefined) return false;
  const live = list.filter((entry) => entry.untilMs > nowMs);
  if (live.length === 0) agents.delete(agentId);
  else if (live.length < list.length) agents.set(agentId, live);
  return live.some((entry) => contains(entry.refused, offered));
}

export function clearRoles(filters: RoleFilters, roles: Iterable<string>): void {
  for (const role of roles) filters.delete(role);
}

export function clearAgent(filters: RoleFilters, agentId: string): void {
  for (const agents of filters.values()) agents.delete(agentId);
}
