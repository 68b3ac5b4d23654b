import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** 2 minutes when left out: on a machine that others use, a process may take so long to start. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Looks again and again until it holds.
 * @throws Error  when it does not in the time that it is given; and whatever the look throws
 */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { everyMs = 20, withinMs = 120_000 }: Patience = {},
): Promise<void> {
  for (const deadlineMs = performance.now() + withinMs; !(await holds()); await sleep(everyMs))
    if (performance.now() > deadlineMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
}
