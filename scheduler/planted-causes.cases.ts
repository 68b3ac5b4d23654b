import { someResources } from "../jobs/life/job.builders.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import type { Cause } from "../offers/explanation.ts";
import { aCore, after, CAPABLE, job, vector } from "./core/core.builders.ts";

/** A core with two agents of 4 CPUs on which all causes can be planted; job 1 is the one that is asked about. */
export interface Planted {
  readonly name: string;
  /** What is to be named, in any order. */
  readonly names: readonly Cause["kind"][];
  /** What the sentences must say, too. */
  readonly says: readonly RegExp[];
  /** @returns the core, with job 1 in it */
  readonly plant: () => ReturnType<typeof aCore>;
}

/** Part of a state: what the job is, what it is submitted to, and what happens then. */
interface Part {
  readonly name: string;
  readonly names: readonly Cause["kind"][];
  readonly says: RegExp;
  readonly spec?: (spec: Partial<JobSpec>) => Partial<JobSpec>;
  readonly tuning?: Parameters<typeof aCore>[0];
  readonly happens?: (c: ReturnType<typeof aCore>) => void;
  /** Something about room on the agents: two of these say the same. */
  readonly isOfRoom?: true;
  /** Quotas are given all at once. */
  readonly isQuota?: true;
}

const resources = (more: Parameters<typeof someResources>[0]) => (spec: Partial<JobSpec>) => ({
  resources: someResources({ ...spec.resources, ...more }),
});
const GIB = 1024 ** 3;
const NOW = 1_000_000;
/** Holds 2 CPUs of n1 and a licence, for the account of job 1. */
const runner = (fields: Partial<JobSpec> = {}) =>
  job(2, { resources: someResources({ cpus: 2, licences: { matlab: 1 } }), ...fields });

const PARTS: readonly Part[] = [
  {
    name: "held by its owner",
    names: ["held"],
    says: /it is held; `godocker release`/,
    spec: () => ({ hold: true }),
  },
  {
    name: "held by an administrator",
    names: ["held"],
    says: /held by an administrator/,
    happens: (c) => void c.request({ verb: "hold", admin: true }),
  },
  {
    name: "not before its time",
    names: ["begin_time"],
    says: /may not start before 00:20 UTC/,
    spec: () => ({ notBefore: new Date(NOW + 200_000).toISOString() }),
  },
  {
    name: "after another job",
    names: ["dependencies"],
    says: /it waits for job 2 \(\w+\) to succeed/,
    spec: () => ({ dependencies: [after(2)] }),
  },
  {
    name: "a quota of CPUs of its project",
    names: ["quota"],
    says: /the project default may have 2 CPUs at once and has 2; it asks for/,
    tuning: { quotas: [{ project: "default", cpusMilli: 2000 }] },
    isQuota: true,
  },
  {
    name: "a quota of tasks of its user",
    names: ["quota"],
    says: /ada in the project default may run one task at once, and 1 is under way/,
    tuning: { quotas: [{ user: "ada", tasks: 1 }] },
    isQuota: true,
  },
  {
    name: "a quota of jobs of its user",
    names: ["quota"],
    says: /ada in the project default may run one job at once, and 1 is under way/,
    tuning: { quotas: [{ user: "ada", jobs: 1 }] },
    isQuota: true,
  },
  {
    name: "a site that may run nothing",
    names: ["quota"],
    says: /the site may have 2 CPUs at once/,
    tuning: { quotas: [{ cpusMilli: 2000 }] },
    isQuota: true,
  },
  {
    name: "hours that are used up",
    names: ["quota"],
    says: /the project default has no GPU hours/,
    happens: (c) => c.core.configure({ quotas: [{ project: "default", gpuHours: 0 }] }),
    isQuota: true,
  },
  {
    name: "a licence",
    names: ["licence"],
    says: /1 of 1 licences of matlab is in use/,
    tuning: { licences: { matlab: 1 } },
    spec: resources({ licences: { matlab: 1 } }),
  },
  {
    name: "a constraint that no agent meets",
    names: ["no_match"],
    says: /without zone = c/,
    spec: ({ constraints = [] }) => ({
      constraints: [...constraints, { attribute: "zone", op: "eq", values: ["c"] }],
    }),
    isOfRoom: true,
  },
  {
    name: "a rule of the site that no agent meets",
    names: ["no_match"],
    says: /that the site's rules keep it from \(pool = gpu\)/,
    tuning: { agentRules: [{ when: "gpus", require: [{ attribute: "pool", op: "eq", values: ["gpu"] }] }] },
    spec: resources({ gpus: 1 }),
    isOfRoom: true,
  },
  {
    name: "a cluster that cannot do it",
    names: ["no_match"],
    says: /2 of a cluster that cannot do what it needs/,
    tuning: { capabilities: { ...CAPABLE, scratch: false } },
    spec: () => ({ scratch: { bytes: 1024 ** 2, path: "scratch" } }),
    isOfRoom: true,
  },
  {
    name: "more CPUs than any agent has",
    names: ["never_fits"],
    says: /it asks for 64 CPUs, more than any of 2 agents has/,
    spec: resources({ cpus: 64 }),
    isOfRoom: true,
  },
  {
    name: "too few CPUs free",
    names: ["no_room"],
    says: /it asks for 4 CPUs; the nearest is n\d\.example, with 2 CPUs free/,
    spec: resources({ cpus: 4 }),
    isOfRoom: true,
  },
  {
    name: "too little memory free",
    names: ["no_room"],
    says: /it asks for 64 GiB memory; the nearest is n\d\.example/,
    spec: resources({ memoryBytes: 64 * GIB }),
    isOfRoom: true,
  },
  {
    name: "no ports",
    names: ["no_room"],
    says: /it asks for 2 host ports/,
    spec: resources({ ports: 2 }),
    isOfRoom: true,
  },
  {
    name: "agents that go away too soon",
    names: ["no_room", "maintenance"],
    says: /the agents with room go away at 00:18 UTC, before its limit of 1 h would end/,
    spec: () => ({ walltimeSeconds: 3600 }),
    happens: (c) => {
      const unavailability = { startMs: NOW + 120_000 };
      c.cycle(c.offer("n1", 2, 32, { unavailability }), c.offer("n2", 2, 32, { unavailability }));
    },
    isOfRoom: true,
  },
  {
    name: "an agent that is out of service",
    names: ["no_room"],
    says: /1 without enough cpu, 1 not in service \(n2\.example\)/,
    spec: resources({ cpus: 3 }),
    happens: (c) => void c.cycle(c.inventory(["n1", 4, 64], ["n2", 4, 64, { active: false }])),
    isOfRoom: true,
  },
  {
    name: "a cluster that cannot be reached",
    names: ["backend_down", "no_room"],
    says: /the cluster "mesos" has not been reachable .*\(it was cut\)/,
    happens: (c) => void c.cycle(c.fromBackend({ type: "disconnected", cause: "it was cut" })),
    isOfRoom: true,
  },
];

/** Those that need a story of their own. */
const STORIES: readonly Planted[] = [
  {
    name: "an array that runs no more at once",
    names: ["throttle"],
    says: [/the array runs at most 1 tasks at once, and 1 are under way/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.submit(job(1, { array: { from: 1, to: 3, step: 1, maxConcurrent: 1 } }));
      c.cycle(c.offer("n1", 4));
      return c;
    },
  },
  {
    name: "a pause before it is tried again",
    names: ["backoff"],
    says: [/a task failed and will be tried again in \d+ s/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.submit(job(1));
      c.cycle(c.offer("n1", 4));
      c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
      return c;
    },
  },
  {
    name: "others that go first",
    names: ["no_room", "turn"],
    says: [/before it go 2 of your own jobs and another account with less usage \(by .* % of the site\)/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.cycle(c.inventory(["n1", 4, 64]));
      c.submit(job(5, { resources: someResources({ cpus: 4 }) }));
      c.cycle(c.offer("n1", 4));
      c.submit(job(1, { priority: 10 }), job(2), job(3), job(4, { user: "bob" }));
      return c;
    },
  },
  {
    name: "an offer that is on its way",
    names: ["turn"],
    says: [/it is next: an offer is on its way/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.cycle(c.inventory(["n1", 4, 64]));
      c.submit(job(1));
      return c;
    },
  },
  {
    name: "a gang that has not room for all",
    names: ["gang"],
    says: [/its 3 tasks start together: 1 of 3 tasks would fit now/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.cycle(c.inventory(["n1", 1, 64]));
      c.submit(job(1, { array: { from: 1, to: 3, step: 1, gang: {} } }));
      return c;
    },
  },
  {
    name: "room beside free GPUs that others wait for",
    names: ["no_room", "turn"],
    says: [/1 with room that is kept beside free GPUs, for jobs that ask for these \(n1\.example\)/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.cycle(c.inventory(["n1", 4, 64, { total: { ...vector(4, 64), gpus: 2 } }]));
      c.submit(job(5, { resources: someResources({ cpus: 1 }) }));
      c.cycle(c.offer("n1", 0, 0, { resources: { ...vector(4, 64), gpus: 2 } }));
      c.submit(
        job(2, { user: "bob", resources: someResources({ cpus: 4, gpus: 2 }) }),
        job(1, { resources: someResources({ cpus: 2 }) }),
      );
      return c;
    },
  },
  ...(
    [
      [{ attribute: "hostname", op: "unique" }, "where another of its tasks runs there"],
      [{ attribute: "hostname", op: "with", job: 7 }, "where no task of job 7 runs there"],
      [{ attribute: "hostname", op: "apart", job: 5 }, "where a task of job 5 runs there"],
    ] as const
  ).map(([affinity, words]): Planted => {
    const array = affinity.op === "unique" ? { array: { from: 1, to: 2, step: 1 } } : {};
    return {
      name: `affinity: ${affinity.op}`,
      names: ["no_room"],
      says: [new RegExp(`1 with room, ${words} \\(n1\\.example\\)`)],
      plant: () => {
        const c = aCore();
        c.connect();
        c.cycle(c.inventory(["n1", 4, 64]));
        c.submit(job(5));
        c.cycle(c.offer("n1", 4));
        c.submit(job(1, { affinity: [affinity], ...array }));
        c.cycle(c.offer("n1", 3));
        return c;
      },
    };
  }),
  {
    name: "a cluster without agents",
    names: ["no_agents"],
    says: [/the cluster "mesos" has no agents/],
    plant: () => {
      const c = aCore();
      c.connect();
      c.submit(job(1));
      return c;
    },
  },
];

/** Each alone, then pairs of them that do not exclude each other. */
export const PLANTED: readonly Planted[] = [
  ...STORIES,
  ...PARTS.map((part) => planted([part])),
  ...PARTS.flatMap((a, at) => PARTS.slice(at + 1).flatMap((b) => (mayMeet(a, b) ? [planted([a, b])] : []))),
];

function mayMeet(a: Part, b: Part): boolean {
  if (a.isOfRoom === true && b.isOfRoom === true) return false;
  const isBothHeld = a.names[0] === "held" && b.names[0] === "held";
  const isBothQuota = a.isQuota === true && b.isQuota === true;
  return !isBothHeld && !isBothQuota;
}

function planted(parts: readonly Part[]): Planted {
  return {
    name: parts.map(({ name }) => name).join(", and "),
    names: parts.flatMap(({ names }) => names),
    says: parts.map(({ says }) => says),
    plant: () => {
      const c = aCore({
        nowMs: NOW,
        licences: { matlab: 1 },
        maintenance: { policy: "finish", marginMs: 0, assumedMs: 60_000 },
        ...Object.assign({}, ...parts.map(({ tuning }) => tuning ?? {})),
      });
      c.connect();
      c.cycle(c.inventory(["n1", 4, 64], ["n2", 4, 64]));
      c.submit(runner());
      c.cycle(c.offer("n1", 4), c.offer("n2", 2, 32));
      const spec: Partial<JobSpec> = {};
      for (const part of parts) Object.assign(spec, part.spec?.(spec));
      c.submit(job(1, spec));
      for (const { happens } of parts) happens?.(c);
      return c;
    },
  };
}
