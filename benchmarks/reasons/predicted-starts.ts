import { setTimeout as sleep } from "node:timers/promises";
import { aJob, aSpec, someResources } from "../../jobs/life/job.builders.ts";
import { runForecastWorld } from "../../scheduler/forecast/forecast-world.builders.ts";
import { seededRandom } from "../../simulation/random.ts";
import { quantile } from "../matching/cluster.ts";
import type { Slurm } from "../peers/slurm.ts";
import type { Figures } from "../figures/benchmark.ts";
import { NODES, program } from "./slurm-planting.ts";

const MINUTE_SECONDS = 60;
/** Shorter waits count as that long where an error is a part of one. */
const LEAST_WAIT_MS = 20_000;

interface Sleeper {
  readonly cpus: number;
  readonly runSeconds: number;
}

/** What was said of a job that waited, and what came. */
interface Forecast {
  readonly askedMs: number;
  /** Absent: nothing can be said. */
  readonly saidMs: number | undefined;
  readonly startedMs: number;
}

interface Scenario {
  /** Of each time that the same jobs come; the next time when all have ended. */
  readonly names: readonly string[];
  readonly count: number;
  /** From … to. */
  readonly runSeconds: readonly [number, number];
  /** Slurm's limits are whole minutes; both sides get the same. */
  readonly limitMinutes: number;
  /** So often both are asked about all jobs that wait. */
  readonly everyMs: number;
}

const NEARLY = { names: ["limits of a minute that nearly hold"], limitMinutes: 1 };
const FAR_OFF = { names: ["limits of an hour", "limits of an hour, the same jobs again"], limitMinutes: 60 };
const SCENARIOS: readonly Scenario[] = [
  { ...NEARLY, count: 14, runSeconds: [50, 58], everyMs: 10_000 },
  { ...FAR_OFF, count: 24, runSeconds: [5, 30], everyMs: 10_000 },
];
const SMALL: readonly Scenario[] = [{ ...NEARLY, count: 8, runSeconds: [3, 5], everyMs: 1000 }];
/** In virtual time: long after the last of them has ended. */
const AGAIN_AFTER_MS = 3_600_000;

/**
 * Jobs of one account that all come at once, on three machines with 4 CPUs. Slurm runs them; ours is the whole
 * leader in virtual time. Both are asked again and again about every job that waits.
 */
export async function predictedStarts({
  directory,
  seed,
  slurm,
  small,
}: {
  readonly slurm: Slurm;
  readonly directory: string;
  readonly seed: number;
  readonly small: boolean;
}): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const scenario of small ? SMALL : SCENARIOS) {
    const random = seededRandom(seed);
    const sleepers = Array.from({ length: scenario.count }, (_, at) => ({
      cpus: at % 2 === 0 ? 2 : 4,
      runSeconds: random.integer(...scenario.runSeconds),
    }));
    const ours = await ofOurs(sleepers, scenario);
    for (const [time, name] of scenario.names.entries())
      for (const [side, forecasts] of [
        ["Slurm", await ofSlurm(slurm, directory, sleepers, scenario)],
        ["ours", ours[time] ?? []],
      ] as const)
        for (const [figure, value] of Object.entries(scored(forecasts)))
          figures[`starts, ${name}: ${side}, ${figure}`] = value;
  }
  return figures;
}

async function ofSlurm(
  slurm: Slurm,
  directory: string,
  sleepers: readonly Sleeper[],
  { everyMs, limitMinutes }: Scenario,
): Promise<readonly Forecast[]> {
  const script = program(directory, "sleeper.sh", 'exec sleep "$1"');
  const mine = new Set(
    sleepers.map(({ cpus, runSeconds }) =>
      slurm
        .run("sbatch", [
          "--parsable",
          "-o/dev/null",
          "-N1",
          `-n${cpus}`,
          `-t${limitMinutes}`,
          script,
          `${runSeconds}`,
        ])
        .trim(),
    ),
  );
  const starts = (...args: readonly string[]) =>
    slurm
      .run("env", ["SLURM_TIME_FORMAT=%s", "squeue", "-h", "-o", "%i %S", ...args])
      .split("\n")
      .map((line) => line.split(" "))
      .flatMap(([job = "", at = ""]) =>
        mine.has(job) ? [{ job, atMs: /^\d+$/.test(at) ? Number(at) * 1000 : undefined }] : [],
      );
  const said: { readonly job: string; readonly askedMs: number; readonly saidMs: number | undefined }[] = [];
  const startedMs = new Map<string, number>();
  const look = (): void => {
    // It forgets jobs five minutes after their end.
    for (const { atMs, job } of starts("-t", "RUNNING,COMPLETING,COMPLETED"))
      if (atMs !== undefined) startedMs.set(job, atMs);
  };
  // Time for both of its schedulers to plan.
  await sleep(3000);
  const deadline = performance.now() + 1_800_000;
  for (let askedMs = Date.now(); startedMs.size < mine.size; askedMs += everyMs) {
    if (performance.now() > deadline) throw new Error("Slurm does not start all jobs within half an hour");
    await sleep(Math.max(0, askedMs - Date.now()));
    look();
    for (const { atMs, job } of starts("--start", "-t", "PENDING")) said.push({ job, askedMs, saidMs: atMs });
  }
  slurm.run("scancel", ["-u", "root"]);
  return said.map(({ askedMs, job, saidMs }) => ({
    askedMs,
    saidMs,
    startedMs: startedMs.get(job) ?? Number.NaN,
  }));
}

/** By the time that they came. */
async function ofOurs(
  sleepers: readonly Sleeper[],
  { everyMs, limitMinutes, names }: Scenario,
): Promise<readonly (readonly Forecast[])[]> {
  const timeOf = (id: number) => Math.floor((id - 1) / sleepers.length);
  const { heard, startedMs } = await runForecastWorld({
    agents: NODES.map(({ cpus, memMib }) => ({
      cpusMilli: cpus * 1000,
      memMib,
      diskMib: 1_000_000,
      gpus: 0,
    })),
    work: names
      .flatMap(() => sleepers)
      .map(({ cpus, runSeconds }, at) => {
        const id = at + 1;
        const resources = someResources({ cpus });
        const spec = aSpec({ name: "sleeper.sh", resources, walltimeSeconds: limitMinutes * MINUTE_SECONDS });
        return {
          atMs: 1000 + timeOf(id) * AGAIN_AFTER_MS,
          body: aJob({ id, user: "root", spec }),
          runMs: runSeconds * 1000,
        };
      }),
    everyMs,
  });
  return names.map((_, time) =>
    heard
      .filter(({ id }) => timeOf(id) === time)
      .map(({ atMs, id, p50Ms }) => ({
        askedMs: atMs,
        saidMs: p50Ms,
        startedMs: startedMs.get(id) ?? Number.NaN,
      })),
  );
}

function scored(forecasts: readonly Forecast[]): Figures {
  const told = forecasts.flatMap(({ askedMs, saidMs, startedMs }) => {
    const waitMs = Math.max(0, startedMs - askedMs); // Slurm tells whole seconds
    return saidMs === undefined ? [] : [{ waitMs, errorMs: Math.abs(saidMs - startedMs) }];
  });
  const part = told.map(({ errorMs, waitMs }) => errorMs / Math.max(waitMs, LEAST_WAIT_MS));
  return {
    "forecasts asked for": forecasts.length,
    "of which something was said %": (100 * told.length) / Math.max(1, forecasts.length),
    "median wait after it s": median(told.map(({ waitMs }) => waitMs)) / 1000,
    "median error s": median(told.map(({ errorMs }) => errorMs)) / 1000,
    "median error, part of the wait %": 100 * median(part),
  };
}

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values), 0.5);
}
