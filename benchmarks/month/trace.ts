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
/** Jobs of a day, Monday to Sunday, as part of what would keep the cluster just busy. */
const WEEK = [1, 1.05, 1.1, 1.05, 0.95, 0.35, 0.3];

/** W2 day by day, each from a seed of its own, with quiet weekends. Sorted by time. */
export function mixedMonth(options: {
  readonly seed: number;
  readonly days: number;
  readonly agents: number;
  /** Of the cluster's CPUs, on a weekday. */
  readonly load: number;
}): readonly TraceJob[] {
  const { seed, days, agents, load } = options;
  const jobs: TraceJob[] = [];
  for (let day = 0; day < days; day += 1) {
    // A million jobs on 2,000 agents are a load of 1.05.
    const count = Math.round(agents * 500 * (load / 1.05) * (WEEK[day % 7] ?? 1));
    const drawn = mixedJobs({ seed: seed * 1000 + day, count, agents: 2000 });
    for (let job = 0; job < count; job += 1) {
      const session = drawn.sessions[drawn.session[job] ?? 0];
      if (session === undefined) throw new RangeError("every job has a session");
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

export function monthAgents(seed: number, agents: number): readonly MixedAgent[] {
  return mixedAgents(seed, agents);
}

/**
 * A log in the Standard Workload Format of the Parallel Workloads Archive (version 2.2). Jobs without a run time are left
 * out, and so are those that a single machine cannot hold: a job here runs on one.
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
    const field = (number: number): number => fields[number - 1] ?? -1;
    const cpus = field(8) > 0 ? field(8) : field(5);
    const runSeconds = field(4);
    if (!(cpus > 0) || !(runSeconds > 0) || cpus > options.cpusMax) {
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
