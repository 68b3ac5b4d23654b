import { LineHash, stream } from "./chance.ts";

/** Storm of short equal jobs: one CPU, 2 GiB, one to ten seconds, all submitted at time 0. */
export interface StormJobs {
  readonly count: number;
  readonly users: number;
  readonly cpusMilli: number;
  readonly memMib: number;
  /** By job. */
  readonly user: Int32Array;
  readonly runMs: Int32Array;
  /** Dynamic ports that each job asks for. */
  readonly ports: number;
  /** Jobs in one array; 1 = no arrays. Arrays follow each other user by user. */
  readonly arrayOf: number;
}

/** Every agent of the storm. `racks`: agent i is in rack i mod racks. */
export const STORM_AGENT = {
  cpusMilli: 32_000,
  memMib: 131_072,
  gpus: 0,
  firstPort: 31_000,
  lastPort: 32_000,
  racks: 100,
} as const;

/** W1; with 2,000 users it is W1u, with a port W1p. */
export function stormJobs(options: {
  readonly seed: number;
  readonly count?: number;
  readonly users?: number;
  readonly ports?: number;
}): StormJobs {
  const { seed, count = 1_000_000, users = 200, ports = 0 } = options;
  const draws = stream(seed, "W1.jobs");
  const user = new Int32Array(count);
  const runMs = new Int32Array(count);
  for (let job = 0; job < count; job += 1) {
    user[job] = job % users;
    runMs[job] = draws.range(1000, 10_000);
  }
  return { count, users, cpusMilli: 1000, memMib: 2048, user, runMs, ports, arrayOf: 1 };
}

/** W1a: the same work as arrays of 5,000, one array after the other, array k of user k mod 200. */
export function stormArrays(options: { readonly seed: number; readonly count?: number }): StormJobs {
  const jobs = stormJobs(options);
  const arrayOf = 5000;
  const user = jobs.user.map((_, job) => Math.floor(job / arrayOf) % jobs.users);
  return { ...jobs, user, arrayOf };
}

/** Of lines `job user cpu mem run`. */
export function hashOfStorm(jobs: StormJobs): string {
  const hash = new LineHash();
  for (let job = 0; job < jobs.count; job += 1) {
    hash.add(`${job} ${jobs.user[job]} ${jobs.cpusMilli} ${jobs.memMib} ${jobs.runMs[job]}`);
  }
  return hash.hex();
}
