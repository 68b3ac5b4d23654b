import {
  isSnapshotPolicy,
  SNAPSHOT_MS,
  type AccountFigures,
  type Snapshot,
  type SnapshotPolicy,
} from "../../fair-share/policy.ts";
import type { Order } from "../../fair-share/order.ts";
import type { Usage } from "../../jobs/life/usage.ts";
import type { CoreState, JobsState, QueueState, LimitState, TimeState } from "./state.ts";

/** The order that a policy comes to whose keys are reckoned for all accounts at once. */
export interface SnapshotOrder {
  readonly order: Order;
  readonly takenAtMs: number;
  /** Replaces all keys. */
  renew(keys: (account: number, job: number) => number, nowMs: number): void;
}

export function snapshotOrder({ name }: SnapshotPolicy): SnapshotOrder {
  // Until the first snapshot, which comes before the first decision, all are alike.
  let keyOf: (account: number, job: number) => number = () => 0;
  let takenAtMs = -Infinity;
  return {
    order: {
      name,
      stable: true, // between two snapshots nothing of it falls
      ofJob: true,
      among: "accounts",
      key: (_tree, account, job) => keyOf(account, job),
    },
    get takenAtMs() {
      return takenAtMs;
    },
    renew(keys, nowMs) {
      keyOf = keys;
      takenAtMs = nowMs;
    },
  };
}

/** Reckons all keys anew where the policy wants that and they are old. */
export function renewSnapshot(state: JobsState & QueueState & LimitState & TimeState): void {
  const { dailyUse, jobs, matcher, nowMs, tuning } = state;
  const { matching, shares, snapshots, tree } = matcher;
  const { policy } = tuning;
  if (snapshots === undefined || !isSnapshotPolicy(policy)) return;
  if (nowMs - snapshots.takenAtMs < SNAPSHOT_MS) return;
  const waitedMs = (job: number) => nowMs - (jobs.get(job)?.waitsSinceMs ?? nowMs);
  const keys = new Map<number, string>();
  const walltimeMs = (job: number) => jobs.get(job)?.walltimeMs;
  const waiting: Snapshot["waiting"][number][] = [];
  for (const [key, account] of shares.accounts()) {
    keys.set(account, key);
    const first = matching.questions.firstJobOf(account);
    if (!Number.isNaN(first)) waiting.push({ account, job: first, waitedMs: waitedMs(first) });
  }
  if (waiting.length === 0) return; // the next one that comes is not to be judged by this
  const nameOf = (account: number): string => {
    const known = keys.get(account);
    if (known !== undefined) return known;
    for (const [key, node] of shares.accounts()) if (!keys.has(node)) keys.set(node, key);
    return keys.get(account) ?? "/";
  };
  const figures = (account: number): AccountFigures => {
    const key = nameOf(account);
    const slash = key.indexOf("/");
    const [project, user] = [key.slice(0, slash), key.slice(slash + 1)];
    return {
      user,
      project,
      weight: tree.weight(account),
      projectWeight: tree.weight(tree.parent(account)),
      userUsed: dailyUse.sinceGap(userName(user), nowMs),
      projectUsed: dailyUse.sinceGap(projectName(project), nowMs),
    };
  };
  snapshots.renew(policy.keysAt({ waiting, figures, waitedMs, walltimeMs }), nowMs);
  matching.keysChanged();
}

/** What a task used that ended, for policies that go by days. @param account  see `accountKey` */
export function bookDay(
  { dailyUse, tuning }: Pick<CoreState, "dailyUse" | "tuning">,
  account: string,
  usage: Usage,
  atMs: number,
): void {
  const slash = account.indexOf("/");
  const { weights } = tuning.shares;
  dailyUse.book(userName(account.slice(slash + 1)), usage, weights, atMs);
  dailyUse.book(projectName(account.slice(0, slash)), usage, weights, atMs);
}

function userName(user: string): string {
  return `user ${user}`;
}
function projectName(project: string): string {
  return `project ${project}`;
}
