import { RUNNING_KINDS, type RunningKind } from "../../accounts/quota.ts";
import type { Order } from "../../fair-share/order.ts";
import { SITE, type ShareTree } from "../../fair-share/share-tree.ts";
import type { Cause } from "../../offers/explanation.ts";
import { KINDS } from "../matching/requirement.ts";
import type { LiveJob } from "./live-job.ts";
import { nodeOf } from "./quotas.ts";
import type { CoreState } from "./state.ts";

type Limits = Partial<Readonly<Record<RunningKind, number>>>;

/** What runs below a node. */
type Counts = Readonly<Record<"tasks" | "jobs", (node: number) => number>>;

/** Larger than all keys of a policy among accounts. */
const BEHIND = 1e12;
/** The same for keys of shares, which grow with time: so many times as large, and not 0. */
const TIMES = 2 ** 300;
const LEAST = 1e-6;

/** Soft limits by node of the tree of shares. */
export class SoftLimits {
  readonly #limits = new Map<number, Limits>();
  readonly #counts: Counts;

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  set(node: number, limits: Limits): void {
    if (Object.keys(limits).length > 0) this.#limits.set(node, limits);
  }

  /** Whether what runs below a node has reached one of its limits: what more it gets is borrowed. */
  isReached(tree: ShareTree, node: number): boolean {
    const limits = this.#limits.get(node);
    if (limits === undefined) return false;
    return RUNNING_KINDS.some((kind) => {
      const limit = limits[kind];
      if (limit === undefined) return false;
      const isCounted = kind === "tasks" || kind === "jobs";
      return (isCounted ? this.#counts[kind](node) : tree.held(node, KINDS.indexOf(kind))) >= limit;
    });
  }
}

/**
 * An order in which those who have reached a soft limit come after all that have not, of siblings or of accounts.
 * Between siblings a node's own starts and ends alone decide that, so its key is as stable as it was. Among accounts
 * also those of what an account is part of do: every account is asked each time.
 */
export function softened(order: Order, limits: SoftLimits): Order {
  if (order.among === "siblings")
    return {
      ...order,
      key: (tree, node, job) => {
        const key = order.key(tree, node, job);
        return limits.isReached(tree, node) ? (key + tree.keyOfShare(LEAST)) * TIMES : key;
      },
    };
  return {
    ...order,
    stable: false,
    ofJob: true,
    key: (tree, account, job) => {
      const key = order.key(tree, account, order.ofJob ? job : 0);
      for (let node = account; node !== SITE; node = tree.parent(node))
        if (limits.isReached(tree, node)) return key + BEHIND;
      return key;
    },
  };
}

/** Soft limits that are reached: others go before the job. */
export function* borrowingCauses(
  job: LiveJob,
  state: Pick<CoreState, "matcher" | "quotas">,
): Generator<Cause> {
  const { quotas } = state;
  if (!quotas.areAnySoft) return;
  for (const key of quotas.lineOf(job.account)) {
    const limits = quotas.softLimits(key);
    for (const of of RUNNING_KINDS) {
      const limit = limits[of];
      const used = limit === undefined ? 0 : heldBy(state, key, of);
      if (limit !== undefined && used >= limit) yield { kind: "borrowing", ...nodeOf(key), of, limit, used };
    }
  }
}

/** What the matcher counts below a node. */
export function heldBy({ matcher }: Pick<CoreState, "matcher">, key: string, of: RunningKind): number {
  const { matching, shares, tree } = matcher;
  const node = shares.node(key);
  if (node === undefined) return 0;
  if (of === "tasks") return matching.questions.tasksOf(node);
  return of === "jobs" ? matching.questions.jobsOf(node) : tree.held(node, KINDS.indexOf(of));
}
