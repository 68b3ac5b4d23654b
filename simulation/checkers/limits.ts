import {
  limitsOf,
  RUNNING_KINDS,
  softLimitsOf,
  userLimitsOf,
  type QuotaNode,
  type RunningKind,
} from "../../accounts/quota.ts";
import { nodesOf } from "../../fair-share/account-rules.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";
import type { DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";
import { isGang, waitingCount } from "./own-state.ts";

/* Limits and licences, from a dump alone. */

export function togetherIn(job: DumpedJob): number {
  return isGang(job) ? waitingCount(job) : 1;
}

export interface Exceeded {
  readonly node: QuotaNode;
  readonly of: RunningKind | "cpuHours" | "gpuHours";
  readonly limit: number;
  readonly used: number;
  readonly asks: number;
  readonly untilMs?: number;
  readonly kept?: number;
  readonly keptFor?: number;
  readonly ownSinceMs?: number;
}

/** Limits that let no further task of the job start. */
export function exceeded(dump: StateDump, job: DumpedJob): readonly Exceeded[] {
  return ownNodes(dump, job).flatMap((node): readonly Exceeded[] => {
    const { running } = limitsOf(dump.tuning.quotas, node);
    const held = heldBelow(dump).nodes.get(nameOf(node));
    const ofRunning = RUNNING_KINDS.flatMap((of) => {
      const used = held?.[of] ?? 0;
      const asks = asksFor(job, of);
      const limit = running[of] ?? Infinity;
      const kept = keptIn(dump, job, of, (other) => ownLine(dump, other).names.has(nameOf(node)));
      return isBeyond(of, used + (kept.kept ?? 0), asks, limit)
        ? [{ node, of, limit, used, asks, ...kept }]
        : [];
    });
    const ofHours = (dump.budgets[nameOf(node)] ?? []).flatMap(
      ({ hours, kind, usedHours, isExhausted, windowEndsAtMs }) =>
        isExhausted
          ? [
              {
                node,
                of: kind,
                limit: hours,
                used: usedHours,
                asks: 0,
                ...(hours === 0 ? {} : { untilMs: windowEndsAtMs }),
              },
            ]
          : [],
    );
    return [...ofRunning, ...ofHours];
  });
}

/** Limits of all that the user has running, in whatever project, that let no further task of the job start. */
export function exceededByUser(
  dump: StateDump,
  job: DumpedJob,
): readonly (Omit<Exceeded, "node" | "untilMs"> & { readonly user: string })[] {
  const user = userOf(job);
  const limits = userLimitsOf(dump.tuning.quotas, user);
  const held = heldBelow(dump).users.get(user);
  return RUNNING_KINDS.flatMap((of) => {
    const used = held?.[of] ?? 0;
    const asks = asksFor(job, of);
    const limit = limits[of] ?? Infinity;
    const kept = keptIn(dump, job, of, (other) => userOf(other) === user);
    return isBeyond(of, used + (kept.kept ?? 0), asks, limit)
      ? [{ user, of, used, limit, asks, ...kept }]
      : [];
  });
}

/** What of a limit is kept for others, and since when for the job itself. */
function keptIn(
  { earmarks, jobs }: StateDump,
  job: DumpedJob,
  of: RunningKind,
  counts: (other: DumpedJob) => boolean,
): Pick<Exceeded, "kept" | "keptFor" | "ownSinceMs"> {
  const others = earmarks.flatMap((earmark) => {
    const other = jobs.find(({ id }) => id === earmark.job);
    if (other === undefined || other === job || !counts(other)) return [];
    const amount = asksFor(other, of);
    return amount === 0 ? [] : [{ id: other.id, amount }];
  });
  const own = earmarks.find((earmark) => earmark.job === job.id);
  return {
    ...(others.length === 0
      ? {}
      : {
          kept: others.reduce((sum, { amount }) => sum + amount, 0),
          keptFor: Math.min(...others.map(({ id }) => id)),
        }),
    ...(own === undefined ? {} : { ownSinceMs: own.sinceMs }),
  };
}

/** Whether limits, of whomever, let no further task of the job start. */
export function isLimited(dump: StateDump, job: DumpedJob): boolean {
  return exceeded(dump, job).length + exceededByUser(dump, job).length > 0;
}

/** Soft limits that are reached. */
export function borrowed(dump: StateDump, job: DumpedJob): readonly Omit<Exceeded, "asks" | "untilMs">[] {
  return ownNodes(dump, job).flatMap((node) => {
    const soft = softLimitsOf(dump.tuning.quotas, node);
    const held = heldBelow(dump).nodes.get(nameOf(node));
    return RUNNING_KINDS.flatMap((of) => {
      const used = held?.[of] ?? 0;
      const limit = soft[of] ?? Infinity;
      return used >= limit ? [{ node, of, limit, used }] : [];
    });
  });
}

type Held = Record<RunningKind, number>;

/** What runs below each node, and of each user in all projects. */
interface HeldSums {
  readonly nodes: ReadonlyMap<string, Held>;
  readonly users: ReadonlyMap<string, Held>;
}

/** Of a dump that is looked at again and again. */
const HELD = new WeakMap<StateDump, HeldSums>();

function heldBelow(dump: StateDump): HeldSums {
  const known = HELD.get(dump);
  if (known !== undefined) return known;
  const nodes = new Map<string, Held>();
  const users = new Map<string, Held>();
  const add = (sums: Map<string, Held>, name: string, job: DumpedJob): void => {
    const sum = sums.get(name) ?? nothing();
    for (const of of RUNNING_KINDS) sum[of] += heldOf(job, of);
    sums.set(name, sum);
  };
  for (const job of dump.jobs) {
    if (job.attempts.length === 0) continue;
    for (const name of ownLine(dump, job).names) add(nodes, name, job);
    add(users, userOf(job), job);
  }
  const sums = { nodes, users };
  HELD.set(dump, sums);
  return sums;
}

function userOf({ account }: DumpedJob): string {
  return account.slice(account.indexOf("/") + 1);
}

function nothing(): Held {
  return Object.fromEntries(RUNNING_KINDS.map((of) => [of, 0])) as Held; // an entry per kind
}

function heldOf({ attempts, need }: DumpedJob, of: RunningKind): number {
  if (of === "jobs") return attempts.length === 0 ? 0 : 1;
  return attempts.length * (of === "tasks" ? 1 : need.resources[of]);
}

function asksFor(job: DumpedJob, of: RunningKind): number {
  if (of === "jobs") return job.attempts.length === 0 ? 1 : 0;
  return togetherIn(job) * (of === "tasks" ? 1 : job.need.resources[of]);
}

/** A job that runs may start more of its tasks, however many jobs run. */
function isBeyond(of: RunningKind, used: number, asks: number, limit: number): boolean {
  return used + asks > limit && (of !== "jobs" || asks > 0);
}

function ownNodes(dump: StateDump, job: DumpedJob): readonly QuotaNode[] {
  return ownLine(dump, job).nodes;
}

/** Whose limits hold for an account. */
interface Line {
  readonly nodes: readonly QuotaNode[];
  readonly names: ReadonlySet<string>;
}

/** By tuning and account: the same is asked for every job, of every job. */
const LINES = new WeakMap<StateDump["tuning"], Map<string, Line>>();

function ownLine({ tuning }: StateDump, { account }: DumpedJob): Line {
  const known = LINES.get(tuning) ?? new Map<string, Line>();
  LINES.set(tuning, known);
  const line = known.get(account) ?? lineIn(tuning, account);
  known.set(account, line);
  return line;
}

function lineIn(tuning: StateDump["tuning"], account: string): Line {
  if (tuning.quotas.length === 0) return { nodes: [], names: new Set() };
  const slash = account.indexOf("/");
  const hierarchy = arrangeHierarchy(tuning.shares.definitions.filter(({ name }) => !name.includes("/")));
  const shares = hierarchy.ok ? hierarchy.shares : [];
  const nodes = nodesOf({ shares }, { project: account.slice(0, slash), user: account.slice(slash + 1) });
  return { nodes, names: new Set(nodes.map(nameOf)) };
}

/** As the dump names a node. */
export function nameOf(node: QuotaNode): string {
  switch (node.scope) {
    case "site":
      return "";
    case "project":
      return node.project;
    case "account":
      return `${node.project}/${node.user}`;
    default:
      return node satisfies never;
  }
}

export function licencesInUse(dump: StateDump, name: string): number {
  return dump.jobs.reduce((sum, job) => sum + licencesFor(job, name) * job.attempts.length, 0);
}

/** For one task. */
export function licencesFor({ need }: DumpedJob, name: string): number {
  return need.licences?.find((licence) => licence.name === name)?.count ?? 0;
}

/** Whether limits and licences, those that are kept for others aside, let a task of the job start. */
export function isWithinLimits(dump: StateDump, job: DumpedJob): boolean {
  if (isLimited(dump, job)) return false;
  return (job.need.licences ?? []).every(
    ({ count, name }) =>
      licencesInUse(dump, name) + count * togetherIn(job) <= (dump.tuning.licences[name] ?? 0),
  );
}
