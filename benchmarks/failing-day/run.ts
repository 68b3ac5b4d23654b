import { fairShareOrder } from "../../fair-share/order.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import { CHECKERS, type History } from "../../simulation/checkers.ts";
import { SimulatedCluster } from "../../simulation/cluster.ts";
import { seededRandom } from "../../simulation/random.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { NO_FAULTS } from "../../simulation/world.ts";
import { DEFAULT_TUNING } from "../../scheduler/state/tuning.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { LineHash } from "../workloads/chance.ts";
import {
  blackHoles,
  flaps,
  masterFailovers,
  offerFaults,
  schedulerKills,
  storeFaults,
  updateFaults,
} from "../workloads/w4.ts";
import { BlackHoles, type BlackHoleLoss } from "./black-holes.ts";
import { mixedDay } from "./day.ts";
import { lead } from "./leading.ts";
import { Ledger } from "./ledger.ts";
import { planSubmissions } from "./submitting.ts";
import { HOUR_MS, type FailingDayOptions, type World } from "./world.ts";

export interface FailingDayResult {
  readonly seed: number;
  readonly jobs: number;
  readonly runs: number;
  readonly leaders: number;
  /** Those of them that began with what they had read while they stood by. */
  readonly stoodBy: number;
  readonly entries: number;
  /** Changes that were checked one by one, and how often all was counted anew. */
  readonly steps: number;
  readonly recounts: number;
  readonly lastedMs: number;
  readonly blackHoles: BlackHoleLoss;
  readonly broken: readonly string[];
  /** Of all runs: equal seeds give equal digests. */
  readonly digest: string;
}

/** By then all must have ended. */
const DEADLINE_MS = 240 * HOUR_MS;
const SETTLING_MS = 2 * HOUR_MS;
/** Somebody repairs the machines on which everything fails: some jobs can go nowhere else. */
const REPAIRED_MS = 48 * HOUR_MS;
/** After this time lost tasks are given up. An agent that is away for longer comes back without them. */
const UNREACHABLE_MS = 300_000;
/** What one user may hold of the CPUs, and the least of it: no job may be too large. */
const USER_PART = 0.05;
const USER_LEAST_MILLI = 640_000;
const SHORT_REBOOT = 0.2;
/** Nothing here waits for anything outside; now and then there is a cycle for signals. */
const TURNS = 1000;

/** Of those of scheduled worlds the ones that cost no more than the runs they look at. */
const CHECKED = [
  "no accepted job is lost",
  "every job ends",
  "no two attempts of one task run at the same time",
  "nothing that succeeded runs again",
  "a job ends as its tasks did",
  "usage is counted exactly once",
  "no port is given twice",
] as const;

/**
 * The first jobs of the mixed day with the failures of W4: schedulers that take over from each other on one store, a
 * cluster with Mesos' manners, on a clock that moves as fast as it can.
 */
export async function runFailingDay(options: FailingDayOptions): Promise<FailingDayResult> {
  const { faults, seed } = options;
  const day = mixedDay(options);
  const time = new VirtualTime(TURNS);
  const random = seededRandom(seed);
  await using base = openMemoryStore();
  const cpusMilli = day.agents.reduce((sum, { total }) => sum + total.cpusMilli, 0);
  const userCpusMilli = Math.max(USER_LEAST_MILLI, Math.floor(USER_PART * cpusMilli));
  const ledger = new Ledger(userCpusMilli);
  const beganMs = time.nowMs();
  const holes = new BlackHoles();
  const cluster = new SimulatedCluster({
    name: "mesos",
    time,
    random,
    faults: NO_FAULTS,
    agents: day.agents,
    lots: [""],
    marginMs: 0,
    pauses: false,
    pace: { allocateMs: 1000, resendMs: 10_000, inventoryMs: 60_000 },
    draws: {
      ...(faults.has("updates") ? { update: updateFaults(seed) } : {}),
      ...(faults.has("offers") ? { isRescinded: offerFaults(seed) } : {}),
    },
    watch: {
      held: (launch, agent) => {
        ledger.held(launch, agent);
        holes.started(launch.taskId, agent, time.nowMs());
      },
      released: (taskId, agent) => ledger.released(taskId, agent),
    },
  });
  const world: World = {
    options,
    random,
    time,
    beganMs,
    store: {
      ...base,
      append: async (entry) => {
        await base.append(entry);
        ledger.wrote(entry);
      },
    },
    cluster,
    ledger,
    holes,
    tuning: {
      ...DEFAULT_TUNING,
      policy: fairShareOrder,
      unreachableTimeoutMs: UNREACHABLE_MS,
      refuseMs: 60_000,
      quotas: [{ user: "*", cpusMilli: userCpusMilli }],
    },
    work: new Map(),
    cancelRequested: new Map(),
    writes: faults.has("store") ? storeFaults(seed) : () => ({ delayMs: 0, failsAfterwards: false }),
    isDoomed: false,
    leaders: 0,
    requests: 0,
    leading: undefined,
    standby: undefined,
    isOver: false,
  };
  planFaults(world);
  planSubmissions(world, day);
  lead(world);
  const tellHour = () => {
    const lastedMs = time.nowMs() - beganMs;
    options.progress?.({ lastedMs, jobs: ledger.accepted.size, open: ledger.open });
    time.after(HOUR_MS, tellHour);
  };
  time.after(HOUR_MS, tellHour);
  let submitted = false;
  const lastMs = Math.max(...day.submissions.map(({ atMs }) => atMs));
  time.after(lastMs + 1, () => {
    submitted = true;
  });
  await time.runUntil(() => (submitted && ledger.open === 0) || ledger.isHopeless(), beganMs + DEADLINE_MS);
  const isQuiet = () => cluster.liveTasks() + cluster.unacknowledged() + cluster.reservations().length === 0;
  let quiet = false;
  const look = () => {
    quiet = isQuiet();
    if (!quiet) time.after(5000, look);
  };
  time.after(5000, look);
  await time.runUntil(() => quiet || ledger.isHopeless(), time.nowMs() + SETTLING_MS);
  world.isOver = true;
  world.leading?.process.kill();
  return await judged(world, base);
}

function planFaults(world: World): void {
  const { cluster, holes, options, random, time } = world;
  const { agents: count, faults, seed } = options;
  const agents = cluster.agents();
  for (const { agent, atSeconds, downSeconds } of faults.has("flaps") ? flaps(seed, count) : []) {
    const one = agents[agent];
    const ms = downSeconds * 1000;
    const reboots = ms > UNREACHABLE_MS - 10_000 || random.chance(SHORT_REBOOT);
    if (one !== undefined) time.after(atSeconds * 1000, () => cluster.flap(one, ms, reboots));
  }
  for (const { afterMs, agent, fromSeconds } of faults.has("black-holes") ? blackHoles(seed, count) : []) {
    const one = agents[agent];
    if (one === undefined) continue;
    time.after(fromSeconds * 1000, () => {
      one.blackHoleMs = afterMs;
      holes.opened(one);
    });
    time.after(REPAIRED_MS, () => {
      one.blackHoleMs = undefined;
    });
  }
  for (const { atSeconds, silentSeconds } of faults.has("master") ? masterFailovers(seed) : [])
    time.after(atSeconds * 1000, () => cluster.cutOff(silentSeconds * 1000));
  for (const atSeconds of faults.has("scheduler") ? schedulerKills(seed) : [])
    time.after(atSeconds * 1000, () => {
      world.isDoomed = true;
    });
}

async function judged(world: World, store: Store): Promise<FailingDayResult> {
  const { beganMs, cancelRequested, cluster, holes, ledger, options, time } = world;
  for (const complaint of cluster.complaints) ledger.complain(complaint);
  const accepted = new Map<number, Awaited<ReturnType<Store["job"]>>>();
  const attempts = new Map<number, Awaited<ReturnType<Store["attempts"]>>>();
  for (const id of ledger.accepted.keys()) {
    const job = await store.job(id);
    accepted.set(id, job);
    if (job === undefined) continue;
    attempts.set(id, await store.attempts(id, { limit: 1_000_000 }));
    if (
      isFinal(job.status.state) &&
      JSON.stringify(sorted(job.status)) !== JSON.stringify(sorted(ledger.statuses.get(id) ?? {}))
    )
      ledger.complain(`job ${id} is shown otherwise than the journal tells`);
  }
  const history: History = {
    accepted,
    submitted: ledger.accepted,
    launches: [],
    cancelRequested,
    attempts,
    wide: new Map(),
    runs: cluster.runs,
    lives: [],
    journal: [],
    usage: await store.usage(0),
    limits: world.tuning,
  };
  const broken = [...ledger.problems];
  for (const name of CHECKED) {
    const found = CHECKERS[name]?.(history) ?? [`there is no such checker`];
    if (found.length > 0) broken.push(`${name}: ${found.slice(0, 3).join("; ")} (${found.length} in all)`);
  }
  const left = [cluster.liveTasks(), cluster.unacknowledged(), cluster.reservations().length];
  if (left.some((count) => count > 0) || JSON.stringify(cluster.held()) !== JSON.stringify(NO_RESOURCES))
    broken.push(`at the end ${left.join(", ")} tasks run, ends are not acknowledged, reservations are held`);
  const hash = new LineHash();
  for (const run of cluster.runs) hash.add(JSON.stringify(run));
  return {
    seed: options.seed,
    jobs: ledger.accepted.size,
    runs: cluster.runs.length,
    leaders: world.leaders,
    stoodBy: world.standby?.count() ?? 0,
    entries: (await store.lastEntry())?.n ?? 0,
    steps: ledger.steps,
    recounts: ledger.recounts,
    lastedMs: time.nowMs() - beganMs,
    blackHoles: holes.loss(ledger.failed()),
    broken,
    digest: hash.hex(),
  };
}

function sorted(value: object): unknown {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
