import { DEFAULT_TUNING } from "../scheduler/state/tuning.ts";
import { fill, steady } from "./matching/cluster.ts";
import { mixedScene } from "./matching/setup.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";
import { VirtualCluster, type VirtualJob } from "./virtual/cluster.ts";
import { coreWith, equalAgents, specOf } from "./virtual/specs.ts";
import { mixedAgents } from "./workloads/w2.ts";
import { FRAGMENTS } from "./workloads/w3.ts";

/** S10: how much of a cluster with a long queue is used, and how long jobs of a whole machine wait among small ones. */
export const utilisationBenchmark: Benchmark = {
  about: "utilisation with a backlog, GPUs that nothing can use, jobs of a whole agent among small ones",
  async run({ small, seed }): Promise<Figures> {
    const figures: Record<string, number> = { ...backlogged(seed, small) };
    const settings = {
      "default settings": {},
      "reservations at once for all": { reserveAfterMs: 1000, reservationsMax: FRAGMENTS.wide.jobs },
    };
    for (const [name, tuning] of Object.entries(settings)) {
      for (const [figure, value] of Object.entries(fragments(small, tuning)))
        figures[`W3b, ${name}: ${figure}`] = value;
    }
    return figures;
  },
};

/** W2q after many releases. The bound is all CPUs: jobs of one CPU and little memory wait at all times. */
function backlogged(seed: number, small: boolean): Record<string, number> {
  const agents = small ? 200 : 10_000;
  const jobs = small ? 20_000 : 1_000_000;
  const scene = mixedScene({ seed, agents, jobs, gpuReserve: DEFAULT_TUNING.gpuReserve });
  const { running } = fill(scene);
  const machines = mixedAgents(seed, agents);
  const total = { cpus: 0, gpus: 0 };
  for (const { cpusMilli, gpus } of machines) {
    total.cpus += cpusMilli;
    total.gpus += gpus;
  }
  const free = (): { readonly cpus: number; readonly gpus: number } => {
    let cpus = 0;
    let gpus = 0;
    for (let agent = 0; agent < agents; agent += 1) {
      const of = scene.matching.freeOf(agent);
      cpus += of.cpusMilli;
      gpus += of.gpus;
    }
    return { cpus: cpus / total.cpus, gpus: gpus / total.gpus };
  };
  const full = free();
  const rounds = 11;
  let cpus = 0;
  let gpus = 0;
  for (let round = 0; round < rounds; round += 1) {
    steady(scene, running, small ? 200 : 20_000);
    const now = free();
    cpus += now.cpus / rounds;
    gpus += now.gpus / rounds;
  }
  const anyGpu = scene.matching.shapeOf({
    cpusMilli: 4000,
    memMib: 16_384,
    gpus: 1,
    diskMib: 0,
    ports: 0,
    constraint: "model=*",
  });
  return {
    "W2q: jobs for one GPU of any model wait at the end (1 = yes)": Number(
      scene.matching.questions.waits(anyGpu),
    ),
    "W2q: CPUs used when full %": (1 - full.cpus) * 100,
    "W2q: CPUs used over 220,000 releases %": (1 - cpus) * 100,
    "W2q: GPUs that nothing uses over 220,000 releases %": gpus * 100,
  };
}

/** W3b through the product's core in virtual time. */
function fragments(
  small: boolean,
  tuning: { readonly reserveAfterMs?: number; readonly reservationsMax?: number },
): Record<string, number> {
  const agents = small ? 100 : FRAGMENTS.agents;
  const wideJobs = small ? 2 : FRAGMENTS.wide.jobs;
  const { backlog, wide } = FRAGMENTS;
  const memoryBytes = 1024 ** 3;
  const jobs: VirtualJob[] = [];
  const submit = (user: string, spec: ReturnType<typeof specOf>, submittedAtMs: number, runMs: number) => {
    jobs.push({ job: { id: jobs.length + 1, user, spec, submittedAtMs, source: "api" }, runMs });
    return jobs.length;
  };
  for (let agent = 0; agent < agents; agent += 1) {
    for (let task = 0; task < FRAGMENTS.tasksPerAgent; task += 1) {
      const runMs = FRAGMENTS.endMs(agent, task);
      const spec = specOf({
        resources: { cpus: 1, memoryBytes },
        walltimeSeconds: runMs / 1000,
        constraints: [{ attribute: "hostname", op: "eq", values: [`a${agent}`] }],
      });
      submit(`u${FRAGMENTS.accountOf(agent, task)}`, spec, 0, runMs);
    }
  }
  const small1 = specOf({ resources: { cpus: 1, memoryBytes }, walltimeSeconds: backlog.limitMs / 1000 });
  for (let n = 0; n < (backlog.jobs * agents) / FRAGMENTS.agents; n += 1)
    submit(`u${n % FRAGMENTS.accounts}`, small1, 1, backlog.runMs);
  const wideSpec = specOf({
    resources: { cpus: FRAGMENTS.agentCpus, memoryBytes },
    walltimeSeconds: wide.limitMs / 1000,
  });
  const firstWide = jobs.length + 1;
  for (let n = 0; n < wideJobs; n += 1) submit("wide", wideSpec, wide.atMs, wide.runMs);

  const endOf = new Map<string, number>();
  const startOf = new Map<number, number>();
  let earliest: readonly number[] = [];
  let usedMs = 0;
  const cluster = new VirtualCluster({
    core: coreWith(tuning),
    agents: equalAgents(agents, FRAGMENTS.agentCpus, 131_072),
    beginMs: 0,
    tickMs: 1,
    onStart({ job, atMs, agent }) {
      if (atMs < wide.atMs)
        endOf.set(agent, Math.max(endOf.get(agent) ?? 0, atMs + (jobs[job - 1]?.runMs ?? 0)));
      if (job >= firstWide) startOf.set(job, atMs);
    },
    onEnd(job, atMs, { cpusMilli }) {
      usedMs += (cpusMilli / 1000) * Math.min(jobs[job - 1]?.runMs ?? 0, atMs);
    },
  });
  cluster.run(jobs, wide.atMs - 1);
  earliest = [...endOf.values()].sort((a, b) => a - b).slice(0, wideJobs);
  const untilMs = 3_600_000;
  cluster.run(
    [...jobs].filter(({ job }) => job.id >= firstWide),
    untilMs,
  );
  const waits = Array.from(
    { length: wideJobs },
    (_, n) => (startOf.get(firstWide + n) ?? untilMs) - wide.atMs,
  );
  waits.sort((a, b) => a - b);
  const possible = earliest.map((atMs) => atMs - wide.atMs);
  const ratios = waits.map((wait, n) => wait / Math.max(1, possible[n] ?? 1));
  return {
    "wide jobs started within an hour": startOf.size,
    "last start after its arrival s": (waits.at(-1) ?? 0) / 1000,
    "earliest possible for the last s": (possible.at(-1) ?? 0) / 1000,
    "worst wait, times the earliest possible": Math.max(...ratios),
    "CPUs in use %": (usedMs / (agents * FRAGMENTS.agentCpus * untilMs)) * 100,
  };
}
