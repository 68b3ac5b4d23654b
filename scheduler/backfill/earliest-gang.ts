import { KINDS, type Amounts } from "../matching/requirement.ts";
import type { Outlooks } from "./outlook.ts";

export interface GangNeed {
  /** Of one task. */
  readonly need: Amounts;
  readonly tasks: number;
  readonly admits: (agent: number) => boolean;
  /** What of an agent that has so much free it leaves to others; absent: nothing. Not where room is held for it. */
  readonly leavesOn?: (agent: number, free: Amounts) => Pick<Amounts, "cpusMilli" | "memMib"> | undefined;
  /** All tasks on agents of one value; absent: anywhere. Agents without a value are not used then. */
  readonly groupOf?: (agent: number) => string | undefined;
}

export interface GangPlace {
  readonly startMs: number;
  /** How many tasks by agent: they add up to all. */
  readonly parts: ReadonlyMap<number, number>;
}

/** How many tasks of one need there is room for at once. */
export function slotsIn(free: Amounts, need: Amounts): number {
  let slots = Infinity;
  for (const kind of KINDS) if (need[kind] > 0) slots = Math.min(slots, Math.floor(free[kind] / need[kind]));
  return Math.max(0, slots === Infinity ? 0 : slots);
}

interface Free {
  readonly atMs: number;
  readonly agent: number;
  readonly amounts: Amounts;
}

/** When and where all tasks could start together first, if nothing more is started; `undefined`: never. */
export function earliestGang(outlooks: Outlooks, gang: GangNeed, nowMs: number): GangPlace | undefined {
  const { admits, need, tasks, groupOf } = gang;
  const groups = new Map<string, number[]>();
  for (const agent of outlooks.agents()) {
    if (!admits(agent)) continue;
    const value = groupOf === undefined ? "" : groupOf(agent);
    if (value === undefined) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [agent]);
    else group.push(agent);
  }
  let best: { readonly startMs: number; readonly slots: ReadonlyMap<number, number> } | undefined;
  for (const group of groups.values()) {
    const found = earliestOf(outlooks, group, need, tasks, nowMs, best?.startMs ?? Infinity);
    if (found !== undefined) best = found;
  }
  return best === undefined ? undefined : { startMs: best.startMs, parts: partsOf(best.slots, tasks) };
}

/** Goes through the ends of a group in their order. @param beforeMs  what is not earlier is of no interest */
function earliestOf(
  outlooks: Outlooks,
  group: readonly number[],
  need: Amounts,
  tasks: number,
  nowMs: number,
  beforeMs: number,
): { readonly startMs: number; readonly slots: ReadonlyMap<number, number> } | undefined {
  const free = new Map<number, Amounts>();
  const slots = new Map<number, number>();
  const ends: Free[] = [];
  let sum = 0;
  for (const agent of group) {
    const now = outlooks.freeAt(agent, -Infinity, nowMs);
    free.set(agent, now);
    const fit = slotsIn(now, need);
    slots.set(agent, fit);
    sum += fit;
    for (const { amounts, atMs } of outlooks.endsOn(agent, nowMs)) ends.push({ atMs, agent, amounts });
  }
  if (sum >= tasks) return beforeMs > nowMs ? { startMs: nowMs, slots } : undefined;
  ends.sort((a, b) => a.atMs - b.atMs || a.agent - b.agent);
  for (const { agent, amounts, atMs } of ends) {
    if (atMs >= beforeMs) return undefined;
    const now = { ...(free.get(agent) ?? amounts) };
    for (const kind of KINDS) now[kind] += amounts[kind];
    free.set(agent, now);
    const fit = slotsIn(now, need);
    sum += fit - (slots.get(agent) ?? 0);
    slots.set(agent, fit);
    if (sum >= tasks) return { startMs: atMs, slots };
  }
  return undefined;
}

/** As few agents as possible: those with the most room first, the smaller number of equals. */
export function partsOf(slots: ReadonlyMap<number, number>, tasks: number): ReadonlyMap<number, number> {
  const parts = new Map<number, number>();
  let left = tasks;
  for (const [agent, fit] of [...slots].sort(([a, m], [b, n]) => n - m || a - b)) {
    if (left === 0) break;
    const part = Math.min(left, fit);
    if (part > 0) parts.set(agent, part);
    left -= part;
  }
  return parts;
}
