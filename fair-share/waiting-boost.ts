import type { Order } from "./order.ts";
import { SITE, type ShareTree } from "./share-tree.ts";

export interface WaitingBoost {
  /** What a job that has waited long enough is ahead by: so much less of the site's share would be as good. */
  readonly boost: number;
  /** After that long it has all of the boost; before, its part. */
  readonly fullAfterMs: number;
}

/**
 * Fair share with a boost for waiting: a job comes the earlier the longer it has waited, up to the boost. Its key is
 * the sum of the relative keys from its account up to the site, less its part of the boost.
 *
 * A key falls as time passes and depends on the job, so nothing can be kept from one decision to the next: every
 * account that could start something is asked each time, and accounts are compared directly, whatever they are part of.
 *
 * @param waitingSinceMs  of a job that waits, by its id
 */
export function waitingBoostOrder(
  { boost, fullAfterMs }: WaitingBoost,
  waitingSinceMs: (job: number) => number,
): Order {
  return {
    name: "fair-share with a boost for waiting",
    stable: false,
    ofJob: true,
    among: "accounts",
    key: (tree, node, job) => {
      const waitedMs = Math.max(0, tree.nowMs - waitingSinceMs(job));
      return shareOf(tree, node) - boost * Math.min(1, waitedMs / fullAfterMs);
    },
  };
}

function shareOf(tree: ShareTree, node: number): number {
  let sum = 0;
  for (let at = node; at !== SITE; at = tree.parent(at)) sum += tree.relativeKey(at);
  return sum;
}
