import { costRate, DEFAULT_WEIGHTS } from "../../fair-share/cost.ts";
import { fairShareOrder, type Order } from "../../fair-share/order.ts";
import { ShareTree, SITE } from "../../fair-share/share-tree.ts";
import { Matching } from "../../scheduler/matching/matching.ts";
import type { AgentDescription } from "../../scheduler/matching/agent-description.ts";
import { besideGpu } from "../../scheduler/matching/gpu-reserve.ts";
import { requirementKey, type Amounts, type Requirement } from "../../scheduler/matching/requirement.ts";
import { STORM_AGENT, type StormJobs } from "../workloads/w1.ts";
import { mixedAgents, mixedJobs, type MixedJobs, type Session } from "../workloads/w2.ts";
import type { DenseGrid } from "../workloads/w2d.ts";

/** A matcher with agents and a full queue, and how long its tasks run. */
export interface Scene {
  readonly matching: Matching;
  /** By job id (ids begin with 1). */
  readonly runMs: Int32Array;
  readonly agents: number;
  readonly accounts: readonly number[];
}

const HALF_LIFE_MS = 604_800_000;
const NONE_NEEDED = { diskMib: 0, gpus: 0, ports: 0, constraint: "" } as const;
const MIB_PER_MB = 1_000_000 / 1_048_576;

/** @param accepts  whether agents of a class meet a constraint */
export function newMatching(options: {
  readonly order?: Order;
  readonly parents?: "sum" | "hierarchical";
  readonly accepts?: (constraint: string, agentClass: string) => boolean;
}): Matching {
  const { order = fairShareOrder, parents = "sum", accepts = () => true } = options;
  const tree = new ShareTree({
    halfLifeMs: HALF_LIFE_MS,
    alpha: 0.5,
    resourceWeights: [1, 1, 0, 1, 0],
    parents,
    originMs: 0,
  });
  return new Matching({ tree, order, accepts, rateOf: (amounts) => costRate(DEFAULT_WEIGHTS, amounts) });
}

export function addStormAgents(matching: Matching, agents: number): void {
  const { cpusMilli, memMib, gpus, firstPort, lastPort, racks } = STORM_AGENT;
  const total: Amounts = { cpusMilli, memMib, gpus, diskMib: 0, ports: lastPort - firstPort + 1 };
  for (let at = 0; at < agents; at += 1) {
    matching.addAgent({ host: `h${at}`, class: "", axis: `${at % racks}`, total, free: total });
  }
}

/** W1 and its variants. */
export function stormScene(jobs: StormJobs, agents: number): Scene {
  const matching = newMatching({});
  addStormAgents(matching, agents);
  matching.settle();
  const accounts = Array.from({ length: jobs.users }, () => matching.addAccount(SITE, 1));
  const { cpusMilli, memMib, ports } = jobs;
  const shape = matching.shapeOf({ ...NONE_NEEDED, cpusMilli, memMib, ports });
  const runMs = new Int32Array(jobs.count + 1);
  runMs.set(jobs.runMs, 1);
  for (let job = 0; job < jobs.count; job += jobs.arrayOf) {
    matching.submit(accounts[jobs.user[job] ?? 0] ?? 0, shape, 50, job + 1, jobs.arrayOf);
  }
  return { matching, runMs, agents, accounts };
}

/** What the mixed day is told to. */
export interface MixedTarget {
  addGroup(parent: number, weight: number): number;
  addAccount(parent: number, weight: number): number;
  setLimit(node: number, limit: Partial<Amounts>): void;
  addAgent(description: AgentDescription): unknown;
  shapeOf(requirement: Requirement): number;
  submit(account: number, shape: number, priority: number, job: number): unknown;
}

export interface MixedOptions {
  readonly seed: number;
  readonly agents: number;
  readonly jobs: number;
  /** Hundredths of a GPU's part of its agent that jobs without GPUs leave beside it. */
  readonly gpuReserve?: number;
}

/** W2q: all jobs of the mixed day at once, without dependencies; departments, projects, users; each at most 5 % of the CPUs. */
export function mixedScene(options: MixedOptions & { readonly parents?: "sum" | "hierarchical" }): Scene {
  const { agents, parents = "sum" } = options;
  const matching = newMatching({ parents, accepts: meetsConstraint });
  return { matching, agents, ...tellMixed(matching, options, () => matching.settle()) };
}

/** @param agentsAreThere  called before the first job */
export function tellMixed(
  target: MixedTarget,
  { seed, agents, gpuReserve = 0, jobs: count }: MixedOptions,
  agentsAreThere: () => void,
): { readonly runMs: Int32Array; readonly accounts: readonly number[] } {
  const jobs = mixedJobs({ seed, agents: 10_000, count });
  let cpus = 0;
  for (const [at, agent] of mixedAgents(seed, agents).entries()) {
    const { cpusMilli, memMib, gpus, model, zone, os, ssd, rack } = agent;
    const diskMib = Math.floor(agent.diskMb * MIB_PER_MB);
    const total: Amounts = { cpusMilli, memMib, gpus, diskMib, ports: 1001 };
    const beside = besideGpu(total, gpuReserve);
    target.addAgent({
      host: `h${at}`,
      class: `model=${model};zone=${zone};os=${os};ssd=${ssd}`,
      axis: `${rack}`,
      total,
      free: total,
      ...(beside === undefined ? {} : { besideGpu: beside }),
    });
    cpus += cpusMilli;
  }
  agentsAreThere();
  const accounts = mixedAccounts(target, jobs, { cpusMilli: Math.floor(cpus / 20) });
  const runMs = new Int32Array(jobs.count + 1);
  const shapes = new Map<string, number>();
  const shapeOf = jobs.sessions.map((session) => {
    const requirement = requirementOf(session);
    return ensure(shapes, requirementKey(requirement), () => target.shapeOf(requirement));
  });
  for (let job = 0; job < jobs.count; job += 1) {
    const at = jobs.session[job] ?? 0;
    const session = jobs.sessions[at];
    if (session === undefined) throw new RangeError(`there is no session ${at}`);
    runMs[job + 1] = 1000 * Math.min(jobs.runSeconds[job] ?? 0, jobs.limitSeconds[job] ?? 0);
    target.submit(accounts[session.user] ?? 0, shapeOf[at] ?? 0, session.priority, job + 1);
  }
  return { runMs, accounts };
}

/** W2d: many shapes per account, accounts side by side. */
export function denseScene(grid: DenseGrid, seed: number, agents: number): Scene {
  const matching = newMatching({});
  for (const [at, agent] of mixedAgents(seed, agents).entries()) {
    const { cpusMilli, memMib, gpus } = agent;
    const total: Amounts = { cpusMilli, memMib, gpus, diskMib: 0, ports: 0 };
    matching.addAgent({ host: `h${at}`, class: "", total, free: total });
  }
  matching.settle();
  const accounts = Array.from({ length: grid.accounts }, () => matching.addAccount(SITE, 1));
  const shapes = Array.from(grid.cpusMilli, (cpusMilli, at) =>
    matching.shapeOf({
      ...NONE_NEEDED,
      cpusMilli,
      memMib: grid.memMib[at] ?? 0,
      gpus: grid.gpus[at] ?? 0,
    }),
  );
  const runMs = new Int32Array(grid.count + 1);
  runMs.set(grid.runMs, 1);
  for (let job = 0; job < grid.count; job += 1) {
    matching.submit(accounts[grid.account[job] ?? 0] ?? 0, shapes[grid.shape[job] ?? 0] ?? 0, 50, job + 1);
  }
  return { matching, runMs, agents, accounts };
}

/** `""`, or terms `key=value` with `;` between, all of which the agent must have; `model=*` is any model but none. */
export function meetsConstraint(constraint: string, agentClass: string): boolean {
  if (constraint === "") return true;
  const has = agentClass.split(";");
  return constraint
    .split(";")
    .every((term) => (term === "model=*" ? !has.includes("model=-") : has.includes(term)));
}

function mixedAccounts(target: MixedTarget, jobs: MixedJobs, limit: Partial<Amounts>): readonly number[] {
  const accounts: number[] = [];
  const departments = new Map<number, number>();
  const projects = new Map<number, number>();
  for (const user of new Set(jobs.sessions.map((session) => session.user))) {
    const department = ensure(departments, Math.floor(user / 200), () => target.addGroup(SITE, 1));
    const project = ensure(projects, Math.floor(user / 20), () => target.addGroup(department, 1));
    const account = target.addAccount(project, 1);
    target.setLimit(account, limit);
    accounts[user] = account;
  }
  return accounts;
}

function requirementOf(session: Session): Requirement {
  const { cpusMilli, memMib, gpus, ports, model, constraint } = session;
  const isRack = constraint.startsWith("rack=");
  const terms = [
    ...(model === "-" ? [] : [`model=${model}`]),
    ...(constraint === "-" || isRack ? [] : [constraint]),
  ];
  return {
    cpusMilli,
    memMib,
    gpus,
    ports,
    diskMib: 0,
    constraint: terms.join(";"),
    ...(isRack ? { axis: constraint.slice("rack=".length) } : {}),
  };
}

function ensure<K>(map: Map<K, number>, key: K, make: () => number): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
