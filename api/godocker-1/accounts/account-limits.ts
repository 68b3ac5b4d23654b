import { taskCount } from "../../../jobs/spec/spec.ts";
import type { Store } from "../../../store/store.ts";
import { PublicError } from "../../http/problems.ts";
import type { SubmitLimits } from "../../context/submit-limits.ts";
import { DEFAULT_PROJECT, type AccountBook } from "../frame/account-book.ts";
import type { Quota } from "../frame/quota.ts";
import { askedBy, countedUsage, DAY_MS, type UsageOwner, type UsageSums } from "../tasks/usage.ts";

type Admitted = Parameters<SubmitLimits["admit"]>[0];

/**
 * Holds submissions of every kind to the members and quotas that administrators wrote over the GoDocker 1.0 API. A quota
 * counts what ended in the last days and what waits or runs, so that no burst passes it.
 */
export function withAccountLimits(
  limits: SubmitLimits,
  options: {
    readonly store: Store;
    readonly book: AccountBook;
    readonly days: number;
    readonly nowMs: () => number;
  },
): SubmitLimits {
  const { store, book, days, nowMs } = options;

  const check = async (jobs: Admitted): Promise<void> => {
    const sinceMs = nowMs() - days * DAY_MS;
    const groups = Map.groupBy(jobs, ({ user, spec }) => JSON.stringify([user, spec.project]));
    for (const group of groups.values()) {
      const [{ user = "", spec } = {}] = group;
      const project = spec?.project ?? DEFAULT_PROJECT;
      await checkMember(user, project);
      const asked = group.reduce<UsageSums>(
        (sum, each) => {
          const { cpu, ram } = askedBy(each, taskCount(each.spec.array));
          return { cpu: sum.cpu + cpu, ram: sum.ram + ram, time: 0 };
        },
        { cpu: 0, ram: 0, time: 0 },
      );
      await checkQuota({ user }, `the user ${user}`, await book.userQuota(user), asked, sinceMs);
      const since = Math.max(sinceMs, await book.countedSinceMs(project));
      await checkQuota({ project }, `the project ${project}`, await book.projectQuota(project), asked, since);
    }
  };

  const checkMember = async (user: string, id: string): Promise<void> => {
    const project = id === DEFAULT_PROJECT ? undefined : await book.project(id);
    if (project === undefined || book.isMember(user, project)) return;
    throw new PublicError("forbidden", `${user} is not a member of the project ${id}.`);
  };

  const checkQuota = async (
    owner: UsageOwner,
    whose: string,
    quota: Quota,
    asked: UsageSums,
    sinceMs: number,
  ): Promise<void> => {
    if (quota.time === 0 && quota.cpu === 0 && quota.ram === 0) return;
    const used = await countedUsage(store, owner, sinceMs);
    for (const kind of ["time", "cpu", "ram"] as const) {
      if (quota[kind] === 0 || quota[kind] >= used[kind] + asked[kind]) continue;
      throw new PublicError(
        "quota_exceeded",
        `The quota of ${whose} is reached: ${kind} ${quota[kind]}, used ${Math.round(used[kind])}, asked ${asked[kind]}.`,
        { extra: { of: kind, limit: quota[kind], used: Math.round(used[kind]), asked: asked[kind] } },
      );
    }
  };

  return {
    async admit(jobs, store_) {
      await check(jobs);
      return limits.admit(jobs, store_);
    },
  };
}
