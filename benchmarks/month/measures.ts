import type { MonthResult } from "./run-month.ts";
import type { TraceJob } from "./trace.ts";

/** Of one run; waits in minutes. */
export interface Measures {
  readonly started: number;
  readonly waitP50: number;
  readonly waitP90: number;
  readonly waitMean: number;
  /** Of the half of the users with the least work, and of the tenth with the most. */
  readonly lightWaitP90: number;
  readonly heavyWaitP50: number;
  /** Of jobs of 16 CPUs and more, and of those with GPUs. */
  readonly wideWaitP90: number;
  /** (wait + run) / max(run, 10 s), mean. */
  readonly slowdownMean: number;
  readonly slowdownP50: number;
  /** CPUs in use while there was work for all of them, part of all. */
  readonly busyUtilisation: number;
  readonly utilisation: number;
  /** Jain's index over users of the mean slowdown's inverse: 1 = all are served alike. */
  readonly jain: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SLOWDOWN_MIN_MS = 10_000;
const WIDE_CPUS_MILLI = 16_000;

export function measuresOf(
  trace: readonly TraceJob[],
  result: MonthResult,
  cluster: { readonly cpusMilli: number; readonly endMs: number },
): Measures {
  // A job that had not started by the end has waited until then at least.
  const waitOf = (at: number): number => {
    const wait = result.waitMs[at] ?? Number.NaN;
    return Number.isNaN(wait) ? cluster.endMs - (trace[at]?.atMs ?? 0) : wait;
  };
  const workOf = new Map<string, number>();
  for (const { user, cpusMilli, runMs } of trace)
    workOf.set(user, (workOf.get(user) ?? 0) + cpusMilli * runMs);
  const users = [...workOf].sort(([, a], [, b]) => a - b).map(([user]) => user);
  const light = new Set(users.slice(0, Math.floor(users.length / 2)));
  const heavy = new Set(users.slice(-Math.ceil(users.length / 10)));
  const waits = (of: (job: TraceJob) => boolean): Float64Array =>
    Float64Array.from(trace.flatMap((job, at) => (of(job) ? [waitOf(at) / MINUTE_MS] : []))).sort();
  const slowdowns = new Float64Array(trace.length);
  const served = new Map<string, { sum: number; jobs: number }>();
  for (const [at, { runMs, user }] of trace.entries()) {
    const slowdown = Math.max(1, (waitOf(at) + runMs) / Math.max(runMs, SLOWDOWN_MIN_MS));
    slowdowns[at] = slowdown;
    const one = served.get(user) ?? { sum: 0, jobs: 0 };
    one.sum += slowdown;
    one.jobs += 1;
    served.set(user, one);
  }
  const all = waits(() => true);
  const perHour = (cluster.cpusMilli / 1000) * HOUR_MS;
  const parts = [...result.cpuMsByHour].map((used) => used / perHour);
  const busy = busyHours(trace, result, cluster.endMs);
  return {
    started: result.started,
    waitP50: at(all, 0.5),
    waitP90: at(all, 0.9),
    waitMean: mean(all),
    lightWaitP90: at(
      waits(({ user }) => light.has(user)),
      0.9,
    ),
    heavyWaitP50: at(
      waits(({ user }) => heavy.has(user)),
      0.5,
    ),
    wideWaitP90: at(
      waits(({ cpusMilli, gpus }) => cpusMilli >= WIDE_CPUS_MILLI && gpus === 0),
      0.9,
    ),
    slowdownMean: mean(slowdowns),
    slowdownP50: at(slowdowns.slice().sort(), 0.5),
    utilisation: mean(parts),
    busyUtilisation: mean(parts.filter((_, hour) => busy[hour] === true)),
    jain: jain([...served.values()].map(({ sum, jobs }) => jobs / sum)),
  };
}

/** Hours in which at least 500 jobs waited all the time. */
function busyHours(trace: readonly TraceJob[], result: MonthResult, endMs: number): readonly boolean[] {
  const hours = Math.ceil(endMs / HOUR_MS);
  const change = new Float64Array(hours + 1);
  for (const [job, { atMs }] of trace.entries()) {
    const wait = result.waitMs[job] ?? Number.NaN;
    const from = Math.ceil(atMs / HOUR_MS);
    const to = Number.isNaN(wait) ? hours : Math.floor((atMs + wait) / HOUR_MS);
    if (to <= from) continue;
    change[from] = (change[from] ?? 0) + 1;
    change[to] = (change[to] ?? 0) - 1;
  }
  let waiting = 0;
  return Array.from({ length: hours }, (_, hour) => {
    waiting += change[hour] ?? 0;
    return waiting >= 500;
  });
}

export function at(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < values.length; n += 1) sum += values[n] ?? 0;
  return sum / values.length;
}

function jain(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const squares = values.reduce((a, b) => a + b * b, 0);
  return (sum * sum) / (values.length * squares);
}
