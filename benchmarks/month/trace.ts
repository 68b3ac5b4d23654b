import { stream, type Stream } from "../workloads/chance.ts";
import { mixedAgents, mixedJobs, type MixedAgent } from "../workloads/w2.ts";

/** A job as a trace tells it: when it came, what it asked for, how long it took. */
export interface TraceJob {
  readonly atMs: number;
  readonly user: string;
  readonly project: string;
  readonly cpusMilli: number;
  readonly memMib: number;
  readonly gpus: number;
  readonly priority: number;
  readonly runMs: number;
  readonly limitMs: number;
}

const DAY_MS = 86_400_000;
/** Work of a day, Monday to Sunday, as part of that of a weekday. */
const WEEK = [1, 1.05, 1.1, 1.05, 0.9, 0.35, 0.25];
/** A session that would make its day that much busier than it should be is left out: one of them could be the month. */
const EXCESS_MAX = 1.1;
/** Jobs that are drawn for a day and an agent: more than enough, since a few sessions are most of the work. */
const SESSION_JOBS = 4000;

/**
 * Sessions of W2, day by day, each day from a seed of its own and with as much work as it should have. Sorted by time.
 * @param options.load  work of a weekday, as part of what the CPUs can do
 */
export function mixedMonth(options: {
  readonly seed: number;
  readonly days: number;
  readonly agents: number;
  readonly load: number;
}): readonly TraceJob[] {
  const { seed, days, agents, load } = options;
  const cpusMilli = mixedAgents(seed, agents).reduce((sum, agent) => sum + agent.cpusMilli, 0);
  const jobs: TraceJob[] = [];
  for (let day = 0; day < days; day += 1) {
    const drawn = mixedJobs({ seed: seed * 1000 + day, count: agents * SESSION_JOBS, agents: 2000 });
    const work = new Float64Array(drawn.sessions.length);
    for (let job = 0; job < drawn.count; job += 1) {
      const session = drawn.session[job] ?? 0;
      const runMs = Math.min(drawn.runSeconds[job] ?? 0, drawn.limitSeconds[job] ?? 0) * 1000;
      work[session] = (work[session] ?? 0) + runMs * (drawn.sessions[session]?.cpusMilli ?? 0);
    }
    const wanted = load * (WEEK[day % 7] ?? 1) * cpusMilli * DAY_MS;
    const kept = chosenSessions(work, wanted, stream(seed, `month.${day}`));
    for (let job = 0; job < drawn.count; job += 1) {
      const at = drawn.session[job] ?? 0;
      const session = drawn.sessions[at];
      if (session === undefined || !kept.has(at)) continue;
      jobs.push({
        atMs: day * DAY_MS + session.atSeconds * 1000,
        user: `u${session.user}`,
        project: `d${Math.floor(session.user / 200)}`,
        cpusMilli: session.cpusMilli,
        memMib: session.memMib,
        gpus: session.gpus,
        priority: session.priority,
        runMs: (drawn.runSeconds[job] ?? 0) * 1000,
        limitMs: (drawn.limitSeconds[job] ?? 0) * 1000,
      });
    }
  }
  return jobs;
}

/** By chance, until they are as much work as is wanted. */
function chosenSessions(work: Float64Array, wanted: number, draws: Stream): ReadonlySet<number> {
  const kept = new Set<number>();
  const left = Array.from(work, (_, at) => at);
  for (let sum = 0; sum < wanted && left.length > 0;) {
    const [session] = left.splice(draws.int(left.length), 1);
    if (session === undefined) break;
    const of = work[session] ?? 0;
    if (sum + of > EXCESS_MAX * wanted) continue;
    kept.add(session);
    sum += of;
  }
  return kept;
}

export function monthAgents(seed: number, agents: number): readonly MixedAgent[] {
  return mixedAgents(seed, agents);
}

/**
 * A log in the Standard Workload Format of the Parallel Workloads Archive (version 2.2). Jobs without a run time or a
 * time of submission are left out, and so are those that a single machine cannot hold: a job here runs on one.
 */
export function readSwf(
  text: string,
  options: { readonly cpusMax: number; readonly memMibPerCpu: number },
): { readonly jobs: readonly TraceJob[]; readonly leftOut: number } {
  const jobs: TraceJob[] = [];
  let leftOut = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith(";") || line.trim() === "") continue;
    const fields = line.trim().split(/\s+/).map(Number);
    /** What is not there, or no number, is as unknown as the format's own -1. */
    const field = (number: number): number => {
      const value = fields[number - 1] ?? -1;
      return Number.isFinite(value) ? value : -1;
    };
    const cpus = field(8) > 0 ? field(8) : field(5);
    const runSeconds = field(4);
    if (cpus <= 0 || runSeconds <= 0 || cpus > options.cpusMax || field(2) < 0) {
      leftOut += 1;
      continue;
    }
    const kib = field(10) > 0 ? field(10) : field(7);
    jobs.push({
      atMs: field(2) * 1000,
      user: `u${field(12)}`,
      project: `g${field(13)}`,
      cpusMilli: cpus * 1000,
      memMib: Math.max(1, Math.round(kib > 0 ? (kib / 1024) * cpus : options.memMibPerCpu * cpus)),
      gpus: 0,
      priority: 50,
      runMs: runSeconds * 1000,
      limitMs: Math.max(runSeconds, field(9)) * 1000,
    });
  }
  jobs.sort((a, b) => a.atMs - b.atMs);
  return { jobs, leftOut };
}
