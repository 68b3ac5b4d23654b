import {
  limitsOf,
  RUNNING_KINDS,
  userLimitsOf,
  type QuotaDefinition,
  type QuotaNode,
  type RunningKind,
} from "../../accounts/quota.ts";
import type { Caller } from "../../auth/caller.ts";
import { nodesOf } from "../../fair-share/account-rules.ts";
import type { JobFilter } from "../../jobs/query/job-filter.ts";
import { isFinal } from "../../jobs/life/job.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { requestOf } from "../actions/job-actions.ts";
import { MIB } from "../context/job-document.ts";

/** More in use than a limit allows. */
export interface Excess {
  readonly of: string;
  readonly limit: number;
  readonly used: number;
  readonly project?: string;
  readonly user?: string;
}

type Held = Record<RunningKind, number>;

/** Jobs that run now, and what each of them holds. */
interface Running {
  readonly job: StoredJob;
  readonly held: Readonly<Held>;
}

const JOBS_MAX = 10_000;
const ATTEMPTS_MAX = 1000;
const PAGE = 500;
const UNITS: Partial<Readonly<Record<RunningKind, { readonly name: string; readonly units: number }>>> = {
  cpusMilli: { name: "cpus", units: 1 / 1000 },
  memMib: { name: "memoryBytes", units: MIB },
  diskMib: { name: "diskBytes", units: MIB },
};

/** What runs beyond these limits, of every node that they are about. */
export async function overQuota(context: ApiContext, value: QuotaDefinition): Promise<readonly Excess[]> {
  const over = nodesOver(context, value, await runningJobs(context, value));
  return over.flatMap(({ node, excess, used }) =>
    [...excess].map(([kind, beyond]): Excess => {
      const { name, units } = UNITS[kind] ?? { name: kind, units: 1 };
      const { scope: _, ...whose } = node;
      return { of: name, limit: (used[kind] - beyond) * units, used: used[kind] * units, ...whose };
    }),
  );
}

/**
 * Asks for the end of jobs of nodes that use more than they may, those that started last first, until what is left fits.
 * @returns their ids
 */
export async function stopNewest(
  context: ApiContext,
  caller: Caller,
  value: QuotaDefinition,
): Promise<readonly number[]> {
  const { leader, nowMs, store } = context;
  const running = await runningJobs(context, value);
  const stopped = new Map<number, StoredJob>();
  for (const { excess, of } of nodesOver(context, value, running)) {
    for (const { held, job } of of) {
      if ([...excess.values()].every((beyond) => beyond <= 0)) break;
      if (![...excess].some(([kind, beyond]) => beyond > 0 && held[kind] > 0)) continue;
      for (const [kind, beyond] of excess) excess.set(kind, beyond - held[kind]);
      stopped.set(job.id, job);
    }
  }
  if (stopped.size > 0)
    await store.submit([...stopped.values()].map((job) => requestOf(job, "cancel", caller, nowMs())));
  leader.wake();
  return [...stopped.keys()];
}

/** Or a user in all projects together. */
type LimitedNode = QuotaNode | { readonly scope: "user"; readonly user: string };

interface NodeOver {
  readonly node: LimitedNode;
  readonly used: Readonly<Held>;
  readonly excess: Map<RunningKind, number>;
  readonly of: readonly Running[];
}

function nodesOver(
  { accountRules }: Pick<ApiContext, "accountRules">,
  value: QuotaDefinition,
  running: readonly Running[],
): readonly NodeOver[] {
  // What is soft is no limit to be above of.
  if (value.soft === true) return [];
  const nodes = new Map<
    string,
    { readonly node: LimitedNode; readonly used: Held; readonly of: Running[] }
  >();
  for (const one of running) {
    const { spec, user } = one.job;
    const among: readonly LimitedNode[] =
      value.acrossProjects === true
        ? [{ scope: "user", user }]
        : nodesOf(accountRules(), { project: spec.project, user });
    for (const node of among) {
      const key = JSON.stringify(node);
      const sum = nodes.get(key) ?? { node, used: nothing(), of: [] };
      nodes.set(key, sum);
      for (const kind of RUNNING_KINDS) sum.used[kind] += one.held[kind];
      sum.of.push(one);
    }
  }
  return [...nodes.values()].flatMap(({ node, of, used }): readonly NodeOver[] => {
    const limits = node.scope === "user" ? userLimitsOf([value], node.user) : limitsOf([value], node).running;
    const excess = new Map(
      RUNNING_KINDS.flatMap((kind) => {
        const limit = limits[kind];
        return limit === undefined || used[kind] <= limit ? [] : [[kind, used[kind] - limit] as const];
      }),
    );
    return excess.size === 0 ? [] : [{ node, used, excess, of }];
  });
}

/** Of whom these limits may be about, the latest start first. */
async function runningJobs({ store }: ApiContext, { user }: QuotaDefinition): Promise<readonly Running[]> {
  const of: JobFilter[] = [
    { kind: "word", field: "state", values: ["starting", "running", "suspended", "stopping"] },
  ];
  if (user !== undefined && user !== "*") of.push({ kind: "word", field: "user", values: [user] });
  const found: StoredJob[] = [];
  for (
    let after: { readonly values: readonly []; readonly id: number } | undefined;
    found.length < JOBS_MAX;
  ) {
    const page = await store.jobs({
      filter: { kind: "all", of },
      ...(after === undefined ? {} : { after }),
      limit: PAGE,
    });
    found.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { values: [], id: last.id };
  }
  const startOf = ({ status }: StoredJob): number => status.startedAtMs ?? 0;
  found.sort((a, b) => startOf(b) - startOf(a) || b.id - a.id);
  return Promise.all(found.map(async (job) => ({ job, held: await heldBy(store, job) })));
}

/** What its tasks that are under way hold. */
async function heldBy(store: ApiContext["store"], { id }: StoredJob): Promise<Held> {
  const held = nothing();
  for (const { resources, state } of await store.attempts(id, { newestFirst: true, limit: ATTEMPTS_MAX })) {
    if (isFinal(state)) continue;
    held.tasks += 1;
    held.jobs = 1;
    held.cpusMilli += resources.cpusMilli;
    held.memMib += resources.memMib;
    held.diskMib += resources.diskMib;
    held.gpus += resources.gpus;
  }
  return held;
}

function nothing(): Held {
  return { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, tasks: 0, jobs: 0 };
}
