import { shown, type Measured } from "./benchmark.ts";

/** What is aimed at, and which figure says how far we are. */
interface Goal {
  readonly row: string;
  readonly what: string;
  readonly benchmark: string;
  readonly figure: string;
  readonly target: number;
  readonly compare: "at least" | "at most";
  /** The figure is meant as a multiple of this one. */
  readonly of?: { readonly benchmark: string; readonly figure: string };
  /** The target is for a core of 12 million heap turns per second, and follows the core. */
  readonly perCore?: true;
}

const REFERENCE_UNIT = 12;
const UNIT = "unit, million heap turns per second";

const least = (row: string, what: string, benchmark: string, figure: string, target: number): Goal => ({
  row,
  what,
  benchmark,
  figure,
  target,
  compare: "at least",
});
const most = (row: string, what: string, benchmark: string, figure: string, target: number): Goal => ({
  row,
  what,
  benchmark,
  figure,
  target,
  compare: "at most",
});
const perCore = (goal: Goal): Goal => ({ ...goal, perCore: true });
const inParts = (goal: Goal, benchmark: string, figure: string): Goal => ({
  ...goal,
  of: { benchmark, figure },
});

const M = "1000000 jobs";

const GOALS: readonly Goal[] = [
  perCore(least("S1", "starts/s, W1 with ports", "matching", "W1 with ports: fill, starts per second", 1e6)),
  perCore(least("S1", "starts/s, W2q", "matching", "W2q: fill, starts per second", 5e5)),
  least("S1", "times Fenzo, 10,000 agents", "matching-peers", "W1, 10000 agents: ours, times Fenzo", 1000),
  least("S1", "times Fenzo, 1,000 agents", "matching-peers", "W1, 1000 agents: ours, times Fenzo", 20),
  perCore(least("S2", "releases/s, W1u", "matching", "W1u: steady, releases per second", 3e5)),
  perCore(least("S2", "releases/s, W2q", "matching", "W2q: steady, releases per second", 3e5)),
  perCore(most("S2", "release p99 µs, W1u", "matching", "W1u: release p99 µs", 20)),
  perCore(most("S2", "release p99 µs, W2q", "matching", "W2q: release p99 µs", 20)),
  most("S2", "offer until its ACCEPT over the wire, p99 ms", "wire", "steady: until ACCEPT p99 ms", 5),
  most(
    "S2",
    "10,000 offers at once, first ACCEPT ms",
    "wire",
    "10000 offers at once: until the first ACCEPT ms",
    20,
  ),
  most(
    "S2",
    "10,000 offers at once, last ACCEPT ms",
    "wire",
    "10000 offers at once: until the last ACCEPT ms",
    500,
  ),
  most(
    "S3",
    "µs for 100 submissions and starts, a million blocked, p99",
    "matching-blocked",
    "W3a, µs for 100 submissions and starts, p99",
    5000,
  ),
  most(
    "S3",
    "µs more for each of them than with an empty queue",
    "matching-blocked",
    "W3a, µs more per small job, a million blocked",
    0.2,
  ),
  most(
    "S3",
    "CPU per offer with a million blocked, times without",
    "wire",
    "CPU per offer, blocked by empty",
    1.05,
  ),
  most("S3", "W3e blocked, times W1", "matching-blocked", "W3e blocked, times W1", 2),
  most("S3", "W3e startable, times W1", "matching-blocked", "W3e startable, times W1", 4),
  least("S4", "bulk, jobs/s", "submission", "bulk of 1,000, jobs per second", 150_000),
  least("S4", "single calls/s", "submission", "single calls at 256 connections, jobs per second", 15_000),
  most("S4", "single calls, p99 ms", "submission", "single calls at 256 connections, p99 ms", 25),
  most("S4", "array of a million, ms", "submission", "array of a million, ms, median", 12),
  most("S4", "acknowledged jobs lost", "submission", "acknowledged jobs lost", 0),
  least(
    "S4",
    "single calls, part of a bare server",
    "submission",
    "single calls at 256 connections, jobs per second, part of the bare server",
    0.6,
  ),
  inParts(
    least(
      "S4",
      "single calls, times sbatch",
      "submission",
      "single calls at 256 connections, jobs per second",
      40,
    ),
    "slurm",
    "sbatch one by one, jobs per second",
  ),
  inParts(
    least("S4", "bulk, times sbatch", "submission", "bulk of 1,000, jobs per second", 400),
    "slurm",
    "sbatch one by one, jobs per second",
  ),
  ...["Docker", "Swarm", "Kubernetes"].flatMap((name) => [
    most(
      "B",
      `${name}: until a task runs, times the bare cluster`,
      "executors",
      `${name}: launch until it runs, times the bare cluster`,
      1.3,
    ),
    least(
      "B",
      `${name}: tasks/s, part of the bare cluster`,
      "executors",
      `${name}: tasks per second, part of the bare cluster`,
      0.8,
    ),
  ]),
  most("S5", "bytes per queued job", "full-queue", "leader's resident bytes per queued job", 200),
  inParts(
    most(
      "S5",
      "bytes per queued job, part of Slurm's",
      "full-queue",
      "leader's resident bytes per queued job",
      1 / 15,
    ),
    "slurm",
    "resident bytes per pending job",
  ),
  most("S5", "leader with ten million tasks in arrays, MiB", "long-arrays", "leader at most MiB", 512),
  most(
    "S5",
    "its longest pause for garbage collection, ms",
    "long-arrays",
    "longest pause for garbage ms",
    20,
  ),
  most(
    "S6",
    "standby's first launch ms",
    "full-queue",
    `${M}: SIGKILL until a standby's first launch ms`,
    4000,
  ),
  most(
    "S6",
    "started anew, first launch ms (lease of 3 s included)",
    "full-queue",
    `${M}: SIGKILL until the first launch of one that is started anew ms`,
    8000,
  ),
  most("S7", "explain in the core p99 µs", "replay", "1000000 queued: explain in the core p99 µs", 1000),
  most(
    "S7",
    "predicted starts, honest limits: median error, % of the wait",
    "forecast",
    "W2, honest limits: median error, part of the wait %",
    25,
  ),
  most(
    "S7",
    "predicted starts, limits of W2: median error, % of the wait",
    "forecast",
    "W2, limits of W2: median error, part of the wait %",
    50,
  ),
  least(
    "S7",
    "starts within their nine of ten cases, honest limits, %",
    "forecast",
    "W2, honest limits: starts within the nine of ten cases %",
    88,
  ),
  least("S7", "planted causes named rightly, %", "reasons", "causes: ours, named rightly %", 100),
  least(
    "S7",
    "two causes at once named rightly, %",
    "reasons",
    "two causes at once: ours, named rightly %",
    100,
  ),
  most(
    "S7",
    "the same: not more, %",
    "forecast",
    "W2, honest limits: starts within the nine of ten cases %",
    92,
  ),
  most("S7", "explain over the API p99 ms", "full-queue", `${M}: explain p99 ms`, 10),
  least("S8", "requests/s reached of 2,000", "full-queue", `${M}: 2000 requests/s: reached per second`, 1990),
  most("S8", "one job, p99 ms", "full-queue", `${M}: 2000 requests/s: get p99 ms`, 50),
  most("S8", "list of 100, p99 ms", "full-queue", `${M}: 2000 requests/s: list p99 ms`, 50),
  most("S8", "states of 100 jobs, p99 ms", "full-queue", `${M}: 2000 requests/s: states p99 ms`, 50),
  most("S8", "states of 10,000 jobs, p99 ms", "full-queue", `${M}: states of 10000 jobs, p99 ms`, 100),
  most("S8", "submission, p99 ms", "full-queue", `${M}: 2000 requests/s: submit p99 ms`, 50),
  most(
    "S8",
    "news on a stream, p99 ms",
    "full-queue",
    `${M}: end of a task until a subscriber knows p99 ms`,
    250,
  ),
  inParts(
    least(
      "S8",
      "launches/s under these requests, part of those without",
      "full-queue",
      `${M}: 2000 requests/s: launches per second`,
      0.95,
    ),
    "full-queue",
    `${M}: launches per second, alone`,
  ),
  least("S9", "Jain's index, W1", "fairness", "W1, Jain's index over users when full", 0.9999),
  most(
    "S9",
    "largest error, part of the pool %",
    "fairness",
    "weighted accounts: largest error, part of the pool %",
    1,
  ),
  most("S9", "newcomer after the next end, ms", "fairness", "W3c: worst start after that end ms", 10),
  most(
    "S9",
    "area of unfairness, part of rounds of 10 s",
    "fairness",
    "W3c: area of unfairness, times rounds of 10 s",
    0.25,
  ),
  most(
    "S9",
    "the same for accounts with weights",
    "fairness",
    "weighted accounts: area of unfairness, times rounds of 10 s",
    0.25,
  ),
  least("S10", "CPUs used, W2q %", "utilisation", "W2q: CPUs used over 220,000 releases %", 98),
  most(
    "S10",
    "W3b, times the earliest possible",
    "utilisation",
    "W3b, reservations at once for all: worst wait, times the earliest possible",
    1.1,
  ),
  most(
    "S10",
    "GPUs that nothing uses %",
    "utilisation",
    "W2q: GPUs that nothing uses over 220,000 releases %",
    2,
  ),
  most("S11", "(a) jobs, exponent", "matching-growth", "(a) jobs, W1: exponent", 0.03),
  most("S11", "(b) agents, exponent", "matching-growth", "(b) agents, W1: exponent", 0.1),
  most(
    "S11",
    "(c) accounts to 2,000, exponent",
    "matching-growth",
    "(c) accounts to 2,000, W1: exponent",
    0.1,
  ),
  most(
    "S11",
    "(c) accounts to 20,000, exponent",
    "matching-growth",
    "(c) accounts to 20,000, W1: exponent",
    0.25,
  ),
  most("S11", "(c) accounts, W2d, exponent", "matching-growth", "(c) accounts to 2,000, W2d: exponent", 0.35),
  most("S11", "(d) shapes to 500, exponent", "matching-growth", "(d) shapes to 500, W2d: exponent", 0.25),
  most("S11", "(d) shapes to 5,000, exponent", "matching-growth", "(d) shapes to 5,000, W2d: exponent", 0.5),
  most("S11", "(e) all, exponent", "matching-growth", "(e) all, W2d: exponent", 0.6),
  perCore(
    least(
      "S11",
      "releases/s on 50,000 agents",
      "matching",
      "W1 on 50,000 agents: steady, releases per second",
      1.5e5,
    ),
  ),
  perCore(least("S11", "releases/s, W2d", "matching", "W2d: steady, releases per second", 1e5)),
  most("S12", "idle leader, part of a core %", "idle", "10000 agents: leader, part of a core %", 0.5),
  most("S12", "idle leader, MiB", "idle", "10000 agents: leader resident MiB", 120),
  most("S12", "idle: entries written", "idle", "10000 agents: entries written", 0),
  most("S12", "idle: offers declined", "idle", "10000 agents: offers declined", 0),
  least("S12", "events replayed/s", "replay", "100000 queued: events played per second", 1e6),
  most("N1", "clone to first result, s", "numbers", "N1 clone until the result of the first pipeline s", 60),
  most("N3", "--version ms", "cli", "--version median ms", 120),
  most("N3", "ls of 100 jobs ms", "cli", "ls of 100 jobs median ms", 300),
  most("N3", "submit ms", "cli", "submit median ms", 300),
  least("N4", "commands whole %", "numbers", "N4 commands with help, an example and completion %", 100),
  least(
    "N5",
    "problem codes documented %",
    "numbers",
    "N5 problem codes in docs/reference/problems.md %",
    100,
  ),
  most("N8", "get p99 ms at 200/s", "full-queue", "100000 jobs: 200 requests/s: get p99 ms", 20),
  most("N8", "list p99 ms at 200/s", "full-queue", "100000 jobs: 200 requests/s: list p99 ms", 60),
  most("N8", "create p99 ms at 200/s", "full-queue", "100000 jobs: 200 requests/s: submit p99 ms", 80),
  least("N20", "faults told of 10", "numbers", "N20 faults told in one run", 10),
  least("N27", "settings documented %", "numbers", "N27 settings in docs/reference/configuration.md %", 100),
  least("N27", "commands documented %", "numbers", "N27 commands in docs/reference/cli.md %", 100),
  least("N27", "flags documented %", "numbers", "N27 flags in docs/reference/cli.md %", 100),
  most("N27", "broken links", "numbers", "N27 broken links", 0),
];

/** Goals as a table in Markdown: those of which there is a figure, with how busy the machine was. */
export function goalTable(measured: Readonly<Record<string, Measured>>): string {
  const rows = GOALS.flatMap((goal) => {
    const of = measured[goal.benchmark];
    const one = goal.of === undefined ? 1 : measured[goal.of.benchmark]?.figures[goal.of.figure];
    const figure = of?.figures[goal.figure];
    if (of === undefined || figure === undefined || one === undefined) return [];
    const value = figure / one;
    const factor = goal.perCore === true ? (of.figures[UNIT] ?? REFERENCE_UNIT) / REFERENCE_UNIT : 1;
    const target = goal.compare === "at least" ? goal.target * factor : goal.target / factor;
    const isMet = goal.compare === "at least" ? value >= target : value <= target;
    const sign = goal.compare === "at least" ? "≥" : "≤";
    const outcome = isMet ? "yes" : `**no**, ${missedBy(goal, value, target)}`;
    const words = [
      goal.row,
      goal.what,
      `${sign} ${shown(target)}`,
      shown(value),
      outcome,
      of.load.toFixed(1),
    ];
    return [`| ${words.join(" | ")} |`];
  });
  if (rows.length === 0) return "";
  return [
    "| row | what | target | measured | met | load |",
    "| --- | --- | ---: | ---: | --- | ---: |",
    ...rows,
    "",
  ].join("\n");
}

function missedBy({ compare }: Goal, value: number, target: number): string {
  const times = compare === "at least" ? target / value : value / target;
  return Number.isFinite(times) ? `by a factor of ${shown(times)}` : "none is allowed";
}
