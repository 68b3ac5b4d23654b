import { isFinal } from "../jobs/life/job.ts";
import { scratchMib } from "../jobs/placement/requirement.ts";
import { NO_RESOURCES } from "../resources/vector.ts";
import { takeOver, type Leader } from "../scheduler/leader.ts";
import type { LeaderPorts } from "../scheduler/leading/leader-ports.ts";
import { readAhead } from "../scheduler/leading/reading-ahead.ts";
import type { Tuning } from "../scheduler/state/tuning.ts";
import { FencedError, StoreUnavailableError, type Store } from "../store/store.ts";
import { CHECKERS, type History } from "./checkers.ts";
import { SimulatedCluster } from "./cluster.ts";
import { explanationCheck } from "./explanations.ts";
import { faultyStore, type Process } from "./faulty-store.ts";
import { launchesOf } from "./launches.ts";
import { crowd, letGo, submitForAWhile } from "./people.ts";
import { seededRandom } from "./random.ts";
import { withLateViews } from "./reading-store.ts";
import { nobodyStandsBy, standingBy, type StandingBy, type Successor } from "./standing-by.ts";
import { VirtualTime } from "./virtual-time.ts";
import { waiting } from "./waiting.ts";
import {
  ASSUMED_MS,
  CROWD_AFTER_MS,
  CROWD_MS,
  FAULTY_MS,
  HEALING_MS,
  MARGIN_MS,
  NO_FAULTS,
  someAgent,
  someFaults,
  someQuotas,
  someRouting,
  someTuning,
  type World,
} from "./world.ts";

export interface SimulationResult {
  readonly seed: number;
  /** Broken invariants, each with the first few cases. Empty = all held. */
  readonly violations: readonly string[];
  readonly jobs: number;
  readonly runs: number;
  readonly leaders: number;
  /** Those of them that began with what they had read while they stood by. */
  readonly stoodBy: number;
  readonly entries: number;
  /** Simulated time, ms. */
  readonly lastedMs: number;
  /** Of the journal: equal seeds give equal digests. */
  readonly digest: string;
}

/** Limits, what image and data are worth, a second cluster and who stands by are drawn by themselves: a world is otherwise the same. */
const LIMITS = 1_000_003;
const CLUSTERS = 3_000_017;
const TWO_CLUSTERS = 0.2;
const NAMES = ["simulated", "second"] as const;
const LOCALITY = 2_000_003;
const STANDING_BY = 4_000_037;
const SOMEBODY_STANDS_BY = 0.4;

/**
 * One world from one seed: several schedulers in turn on one store, one cluster with Mesos' manners or two, faults everywhere;
 * then the faults stop and everything must end. Checked against the agents' own record, never against what the
 * core says of itself.
 *
 * @param openStore  an empty store; the reference store in tests
 * @param tamper     puts a fault into what the scheduler stands on, to see that the checkers find it
 * @param tuning     what is to be otherwise than drawn
 * @param held       what the scheduler is held to that it was not told
 * @param retell     what is made of explanations before they are checked
 * @param reading    how those who stand by read ahead
 */
export async function simulate(
  seed: number,
  openStore: () => Promise<Store> | Store,
  tamper: (ports: LeaderPorts) => LeaderPorts = (ports) => ports,
  tuning: Partial<Tuning> = {},
  held: Partial<Tuning> = {},
  retell: World["retell"] = (explanation) => explanation,
  reading = readAhead,
): Promise<SimulationResult> {
  const random = seededRandom(seed);
  const time = new VirtualTime();
  const beganMs = time.nowMs();
  await using opened = await openStore();
  const aside = seededRandom(seed + STANDING_BY);
  const isStoodBy = aside.chance(SOMEBODY_STANDS_BY); // as `hasStandby` says
  const views = withLateViews(opened);
  const store = isStoodBy ? views.store : opened;
  const first = Array.from({ length: random.integer(1, 5) }, () => someAgent(random));
  const clusters = [someCluster(NAMES[0], first, random, time)];
  const beside = seededRandom(seed + CLUSTERS);
  const isDouble = beside.chance(TWO_CLUSTERS); // as `hasTwoClusters` says
  const second = isDouble ? Array.from({ length: beside.integer(1, 3) }, () => someAgent(beside)) : [];
  if (isDouble) clusters.push(someCluster(NAMES[1], second, beside, time));
  const agents = [...first, ...second];
  const world: World = {
    random,
    time,
    store,
    agents,
    clusters,
    clusterOf: (agent) => (isDouble ? NAMES[second.includes(agent) ? 1 : 0] : undefined),
    tamper,
    retell,
    tuning: {
      ...someTuning(random),
      quotas: someQuotas(seededRandom(seed + LIMITS), agents),
      localityWeight: seededRandom(seed + LOCALITY).pick([0, 0, 20, 100]),
      ...(isDouble ? { routing: someRouting(beside, NAMES) } : {}),
      ...tuning,
    },
    storeFailure: random.chance(0.5) ? 0 : 0.02,
    accepted: new Map(),
    requests: 0,
    wide: new Map(),
    cancelRequested: new Map(),
    problems: [],
    leaders: 0,
  };
  let faulty = true;
  const standby = isStoodBy
    ? standingBy({
        random: aside,
        time,
        store: opened,
        before: views.before,
        tuning: someTuning(aside), // as it was configured then
        reading,
        problem: (text) => world.problems.push(text),
        withinMs: 60_000,
        isSlow: aside.chance(0.7),
        failure: aside.pick([0, 0, 0.02, 0.2]),
        batch: aside.integer(1, 6),
        othersMax: aside.pick([3, 20_000]),
        kept: aside.pick([Infinity, 20, 3]),
      })
    : nobodyStandsBy();
  const leading = keepLeading(world, () => faulty, standby);
  submitForAWhile(world, random.integer(5, 60));
  const isCrowded = random.chance(0.12) && !isDouble;
  if (isDouble)
    time.after(beside.integer(10_000, FAULTY_MS / 2), () =>
      beside.pick(clusters).cutOff(beside.integer(1000, 60_000)),
    );
  await time.runUntil(() => false, beganMs + FAULTY_MS);
  faulty = false;
  standby.stop();
  world.storeFailure = 0;
  for (const cluster of clusters) {
    cluster.faults = NO_FAULTS;
    cluster.callOffMaintenance();
    cluster.markDeadGone();
  }
  await settle(world);
  if (isCrowded) {
    const beginsMs = Math.max(time.nowMs(), beganMs + FAULTY_MS + CROWD_AFTER_MS);
    crowd(world, beginsMs);
    await time.runUntil(() => false, beginsMs + CROWD_MS);
    await settle(world);
  }
  leading.stop();

  const history: History = { ...(await historyOf(world)), limits: { ...world.tuning, ...held } };
  const violations = [...world.problems, ...clusters.flatMap(({ complaints }) => complaints)];
  for (const [name, check] of Object.entries(CHECKERS)) {
    const found = check(history);
    if (found.length > 0)
      violations.push(`${name}: ${found.slice(0, 3).join("; ")} (${found.length} in all)`);
  }
  for (const cluster of clusters) {
    const left = cluster.reservations();
    if (cluster.liveTasks() > 0)
      violations.push(`no orphan: ${cluster.liveTasks()} tasks still run at the end`);
    if (left.length === 0 && JSON.stringify(cluster.held()) !== JSON.stringify(NO_RESOURCES))
      violations.push(`what was held is free again: ${JSON.stringify(cluster.held())} is not`);
    if (left.length > 0)
      violations.push(`no reservation is left: ${left.slice(0, 3).join(", ")} (${left.length} in all)`);
  }
  return {
    seed,
    violations,
    jobs: world.accepted.size,
    runs: history.runs.length,
    leaders: world.leaders,
    stoodBy: standby.count(),
    entries: history.journal.length,
    lastedMs: time.nowMs() - beganMs,
    digest: digest(JSON.stringify(history.journal)),
  };
}

/** Whether two clusters serve the queue of that world. */
export function hasTwoClusters(seed: number): boolean {
  return seededRandom(seed + CLUSTERS).chance(TWO_CLUSTERS);
}

/** Whether schedulers of that world stand by, and read ahead. */
export function hasStandby(seed: number): boolean {
  return seededRandom(seed + STANDING_BY).chance(SOMEBODY_STANDS_BY);
}

function someCluster(
  name: string,
  agents: World["agents"],
  random: World["random"],
  time: VirtualTime,
): SimulatedCluster {
  return new SimulatedCluster({
    name,
    time,
    random,
    faults: someFaults(random),
    agents,
    lots: random.chance(0.3) ? ["batch", "night"] : [""],
    marginMs: MARGIN_MS,
    pauses: random.chance(0.6),
  });
}

/** Until everything has ended and nothing is reserved any more, or that seems hopeless. What is held is let go. */
async function settle(world: World): Promise<void> {
  const { clusters, problems, store, time } = world;
  let isOver = false;
  let isSettled = false;
  const look = async () => {
    const live = await Promise.all([...world.accepted.keys()].map((id) => store.job(id)));
    for (const job of live) if (job !== undefined) await letGo(world, job);
    isSettled =
      live.every((job) => job !== undefined && isFinal(job.status.state)) &&
      clusters.every((cluster) => cluster.liveTasks() === 0 && cluster.reservations().length === 0);
    if (!isSettled && !isOver) lookAgain();
  };
  const lookAgain = () =>
    time.after(5000, () => void look().catch((error: unknown) => problems.push(String(error))));
  lookAgain();
  await time.runUntil(() => isSettled, time.nowMs() + HEALING_MS);
  isOver = true;
}

/** Lets schedulers lead one after the other; in bad times each is killed, paused past its term, or asked to stop. */
function keepLeading(world: World, faulty: () => boolean, standby: StandingBy): { stop(): void } {
  let stopped = false;
  let current: { process: Process; abort: AbortController } | undefined;
  const next = () => {
    if (stopped) return;
    const successor = standby.next();
    const { process } = successor;
    const abort = new AbortController();
    current = { process, abort };
    void lead(world, successor, abort.signal, () => {
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

async function lead(
  world: World,
  { ahead, end, process }: Successor,
  signal: AbortSignal,
  over: () => void,
): Promise<void> {
  const { time, random, store, clusters } = world;
  let decidedMs = 0;
  const ports: LeaderPorts = {
    store: faultyStore(store, { process, time, random, failure: () => world.storeFailure }),
    backends: clusters.map((cluster) => cluster.backend(() => !process.dead)),
    nowMs: () => time.nowMs(),
    ...waiting(time, process),
    at: (step) => {
      if (step === "decide") decidedMs = time.nowMs();
    },
    prepare: async (job, attempt) => ({
      taskId: attempt.taskId,
      name: job.spec.name,
      argv: ["work"],
      env: {
        ...job.spec.env,
        SIMULATED_DECIDED_MS: String(decidedMs),
        SIMULATED_LIMIT_MS: String((job.spec.walltimeSeconds ?? ASSUMED_MS / 1000) * 1000),
      },
      files: [],
      resources: attempt.resources,
      ports: (attempt.ports ?? []).map((port) => ({ port })),
      ...(attempt.reservation === undefined ? {} : { reservation: attempt.reservation }),
      ...(job.spec.scratch === undefined
        ? {}
        : { scratch: { mib: scratchMib(job.spec), path: job.spec.scratch.path } }),
      account: { name: job.user },
      mounts: [],
      tmpfs: [],
      preemptible: job.spec.preemptible,
      labels: {},
      graceMs: attempt.graceMs,
    }),
    observe: (report) => {
      if (leader !== undefined) check(leader, report);
    },
  };
  let leader: Leader | undefined;
  const check = explanationCheck({ ...world.tuning, problems: world.problems }, world.retell);
  try {
    world.leaders += 1;
    const options = {
      instance: `scheduler-${world.leaders}`,
      halfLifeMs: 600_000,
      tuning: world.tuning,
      pollMs: 1000,
      journalEntries: 1_000_000,
      filedAtOnce: 7,
    };
    leader = await takeOver(world.tamper(ports), options, ahead);
    askAround(world, process, leader);
    await leader.run(signal);
  } catch (error) {
    if (!(error instanceof FencedError) && !(error instanceof StoreUnavailableError)) {
      world.problems.push(
        `the loop threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
  end();
  over();
}

/** Asks now and then why a job waits: an answer must be there, and name a cause, for every job that could start. */
function askAround(world: World, process: Process, leader: Leader): void {
  const ask = () => {
    if (process.dead) return;
    for (const id of world.accepted.keys()) {
      const explanation = leader.explain(id);
      if (explanation?.state === "pending" && explanation.causes.length === 0) {
        world.problems.push(`job ${id} is pending and nothing is said to keep it`);
      }
    }
    world.time.after(5000, ask);
  };
  world.time.after(5000, ask);
}

async function historyOf(world: World): Promise<Omit<History, "limits">> {
  const { store } = world;
  const accepted = new Map<number, Awaited<ReturnType<Store["job"]>>>();
  const attempts = new Map<number, Awaited<ReturnType<Store["attempts"]>>>();
  for (const id of world.accepted.keys()) {
    const job = await store.job(id);
    accepted.set(id, job);
    if (job !== undefined) attempts.set(id, await store.attempts(id, { limit: 10_000 }));
  }
  const journal = await store.entries(0, 1_000_000);
  return {
    accepted,
    submitted: world.accepted,
    launches: launchesOf(journal, world.accepted),
    cancelRequested: world.cancelRequested,
    attempts,
    wide: world.wide,
    runs: world.clusters.flatMap(({ runs }) => runs),
    lives: world.clusters.flatMap(({ lives }) => lives),
    journal,
    usage: await store.usage(0),
  };
}

/** FNV-1a, 32 bits: enough to see that two runs differ. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
