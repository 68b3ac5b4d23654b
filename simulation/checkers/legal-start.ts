import type { Affinity } from "../../jobs/spec/affinity.ts";
import { isDecimal, type Constraint } from "../../jobs/spec/constraint.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { Obstacle } from "../../offers/explanation.ts";
import { limitClass } from "../../scheduler/state/time-limits.ts";
import type {
  DumpedAgent,
  DumpedAmounts,
  DumpedJob,
  StateDump,
} from "../../scheduler/explaining/state-dump.ts";
import { briefUntilMs, holdOn, keptOn } from "./kept-room.ts";
import { isLimited } from "./limits.ts";
import { AMOUNTS, type Amount, couldStart, isGang, jobOf, startable } from "./own-state.ts";

/*
 * Who may start where, from a dump alone and by looking at everything: the rules as one would tell them. It shares
 * nothing with what decides and what explains.
 */

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
  if (agent.closed === true) return { lacking: "closed" };
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
  const hold = holdOn(dump, agent);
  const briefMs = hold === undefined ? undefined : briefUntilMs(dump, hold);
  const isHeldFrom =
    hold !== undefined &&
    hold.job !== job.id &&
    (briefMs === undefined || dump.nowMs + lastsMs(dump, job) > briefMs);
  const left = { ...agent.free };
  if (isHeldFrom) for (const kind of AMOUNTS) left[kind] -= keptOn(dump, agent)[kind];
  const beside = leftBesideGpus(dump, job, agent, left);
  return beside !== undefined && shortOf(job, agent, beside) !== undefined;
}

/** What a job without GPUs may have of so much, if it leaves something beside free GPUs; `undefined`: all of it. */
export function leftBesideGpus(
  dump: StateDump,
  job: DumpedJob,
  agent: DumpedAgent,
  free: DumpedAmounts,
): DumpedAmounts | undefined {
  const { gpuReserve } = dump.tuning;
  const { freeRevocable, total } = agent;
  if (job.need.resources.gpus > 0 || gpuReserve === 0 || free.gpus <= 0) return undefined;
  if (job.need.preemptible && AMOUNTS.some((kind) => freeRevocable[kind] > 0)) return undefined;
  if (!areGpusWanted(dump, agent)) return undefined;
  const left = { ...free };
  for (const kind of ["cpusMilli", "memMib"] as const) {
    const beside = Math.floor((total[kind] * gpuReserve) / 100 / total.gpus);
    left[kind] = Math.max(0, left[kind] - left.gpus * beside);
  }
  return left;
}

/** Whether a job waits for GPUs of an agent that limits let start. */
function areGpusWanted(dump: StateDump, agent: DumpedAgent): boolean {
  return dump.jobs.some(
    (other) =>
      other.need.resources.gpus > 0 &&
      !isGang(other) &&
      couldStart(other, dump.nowMs) &&
      !isLimited(dump, other) &&
      // Single machines that it avoids, or that its affinity asks for, do not matter here.
      (other.need.affinity ?? []).every((one) =>
        one.attribute === "hostname"
          ? one.op !== "with" || (jobOf(dump, one.job ?? 0)?.attempts ?? []).length > 0
          : isMetBy(dump, other, one, agent),
      ) &&
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

export function isAble(dump: StateDump, job: DumpedJob, agent: DumpedAgent): boolean {
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
export function isOpen(dump: StateDump, job: DumpedJob, backend: string): boolean {
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

export function unmetBy({ need }: DumpedJob, { attributes, hostname }: DumpedAgent): Constraint | undefined {
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

export function avoids(
  dump: StateDump,
  job: DumpedJob,
  avoid: readonly string[],
  agent: DumpedAgent,
): boolean {
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
