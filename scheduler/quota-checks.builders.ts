import assert from "node:assert/strict";
import {
  limitsOf,
  RUNNING_KINDS,
  userLimitsOf,
  type QuotaDefinition,
  type QuotaNode,
  type RunningKind,
} from "../accounts/quota.ts";
import { NO_STORED_RULES, quotasWith, withChange } from "../accounts/stored-rules.ts";
import { PER_HOUR } from "../fair-share/hour-ledger.ts";
import { isFinal, type Attempt, type AttemptStart, type NewJob } from "../jobs/life/job.ts";
import { usageOf } from "../jobs/life/usage.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { JournalEntry, Store, UsageBucket } from "../store/store.ts";
import type { Leader } from "./leader.ts";

interface Owned {
  readonly job: number;
  readonly attempt: Attempt;
  readonly project: string;
  readonly user: string;
}

export async function attemptsIn(store: Store): Promise<readonly Owned[]> {
  const jobs = await store.jobs({ limit: 10_000 });
  const all = await Promise.all(
    jobs.map(async ({ id, spec, user }) => {
      const attempts = await store.attempts(id, { newestFirst: false, limit: 10_000 });
      return attempts.map((attempt) => ({ job: id, attempt, project: spec.project, user }));
    }),
  );
  return all.flat();
}

/** What the leader says is used, and what the store has booked, against the sum of the attempts. */
export async function checkUsage(leader: Leader, store: Store, nowMs: number): Promise<void> {
  const attempts = await attemptsIn(store);
  for (const { hours, project, running, user } of leader.accounts().quotas) {
    const mine = attempts.filter(
      (one) => (project ?? one.project) === one.project && (user ?? one.user) === one.user,
    );
    const whose = `${project ?? "site"}/${user ?? ""}`;
    const live = mine.filter(({ attempt }) => !isFinal(attempt.state));
    for (const kind of RUNNING_KINDS)
      assert.equal(
        running[kind],
        kind === "jobs" && running.jobs === undefined
          ? undefined
          : heldOf(
              kind,
              live.map(({ attempt: { resources }, job }) => ({ job, resources })),
            ),
        `${whose} ${kind}`,
      );
    for (const { kind, usedHours } of hours) {
      const used = mine.map(({ attempt: { endedAtMs = nowMs, resources, runningAtMs = endedAtMs } }) => {
        const rate = kind === "cpuHours" ? resources.cpusMilli : resources.gpus;
        return rate * (endedAtMs - runningAtMs);
      });
      assert.equal(usedHours, sum(used) / PER_HOUR[kind], `${whose} ${kind}`);
    }
  }
  const booked = new Map<string, Booked>();
  for (const { cpuMilliMs, gpuMs, memMibMs, project, user } of await store.usage(0))
    add(booked, `${project}/${user}`, { cpuMilliMs, gpuMs, memMibMs });
  const counted = new Map<string, Booked>();
  for (const { attempt, project, user } of attempts) {
    const usage = usageOf(attempt);
    if (usage !== undefined) add(counted, `${project}/${user}`, usage);
  }
  assert.deepEqual(booked, counted);
}

type Booked = Pick<UsageBucket, "cpuMilliMs" | "gpuMs" | "memMibMs">;

function add(to: Map<string, Booked>, key: string, usage: Booked): void {
  const { cpuMilliMs = 0, gpuMs = 0, memMibMs = 0 } = to.get(key) ?? {};
  to.set(key, {
    cpuMilliMs: cpuMilliMs + usage.cpuMilliMs,
    gpuMs: gpuMs + usage.gpuMs,
    memMibMs: memMibMs + usage.memMibMs,
  });
}

interface Live {
  readonly start: AttemptStart;
  readonly job: NewJob;
}

/** What a journal shows of limits. */
export interface Found {
  readonly launches: number;
  /** Changes after which more ran than the new limits allow. */
  readonly lowered: number;
}

/**
 * Holds each launch in the journal against the limits of that moment and all that was live then: whatever it takes of a
 * kind must still be within the limit. What runs when a limit is lowered goes on.
 */
export function checkLaunches(
  journal: readonly JournalEntry[],
  jobs: ReadonlyMap<number, NewJob>,
  configured: readonly QuotaDefinition[],
): Found {
  const live = new Map<string, Live>();
  let rules = NO_STORED_RULES;
  let launches = 0;
  let lowered = 0;
  for (const record of journal.flatMap(({ records }) => records)) {
    if (record.type === "rules") {
      rules = withChange(rules, record.change);
      const quotas = quotasWith(configured, rules);
      if ([...live.values()].some(({ job }) => excessOf(quotas, job, live) !== undefined)) lowered += 1;
    }
    if (record.type !== "job") continue;
    const { event } = record;
    if (event.type === "ended") live.delete(event.taskId);
    if (event.type !== "launched") continue;
    const job = jobs.get(record.job);
    assert.ok(job !== undefined);
    const isFirst = ![...live.values()].some((one) => one.job === job);
    live.set(event.start.taskId, { start: event.start, job });
    launches += 1;
    const taken = RUNNING_KINDS.filter((kind) =>
      kind === "jobs" ? isFirst : kind === "tasks" || event.start.resources[kind] > 0,
    );
    const excess = excessOf(quotasWith(configured, rules), job, live, taken);
    assert.equal(excess, undefined, `${event.start.taskId} starts, and then ${excess}`);
  }
  return { launches, lowered };
}

/** What is above a limit, of all that a job is part of; of these kinds only. */
function excessOf(
  quotas: readonly QuotaDefinition[],
  job: NewJob,
  live: ReadonlyMap<string, Live>,
  kinds: readonly RunningKind[] = RUNNING_KINDS,
): string | undefined {
  for (const { limits, name, users } of nodesOf(quotas, job)) {
    const mine = [...live.values()].filter((one) => users(one.job));
    for (const kind of kinds) {
      const limit = limits[kind];
      if (limit === undefined) continue;
      const used = heldOf(
        kind,
        mine.map(({ job: { id }, start }) => ({ job: id, resources: start.resources })),
      );
      if (used > limit) return `${name} has ${used} of ${limit} ${kind}`;
    }
  }
  return undefined;
}

interface Node {
  readonly name: string;
  readonly limits: Partial<Readonly<Record<RunningKind, number>>>;
  readonly users: (job: NewJob) => boolean;
}

/** The site, the project, the user in it, and the user in all projects. */
function nodesOf(quotas: readonly QuotaDefinition[], { spec: { project }, user }: NewJob): readonly Node[] {
  const node = (name: string, of: QuotaNode, users: Node["users"]): Node => ({
    name,
    limits: limitsOf(quotas, of).running,
    users,
  });
  const inProject = (job: NewJob): boolean => job.spec.project === project;
  const ofUser = (job: NewJob): boolean => job.user === user;
  return [
    node("the site", { scope: "site" }, () => true),
    node(project, { scope: "project", project }, inProject),
    node(`${project}/${user}`, { scope: "account", project, user }, (job) => inProject(job) && ofUser(job)),
    { name: user, limits: userLimitsOf(quotas, user), users: ofUser },
  ];
}

/** By tasks of jobs. */
function heldOf(
  kind: RunningKind,
  tasks: readonly { readonly job: number; readonly resources: ResourceVector }[],
): number {
  if (kind === "jobs") return new Set(tasks.map(({ job }) => job)).size;
  return sum(tasks.map(({ resources }) => (kind === "tasks" ? 1 : resources[kind])));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, one) => all + one, 0);
}
