import type { Account } from "../../accounts/account.ts";
import { nodeWords, QUEUED_KINDS, type QueuedKind, type QuotaNode } from "../../accounts/quota.ts";
import { arrayLimit, queuedLimits, type AccountRules } from "../../fair-share/account-rules.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import type { Store } from "../../store/store.ts";
import { PublicError } from "../http/problems.ts";
import { countQueued, type Queued } from "./queued.ts";

/** Keeps what is submitted within the limits of what may wait. */
export interface SubmitLimits {
  /**
   * Runs `store` if all of these jobs may wait beside what does; nothing of them otherwise.
   * @throws PublicError  `quota_exceeded`; `queue_full` for the limit of the site
   */
  admit<T>(jobs: readonly Pick<NewJob, "user" | "spec">[], store: () => Promise<T>): Promise<T>;
}

/** Others may have submitted through other processes: after that long it is counted again. */
const FRESH_MS = 10_000;
/** Others were admitted while it was counted: so often it is counted again. */
const COUNTS_MAX = 3;

interface Level {
  /** As the store had it; nothing of ours was under way then. */
  counted: Record<QueuedKind, number> | undefined;
  countedAtMs: number;
  /** Admitted since. What has left the queue meanwhile is not taken off, so the sum is never too small. */
  readonly added: Record<QueuedKind, number>;
  readonly underWay: Set<Promise<unknown>>;
  counting: Promise<void> | undefined;
}

interface Wanted {
  readonly node: QuotaNode;
  readonly level: Level;
  readonly limits: Partial<Readonly<Record<QueuedKind, number>>>;
  readonly asked: Queued;
}

/** Exact as long as one process takes submissions; of several each sees the others' at most ten seconds late. */
export function createSubmitLimits(options: {
  readonly store: Pick<Store, "countJobs" | "jobs">;
  readonly rules: () => AccountRules;
  readonly nowMs: () => number;
}): SubmitLimits {
  const { store, rules, nowMs } = options;
  const levels = new Map<string, Level>();

  const levelOf = (node: QuotaNode): Level => {
    const key = JSON.stringify(node);
    let level = levels.get(key);
    if (level === undefined) {
      level = {
        counted: undefined,
        countedAtMs: 0,
        added: { queuedJobs: 0, queuedTasks: 0 },
        underWay: new Set(),
        counting: undefined,
      };
      levels.set(key, level);
    }
    return level;
  };

  const wantedBy = (jobs: readonly Pick<NewJob, "user" | "spec">[]): readonly Wanted[] => {
    const byNode = new Map<string, Wanted>();
    for (const { user, spec } of jobs) {
      for (const { node, limits } of queuedLimits(rules(), { user, project: spec.project })) {
        const key = JSON.stringify(node);
        const before = byNode.get(key)?.asked ?? { jobs: 0, tasks: 0 };
        const asked = { jobs: before.jobs + 1, tasks: before.tasks + taskCount(spec.array) };
        byNode.set(key, { node, level: levelOf(node), limits, asked });
      }
    }
    return [...byNode.values()];
  };

  /** While it is counted nothing is admitted to the level, and what was admitted before is in the store. */
  const recount = async (node: QuotaNode, level: Level): Promise<void> => {
    await Promise.allSettled(level.underWay);
    const atMs = nowMs();
    const { jobs, tasks } = await countQueued(store, rules(), node);
    level.counted = { queuedJobs: jobs, queuedTasks: tasks };
    level.countedAtMs = atMs;
    for (const kind of QUEUED_KINDS) level.added[kind] = 0;
  };

  const countAgain = (all: readonly Wanted[]): Promise<unknown> =>
    Promise.all(
      all.map(({ node, level }) => {
        level.counting ??= recount(node, level).finally(() => {
          level.counting = undefined;
        });
        return level.counting;
      }),
    );

  const isStale = ({ level }: Wanted): boolean =>
    level.counted === undefined || nowMs() - level.countedAtMs > FRESH_MS;

  return {
    async admit(jobs, storeAll) {
      const wanted = wantedBy(jobs);
      for (let counts = 0; ; counts += 1) {
        for (const { level } of wanted) if (level.counting !== undefined) await level.counting;
        const lacking = wanted.filter((one) => isStale(one) || excessOf(one) !== undefined);
        // From here to the reservation below nothing is awaited.
        if (lacking.length === 0 && wanted.every(({ level }) => level.counting === undefined)) break;
        const [hopeless] =
          counts === 0
            ? []
            : lacking.filter((one) => !isStale(one) && (isExact(one.level) || counts >= COUNTS_MAX));
        if (hopeless !== undefined) throw refusal(hopeless);
        await countAgain(lacking);
      }
      if (wanted.length === 0) return storeAll();
      for (const { level, asked } of wanted) add(level, asked, 1);
      const stored = storeAll();
      for (const { level } of wanted) level.underWay.add(stored);
      try {
        return await stored;
      } catch (error) {
        // Where it is not known what became of it, it counts until it is counted.
        if (!(error instanceof PublicError && error.code === "timeout"))
          for (const { level, asked } of wanted) add(level, asked, -1);
        throw error;
      } finally {
        for (const { level } of wanted) level.underWay.delete(stored);
      }
    },
  };
}

/** An array that is larger than the account, its project or the site lets one be. */
export function arrayProblems(spec: JobSpec, user: string, rules: AccountRules): readonly Problem[] {
  const tasks = taskCount(spec.array);
  const account: Account = { user, project: spec.project };
  const found = spec.array === undefined ? undefined : arrayLimit(rules, account);
  if (found === undefined || tasks <= found.limit) return [];
  const message = `the array has ${tasks} tasks, more than ${nodeWords(found.node)} may have in one`;
  return [{ pointer: "/array", code: "range", message, got: tasks, allowed: `at most ${found.limit} tasks` }];
}

function isExact(level: Level): boolean {
  return QUEUED_KINDS.every((kind) => level.added[kind] === 0);
}

function add({ added }: Level, { jobs, tasks }: Queued, sign: 1 | -1): void {
  added.queuedJobs += sign * jobs;
  added.queuedTasks += sign * tasks;
}

const ASKED = { queuedJobs: "jobs", queuedTasks: "tasks" } as const;

/** The limit that these jobs would pass; `undefined`: none. */
function excessOf({ asked, level, limits }: Wanted): QueuedKind | undefined {
  return QUEUED_KINDS.find((kind) => {
    const limit = limits[kind];
    const there = (level.counted?.[kind] ?? 0) + level.added[kind];
    return limit !== undefined && there + asked[ASKED[kind]] > limit;
  });
}

function refusal(wanted: Wanted): PublicError {
  const { asked, level, limits, node } = wanted;
  const kind = excessOf(wanted) ?? "queuedTasks";
  const limit = limits[kind] ?? 0;
  const used = (level.counted?.[kind] ?? 0) + level.added[kind];
  const more = asked[ASKED[kind]];
  const what = ASKED[kind];
  const whose = nodeWords(node);
  const start = `${whose.charAt(0).toUpperCase()}${whose.slice(1)} may have ${limit} ${what} that wait, and has ${used}`;
  const mend =
    more > limit
      ? `These are ${more}, which never fit: submit fewer at a time.`
      : `These are ${more} more. Submit them when fewer wait, or cancel some that do.`;
  return new PublicError(node.scope === "site" ? "queue_full" : "quota_exceeded", `${start}. ${mend}`, {
    extra: { ...node, of: kind, limit, used, asked: more },
  });
}
