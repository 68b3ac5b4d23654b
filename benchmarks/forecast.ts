import { aJob, aSpec, someResources } from "../jobs/life/job.builders.ts";
import { runForecastWorld, type ForecastWork } from "../scheduler/forecast/forecast-world.builders.ts";
import { mixedMonth, monthAgents, type TraceJob } from "./month/trace.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const MINUTE_MS = 60_000;
const MIB = 1024 ** 2;

/**
 * S7: forecasts of starts on a day of W2 on two machines, by a whole leader in virtual time. Once with
 * the limits of W2, of which most are far too long, and once with limits that say how long tasks run.
 */
export const forecastBenchmark: Benchmark = {
  about:
    "forecast: how predicted starts came true on a day of W2, with limits as people give them and honest ones",
  async run({ seed, small }): Promise<Figures> {
    const count = 2;
    const agents = monthAgents(seed, count);
    const trace = mixedMonth({ seed, days: 1, agents: count, load: small ? 0.1 : 0.4 }).filter((job) =>
      agents.some(
        ({ cpusMilli, gpus, memMib }) =>
          job.cpusMilli <= cpusMilli && job.memMib <= memMib && job.gpus <= gpus,
      ),
    );
    const figures: Record<string, number> = {};
    for (const [name, limitOf] of LIMITS) {
      const { covered, medianError, medianWaitMs, medianWidth, scored, spells } = await runForecastWorld({
        agents: agents.map(({ cpusMilli, gpus, memMib }) => {
          return { cpusMilli, memMib, diskMib: 1_000_000, gpus };
        }),
        work: trace.map((job, at) => workOf(job, at + 1, limitOf(job))),
        everyMs: 20 * MINUTE_MS,
      });
      figures[`W2, ${name}: forecasts that a start followed`] = scored;
      figures[`W2, ${name}: rounds that these were made in`] = spells;
      figures[`W2, ${name}: starts within the nine of ten cases %`] = covered * 100;
      figures[`W2, ${name}: median error, part of the wait %`] = medianError * 100;
      figures[`W2, ${name}: nine of ten cases, times the median, median`] = medianWidth;
      figures[`W2, ${name}: median wait after the forecast s`] = medianWaitMs / 1000;
    }
    return figures;
  },
};

const LIMITS: readonly (readonly [string, (job: TraceJob) => number])[] = [
  ["honest limits", ({ runMs }) => runMs + 5000],
  ["limits of W2", ({ limitMs }) => limitMs],
];

function lettersOf(number: number): string {
  return [...String(number)].map((digit) => "abcdefghij"[Number(digit)] ?? "").join("");
}

function workOf(
  { atMs, cpusMilli, gpus, memMib, priority, project, runMs, user }: TraceJob,
  id: number,
  limitMs: number,
): ForecastWork {
  const resources = someResources({ cpus: cpusMilli / 1000, memoryBytes: memMib * MIB, gpus });
  // Jobs of one session are alike, and so are their names but for the number.
  const name = `${lettersOf(atMs / 1000)}-${id}`;
  const spec = aSpec({ name, project, priority, resources, walltimeSeconds: Math.ceil(limitMs / 1000) });
  return { atMs, body: aJob({ id, user, spec }), runMs: Math.min(runMs, limitMs) };
}
