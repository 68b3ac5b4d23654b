import assert from "node:assert/strict";
import { DEFAULT_TUNING } from "../scheduler/state/tuning.ts";
import { quantile } from "./matching/cluster.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";
import { VirtualCluster, type VirtualJob } from "./virtual/cluster.ts";
import { coreWith, equalAgents, specOf } from "./virtual/specs.ts";
import { stream } from "./workloads/chance.ts";
import { stormJobs } from "./workloads/w1.ts";
import { FLOOD } from "./workloads/w3.ts";

/** Batch schedulers decide in rounds; the same core that is only asked so often stands for them. */
const ROUND_MS = 10_000;
const MIB_PER_CPU = 4096;

/** S9, through the product's core in virtual time: nothing here depends on the machine. */
export const fairnessBenchmark: Benchmark = {
  about: "fairness: shares against the fluid ideal, newcomers in a flood, beside rounds of 10 s",
  async run({ small, seed }): Promise<Figures> {
    const figures: Record<string, number> = { ...stormJain(seed, small) };
    const continuous = weighted(seed, small, 1);
    const rounds = weighted(seed, small, ROUND_MS);
    figures["weighted accounts: largest error, part of the pool %"] = continuous.errorMax * 100;
    figures["weighted accounts: largest job, part of the pool %"] = continuous.largestJob * 100;
    figures["weighted accounts: area of unfairness, times rounds of 10 s"] = continuous.area / rounds.area;
    const flooded = flood(small, 1);
    const inRounds = flood(small, ROUND_MS);
    figures["W3c: first start of a newcomer, median ms"] = quantile(flooded.firstMs, 0.5);
    figures["W3c: first start of a newcomer, worst ms"] = quantile(flooded.firstMs, 1);
    figures["W3c: next end of a task after its arrival, worst ms"] = quantile(flooded.nextEndMs, 1);
    figures["W3c: worst start after that end ms"] = flooded.lateMs;
    figures["W3c: area of unfairness, times rounds of 10 s"] = flooded.area / inRounds.area;
    return figures;
  },
};

/** How evenly a full cluster is divided among users of one weight. */
function stormJain(seed: number, small: boolean): Record<string, number> {
  const agents = small ? 100 : 2000;
  const storm = stormJobs({ seed, count: agents * 64 });
  const spec = specOf({ resources: { cpus: 1, memoryBytes: 2048 * 1024 ** 2 } });
  const perUser = new Float64Array(storm.users);
  const cluster = new VirtualCluster({
    core: coreWith(),
    agents: equalAgents(agents, 32, 131_072),
    beginMs: 0,
    tickMs: 1,
    onStart({ job }) {
      const user = storm.user[job - 1] ?? 0;
      perUser[user] = (perUser[user] ?? 0) + 1;
    },
    onEnd: () => undefined,
  });
  const jobs = Array.from(storm.user, (user, at): VirtualJob => {
    return {
      job: { id: at + 1, user: `u${user}`, spec, submittedAtMs: 0, source: "api" },
      runMs: storm.runMs[at] ?? 0,
    };
  });
  cluster.run(jobs, 0);
  assert.ok(cluster.running > agents * 32 * 0.95, `only ${cluster.running} tasks run`);
  const sum = perUser.reduce((a, b) => a + b, 0);
  return {
    "W1, CPUs in use at once %": (cluster.running / (agents * 32)) * 100,
    "W1, Jain's index over users when full":
      (sum * sum) / (perUser.length * perUser.reduce((a, b) => a + b * b, 0)),
  };
}

interface Error9 {
  /** Largest |share − ideal| of an account at any time after the first fill, part of the pool. */
  readonly errorMax: number;
  readonly largestJob: number;
  /** ∫ Σ |share − ideal| dt, in CPU seconds. */
  readonly area: number;
}

/** 40 accounts with weights of 1 to 4 and more work than there is room, in jobs of 1 to 8 CPUs: the ideal never moves. */
function weighted(seed: number, small: boolean, tickMs: number): Error9 {
  const ACCOUNTS = 40;
  const agents = small ? 20 : 200;
  const cpus = agents * 32;
  const untilMs = small ? 60_000 : 300_000;
  const draws = stream(seed, "S9.weighted");
  const weights = Array.from({ length: ACCOUNTS }, (_, at) => 1 + (at % 4));
  const sum = weights.reduce((a, b) => a + b, 0);
  const specs = [1, 2, 4, 8].map((size) =>
    Array.from({ length: ACCOUNTS }, (_, account) =>
      specOf({
        project: `p${account}`,
        resources: { cpus: size, memoryBytes: size * 1024 ** 3 },
      }),
    ),
  );
  const sizeOf: number[] = [0];
  const accountOf: number[] = [0];
  const jobs = Array.from({ length: cpus * (small ? 8 : 30) }, (_, at): VirtualJob => {
    const account = at % ACCOUNTS;
    const size = draws.pick([50, 25, 15, 10]);
    sizeOf.push(2 ** size);
    accountOf.push(account);
    const spec = specs[size]?.[account];
    if (spec === undefined) throw new RangeError("every size has a document");
    return {
      job: { id: at + 1, user: "u", spec, submittedAtMs: 0, source: "api" },
      runMs: draws.range(5000, 60_000),
    };
  });
  const held = new Float64Array(ACCOUNTS);
  let lastMs = 0;
  let area = 0;
  let errorMax = 0;
  const pass = (nowMs: number): void => {
    if (nowMs === lastMs) return;
    let off = 0;
    for (let account = 0; account < ACCOUNTS; account += 1) {
      const ideal = (cpus * (weights[account] ?? 0)) / sum;
      const error = Math.abs((held[account] ?? 0) - ideal);
      off += error;
      if (lastMs > 0 || tickMs === 1) errorMax = Math.max(errorMax, error / cpus);
    }
    area += (off * (nowMs - lastMs)) / 1000;
    lastMs = nowMs;
  };
  const cluster = new VirtualCluster({
    core: coreWith({
      shares: {
        ...DEFAULT_TUNING.shares,
        // Only what is held now: the ideal of this measure knows no past.
        alpha: 1,
        definitions: weights.map((weight, account) => ({ name: `p${account}`, weight })),
      },
    }),
    agents: equalAgents(agents, 32, 32 * MIB_PER_CPU),
    beginMs: 0,
    tickMs,
    onStart({ job, atMs }) {
      pass(atMs);
      const account = accountOf[job] ?? 0;
      held[account] = (held[account] ?? 0) + (sizeOf[job] ?? 0);
    },
    onEnd(job, atMs) {
      pass(atMs);
      const account = accountOf[job] ?? 0;
      held[account] = (held[account] ?? 0) - (sizeOf[job] ?? 0);
    },
  });
  cluster.run(jobs, untilMs);
  pass(untilMs);
  return { errorMax, largestJob: 8 / cpus, area };
}

interface Flooded {
  readonly firstMs: Float64Array;
  readonly nextEndMs: Float64Array;
  /** Of a newcomer's first start after the first end of a task that followed its arrival. */
  readonly lateMs: number;
  /** CPU seconds that newcomers were owed. */
  readonly area: number;
}

/** W3c on a tenth of its agents, with a tenth of its flood. */
function flood(small: boolean, tickMs: number): Flooded {
  const agents = small ? 50 : 1000;
  const jobsOfFlood = (FLOOD.jobs * agents) / 10_000;
  const { newcomers } = FLOOD;
  const spec = specOf({ resources: { cpus: 1, memoryBytes: FLOOD.memMib * 1024 ** 2 } });
  const jobs: VirtualJob[] = Array.from({ length: jobsOfFlood }, (_, at) => ({
    job: { id: at + 1, user: "u0", spec, submittedAtMs: 0, source: "api" as const },
    runMs: FLOOD.runMs(at),
  }));
  const arrivedMs = new Map<string, number>();
  const userOf = new Map<number, string>();
  for (let user = newcomers.firstUser; user <= newcomers.lastUser; user += 1) {
    const atMs = newcomers.fromMs + (user - newcomers.firstUser) * newcomers.everyMs;
    arrivedMs.set(`u${user}`, atMs);
    for (let n = 0; n < newcomers.jobs; n += 1) {
      const id = jobs.length + 1;
      userOf.set(id, `u${user}`);
      jobs.push({
        job: { id, user: `u${user}`, spec, submittedAtMs: atMs, source: "api" },
        runMs: newcomers.runMs,
      });
    }
  }
  const firstMs = new Map<string, number>();
  const ends: number[] = [];
  let area = 0;
  const cluster = new VirtualCluster({
    core: coreWith(),
    agents: equalAgents(agents, 32, 131_072),
    beginMs: 0,
    tickMs,
    onStart({ job, atMs }) {
      const user = userOf.get(job);
      if (user === undefined) return;
      const waited = atMs - (arrivedMs.get(user) ?? 0);
      area += waited / 1000;
      if (!firstMs.has(user)) firstMs.set(user, waited);
    },
    onEnd: (_, atMs) => ends.push(atMs),
  });
  cluster.run(jobs, FLOOD.stopMs);
  assert.equal(firstMs.size, arrivedMs.size, "every newcomer starts something");
  let lateMs = 0;
  const nextEnds = [...arrivedMs].map(([user, atMs]) => {
    const end = ends.find((one) => one >= atMs) ?? Infinity;
    lateMs = Math.max(lateMs, (firstMs.get(user) ?? 0) - (end - atMs));
    return end - atMs;
  });
  return {
    firstMs: Float64Array.from(firstMs.values()),
    nextEndMs: Float64Array.from(nextEnds),
    lateMs,
    area,
  };
}
