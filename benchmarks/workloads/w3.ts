import { LineHash, stream } from "./chance.ts";

/** W3a: a million jobs, none of which fits a 32-CPU agent, in 5,000 sizes; small jobs of one more user come later. */
export interface BlockedJobs {
  readonly count: number;
  readonly users: number;
  readonly user: Int32Array;
  readonly cpusMilli: Int32Array;
  readonly memMib: Int32Array;
  /** Each second of virtual time so many jobs of one CPU and 1 GiB arrive from user `users`, each running a second. */
  readonly small: {
    readonly perSecond: number;
    readonly seconds: number;
    readonly cpusMilli: number;
    readonly memMib: number;
    readonly runMs: number;
  };
}

export function blockedJobs(options: { readonly seed: number; readonly count?: number }): BlockedJobs {
  const { seed, count = 1_000_000 } = options;
  const draws = stream(seed, "W3a.jobs");
  const column = () => new Int32Array(count);
  const small = { perSecond: 100, seconds: 1000, cpusMilli: 1000, memMib: 1024, runMs: 1000 };
  const jobs = { count, users: 200, user: column(), cpusMilli: column(), memMib: column(), small };
  for (let job = 0; job < count; job += 1) {
    const x = draws.int(5000);
    jobs.user[job] = job % 200;
    jobs.cpusMilli[job] = 33_000 + 10 * x;
    jobs.memMib[job] = 1024 + 512 * (x % 97);
  }
  return jobs;
}

/** Of lines `j user cpu mem`. */
export function hashOfBlocked(jobs: BlockedJobs): string {
  const hash = new LineHash();
  for (let job = 0; job < jobs.count; job += 1) {
    hash.add(`${job} ${jobs.user[job]} ${jobs.cpusMilli[job]} ${jobs.memMib[job]}`);
  }
  return hash.hex();
}

/** W3b: agents full of small tasks that end one by one, a backlog that takes every hole, and twenty jobs of a whole agent. */
export const FRAGMENTS = {
  agents: 1000,
  agentCpus: 32,
  tasksPerAgent: 31,
  accounts: 50,
  /** One CPU, `runMs` long, of account j mod 50, from time 0 on. */
  backlog: { jobs: 200_000, cpusMilli: 1000, runMs: 600_000, limitMs: 600_000 },
  wide: { atMs: 60_000, jobs: 20, account: 50, cpusMilli: 32_000, runMs: 600_000, limitMs: 600_000 },
  /** When task k of agent i ends; also its limit. Spread evenly over an hour. */
  endMs: (agent: number, task: number): number => (((31 * agent + 7 * task) % 3600) + 1) * 1000,
  /** Whose first tasks these are: accounts in turn. */
  accountOf: (agent: number, task: number): number => (31 * agent + task) % 50,
} as const;

/** W3c: one user fills the cluster three times over; then a newcomer each second. */
export const FLOOD = {
  jobs: 900_000,
  cpusMilli: 1000,
  memMib: 1024,
  runMs: (job: number): number => 30_000 + ((job * 7919) % 60_001),
  newcomers: { fromMs: 100_000, everyMs: 1000, firstUser: 1, lastUser: 199, jobs: 10, runMs: 60_000 },
  stopMs: 400_000,
} as const;

/** W3d: a steady backlog of small jobs and one gang that needs half of the cluster at once. */
export const WIDE_GANG = {
  agents: 1000,
  agentCpus: 32,
  accounts: 20,
  jobsPerSecond: 128,
  cpusMilli: 1000,
  runMs: (job: number): number => 60_000 + ((job * 7919) % 480_001),
  limitMs: 540_000,
  gang: { atMs: 1_000_000, account: 20, tasks: 2000, cpusMilli: 8000, runMs: 600_000, limitMs: 600_000 },
} as const;

/** W3e: as many jobs as lists of hosts, on top of a full storm. `blocked` jobs want a whole agent. */
export const HOST_LISTS = {
  jobs: 10_000,
  hostsPerJob: 32,
  agents: 10_000,
  memMib: 1024,
  cpusMilli: { blocked: 32_000, startable: 1000 },
  user: (job: number): number => job % 200,
  host: (job: number, k: number): number => (17 * job + 311 * k) % 10_000,
} as const;

/** W3f: jobs that wait for others. All of one CPU and one second. */
export interface Dag {
  readonly count: number;
  readonly account: (job: number) => number;
  /** Jobs that must succeed before, ascending. */
  readonly parents: (job: number) => readonly number[];
}

/** (i) One long chain. */
export function chain(count: number): Dag {
  return { count, account: () => 0, parents: (job) => (job === 0 ? [] : [job - 1]) };
}

/** (ii) Fans: one job, then `width` after it, then one after all of these. Account = fan mod 100. */
export function fans(options: { readonly fans: number; readonly width: number }): Dag {
  const size = options.width + 2;
  return {
    count: options.fans * size,
    account: (job) => Math.floor(job / size) % 100,
    parents(job) {
      const place = job % size;
      const first = job - place;
      if (place === 0) return [];
      if (place <= options.width) return [first];
      return Array.from({ length: options.width }, (_, k) => first + 1 + k);
    },
  };
}
