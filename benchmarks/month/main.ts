// `npm run simulate -- --trace month|FILE.swf`
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { putIntoPage } from "../figures/measured.ts";
import type { AgentSpec } from "../virtual/agents.ts";
import { at, measuresOf, type Measures } from "./measures.ts";
import { DEFAULT_KNOBS, runMonth, type Knobs, type MonthResult } from "./run-month.ts";
import { lineChart } from "./svg.ts";
import { mixedMonth, monthAgents, readSwf, type TraceJob } from "./trace.ts";

const HELP = `Runs the scheduler's core through a trace in virtual time, once per setting, and compares what came of it.

  npm run simulate -- --trace month                 a month of a made-up site: many users, quiet weekends
  npm run simulate -- --trace FILE.swf              a log in the Standard Workload Format
  npm run simulate -- --trace w4                    something else: a day on which everything fails; see its --help

  --days N        how much of it is run; 28
  --agents N      machines; 6. Of a log: as many, all alike
  --cpus N        CPUs of each, for a log; 32
  --load X        of the made-up month: work of a weekday as part of what the machines can do; 1.1
  --seed S        of the made-up month; 1
  --runs A,B      only these settings: base, fifo, half-life-1d, half-life-90d, no-history, no-reservations
  --out DIR       writes the charts there
  --keep          writes the table into docs/explanation/performance.md and the charts beside it`;

const DAY_MS = 86_400_000;
const CHARTS = join(import.meta.dirname, "../../docs/explanation/charts");
const MEM_MIB_PER_CPU = 4096;
const TICK_MS = 1000;

/** Each turns one setting. */
const RUNS: Readonly<Record<string, Partial<Knobs>>> = {
  base: {},
  fifo: { policy: "fifo" },
  "half-life-1d": { halfLifeMs: DAY_MS },
  "half-life-90d": { halfLifeMs: 90 * DAY_MS },
  "no-history": { alpha: 1 },
  "no-reservations": { reservationsMax: 0 },
};

const { values } = parseArgs({
  options: {
    trace: { type: "string", default: "month" },
    days: { type: "string", default: "28" },
    agents: { type: "string", default: "6" },
    cpus: { type: "string", default: "32" },
    load: { type: "string", default: "1.1" },
    seed: { type: "string", default: "1" },
    runs: { type: "string" },
    out: { type: "string" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [days, agentCount, cpus, load, seed] = [
  values.days,
  values.agents,
  values.cpus,
  values.load,
  values.seed,
].map(Number) as [number, number, number, number, number]; // five in, five out
const names = values.runs?.split(",") ?? Object.keys(RUNS);
const wrong = [days, agentCount, cpus, load, seed].some((value) => !(value > 0));
if (values.help || wrong || names.some((name) => RUNS[name] === undefined)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const { trace, agents } = values.trace === "month" ? madeUp() : logged(values.trace);
const cpusMilli = agents.reduce((sum, { total }) => sum + total.cpusMilli, 0);
const offered = trace.reduce(
  (sum, { cpusMilli: of, runMs, limitMs }) => sum + of * Math.min(runMs, limitMs),
  0,
);
const summary = `${trace.length} jobs of ${new Set(trace.map(({ user }) => user)).size} users in ${days} days on ${agents.length} machines with ${cpusMilli / 1000} CPUs, seed ${seed}; work for ${Math.round((offered / (cpusMilli * days * DAY_MS)) * 100)} % of the CPUs`;
console.log(summary);
const results = new Map<string, { readonly result: MonthResult; readonly measures: Measures }>();
for (const name of names) {
  const knobs = { ...DEFAULT_KNOBS, ...RUNS[name] };
  const result = runMonth(trace, agents, { days, knobs, tickMs: TICK_MS });
  const measures = measuresOf(trace, result, { cpusMilli, endMs: days * DAY_MS });
  results.set(name, { result, measures });
  console.log(`${name}: ${result.steps} turns in ${(result.tookMs / 1000).toFixed(1)} s`);
}
const table = tableOf();
console.log(`\n${table}`);
const out = values.keep ? CHARTS : values.out;
if (out !== undefined) {
  mkdirSync(out, { recursive: true });
  for (const [file, chart] of charts()) writeFileSync(join(out, file), chart);
}
if (values.keep) await putIntoPage("month", `${summary}.\n\n${table}`);

function madeUp(): { readonly trace: readonly TraceJob[]; readonly agents: readonly AgentSpec[] } {
  const machines = monthAgents(seed, agentCount);
  return {
    trace: mixedMonth({ seed, days, agents: agentCount, load }),
    agents: machines.map(({ cpusMilli, memMib, gpus }, n) => ({
      id: `m${n}`,
      total: { cpusMilli, memMib, diskMib: 1_000_000, gpus },
    })),
  };
}

function logged(file: string): {
  readonly trace: readonly TraceJob[];
  readonly agents: readonly AgentSpec[];
} {
  const { jobs, leftOut } = readSwf(readFileSync(file, "utf8"), {
    cpusMax: cpus,
    memMibPerCpu: MEM_MIB_PER_CPU,
  });
  if (leftOut > 0) console.log(`${leftOut} jobs left out: no run time, or wider than ${cpus} CPUs`);
  const total = { cpusMilli: cpus * 1000, memMib: cpus * MEM_MIB_PER_CPU, diskMib: 1_000_000, gpus: 0 };
  return {
    trace: jobs.filter(({ atMs }) => atMs < days * DAY_MS),
    agents: Array.from({ length: agentCount }, (_, n) => ({ id: `m${n}`, total })),
  };
}

function tableOf(): string {
  const minutes = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const columns: readonly (readonly [string, (of: Measures) => string])[] = [
    ["started", ({ started }) => String(started)],
    ["wait p50", ({ waitP50 }) => minutes(waitP50)],
    ["wait p90", ({ waitP90 }) => minutes(waitP90)],
    ["mean", ({ waitMean }) => minutes(waitMean)],
    ["light users p90", ({ lightWaitP90 }) => minutes(lightWaitP90)],
    ["heavy users p50", ({ heavyWaitP50 }) => minutes(heavyWaitP50)],
    ["16+ CPUs p90", ({ wideWaitP90 }) => minutes(wideWaitP90)],
    ["slowdown p50", ({ slowdownP50 }) => slowdownP50.toFixed(1)],
    ["slowdown mean", ({ slowdownMean }) => slowdownMean.toFixed(0)],
    ["CPUs in use", ({ utilisation }) => percent(utilisation)],
    ["while many wait", ({ busyUtilisation }) => percent(busyUtilisation)],
    ["Jain", ({ jain }) => jain.toFixed(3)],
  ];
  const rows = [...results].map(
    ([name, { measures }]) => `| ${name} | ${columns.map(([, of]) => of(measures)).join(" | ")} |`,
  );
  return [
    `| setting | ${columns.map(([title]) => title).join(" | ")} |`,
    `| --- |${columns.map(() => " ---: |").join("")}`,
    ...rows,
    "",
  ].join("\n");
}

function charts(): readonly (readonly [file: string, svg: string])[] {
  const WAIT_TICKS = [
    [0.1, "6 s"],
    [1, "1 min"],
    [10, "10 min"],
    [60, "1 h"],
    [600, "10 h"],
    [6000, "4 d"],
  ] as const;
  const waits = (name: string): Float64Array =>
    Float64Array.from(results.get(name)?.result.waitMs.filter((wait) => !Number.isNaN(wait)) ?? []).sort();
  const parts = Array.from({ length: 101 }, (_, n) => n / 100);
  const distribution = lineChart({
    title: "How long jobs wait",
    x: { label: "wait", ticks: WAIT_TICKS.map(([at, label]) => ({ at, label })), log: true },
    y: { label: "part of the jobs", ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: `${at}` })) },
    series: [...results.keys()].map((name) => {
      const sorted = waits(name);
      return { name, points: parts.map((part) => [at(sorted, part) / 60_000, part] as const) };
    }),
  });
  const DAY_HOURS = 24;
  const perDay = (cpusMilli / 1000) * 3_600_000 * DAY_HOURS;
  const utilisation = lineChart({
    title: "CPUs in use, by day",
    x: {
      label: "day",
      ticks: Array.from({ length: Math.floor(days / 7) + 1 }, (_, week) => ({
        at: week * 7,
        label: `${week * 7}`,
      })),
    },
    y: {
      label: "part of all CPUs",
      ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: `${at * 100} %` })),
    },
    series: [...results].map(([name, { result }]) => ({
      name,
      points: Array.from({ length: days }, (_, day) => {
        const hours = result.cpuMsByHour.subarray(day * DAY_HOURS, (day + 1) * DAY_HOURS);
        return [day, hours.reduce((sum, used) => sum + used, 0) / perDay] as const;
      }),
    })),
  });
  return [
    ["waits.svg", distribution],
    ["utilisation.svg", utilisation],
  ];
}
