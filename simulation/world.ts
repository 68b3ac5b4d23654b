import type { QuotaDefinition } from "../accounts/quota.ts";
import { godocker1Policy, GODOCKER_1_WEIGHTS } from "../fair-share/godocker-1.ts";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import type { Policy } from "../fair-share/policy.ts";
import type { NewJob } from "../jobs/life/job.ts";
import type { Explanation } from "../offers/explanation.ts";
import { NO_ROUTING, type Routing } from "../offers/routing.ts";
import type { Ranges } from "../resources/ranges.ts";
import { NO_RESOURCES } from "../resources/vector.ts";
import type { LeaderPorts } from "../scheduler/leading/leader-ports.ts";
import { DEFAULT_TUNING, type Tuning } from "../scheduler/state/tuning.ts";
import type { Store } from "../store/store.ts";
import type { SimulatedCluster } from "./cluster.ts";
import type { Faults } from "./faults.ts";
import type { AgentKind } from "./population.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const FAULTY_MS = 240_000;
export const HEALING_MS = 7_200_000;
/**
 * In crowded worlds a wide job comes so long after the faults, or after all else has ended, among many small ones. By
 * then the longest pause is over of machines on which single tasks are tried.
 */
export const CROWD_AFTER_MS = 21 * 60_000;
export const CROWD_MS = 120_000;
export const CROWD_EVERY_MS = 400;
export const CROWD_TASK_MS = 8000;
export const RESERVE_AFTER_MS = 10_000;
/** From when it is passed over for long enough to the end of what runs there, with time for the operations. */
export const WIDE_BOUND_MS = 90_000;
export const SHORT_TIMEOUT_MS = 15_000;
export const MARGIN_MS = 3000;
export const ASSUMED_MS = 20_000;
export const NO_FAULTS: Faults = {
  rescind: 0,
  lostLaunch: 0,
  duplicate: 0,
  lostUpdate: 0,
  failedStart: 0,
  failedOperation: 0,
  lostOperation: 0,
  disconnectEveryMs: Infinity,
  agentAwayEveryMs: Infinity,
  agentDiesEveryMs: Infinity,
  maintenanceEveryMs: Infinity,
  preemptEveryMs: Infinity,
  removedEveryMs: Infinity,
};

/** What the parts of a simulation share. */
export interface World {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly store: Store;
  /** One, or two that serve one queue. */
  readonly clusters: readonly SimulatedCluster[];
  readonly tamper: (ports: LeaderPorts) => LeaderPorts;
  readonly retell: (explanation: Explanation) => Explanation;
  readonly agents: readonly AgentKind[];
  /** Those that a job may ask for by name, by the machine that it could run on; absent: where there is but one. */
  readonly clusterOf: (agent: AgentKind) => string | undefined;
  readonly tuning: Tuning;
  storeFailure: number;
  /** With the jobs as they were submitted. */
  readonly accepted: Map<number, NewJob>;
  /** Requests so far; each has a key of its own. */
  requests: number;
  /** Wide jobs in a crowd, with the time by which they are to run. */
  readonly wide: Map<number, number>;
  readonly cancelRequested: Map<number, Ranges>;
  readonly problems: string[];
  leaders: number;
}

export function someAgent(random: Random): AgentKind {
  const cpus = random.integer(1, 8);
  return {
    total: {
      cpusMilli: 1000 * cpus,
      memMib: 1024 * random.integer(1, 16),
      diskMib: 10_000,
      gpus: cpus % 3 === 0 ? 2 : 0,
    },
    totalRevocable: random.chance(0.3)
      ? { cpusMilli: 1000 * random.integer(1, 4), memMib: 2048, diskMib: 0, gpus: 0 }
      : NO_RESOURCES,
    totalPorts: [[31_000, 31_000 + random.integer(1, 6)]],
    attributes: { zone: random.pick(["a", "b"]) },
    broken: random.chance(0.4),
  };
}

function somePolicy(dice: number): Policy {
  if (dice < 0.7) return fairShareOrder;
  return dice < 0.8 ? godocker1Policy(GODOCKER_1_WEIGHTS) : fifoOrder;
}

export function someTuning(random: Random): Tuning {
  return {
    ...DEFAULT_TUNING,
    policy: somePolicy(random.next()),
    // The shorter one is over before an agent comes back: then jobs wait for the news of it.
    unreachableTimeoutMs: random.pick([SHORT_TIMEOUT_MS, 600_000]),
    refuseMs: 60_000,
    reserveAfterMs: RESERVE_AFTER_MS,
    reservationsMax: random.integer(1, 3),
    launchesMax: random.pick([3, 5000]),
    unknownTasks: random.pick(["kill", "ignore"]),
    operationTimeoutMs: random.pick([5000, 60_000]),
    maintenance: { policy: random.pick(["finish", "requeue"]), marginMs: MARGIN_MS, assumedMs: ASSUMED_MS },
    backfill: { mode: random.pick(["easy", "conservative", "off"]), assumedMs: ASSUMED_MS },
    quarantine: random.chance(0.7),
    preemption: {
      mode: random.pick(["off", "priority", "shares"]),
      afterMs: 10_000,
      protectMs: 5000,
      partPerMinute: 0.5,
      margin: 0.1,
    },
  };
}

/** Which of two clusters jobs use first, if any. */
export function someRouting(random: Random, [first, second]: readonly [string, string]): Routing {
  return random.pick<Routing>([
    NO_ROUTING,
    { site: { order: [[first], [second]], spillAfterMs: 10_000 }, queues: {} },
    { site: { order: [[second]], spillAfterMs: 30_000 }, queues: {} },
    {
      site: { order: [[first, second]], spillAfterMs: 10_000 },
      queues: { elsewhere: { order: [[second], [first]], spillAfterMs: 20_000 } },
    },
  ]);
}

/** Of the crowd, or of all: limits that small jobs use up again and again, and that let the widest job there is start. */
export function someQuotas(random: Random, agents: readonly AgentKind[]): readonly QuotaDefinition[] {
  if (!random.chance(0.4)) return [];
  const widest = Math.max(...agents.map(({ total }) => total.cpusMilli));
  const cpusMilli = widest + 1000 * random.integer(0, 4);
  return random.pick<readonly QuotaDefinition[]>([
    [{ project: "crowd", cpusMilli }],
    [{ project: "crowd", cpusMilli, tasks: random.integer(1, 8) }],
    [{ cpusMilli }, { project: "crowd", cpusMilli: widest }],
  ]);
}

export function someFaults(random: Random): Faults {
  const some = (most: number) => (random.chance(0.5) ? random.next() * most : 0);
  const every = (least: number) => (random.chance(0.5) ? random.integer(least, 5 * least) : Infinity);
  return {
    rescind: some(0.3),
    lostLaunch: some(0.2),
    duplicate: some(0.3),
    lostUpdate: some(0.3),
    failedStart: some(1),
    failedOperation: some(0.3),
    lostOperation: some(0.3),
    disconnectEveryMs: every(10_000),
    agentAwayEveryMs: every(20_000),
    agentDiesEveryMs: every(60_000),
    maintenanceEveryMs: every(20_000),
    preemptEveryMs: every(5000),
    removedEveryMs: random.chance(0.15) ? 80_000 : Infinity,
  };
}
