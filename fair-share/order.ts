import type { ShareTree } from "./share-tree.ts";

/**
 * Fair-share order, as a number: among those who have something to start, the smallest key goes first, ties by the
 * smaller node, then by the order within the account (higher priority, then smaller job id).
 *
 * A policy is pure: the same tree, node and job give the same key. What it promises about its keys decides what a
 * decision costs:
 *
 * - `stable`: between events of a node itself (its own start, end, charge, weight; for keys `ofJob` also a job that
 *   comes or goes) its key never falls. A key that was computed earlier is then a lower bound, and keys are only
 *   renewed where somebody looks. Without that promise every account that could start something is asked each time.
 * - `ofJob`: the key depends on the job that would start, not on the account alone. The key of a later job of an
 *   account must not be smaller than that of an earlier one, unless the policy is not stable.
 * - `among`: `siblings` compares level by level down the tree, so projects share first and users inside them;
 *   `accounts` compares all accounts directly.
 *
 * Allowed: `stable` and not `ofJob`, among either; `ofJob` or not stable, among `accounts`.
 */
export interface Order {
  readonly name: string;
  readonly stable: boolean;
  readonly ofJob: boolean;
  readonly among: "siblings" | "accounts";
  /**
   * @param node  an account, or with `siblings` any node below the site
   * @param job  id of the job that would start; 0 when the key is not `ofJob`
   */
  key(tree: ShareTree, node: number, job: number): number;
}

/** Least present share and decayed usage per weight first, see `ShareTree.key`. */
export const fairShareOrder: Order = {
  name: "fair-share",
  stable: true,
  ofJob: false,
  among: "siblings",
  key: (tree, node) => tree.key(node),
};

/** Oldest job first, whoever it belongs to. Limits still hold; weights, shares and other accounts' priorities don't count. */
export const fifoOrder: Order = {
  name: "fifo",
  stable: true,
  ofJob: true,
  among: "accounts",
  key: (_tree, _node, job) => job,
};
