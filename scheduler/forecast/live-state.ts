import { accountKey } from "../../accounts/account.ts";
import { isSnapshotPolicy } from "../../fair-share/policy.ts";
import type { Attempt, Job } from "../../jobs/life/job.ts";
import { requirementKey, requirementOf } from "../../jobs/placement/requirement.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { Store, UsageBucket } from "../../store/store.ts";
import type { WideJobs } from "../core/core.ts";
import type { BackendInput } from "../explaining/cluster-picture.ts";
import type { KnownParent } from "../state/decision.ts";
import type { CoreOptions } from "../state/state.ts";
import { stemOf, type TaskKind } from "./run-times.ts";

/** What the leader has in memory beside what the store knows. */
export interface LeaderView {
  readonly options: CoreOptions;
  readonly backends: readonly {
    readonly name: string;
    readonly capabilities: Capabilities;
  }[];
  /** What the backends have said. */
  readonly clusters: readonly BackendInput[];
  readonly agents: readonly AgentView[];
  readonly wide: WideJobs;
  /** Jobs that it leaves out. */
  readonly leavesOut: (job: number) => boolean;
}

/** All that is live, as data: a core that is loaded with it decides as the leader would, and the leader knows nothing of it. */
export interface LiveState extends Omit<LeaderView, "leavesOut"> {
  readonly usage: readonly UsageBucket[];
  readonly jobs: readonly LiveEntry[];
  readonly parents: ReadonlyMap<number, KnownParent>;
}

export interface LiveEntry {
  readonly job: Job;
  readonly live: readonly Attempt[];
  readonly kind: TaskKind;
}

/** @returns `undefined` when more than `jobsMax` are live */
export async function readLiveState(
  store: Store,
  view: LeaderView,
  jobsMax: number,
): Promise<LiveState | undefined> {
  const { leavesOut, ...rest } = view;
  const jobs: LiveEntry[] = [];
  const parents = new Map<number, KnownParent>();
  for await (const batch of store.liveJobs(() => undefined)) {
    for (const { job, live } of batch) {
      if (leavesOut(job.id)) continue;
      if (jobs.length >= jobsMax) return undefined;
      jobs.push({ job, live, kind: kindOf(job) });
      for (const { job: id } of job.spec.dependencies) {
        if (parents.has(id)) continue;
        const parent = await store.job(id);
        if (parent === undefined) continue;
        const { array } = parent.spec;
        parents.set(id, { status: parent.status, ...(array === undefined ? {} : { array }) });
      }
    }
  }
  const { halfLifeMs, nowMs, tuning } = view.options;
  const { policy } = tuning;
  const still = isSnapshotPolicy(policy) && policy.still !== undefined ? policy.still() : policy;
  const options = { ...view.options, tuning: { ...tuning, policy: still } };
  return { ...rest, options, jobs, parents, usage: await store.usage(nowMs - 10 * halfLifeMs) };
}

export function kindOf({ spec, user }: Pick<Job, "spec" | "user">): TaskKind {
  const { name, project, walltimeSeconds } = spec;
  return {
    account: accountKey({ user, project }),
    stem: stemOf(name),
    shape: requirementKey(requirementOf(spec)),
    ...(walltimeSeconds === undefined ? {} : { limitMs: walltimeSeconds * 1000 }),
  };
}
