import { limitsOf, RUNNING_KINDS, type QuotaNode, type RunningKind } from "../../accounts/quota.ts";
import { nodesOf } from "../../fair-share/account-rules.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";
import type { Affinity } from "../../jobs/affinity.ts";
import { isDecimal, type Constraint } from "../../jobs/constraint.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { Obstacle } from "../../offers/explanation.ts";
import { limitClass } from "../time-limits.ts";
import type { DumpedAgent, DumpedAmounts, DumpedJob, DumpedNode, StateDump } from "./state-dump.ts";

/*
 * Who may start where, from a dump alone and by looking at everything: the rules as one would tell them. It shares
 * nothing with what decides and what explains.
 */

const AMOUNTS = ["cpusMilli", "memMib", "diskMib", "gpus"] as const;
type Amount = (typeof AMOUNTS)[number];
/** Between the end of what may run on a held agent and the start of its job. */
const MARGIN_MS = 40_000;

export function jobOf(dump: StateDump, id: number): DumpedJob | undefined {
  return dump.jobs.find((job) => job.id === id);
}

// --- a job by itself -------------------------------------------------------------------------------------------------

export function waitingCount({ status }: DumpedJob): number {
  return status.waiting.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

export function isStopped({ opensMs, status, unmet }: DumpedJob, nowMs: number): boolean {
  const { cancelledBy, heldBy, suspendedBy } = status;
  return (heldBy ?? cancelledBy ?? suspendedBy) !== undefined || opensMs > nowMs || unmet.length > 0;
}

export function isThrottled({ array, attempts }: DumpedJob): boolean {
  return array?.maxConcurrent !== undefined && attempts.length >= array.maxConcurrent;
}

/** Lists of agents that tasks avoid which could start now; one that avoids nothing has an empty one. */
function startable(job: DumpedJob, nowMs: number): readonly (readonly string[])[] {
  if (isStopped(job, nowMs) || isThrottled(job)) return [];
  const { retrying } = job.status;
  const again = Object.values(retrying);
  const fresh = waitingCount(job) - again.length;
  return [
    ...(fresh > 0 ? [[]] : []),
    ...again.flatMap(({ avoid = [], eligibleAtMs }) => (eligibleAtMs <= nowMs ? [avoid] : [])),
  ];
}

export function couldStart(job: DumpedJob, nowMs: number): boolean {
  return startable(job, nowMs).length > 0;
}

export function isGang({ array }: DumpedJob): boolean {
  return array?.gang !== undefined;
}

/** How many tasks of a gang would start together now. */
export function mustered(job: DumpedJob, nowMs: number): number {
  const isPausing = Object.values(job.status.retrying).some(({ eligibleAtMs }) => eligibleAtMs > nowMs);
  return !isGang(job) || isStopped(job, nowMs) || job.attempts.length > 0 || isPausing
    ? 0
    : waitingCount(job);
}

// --- an agent --------------------------------------------------------------------------------------------------------

/** The first thing that keeps a task of the job from an agent, in the order in which an explanation names them. */
export interface Refused {
  readonly lacking: Obstacle;
  readonly constraint?: Constraint;
  readonly affinity?: Affinity;
}

export function refused(dump: StateDump, job: DumpedJob, agent: DumpedAgent): Refused | undefined {
  const backend = dump.backends.find(({ name }) => name === agent.backend);
  if (agent.sharedWith !== undefined) return { lacking: "shared" };
  if (!agent.active || backend?.connected !== true) return { lacking: "inactive" };
  if (!isAble(dump, job, agent)) return { lacking: "unable" };
  const constraint = unmetBy(job, agent);
  if (constraint !== undefined)
    return { lacking: job.ownConstraints.includes(constraint) ? "constraint" : "rule", constraint };
  const short = shortOf(job, agent, agent.free);
  if (short !== undefined) return { lacking: short };
  const hold = holdOn(dump, agent);
  if (hold !== undefined && hold.job !== job.id) {
    const briefMs = briefUntilMs(dump, hold);
    const isBrief = briefMs !== undefined && dump.nowMs + lastsMs(dump, job) <= briefMs;
    const kept = keptOn(dump, agent);
    const left = { ...agent.free };
    for (const kind of AMOUNTS) left[kind] -= kept[kind];
    if (!isBrief && shortOf(job, agent, left) !== undefined) return { lacking: "kept" };
  }
  if (isKeptForGpus(dump, job, agent)) return { lacking: "kept_for_gpus" };
  if (agent.trustedWith === 0) return { lacking: "quarantined" };
  if (lastsMs(dump, job) > longestMs(dump, agent)) return { lacking: "maintenance" };
  const lists = startable(job, dump.nowMs);
  const isAvoided = lists.length > 0 && lists.every((avoid) => avoids(dump, job, avoid, agent));
  if (isAvoided) return { lacking: "avoided" };
  const affinity = job.need.affinity?.find((one) => !isMetBy(dump, job, one, agent));
  return affinity === undefined ? undefined : { lacking: "affinity", affinity };
}

/** Whether a task of a job that could start may do so on an agent. */
export function mayStart(dump: StateDump, job: DumpedJob, agent: DumpedAgent): boolean {
  return couldStart(job, dump.nowMs) && refused(dump, job, agent) === undefined;
}

/** Whether too little is left for it beside what jobs with GPUs are to find beside free ones. */
function isKeptForGpus(dump: StateDump, job: DumpedJob, agent: DumpedAgent): boolean {
  const { gpuReserve } = dump.tuning;
  const { free, freeRevocable, total } = agent;
  if (job.need.resources.gpus > 0 || gpuReserve === 0 || total.gpus === 0) return false;
  if (job.need.preemptible && AMOUNTS.some((kind) => freeRevocable[kind] > 0)) return false;
  const hold = holdOn(dump, agent);
  const briefMs = hold === undefined ? undefined : briefUntilMs(dump, hold);
  const isHeldFrom =
    hold !== undefined &&
    hold.job !== job.id &&
    (briefMs === undefined || dump.nowMs + lastsMs(dump, job) > briefMs);
  const left = { ...free };
  if (isHeldFrom) for (const kind of AMOUNTS) left[kind] -= keptOn(dump, agent)[kind];
  if (left.gpus <= 0) return false;
  for (const kind of ["cpusMilli", "memMib"] as const) {
    const beside = Math.floor((total[kind] * gpuReserve) / 100 / total.gpus);
    left[kind] = Math.max(0, left[kind] - left.gpus * beside);
  }
  if (shortOf(job, agent, left) === undefined) return false;
  return dump.jobs.some(
    (other) =>
      other.need.resources.gpus > 0 &&
      !isGang(other) &&
      couldStart(other, dump.nowMs) &&
      exceeded(dump, other).length === 0 &&
      isOfTheKind(dump, other, agent),
  );
}

/** Whether what runs there is as the job wants it, counted from the tasks themselves. */
function isMetBy(
  dump: StateDump,
  job: DumpedJob,
  { attribute, job: other, op }: Affinity,
  agent: DumpedAgent,
): boolean {
  const valueOf = ({ attributes, key }: DumpedAgent) =>
    attribute === "hostname" ? key : attributes[attribute];
  const own = valueOf(agent);
  const tasks = jobOf(dump, other ?? job.id)?.attempts ?? [];
  const on = (value: string | undefined) =>
    tasks.filter(({ placement }) => {
      const key = `${placement.backend}\n${placement.agentId}`;
      const host = dump.agents.find((one) => one.key === key);
      return (host === undefined ? (attribute === "hostname" ? key : undefined) : valueOf(host)) === value;
    }).length;
  if (own === undefined) return op === "apart";
  if (op === "with") return on(own) > 0;
  if (op !== "balanced") return on(own) === 0;
  const hosts = dump.agents.filter(
    (one) =>
      one.active &&
      hasTotal(job, one) &&
      job.need.executors?.includes(one.backend) !== false &&
      unmetBy(job, one) === undefined &&
      valueOf(one) !== undefined,
  );
  return hosts.every((one) => on(own) === 0 || on(valueOf(one)) >= on(own));
}

export function isOfTheKind(dump: StateDump, job: DumpedJob, agent: DumpedAgent): boolean {
  return isAble(dump, job, agent) && unmetBy(job, agent) === undefined;
}

export function hasTotal({ need }: DumpedJob, { total }: DumpedAgent): boolean {
  return AMOUNTS.every((kind) => need.resources[kind] <= total[kind]);
}

function isAble(dump: StateDump, job: DumpedJob, agent: DumpedAgent): boolean {
  const waits = stillWaitsFor(dump, job);
  return canRun(dump, job, agent.backend) && waits?.later.flat().includes(agent.backend) !== true;
}

/**
 * Clusters that are preferred to others, group by group, by what the site says: those that the job may use now, those
 * that it may use later, and when the first of these. `undefined`: it may use all that it may ever use.
 */
export function stillWaitsFor(
  dump: StateDump,
  job: DumpedJob,
):
  | {
      readonly open: readonly string[];
      readonly later: readonly (readonly string[])[];
      readonly atMs: number;
    }
  | undefined {
  const { queues, site } = dump.tuning.routing;
  const route = queues[job.queue] ?? site;
  if (route === undefined || job.routedSinceMs === undefined) return undefined;
  const left = new Set(dump.backends.map(({ name }) => name).filter((name) => canRun(dump, job, name)));
  const groups: string[][] = [];
  for (const group of [...route.order, [...left]]) {
    const own = group.filter((name) => left.delete(name));
    if (own.length > 0) groups.push(own);
  }
  let atMs = job.routedSinceMs + route.spillAfterMs;
  const open = [...(groups.shift() ?? [])];
  for (; atMs <= dump.nowMs; atMs += route.spillAfterMs) {
    const next = groups.shift();
    if (next === undefined) break;
    open.push(...next);
  }
  return groups.length === 0 ? undefined : { open, later: groups, atMs };
}

/** Whether a job may use a cluster now, whatever it can do. */
function isOpen(dump: StateDump, job: DumpedJob, backend: string): boolean {
  const waits = stillWaitsFor(dump, job);
  return job.executors?.includes(backend) !== false && (waits === undefined || waits.open.includes(backend));
}

function canRun({ backends }: StateDump, { executors, need }: DumpedJob, backend: string): boolean {
  if (executors?.includes(backend) === false) return false;
  const can = backends.find(({ name }) => name === backend)?.capabilities;
  if (can === undefined) return true;
  if (need.ports > 0 && !can.ports) return false;
  if (can.needsImage === true && !need.features.includes("image")) return false;
  return need.features.every((feature) => can[CAPABILITY_OF[feature]]);
}

const CAPABILITY_OF = {
  docker: "dockerImages",
  gpus: "gpus",
  image: "images",
  "memory-limit": "memoryLimits",
  network: "networks",
  scratch: "scratch",
  tmpfs: "tmpfs",
} as const satisfies Readonly<Record<DumpedJob["need"]["features"][number], keyof Capabilities>>;

function unmetBy({ need }: DumpedJob, { attributes, hostname }: DumpedAgent): Constraint | undefined {
  const has = new Map([...Object.entries(attributes), ["hostname", hostname]]);
  return need.constraints.find(({ attribute, op, values }) => !compares(has.get(attribute), op, values));
}

function compares(has: string | undefined, op: Constraint["op"], values: readonly string[]): boolean {
  const [first = ""] = values;
  if (op === "absent") return has === undefined;
  if (op === "ne" || op === "notIn") return has === undefined || !values.includes(has);
  if (has === undefined) return false;
  if (op === "exists") return true;
  if (op === "match") return new RegExp(`^(?:${first})$`, "su").test(has);
  if (op === "eq" || op === "in") return values.includes(has);
  if (!isDecimal(has) || !isDecimal(first)) return false;
  return op === "gt" ? Number(has) > Number(first) : Number(has) < Number(first);
}

function shortOf({ need }: DumpedJob, agent: DumpedAgent, free: DumpedAmounts): Amount | "ports" | undefined {
  const short = AMOUNTS.find(
    (kind) =>
      need.resources[kind] > free[kind] &&
      !(need.preemptible && need.resources[kind] <= agent.freeRevocable[kind]),
  );
  return short ?? (need.ports > free.ports ? "ports" : undefined);
}

/** How long a task takes at most, as the scheduler counts. */
function lastsMs({ tuning }: StateDump, { walltimeMs }: DumpedJob): number {
  return 1000 * limitClass(walltimeMs ?? tuning.maintenance.assumedMs);
}

/** How long a task may take that starts on an agent now, in whole seconds. */
export function longestMs(
  { nowMs, tuning }: StateDump,
  { overByMs = Infinity, unavailability }: DumpedAgent,
): number {
  const { endMs = Infinity, startMs } = unavailability ?? { startMs: Infinity };
  const awayMs = endMs <= nowMs ? Infinity : startMs - tuning.maintenance.marginMs;
  const longest = Math.min(awayMs, overByMs) - nowMs;
  return longest === Infinity ? longest : 1000 * Math.floor(longest / 1000);
}

function avoids(dump: StateDump, job: DumpedJob, avoid: readonly string[], agent: DumpedAgent): boolean {
  if (!avoid.includes(agent.id)) return false;
  const backend = dump.backends.find(({ name }) => name === agent.backend);
  if (backend?.awaitsInventory === true) return true;
  return dump.agents.some(
    (other) =>
      other.active &&
      !avoid.includes(other.id) &&
      hasTotal(job, other) &&
      isOpen(dump, job, other.backend) &&
      unmetBy(job, other) === undefined,
  );
}

// --- room that is kept -----------------------------------------------------------------------------------------------

type Hold = StateDump["holds"][number];

export function holdOn({ holds }: StateDump, { key }: DumpedAgent): Hold | undefined {
  return holds.find(({ parts }) => parts[key] !== undefined);
}

export function briefUntilMs({ nowMs, tuning }: StateDump, { startMs }: Hold): number | undefined {
  if (startMs === undefined || tuning.backfill.mode === "off") return undefined;
  return startMs - MARGIN_MS < nowMs + 1000 ? undefined : startMs - MARGIN_MS;
}

/** What of an agent those may not use who are not over when the job starts that it is held for. */
export function keptOn(dump: StateDump, agent: DumpedAgent): Readonly<Record<Amount, number>> {
  const kept = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 };
  const hold = holdOn(dump, agent);
  const job = hold === undefined ? undefined : jobOf(dump, hold.job);
  if (hold === undefined || job === undefined) return kept;
  const plan = dump.plans.find((one) => one.job === hold.job);
  const then = { ...agent.free };
  for (const { amounts, atMs } of agent.ends)
    if (atMs <= (hold.startMs ?? -Infinity)) for (const kind of AMOUNTS) then[kind] += amounts[kind];
  const isKnown = hold.startMs !== undefined && dump.tuning.backfill.mode !== "off";
  for (const kind of AMOUNTS) {
    const need = job.need.resources[kind];
    const missing =
      plan === undefined
        ? need * (hold.parts[agent.key] ?? 0)
        : Math.max(0, need - plan.reserved[kind] - (plan.pending?.[kind] ?? 0));
    const spare = Math.max(0, then[kind] - missing);
    kept[kind] = isKnown ? Math.max(0, agent.free[kind] - spare) : missing;
  }
  return kept;
}

// --- gangs -----------------------------------------------------------------------------------------------------------

/** For how many tasks of a gang there is room now, kept or not. */
export function roomForGang(dump: StateDump, job: DumpedJob): number {
  const { status, walltimeMs = dump.tuning.maintenance.assumedMs } = job;
  const hosts = dump.agents.filter(
    (agent) =>
      agent.active &&
      hasTotal(job, agent) &&
      unmetBy(job, agent) === undefined &&
      isOpen(dump, job, agent.backend),
  );
  const others = hosts.filter(
    (agent) => !Object.values(status.retrying).some(({ avoid = [] }) => avoids(dump, job, avoid, agent)),
  );
  // Better there than never: where the others, empty, are not enough for all of it, it may go everywhere.
  const isEnough = slotsFor(job, others, ({ total }) => ({ ...total, ports: Infinity })) >= waitingCount(job);
  const usable = (isEnough ? others : hosts).filter((agent) => {
    const backend = dump.backends.find(({ name }) => name === agent.backend);
    if (backend?.connected !== true || agent.trustedWith !== undefined) return false;
    const { endMs = Infinity, startMs } = agent.unavailability ?? { startMs: Infinity };
    const longest = endMs <= dump.nowMs ? Infinity : startMs - dump.tuning.maintenance.marginMs - dump.nowMs;
    return walltimeMs <= longest && isAble(dump, job, agent);
  });
  return slotsFor(job, usable, ({ free }) => free);
}

/** The most tasks of a gang that there is room for together. */
function slotsFor(
  { array, need }: DumpedJob,
  agents: readonly DumpedAgent[],
  roomOf: (agent: DumpedAgent) => DumpedAmounts,
): number {
  const uniform = array?.gang?.uniform;
  const wanted = { ...need.resources, ports: need.ports };
  const sums = new Map<string, number>();
  for (const agent of agents) {
    const has = uniform === "hostname" ? agent.hostname : agent.attributes[uniform ?? ""];
    const group = uniform === undefined ? "" : has;
    if (group === undefined) continue;
    const room = roomOf(agent);
    const slots = [...AMOUNTS, "ports" as const]
      .filter((kind) => wanted[kind] > 0)
      .map((kind) => Math.floor(room[kind] / wanted[kind]));
    const fit = slots.length === 0 ? 0 : Math.max(0, Math.min(...slots));
    sums.set(group, (sums.get(group) ?? 0) + fit);
  }
  return Math.max(0, ...sums.values());
}

// --- limits ----------------------------------------------------------------------------------------------------------

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
}

/** Limits that let no further task of the job start. */
export function exceeded(dump: StateDump, job: DumpedJob): readonly Exceeded[] {
  return ownNodes(dump, job).flatMap((node): readonly Exceeded[] => {
    const { running } = limitsOf(dump.tuning.quotas, node);
    const held = heldBelow(dump).get(nameOf(node));
    const ofRunning = RUNNING_KINDS.flatMap((of) => {
      const used = held?.[of] ?? 0;
      const asks = amountOf(job, of) * togetherIn(job);
      const limit = running[of] ?? Infinity;
      return used + asks > limit ? [{ node, of, limit, used, asks }] : [];
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

type Held = Record<RunningKind, number>;

/** Of a dump that is looked at again and again, what runs below each node. */
const HELD = new WeakMap<StateDump, ReadonlyMap<string, Held>>();

function heldBelow(dump: StateDump): ReadonlyMap<string, Held> {
  const known = HELD.get(dump);
  if (known !== undefined) return known;
  const sums = new Map<string, Held>();
  for (const job of dump.jobs) {
    if (job.attempts.length === 0) continue;
    for (const name of ownLine(dump, job).names) {
      const sum = sums.get(name) ?? nothing();
      for (const of of RUNNING_KINDS) sum[of] += amountOf(job, of) * job.attempts.length;
      sums.set(name, sum);
    }
  }
  HELD.set(dump, sums);
  return sums;
}

function nothing(): Held {
  return Object.fromEntries(RUNNING_KINDS.map((of) => [of, 0])) as Held; // an entry per kind
}

/** Of one task. */
function amountOf({ need }: DumpedJob, of: RunningKind): number {
  return of === "tasks" ? 1 : need.resources[of];
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
  if (exceeded(dump, job).length > 0) return false;
  return (job.need.licences ?? []).every(
    ({ count, name }) =>
      licencesInUse(dump, name) + count * togetherIn(job) <= (dump.tuning.licences[name] ?? 0),
  );
}

// --- order -----------------------------------------------------------------------------------------------------------

export function goesFirstInAccount(a: DumpedJob, b: DumpedJob): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.id < b.id);
}

/** Whether an account goes before another one, each with the job that it would start. */
export function goesBefore(dump: StateDump, a: DumpedJob, b: DumpedJob): boolean {
  const [endA, endB] = nodesThatDiffer(dump, a, b);
  const keyA = a.key ?? endA?.key ?? 0;
  const keyB = b.key ?? endB?.key ?? 0;
  return keyA < keyB || (keyA === keyB && (endA?.node ?? 0) < (endB?.node ?? 0));
}

/** By how much of the pool the first is ahead of the other one. */
export function gapBetween(dump: StateDump, first: DumpedJob, other: DumpedJob): number {
  const [a, b] = nodesThatDiffer(dump, first, other);
  return Math.max(0, (b?.relativeKey ?? 0) - (a?.relativeKey ?? 0));
}

function nodesThatDiffer(
  { lines, order }: StateDump,
  a: DumpedJob,
  b: DumpedJob,
): readonly [DumpedNode | undefined, DumpedNode | undefined] {
  const lineA = lines[a.account] ?? [];
  const lineB = lines[b.account] ?? [];
  const at =
    order.among === "accounts" ? -1 : lineA.findIndex(({ node }, level) => node !== lineB[level]?.node);
  return [lineA.at(at), lineB.at(at)];
}
