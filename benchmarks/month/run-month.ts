import { fairShareOrder, fifoOrder, type Order } from "../../fair-share/order.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { Core } from "../../scheduler/core/core.ts";
import { DEFAULT_TUNING, type Tuning } from "../../scheduler/state/tuning.ts";
import type { AgentSpec } from "../virtual/agents.ts";
import { VirtualCluster, type VirtualJob } from "../virtual/cluster.ts";
import type { TraceJob } from "./trace.ts";

/** What an administrator can turn, in the words of the configuration. */
export interface Knobs {
  readonly policy: "fair-share" | "fifo";
  readonly halfLifeMs: number;
  /** For how many wide jobs at once agents are emptied; 0: for none. */
  readonly reservationsMax: number;
  readonly reserveAfterMs: number;
  readonly alpha: number;
}

const DAY_MS = 86_400_000;
export const DEFAULT_KNOBS: Knobs = {
  policy: "fair-share",
  halfLifeMs: 7 * DAY_MS,
  reservationsMax: DEFAULT_TUNING.reservationsMax,
  reserveAfterMs: DEFAULT_TUNING.reserveAfterMs,
  alpha: DEFAULT_TUNING.shares.alpha,
};

/** By job of the trace. */
export interface MonthResult {
  /** NaN: it had not started by the end. */
  readonly waitMs: Float64Array;
  readonly started: number;
  /** CPU milliseconds in use, by hour. */
  readonly cpuMsByHour: Float64Array;
  readonly steps: number;
  readonly tookMs: number;
}

const HOUR_MS = 3_600_000;
const ORDERS: Readonly<Record<Knobs["policy"], Order>> = { "fair-share": fairShareOrder, fifo: fifoOrder };
const GIB = 1024 ** 3;

/** Drives the product's core through a trace. Tasks that outlive their limit are stopped by it. */
export function runMonth(
  trace: readonly TraceJob[],
  agents: readonly AgentSpec[],
  options: { readonly days: number; readonly knobs: Knobs; readonly tickMs: number },
): MonthResult {
  const { knobs, days, tickMs } = options;
  const began = performance.now();
  const endMs = days * DAY_MS;
  const core = new Core({ epoch: 1, halfLifeMs: knobs.halfLifeMs, nowMs: 0, tuning: tuningOf(knobs) });
  const waitMs = new Float64Array(trace.length).fill(Number.NaN);
  const cpuMsByHour = new Float64Array(Math.ceil(endMs / HOUR_MS));
  const startOf = new Float64Array(trace.length);
  let started = 0;
  const charge = (cpusMilli: number, fromMs: number, toMs: number): void => {
    for (let at = fromMs; at < toMs;) {
      const hour = Math.floor(at / HOUR_MS);
      const until = Math.min(toMs, (hour + 1) * HOUR_MS);
      cpuMsByHour[hour] = (cpuMsByHour[hour] ?? 0) + ((until - at) * cpusMilli) / 1000;
      at = until;
    }
  };
  const live = new Set<number>();
  const cluster = new VirtualCluster({
    core,
    agents,
    beginMs: 0,
    tickMs,
    onStart({ job, atMs }) {
      const at = job - 1;
      waitMs[at] = atMs - (trace[at]?.atMs ?? 0);
      startOf[at] = atMs;
      live.add(at);
      started += 1;
    },
    onEnd(job, atMs, { cpusMilli }) {
      live.delete(job - 1);
      charge(cpusMilli, startOf[job - 1] ?? 0, atMs);
    },
  });
  cluster.run(virtualJobs(trace), endMs);
  for (const at of live) charge(trace[at]?.cpusMilli ?? 0, startOf[at] ?? 0, endMs);
  return { waitMs, started, cpuMsByHour, steps: cluster.steps, tookMs: performance.now() - began };
}

function tuningOf(knobs: Knobs): Tuning {
  return {
    ...DEFAULT_TUNING,
    policy: ORDERS[knobs.policy],
    shares: { ...DEFAULT_TUNING.shares, alpha: knobs.alpha },
    reservationsMax: knobs.reservationsMax,
    reserveAfterMs: knobs.reserveAfterMs,
    unreachableTimeoutMs: 600_000,
    refuseMs: 60_000,
  };
}

/** Jobs of one session share their document. */
function virtualJobs(trace: readonly TraceJob[]): readonly VirtualJob[] {
  const specs = new Map<string, JobSpec>();
  return trace.map((job, at) => {
    const { cpusMilli, memMib, gpus, limitMs, priority, project } = job;
    const key = `${cpusMilli} ${memMib} ${gpus} ${limitMs} ${priority} ${project}`;
    let spec = specs.get(key);
    if (spec === undefined) {
      spec = specOf(job);
      specs.set(key, spec);
    }
    const { atMs, user, runMs } = job;
    return { job: { id: at + 1, user, spec, submittedAtMs: atMs, source: "api" }, runMs };
  });
}

function specOf({ cpusMilli, memMib, gpus, limitMs, priority, project }: TraceJob): JobSpec {
  const result = validateJobSpec({
    command: ["true"],
    project,
    priority,
    walltimeSeconds: Math.ceil(limitMs / 1000),
    resources: { cpus: cpusMilli / 1000, memoryBytes: (memMib / 1024) * GIB, gpus },
  });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("; "));
  return result.spec;
}
