import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { AgentKind } from "../../simulation/population.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import { specOf } from "../virtual/specs.ts";
import { mixedAgents, mixedJobs, OUTCOMES, type MixedAgent, type Session } from "../workloads/w2.ts";

/** What nobody but the cluster knows of one task. */
export interface Work {
  readonly runMs: number;
  readonly outcome: (typeof OUTCOMES)[number];
}

/** One submission: an array, or jobs that are alike. */
export interface Submission {
  readonly user: string;
  /** After midnight. */
  readonly atMs: number;
  readonly isArray: boolean;
  /** Without its dependencies. */
  readonly spec: JobSpec;
  readonly work: readonly Work[];
  /** The submissions that must succeed before: their places among all. */
  readonly after: readonly number[];
}

export interface Day {
  readonly agents: readonly AgentKind[];
  readonly submissions: readonly Submission[];
  readonly jobs: number;
}

const MIB = 1024 ** 2;
/** So many agents share a rack, as with the 200 racks of W2. */
const AGENTS_PER_RACK = 10;
const PORTS = [31_000, 31_999] as const;

/** W2 has so many for each agent, on a whole day. */
const JOBS_PER_AGENT = 500;
/** Of a smaller cluster no session is more than this part of what is played, or longer than so: one could be the day. */
const WHOLE_AGENTS = 2000;
const SESSION_PART = 0.1;
const SESSION_SECONDS = 6 * 3600;

/**
 * The first jobs of a mixed day that is as busy for so many agents as W2 is for 2,000, with runs as long as there. What
 * no machine here could hold is left out.
 */
export function mixedDay(options: {
  readonly seed: number;
  readonly agents: number;
  readonly jobs: number;
}): Day {
  const machines = mixedAgents(options.seed, options.agents);
  const count = Math.max(JOBS_PER_AGENT * options.agents, options.jobs);
  const drawn = mixedJobs({ seed: options.seed, agents: WHOLE_AGENTS, count });
  const submissions: Submission[] = [];
  /** Of a session of W2: its submissions. */
  const places = new Map<number, readonly number[]>();
  let jobs = 0;
  for (let job = 0, at = 0; at < drawn.sessions.length && jobs < options.jobs; at += 1) {
    const session = drawn.sessions[at];
    if (session === undefined) break;
    const first = job;
    job += session.jobs;
    const hosts = machines.filter((machine) => holds(machine, session, options.agents));
    if (hosts.length === 0) continue;
    const runs = drawn.runSeconds.subarray(first, job);
    const most = options.agents < WHOLE_AGENTS ? mostOf(session, hosts, runs, options.jobs) : Infinity;
    const taken = Math.min(session.jobs, most, options.jobs - jobs);
    const after = places.get(drawn.after[at] ?? -1) ?? [];
    const begin = submissions.length;
    const limits = groups(drawn.limitSeconds.subarray(first, first + taken));
    for (const [limit, own] of limits) {
      const work = own.map((place): Work => ({
        runMs: 1000 * (drawn.runSeconds[first + place] ?? 0),
        outcome: OUTCOMES[drawn.outcome[first + place] ?? 0] ?? "ok",
      }));
      submissions.push({
        user: `u${session.user}`,
        atMs: session.atSeconds * 1000,
        isArray: session.isArray && taken > 1,
        spec: documentOf(session, { limit, agents: options.agents, count: own.length }),
        work,
        after,
      });
    }
    places.set(
      at,
      Array.from({ length: submissions.length - begin }, (_, place) => begin + place),
    );
    jobs += taken;
  }
  return { agents: machines.map((machine) => kindOf(machine, options.agents)), submissions, jobs };
}

/** So many jobs of a session are over in time if nothing else is there. */
function mostOf(
  { cpusMilli, gpus, memMib }: Session,
  hosts: readonly MixedAgent[],
  runSeconds: Int32Array,
  jobs: number,
): number {
  const slots = hosts.reduce(
    (sum, host) =>
      sum +
      Math.floor(
        Math.min(host.cpusMilli / cpusMilli, host.memMib / memMib, gpus === 0 ? Infinity : host.gpus / gpus),
      ),
    0,
  );
  const meanSeconds = runSeconds.reduce((sum, one) => sum + one, 0) / runSeconds.length;
  return Math.ceil(Math.min(SESSION_PART * jobs, (slots * SESSION_SECONDS) / meanSeconds));
}

/** Jobs of one session have limits of their own, and an array has one: it becomes one array for each limit. */
function groups(limits: Int32Array): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [place, limit] of limits.entries()) {
    const own = found.get(limit);
    if (own === undefined) found.set(limit, [place]);
    else own.push(place);
  }
  return found;
}

function documentOf(
  { constraint, cpusMilli, gpus, isArray, memMib, model, ports, priority, user }: Session,
  { agents, count, limit }: { readonly limit: number; readonly agents: number; readonly count: number },
): JobSpec {
  const wanted = [
    ...(model === "A" || model === "B" ? [["model", model]] : []),
    ...valuesOf(constraint, agents),
  ];
  return specOf({
    project: `d${Math.floor(user / 200)}`,
    priority: [20, 50, 80][priority] ?? 50,
    walltimeSeconds: limit,
    graceSeconds: 5,
    resources: { cpus: cpusMilli / 1000, memoryBytes: memMib * MIB, gpus, ports },
    constraints: wanted.map(([attribute, value]) => ({ attribute, op: "eq", values: [value] })),
    ...(isArray && count > 1 ? { array: { from: 0, to: count - 1, step: 1 } } : {}),
  });
}

function valuesOf(constraint: string, agents: number): readonly (readonly string[])[] {
  if (constraint === "-") return [];
  const [attribute = "", value = ""] = constraint.split("=");
  return [[attribute, attribute === "rack" ? rackOf(Number(value), agents) : value]];
}

function rackOf(rack: number, agents: number): string {
  return `${rack % Math.ceil(agents / AGENTS_PER_RACK)}`;
}

function holds(machine: MixedAgent, session: Session, agents: number): boolean {
  const { attributes } = kindOf(machine, agents);
  return (
    machine.cpusMilli >= session.cpusMilli &&
    machine.memMib >= session.memMib &&
    machine.gpus >= session.gpus &&
    (session.model === "-" || session.model === "*" || session.model === machine.model) &&
    valuesOf(session.constraint, agents).every(([name = "", value]) => attributes[name] === value)
  );
}

function kindOf(
  { cpusMilli, diskMb, gpus, memMib, model, os, rack, ssd, zone }: MixedAgent,
  agents: number,
): AgentKind {
  return {
    total: { cpusMilli, memMib, diskMib: diskMb, gpus },
    totalRevocable: NO_RESOURCES,
    totalPorts: [PORTS],
    attributes: { model, os, rack: rackOf(rack, agents), ssd: `${ssd}`, zone: `${zone}` },
    broken: false,
  };
}
