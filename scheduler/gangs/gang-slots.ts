import { partsOf, slotsIn, type GangNeed } from "../backfill/earliest-gang.ts";
import type { Outlooks } from "../backfill/outlook.ts";

/** Of a gang that may run anywhere. */
const ANYWHERE = "";

/**
 * For how many tasks of one gang there is room now: in all, and by value of the attribute that it wants to be the
 * same. An agent that changed costs what it alone has.
 */
export class GangSlots {
  readonly #outlooks: Outlooks;
  readonly #gang: Omit<GangNeed, "tasks">;
  readonly #changed = new Set<number>();
  readonly #slots = new Map<number, { readonly group: string; readonly slots: number }>();
  readonly #sums = new Map<string, number>();

  constructor(outlooks: Outlooks, gang: Omit<GangNeed, "tasks">) {
    this.#outlooks = outlooks;
    this.#gang = gang;
    outlooks.watch(this.#changed);
  }

  /** What `admits` or `groupOf` says of an agent has changed. */
  look(agent: number): void {
    this.#changed.add(agent);
  }

  close(): void {
    this.#outlooks.unwatch(this.#changed);
  }

  /** The most tasks that could start together. */
  most(nowMs: number): number {
    this.#refresh(nowMs);
    return Math.max(0, ...this.#sums.values());
  }

  /** Where all could start now, in the group that is left with the least; nothing when there is no room. */
  place(tasks: number, nowMs: number): ReadonlyMap<number, number> | undefined {
    this.#refresh(nowMs);
    let best: { readonly group: string; readonly sum: number } | undefined;
    for (const [group, sum] of this.#sums) {
      if (sum < tasks) continue;
      if (best === undefined || sum < best.sum || (sum === best.sum && group < best.group))
        best = { group, sum };
    }
    if (best === undefined) return undefined;
    const slots = new Map<number, number>();
    for (const [agent, own] of this.#slots) if (own.group === best.group) slots.set(agent, own.slots);
    return partsOf(slots, tasks);
  }

  #refresh(nowMs: number): void {
    for (const agent of this.#changed) this.#set(agent, nowMs);
    this.#changed.clear();
  }

  #set(agent: number, nowMs: number): void {
    const { admits, groupOf, leavesOn, need } = this.#gang;
    const before = this.#slots.get(agent);
    if (before !== undefined) this.#add(before.group, -before.slots);
    this.#slots.delete(agent);
    if (!this.#outlooks.has(agent) || !admits(agent)) return;
    const group = groupOf === undefined ? ANYWHERE : groupOf(agent);
    const free = this.#outlooks.freeAt(agent, -Infinity, nowMs);
    const { cpusMilli = 0, memMib = 0 } = leavesOn?.(agent, free) ?? {};
    const slots = slotsIn(
      { ...free, cpusMilli: free.cpusMilli - cpusMilli, memMib: free.memMib - memMib },
      need,
    );
    if (group === undefined || slots === 0) return;
    this.#slots.set(agent, { group, slots });
    this.#add(group, slots);
  }

  #add(group: string, slots: number): void {
    const sum = (this.#sums.get(group) ?? 0) + slots;
    if (sum === 0) this.#sums.delete(group);
    else this.#sums.set(group, sum);
  }
}
