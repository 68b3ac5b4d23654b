import { KINDS, type Amounts } from "../matching/requirement.ts";
import { covers } from "./outlook.ts";

/** What others may use of an agent that is held for a job. */
export interface Allowance {
  /** When the room is expected to be there; `Infinity`: nobody knows. Who is over by then may use all that is free. */
  readonly startMs: number;
  /** Who takes longer, only this: what is left over at that time. */
  readonly spare: Amounts;
}

interface Allowed {
  readonly allowance: Allowance;
  /** Free now. */
  readonly free: Amounts;
  readonly nowMs: number;
}

/**
 * Whether a task may start there and delay nobody.
 * @param lastsMs  until it is over for certain: its start, its limit, its time to end; `Infinity` without a limit
 */
export function mayUseHeld({ allowance, free, nowMs }: Allowed, need: Amounts, lastsMs: number): boolean {
  if (!covers(free, need)) return false;
  return nowMs + lastsMs <= allowance.startMs && allowance.startMs !== Infinity
    ? true
    : covers(allowance.spare, need);
}

/** What of `free` is not kept; nothing of a kind of which there is too little. */
export function beyond(free: Amounts, kept: Amounts): Amounts {
  const left = { ...free };
  for (const kind of KINDS) left[kind] = Math.max(0, free[kind] - kept[kind]);
  return left;
}

export function least(a: Amounts, b: Amounts): Amounts {
  const both = { ...a };
  for (const kind of KINDS) both[kind] = Math.min(a[kind], b[kind]);
  return both;
}

export function times(need: Amounts, count: number): Amounts {
  const all = { ...need };
  for (const kind of KINDS) all[kind] = need[kind] * count;
  return all;
}
