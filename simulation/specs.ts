import type { Affinity } from "../jobs/spec/affinity.ts";
import type { SpecChanges } from "../jobs/life/spec-changes.ts";
import type { Dependency, JobSpec } from "../jobs/spec/spec.ts";
import { indexOfElement, taskCount } from "../jobs/spec/spec.ts";
import { SHORT_TIMEOUT_MS, type World } from "./world.ts";

/** What people submit and change, drawn at random. */

export function crowdSpec(cpus: number, durationMs: number): JobSpec {
  return {
    name: "crowd",
    project: "crowd",
    queue: "default",
    command: ["work"],
    args: [],
    env: { SIMULATED_MS: String(durationMs) },
    resources: {
      cpus,
      memoryBytes: 32 * 1024 ** 2,
      diskBytes: 0,
      gpus: 0,
      ports: 0,
      portNames: [],
    },
    walltimeSeconds: 10,
    graceSeconds: 1,
    volumes: [],
    tmpfs: [],
    constraints: [],
    preemptible: false,
    dependencies: [],
    priority: 50,
    hold: false,
    retry: {
      maxAttempts: 100,
      on: ["any"],
      avoidFailedNodes: false,
      onUnreachable: "replace",
      backoff: { initialSeconds: 1, factor: 1, maxSeconds: 1 },
    },
    labels: {},
    notify: [],
  };
}

export function someSpec(world: World): JobSpec {
  const { agents, random, tuning } = world;
  const array = random.chance(0.25)
    ? {
        array: {
          from: 1,
          to: random.integer(1, 12),
          step: random.integer(1, 2),
          ...(random.chance(0.5) ? { maxConcurrent: random.integer(1, 4) } : {}),
        },
      }
    : {};
  // What this kind of agent can hold when it is empty, or the job could never end.
  const host = random.pick(agents);
  const isWide = random.chance(0.12);
  const cpus = isWide ? host.total.cpusMilli / 1000 : random.pick([0.1, 0.5, 1, 1]);
  const memoryMib = isWide ? host.total.memMib : random.pick([32, 128, 512, 1024]);
  const ports = random.chance(0.3) ? random.integer(1, 2) : 0;
  const most = Math.floor(Math.min(host.total.cpusMilli / 1000 / cpus, host.total.memMib / memoryMib));
  // Its machine alone can hold all of it, and has ports for so many at least. Limits might never let all of it start.
  const isUnlimited =
    tuning.quotas.every(({ project }) => project === "crowd") && Object.keys(tuning.licences).length === 0;
  const gang =
    !isWide && ports === 0 && most >= 2 && isUnlimited && random.chance(0.15)
      ? { array: { from: 0, to: random.integer(1, Math.min(most, 8) - 1), step: 1, gang: {} } }
      : {};
  const gpus = host.total.gpus > 0 && !isWide && gang.array === undefined && memoryMib === 512 ? 1 : 0;
  const affinity = someAffinity(world, array.array !== undefined && gang.array === undefined);
  const executor = cpus === 1 ? world.clusterOf(host) : undefined;
  return {
    name: "work",
    project: random.pick(["physics", "biology"]),
    queue: random.pick(["default", "default", "elsewhere"]),
    ...(executor === undefined ? {} : { executor }),
    command: ["work"],
    args: [],
    env: {
      SIMULATED_MS: String(random.integer(10, random.chance(0.2) ? 60_000 : 5000)),
      SIMULATED_FAILURE: random.chance(0.2) ? "0.5" : "0",
    },
    resources: {
      cpus,
      memoryBytes: 1024 ** 2 * memoryMib,
      diskBytes: 0,
      gpus,
      ports,
      portNames: [],
      ...someLicences(world),
    },
    ...(random.chance(0.1) ? { walltimeSeconds: random.integer(1, 20) } : {}),
    graceSeconds: 1,
    volumes: [],
    tmpfs: [],
    ...(random.chance(0.1)
      ? { scratch: { bytes: 1024 ** 2 * random.integer(1, 500), path: "scratch" } }
      : {}),
    constraints: random.chance(0.15)
      ? [{ attribute: "zone", op: "eq", values: [host.attributes.zone ?? ""] }]
      : [],
    ...(cpus === 0.5 ? { prefer: [{ attribute: "zone", values: [host.attributes.zone ?? ""] }] } : {}),
    preemptible: random.chance(0.2),
    ...(affinity.length === 0 || gang.array !== undefined ? {} : { affinity }),
    ...array,
    ...gang,
    dependencies: random.chance(0.25) ? someDependencies(world) : [],
    priority: random.integer(0, 100),
    hold: random.chance(0.05),
    ...(random.chance(0.1) ? { notBefore: soon(world, 0, 60_000) } : {}),
    ...(random.chance(0.1) ? { deadline: soon(world, 5000, 180_000) } : {}),
    retry: {
      maxAttempts: random.integer(1, 6),
      on: random.chance(0.5) ? ["any"] : ["node", "launch", "pull", "preempt"],
      avoidFailedNodes: random.chance(0.7),
      onUnreachable:
        tuning.unreachableTimeoutMs === SHORT_TIMEOUT_MS ? "wait" : random.pick(["replace", "wait"]),
      backoff: { initialSeconds: 1, factor: 2, maxSeconds: 20 },
    },
    labels: {},
    notify: random.chance(0.2) ? [{ on: ["start", "failure"], url: "https://hook.example" }] : [],
  };
}

/** With another job only apart: nobody knows whether that one ever runs. */
function someAffinity({ accepted, random }: World, isArray: boolean): readonly Affinity[] {
  if (!random.chance(0.25)) return [];
  const attribute = random.pick(["hostname", "hostname", "zone"]);
  if (isArray) return [{ attribute, op: random.pick(["unique", "balanced"] as const) }];
  const job = random.pick([0, ...accepted.keys()]);
  return job === 0 ? [] : [{ attribute, op: "apart", job }];
}

/** Where there are any: some jobs want few of them, some all. */
function someLicences({ random, tuning }: World): Pick<JobSpec["resources"], "licences"> {
  const there = Object.entries(tuning.licences);
  if (there.length === 0) return {};
  const wanted = there.filter(() => random.chance(0.4));
  return {
    licences: Object.fromEntries(
      wanted.map(([name, total]) => [
        name,
        random.chance(0.2) ? total : random.integer(1, Math.min(2, total)),
      ]),
    ),
  };
}

/** Jobs of any age, or tasks of theirs; of a change they may be younger than the job. */
function someDependencies({ accepted, random }: World): readonly Dependency[] {
  if (accepted.size === 0) return [];
  const { id: job, spec } = random.pick([...accepted.values()]);
  const index =
    spec.array === undefined || random.chance(0.3)
      ? undefined
      : indexOfElement(spec.array, random.integer(0, taskCount(spec.array) - 1));
  return [
    {
      job,
      ...(index === undefined ? {} : { index }),
      on: random.pick(["success", "end", "failure"]),
      unmet: random.pick(["fail", "hold"]),
    },
  ];
}

/** Only what keeps a job able to end. */
export function someChanges(world: World): SpecChanges {
  const { random } = world;
  return {
    ...(random.chance(0.5) ? { priority: random.integer(0, 100) } : {}),
    ...(random.chance(0.3) ? { dependencies: someDependencies(world) } : {}),
    ...(random.chance(0.3) ? { constraints: [] } : {}),
    ...(random.chance(0.3) ? { maxConcurrent: random.pick([null, 1, 2]) } : {}),
    ...(random.chance(0.3) ? { walltimeSeconds: random.pick([null, 5, 30]) } : {}),
    ...(random.chance(0.2) ? { notBefore: random.pick([null, soon(world, 0, 30_000)]) } : {}),
    ...(random.chance(0.2) ? { deadline: random.pick([null, soon(world, 5000, 180_000)]) } : {}),
    ...(random.chance(0.2) ? { labels: { changed: "yes" } } : {}),
  };
}

function soon({ random, time }: World, fromMs: number, toMs: number): string {
  return new Date(time.nowMs() + random.integer(fromMs, toMs)).toISOString();
}
