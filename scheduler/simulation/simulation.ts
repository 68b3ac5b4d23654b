import type { NewJob } from "../../jobs/job.ts";
import { isFinal } from "../../jobs/job.ts";
import type { JobSpec } from "../../jobs/spec.ts";
import { taskCount } from "../../jobs/spec.ts";
import { fairShare, fifo } from "../../fair-share/policy.ts";
import type { Store } from "../../store/store.ts";
import { FencedError, StoreUnavailableError } from "../../store/store.ts";
import { takeOver, type Leader, type LeaderPorts } from "../leader.ts";
import { CHECKERS, type History } from "./checkers.ts";
import { SimulatedCluster, type Faults } from "./cluster.ts";
import { faultyStore, startProcess, type Process } from "./faulty-store.ts";
import { seededRandom, type Random } from "./random.ts";
import { VirtualTime } from "./virtual-time.ts";

export interface SimulationResult {
  readonly seed: number;
  /** Broken invariants, each with the first few cases. Empty = all held. */
  readonly violations: readonly string[];
  readonly jobs: number;
  readonly runs: number;
  readonly leaders: number;
  readonly entries: number;
  /** Simulated time, ms. */
  readonly lastedMs: number;
  /** Of the journal: equal seeds give equal digests. */
  readonly digest: string;
}

const FAULTY_MS = 240_000;
const HEALING_MS = 7_200_000;
const NO_FAULTS: Faults = {
  rescind: 0,
  lostLaunch: 0,
  duplicate: 0,
  lostUpdate: 0,
  disconnectEveryMs: Infinity,
  agentAwayEveryMs: Infinity,
  agentDiesEveryMs: Infinity,
};

/**
 * One world from one seed: several schedulers in turn on one store, a cluster with Mesos' manners, faults everywhere;
 * then the faults stop and everything must end. Checked against the agents' own record, never against what the
 * core says of itself.
 *
 * @param openStore  an empty store; the reference store in tests
 * @param tamper     puts a fault into what the scheduler stands on, to see that the checkers find it
 */
export async function simulate(
  seed: number,
  openStore: () => Promise<Store> | Store,
  tamper: (ports: LeaderPorts) => LeaderPorts = (ports) => ports,
): Promise<SimulationResult> {
  const random = seededRandom(seed);
  const time = new VirtualTime();
  const beganMs = time.nowMs();
  await using store = await openStore();
  const world: World = {
    random,
    time,
    store,
    cluster: new SimulatedCluster({
      time,
      random,
      faults: someFaults(random),
      agents: Array.from({ length: random.integer(1, 5) }, () => ({
        cpusMilli: 1000 * random.integer(1, 8),
        memMib: 1024 * random.integer(1, 16),
        diskMib: 10_000,
        gpus: 0,
      })),
    }),
    tamper,
    policy: random.chance(0.8) ? fairShare : fifo,
    storeFailure: random.chance(0.5) ? 0 : 0.02,
    accepted: new Set(),
    cancelRequested: new Set(),
    problems: [],
    leaders: 0,
  };
  let faulty = true;
  const leading = keepLeading(world, () => faulty);
  submitForAWhile(world, random.integer(5, 60));
  await time.runUntil(() => false, beganMs + FAULTY_MS);
  faulty = false;
  world.cluster.faults = NO_FAULTS;
  world.storeFailure = 0;
  let settled = false;
  const look = async () => {
    const live = await Promise.all([...world.accepted].map((id) => store.job(id)));
    settled =
      live.every((job) => job !== undefined && isFinal(job.status.state)) && world.cluster.liveTasks() === 0;
    time.after(5000, () => void look().catch((error: unknown) => world.problems.push(String(error))));
  };
  time.after(5000, () => void look().catch((error: unknown) => world.problems.push(String(error))));
  await time.runUntil(() => settled, time.nowMs() + HEALING_MS);
  leading.stop();

  const history = await historyOf(world);
  const violations = [...world.problems, ...world.cluster.complaints];
  for (const [name, check] of Object.entries(CHECKERS)) {
    const found = check(history);
    if (found.length > 0)
      violations.push(`${name}: ${found.slice(0, 3).join("; ")} (${found.length} in all)`);
  }
  if (world.cluster.liveTasks() > 0)
    violations.push(`no orphan: ${world.cluster.liveTasks()} tasks still run at the end`);
  return {
    seed,
    violations,
    jobs: world.accepted.size,
    runs: history.runs.length,
    leaders: world.leaders,
    entries: history.journal.length,
    lastedMs: time.nowMs() - beganMs,
    digest: digest(JSON.stringify(history.journal)),
  };
}

interface World {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly store: Store;
  readonly cluster: SimulatedCluster;
  readonly tamper: (ports: LeaderPorts) => LeaderPorts;
  readonly policy: typeof fairShare;
  storeFailure: number;
  readonly accepted: Set<number>;
  readonly cancelRequested: Set<number>;
  readonly problems: string[];
  leaders: number;
}

function someFaults(random: Random): Faults {
  const some = (most: number) => (random.chance(0.5) ? random.next() * most : 0);
  const every = (least: number) => (random.chance(0.5) ? random.integer(least, 5 * least) : Infinity);
  return {
    rescind: some(0.3),
    lostLaunch: some(0.2),
    duplicate: some(0.3),
    lostUpdate: some(0.3),
    disconnectEveryMs: every(10_000),
    agentAwayEveryMs: every(20_000),
    agentDiesEveryMs: every(60_000),
  };
}

/** Lets schedulers lead one after the other; in bad times each is killed, paused past its term, or asked to stop. */
function keepLeading(world: World, faulty: () => boolean): { stop(): void } {
  let stopped = false;
  let current: { process: Process; abort: AbortController } | undefined;
  const next = () => {
    if (stopped) return;
    const process = startProcess();
    const abort = new AbortController();
    current = { process, abort };
    void lead(world, process, abort.signal, () => {
      // A term that ended by itself (fenced, superseded, store away): somebody tries again soon.
      if (current?.process === process) world.time.after(1000, next);
    });
    if (!faulty()) return;
    world.time.after(world.random.integer(1000, 60_000), () => {
      if (!faulty() || current?.process !== process || stopped) return;
      const how = world.random.pick(["kill", "pause", "stop"] as const);
      if (how === "kill") process.kill();
      if (how === "stop") abort.abort();
      if (how === "pause") {
        process.pause();
        world.time.after(world.random.integer(1000, 30_000), () => process.resume());
      }
      current = undefined;
      world.time.after(world.random.integer(0, 4000), next);
    });
  };
  next();
  return {
    stop: () => {
      stopped = true;
      current?.process.kill();
    },
  };
}

async function lead(world: World, process: Process, signal: AbortSignal, over: () => void): Promise<void> {
  const { time, random, store, cluster } = world;
  let wakeUp: (() => void) | undefined;
  let woken = false;
  const ports: LeaderPorts = {
    store: faultyStore(store, { process, time, random, failure: () => world.storeFailure }),
    backends: [cluster.backend()],
    nowMs: () => time.nowMs(),
    wait: async (ms) => {
      await process.gate();
      if (!woken) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          time.after(Math.max(1, ms), resolve);
        });
      }
      woken = false;
      wakeUp = undefined;
      await process.gate();
    },
    wake: () => {
      woken = true;
      wakeUp?.();
    },
    prepare: async (job, attempt) => ({
      taskId: attempt.taskId,
      name: job.spec.name,
      argv: ["work"],
      env: job.spec.env,
      files: [],
      resources: attempt.resources,
      user: job.user,
      labels: {},
      graceMs: attempt.graceMs,
    }),
    observe: () => {},
  };
  try {
    world.leaders += 1;
    const leader = await takeOver(world.tamper(ports), {
      instance: `scheduler-${world.leaders}`,
      policy: world.policy,
      halfLifeMs: 600_000,
      unreachableTimeoutMs: 600_000,
      refuseMs: 60_000,
      pollMs: 1000,
      journalEntries: 1_000_000,
    });
    askAround(world, process, leader);
    await leader.run(signal);
  } catch (error) {
    if (!(error instanceof FencedError) && !(error instanceof StoreUnavailableError)) {
      world.problems.push(
        `the loop threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  over();
}

/** Asks now and then why a job waits: an answer must be there, and name a cause, for every job that could start. */
function askAround(world: World, process: Process, leader: Leader): void {
  const ask = () => {
    if (process.dead) return;
    for (const id of world.accepted) {
      const explanation = leader.explain(id);
      if (explanation?.state === "pending" && explanation.causes.length === 0) {
        world.problems.push(`job ${id} is pending and nothing is said to keep it`);
      }
    }
    world.time.after(5000, ask);
  };
  world.time.after(5000, ask);
}

// --- the people ----------------------------------------------------------------------------------------------------

function submitForAWhile(world: World, jobs: number): void {
  const { random, time } = world;
  for (let n = 0; n < jobs; n += 1) {
    time.after(random.integer(0, FAULTY_MS - 60_000), () => {
      void submit(world).catch((error: unknown) => world.problems.push(`submit: ${String(error)}`));
    });
  }
}

async function submit(world: World): Promise<void> {
  const { random, store, time } = world;
  const spec = someSpec(world);
  const count = spec.array === undefined ? 1 : 1 + taskCount(spec.array);
  const id = await store.takeIds(count);
  const job: NewJob = {
    id,
    user: random.pick(["ada", "bob", "cyd"]),
    spec,
    submittedAtMs: time.nowMs(),
    source: "api",
  };
  await store.submit([{ kind: "job", key: `job/${id}`, job }]);
  world.accepted.add(id);
  if (random.chance(0.15)) {
    time.after(random.integer(0, 60_000), () => {
      world.cancelRequested.add(id);
      const request = { job: id, verb: "cancel", by: job.user, admin: false, atMs: time.nowMs() } as const;
      void store
        .submit([{ kind: "request", key: `request/${id}/cancel`, request }])
        .catch((error: unknown) => world.problems.push(`cancel: ${String(error)}`));
    });
  }
  if (spec.hold) {
    time.after(random.integer(0, 60_000), () => {
      const request = { job: id, verb: "release", by: job.user, admin: false, atMs: time.nowMs() } as const;
      void store
        .submit([{ kind: "request", key: `request/${id}/release`, request }])
        .catch((error: unknown) => world.problems.push(`release: ${String(error)}`));
    });
  }
}

function someSpec(world: World): JobSpec {
  const { random, accepted } = world;
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
  const parents = random.chance(0.25) && accepted.size > 0 ? [random.pick([...accepted])] : [];
  return {
    name: "work",
    project: random.pick(["physics", "biology"]),
    command: ["work"],
    args: [],
    env: {
      SIMULATED_MS: String(random.integer(10, random.chance(0.2) ? 60_000 : 5000)),
      SIMULATED_FAILURE: random.chance(0.2) ? "0.5" : "0",
    },
    resources: {
      // at most what the smallest agent has, or a job could never end
      cpus: random.pick([0.1, 0.5, 1, 1]),
      memoryBytes: 1024 ** 2 * random.pick([32, 128, 512, 1024]),
      diskBytes: 0,
    },
    ...(random.chance(0.1) ? { walltimeSeconds: random.integer(1, 20) } : {}),
    graceSeconds: 1,
    volumes: [],
    ...array,
    dependencies: parents.map((job) => ({ job, on: random.pick(["success", "end", "failure"] as const) })),
    priority: random.integer(0, 100),
    hold: random.chance(0.05),
    retry: {
      maxAttempts: random.integer(1, 6),
      on: random.chance(0.5) ? ["any"] : ["node", "launch"],
      backoff: { initialSeconds: 1, factor: 2, maxSeconds: 20 },
    },
    labels: {},
  };
}

async function historyOf(world: World): Promise<History> {
  const { store } = world;
  const accepted = new Map<number, Awaited<ReturnType<Store["job"]>>>();
  const attempts = new Map<number, Awaited<ReturnType<Store["attempts"]>>>();
  for (const id of world.accepted) {
    const job = await store.job(id);
    accepted.set(id, job);
    if (job !== undefined) attempts.set(id, await store.attempts(id, { limit: 10_000 }));
  }
  return {
    accepted,
    cancelRequested: world.cancelRequested,
    attempts,
    runs: world.cluster.runs,
    journal: await store.entries(0, 1_000_000),
    usage: await store.usage(0),
  };
}

/** FNV-1a, 32 bits: enough to see that two runs differ. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
