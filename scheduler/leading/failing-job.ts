import type { CoreInput } from "../state/decision.ts";
import { loadCore, type Loading } from "./loading.ts";

/** A cycle that goes on at once is followed so far. */
const TURNS_MAX = 20;

/**
 * Which stored job makes a cycle fail, found by loading ever fewer of them: trials of which nothing comes but the answer.
 * @param before  what the core is told first
 * @param inputs  of the cycle
 * @returns `undefined` when it fails without any job, or does not fail again
 */
export async function findFailingJob(
  loading: Loading,
  before: readonly CoreInput[],
  inputs: readonly CoreInput[],
): Promise<number | undefined> {
  const ids: number[] = [];
  const fails = async (last: number, onLoaded?: (job: number) => void): Promise<boolean> => {
    const { core } = await loadCore({
      ...loading,
      leavesOut: (job) => job > last || loading.leavesOut(job),
      onFault: () => undefined, // found before
      ...(onLoaded === undefined ? {} : { onLoaded }),
    });
    const { nowMs } = loading.options;
    try {
      core.step(before, nowMs);
      core.step(inputs, nowMs);
      for (let cycle = 0; cycle < TURNS_MAX && (core.nextTimerMs() ?? Infinity) <= nowMs; cycle += 1)
        core.step([], nowMs);
      return false;
    } catch {
      return true;
    }
  };
  if (await fails(0)) return undefined;
  if (!(await fails(Infinity, (job) => ids.push(job)))) return undefined;
  // With the jobs up to `low` it does not fail, with those up to `high` it does.
  let low = -1;
  let high = ids.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await fails(ids[middle] ?? 0)) high = middle;
    else low = middle;
  }
  return ids[high];
}
