import type { AccountFigures, Snapshot, SnapshotPolicy } from "../../fair-share/policy.ts";

/** Everybody's figures at one moment, as the process of a policy is told them. */
export interface KeysRequest {
  readonly waiting: Snapshot["waiting"];
  readonly figures: readonly (readonly [account: number, figures: AccountFigures])[];
  /** Whose keys are wanted. */
  readonly jobs: readonly JobFigures[];
}

export interface JobFigures {
  readonly account: number;
  readonly job: number;
  readonly waitedMs: number;
  readonly walltimeMs?: number;
}

/**
 * In the process of the policy.
 * @returns a key for each job of the request, in its order
 * @throws Error  when the policy fails, or one is no number
 */
export function reckonedKeys(
  policy: SnapshotPolicy,
  { figures, jobs, waiting }: KeysRequest,
): readonly number[] {
  const byAccount = new Map(figures);
  const byJob = new Map(jobs.map((each) => [each.job, each]));
  const keyOf = policy.keysAt({
    waiting,
    figures(account) {
      const found = byAccount.get(account);
      if (found === undefined) throw new RangeError(`account ${account} has nothing to start now`);
      return found;
    },
    waitedMs: (job) => byJob.get(job)?.waitedMs ?? 0,
    walltimeMs: (job) => byJob.get(job)?.walltimeMs,
  });
  return jobs.map(({ account, job }) => {
    const key: unknown = keyOf(account, job);
    if (typeof key !== "number" || Number.isNaN(key)) throw new Error("it gave a key that is no number");
    // JSON has no infinity.
    return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, key));
  });
}
