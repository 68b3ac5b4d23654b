import type { Attempt, JobStatus } from "../../jobs/life/job.ts";
import type { Requirement } from "../../jobs/placement/requirement.ts";
import type { ArraySpec, Dependency } from "../../jobs/spec/spec.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { Unavailability } from "../../offers/offer.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { BudgetView } from "../../fair-share/hour-ledger.ts";
import { isGathered } from "../deciding/gang-starts.ts";
import { hostKey } from "../state/places.ts";
import { numberOf } from "../state/prospects.ts";
import type { CoreState, AgentState, GangState, ProspectState, TimeState } from "../state/state.ts";
import type { Tuning } from "../state/tuning.ts";

/** Amounts of an agent, host ports among them. */
export interface DumpedAmounts extends ResourceVector {
  readonly ports: number;
}

export interface DumpedJob {
  readonly id: number;
  /** `project/user`. */
  readonly account: string;
  readonly priority: number;
  /** Of one task, with what the site adds; and the constraints that the job itself names. */
  readonly need: Requirement;
  readonly ownConstraints: Requirement["constraints"];
  readonly queue: string;
  /** Clusters that it may ever use; absent: any. Since when it waits for those that are preferred; absent: it does not. */
  readonly executors?: readonly string[];
  readonly routedSinceMs?: number;
  readonly walltimeMs?: number;
  readonly opensMs: number;
  readonly array?: ArraySpec;
  readonly status: JobStatus;
  readonly attempts: readonly Pick<Attempt, "placement" | "taskId">[];
  readonly unmet: readonly Dependency[];
  /** What the policy orders it by, where that is a thing of the job and not of its account. */
  readonly key?: number;
}

export interface DumpedAgent {
  /** Cluster and id, see `hostKey`. */
  readonly key: string;
  readonly backend: string;
  readonly id: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  readonly sharedWith?: string;
  /** Somebody lets nothing new start there. */
  readonly closed?: true;
  readonly total: ResourceVector;
  readonly free: DumpedAmounts;
  readonly freeRevocable: ResourceVector;
  readonly unavailability?: Unavailability;
  /** What starts there now must be over by then. */
  readonly overByMs?: number;
  /** How many more tasks may start there as far as it is trusted; absent: any number. */
  readonly trustedWith?: number;
  readonly distrustedUntilMs?: number;
  /** It may be tried, and nobody has for long: gangs may use it. */
  readonly untried?: true;
  /** What runs there gives this back, and when as far as anybody knows; the first first. */
  readonly ends: readonly { readonly atMs: number; readonly amounts: DumpedAmounts }[];
  /** Whether its offers are kept in hand for a gang. */
  readonly gathered: boolean;
}

/** A node of the tree of shares. */
export interface DumpedNode {
  readonly node: number;
  readonly key: number;
  /** The same as a part of the pool. */
  readonly relativeKey: number;
}

/** All that decides who may start where, as plain data: without indices, and without what was concluded from it. */
export interface StateDump {
  readonly nowMs: number;
  readonly tuning: Pick<
    Tuning,
    "backfill" | "gpuReserve" | "licences" | "maintenance" | "quotas" | "routing" | "shares"
  >;
  readonly jobs: readonly DumpedJob[];
  readonly agents: readonly DumpedAgent[];
  readonly backends: readonly {
    readonly name: string;
    readonly connected: boolean;
    readonly sinceMs: number;
    readonly cause: string;
    readonly capabilities?: Capabilities;
    readonly awaitsInventory: boolean;
  }[];
  /** Room that is kept for wide jobs and gangs. */
  readonly holds: readonly {
    readonly job: number;
    /** Absent: nobody knows. */
    readonly startMs?: number;
    /** How many of its tasks, by agent. */
    readonly parts: Readonly<Record<string, number>>;
  }[];
  /** Jobs for which parts of limits are kept. */
  readonly earmarks: readonly { readonly job: number; readonly sinceMs: number }[];
  readonly plans: readonly {
    readonly job: number;
    readonly agent: string;
    readonly sinceMs: number;
    readonly reserved: ResourceVector;
    /** Asked for. */
    readonly pending?: ResourceVector;
  }[];
  readonly order: { readonly name: string; readonly among: "siblings" | "accounts" };
  /** From below the site down to the account, by its name. */
  readonly lines: Readonly<Record<string, readonly DumpedNode[]>>;
  /** Used hours, by the name of the node. */
  readonly budgets: Readonly<Record<string, readonly BudgetView[]>>;
}

export function dumpOf(state: CoreState): StateDump {
  const { matcher, nowMs, plans, pool, prospects, quotas, tuning } = state;
  const { backfill, gpuReserve, licences, maintenance, routing, shares } = tuning;
  return {
    nowMs,
    tuning: { backfill, gpuReserve, licences, maintenance, quotas: tuning.quotas, routing, shares },
    jobs: [...state.jobs.values()].map((job) => dumpedJob(state, job.id)),
    agents: [...pool.agents()].map((agent) => dumpedAgent(state, agent.backend, agent.id)),
    backends: [...state.backends.values()].map(
      ({ awaitsInventory, capabilities, cause, connected, name, sinceMs }) => ({
        name,
        connected,
        sinceMs,
        cause,
        awaitsInventory,
        ...(capabilities === undefined ? {} : { capabilities }),
      }),
    ),
    holds: prospects.holds.all().map(({ job, parts, startMs }) => ({
      job,
      ...(startMs === Infinity ? {} : { startMs }),
      parts: Object.fromEntries([...parts].map(([number, count]) => [keyOfNumber(state, number), count])),
    })),
    earmarks: [...state.earmarks.values()].map(({ job, sinceMs }) => ({ job, sinceMs })),
    plans: [...plans.values()].map(({ agentId, backend, job, pending, reserved, sinceMs }) => ({
      job,
      agent: hostKey(backend, agentId),
      sinceMs,
      reserved,
      ...(pending === undefined ? {} : { pending: pending.resources }),
    })),
    order: { name: matcher.order.name, among: matcher.order.among },
    lines: Object.fromEntries(
      [...matcher.shares.accounts()].map(([key, node]) => [key, lineOf(state, node)]),
    ),
    budgets: Object.fromEntries(matcher.shares.keys().map((key) => [key, quotas.budgets(key)])),
  };
}

function dumpedJob(
  { jobs, matcher, shared, tuning }: Pick<CoreState, "jobs" | "matcher" | "shared" | "tuning">,
  id: number,
): DumpedJob {
  const job = jobs.get(id);
  if (job === undefined) throw new RangeError(`there is no live job ${id}`);
  const { account, array, asks, attempts, need, priority, queue, routedSinceMs, status, unmet } = job;
  const { walltimeMs, window } = job;
  const { executors } = shared.need(job.kind, tuning).need;
  const { order, shares, tree } = matcher;
  const node = order.ofJob ? shares.node(account) : undefined;
  return {
    id,
    account,
    priority,
    need,
    ownConstraints: asks.constraints,
    queue,
    ...(executors === undefined ? {} : { executors }),
    ...(routedSinceMs === undefined ? {} : { routedSinceMs }),
    opensMs: window.opensMs,
    status,
    attempts: [...attempts.values()].map(({ placement, taskId }) => ({ placement, taskId })),
    unmet: [...unmet.values()],
    ...(array === undefined ? {} : { array }),
    ...(walltimeMs === undefined ? {} : { walltimeMs }),
    ...(node === undefined ? {} : { key: order.key(tree, node, id) }),
  };
}

function dumpedAgent(
  state: AgentState & GangState & ProspectState & TimeState,
  backend: string,
  id: string,
): DumpedAgent {
  const { health, nowMs, overBy, pool, prospects } = state;
  const agent = pool.get(backend, id);
  if (agent === undefined) throw new RangeError(`there is no agent ${id}`);
  const { active, attributes, free, freePorts, freeRevocable, hostname, sharedWith, total } = agent;
  const { closed, unavailability } = agent;
  const key = hostKey(backend, id);
  const standing = health.standing(key);
  const trustedWith = health.mayStart(key);
  const overByMs = overBy.get(key);
  return {
    key,
    backend,
    id,
    hostname,
    attributes,
    active,
    total,
    freeRevocable,
    free: { ...free, ports: freePorts },
    ends: [...prospects.outlooks.endsOn(numberOf(prospects, backend, id), nowMs)],
    gathered: isGathered(state, agent),
    ...(sharedWith === undefined ? {} : { sharedWith }),
    ...(closed === undefined ? {} : { closed: true as const }),
    ...(unavailability === undefined ? {} : { unavailability }),
    ...(overByMs === undefined ? {} : { overByMs }),
    ...(trustedWith === Infinity ? {} : { trustedWith }),
    ...("idle" in standing && trustedWith === 1 ? { untried: true as const } : {}),
    ...("untilMs" in standing ? { distrustedUntilMs: standing.untilMs } : {}),
  };
}

function keyOfNumber({ prospects }: Pick<CoreState, "prospects">, number: number): string {
  for (const [key, other] of prospects.numbers) if (other === number) return key;
  throw new RangeError(`there is no agent with number ${number}`);
}

function lineOf({ matcher }: Pick<CoreState, "matcher">, account: number): readonly DumpedNode[] {
  const { order, tree } = matcher;
  const line: DumpedNode[] = [];
  for (let node = account; tree.parent(node) >= 0; node = tree.parent(node))
    line.unshift({
      node,
      key: order.ofJob ? 0 : order.key(tree, node, 0),
      relativeKey: tree.relativeKey(node),
    });
  return line;
}
