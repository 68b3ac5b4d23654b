import type { QuotaDefinition } from "../../accounts/quota.ts";
import type { Policy } from "../../fair-share/policy.ts";
import type { AgentRule } from "../../offers/agent-rules.ts";
import type { Closing } from "../../offers/closing.ts";
import { NO_ROUTING, type Routing } from "../../offers/routing.ts";
import { NO_RESOURCES, type ResourceVector } from "../../resources/vector.ts";
import type { Packing } from "../matching/tables/cells.ts";
import { EQUAL_SHARES, type ShareTuning } from "./shares.ts";

/** What may change while the core runs. Times in ms. */
export interface Tuning {
  /** Fair-share order. */
  readonly policy: Policy;
  readonly shares: ShareTuning;
  /** Limits of the site, projects and users. */
  readonly quotas: readonly QuotaDefinition[];
  /** How many there are of what the whole site shares by number. */
  readonly licences: Readonly<Record<string, number>>;
  /** Which agents tasks may use, beside what their jobs ask for. */
  readonly agentRules: readonly AgentRule[];
  /** What is taken of an agent beside each task. */
  readonly overhead: ResourceVector;
  /** Where jobs go when several agents would do: the fullest, or the emptiest. */
  readonly packing: Packing;
  /** What it is worth that a job's image and data are on an agent, in hundredths of a perfect fit; 0 = nothing. */
  readonly localityWeight: number;
  /** Hundredths of a GPU's part of its agent that jobs without GPUs leave beside it, while others wait for it. */
  readonly gpuReserve: number;
  /** Clusters of those queues that have not all of them. */
  readonly queueExecutors: Readonly<Record<string, readonly string[]>>;
  /** Which of several clusters jobs use first. */
  readonly routing: Routing;
  /** What becomes of machines that two clusters have: given out by the first of these alone, or by both. */
  readonly sharedMachines: "refuse" | "allow";
  /** Machines and clusters that nothing new starts on. */
  readonly closings: readonly Closing[];
  /** How long an agent may stay away before its tasks count as lost. */
  readonly unreachableTimeoutMs: number;
  /** For how long offers that are of no use to what waits need not come again; more of them comes at once. */
  readonly refuseMs: number;
  /** The same for what is left of an offer that was used, while something waits. */
  readonly refuseRestsMs: number;
  /** The same while nothing waits: asking for offers again ends it. */
  readonly refuseIdleMs: number;
  /** Tasks started in one turn, about: a cycle's bodies are read before its commit. The rest follows at once. */
  readonly launchesMax: number;
  /** When a task that gives no news is first asked for, later less often, and how often one that should stop is told. */
  readonly recheckMs: number;
  readonly rekillMs: number;
  /** How often all live tasks are asked for, so that an update that got lost for good is found out. */
  readonly reconcileMs: number;
  /** What becomes of tasks that nobody accounts for. Those known to be given up are killed in any case. */
  readonly unknownTasks: "kill" | "ignore";
  /** How long a job that is passed over waits before an agent is emptied for it. */
  readonly reserveAfterMs: number;
  /** For how many jobs at once; 0 = never. */
  readonly reservationsMax: number;
  readonly backfill: BackfillTuning;
  readonly preemption: PreemptionTuning;
  /** Whether agents that fail what goes well elsewhere are left alone for a while. */
  readonly quarantine: boolean;
  /** How long the outcome of an operation may be unknown before it is asked for. */
  readonly operationTimeoutMs: number;
  readonly maintenance: MaintenanceTuning;
}

/** Whose tasks may be stopped for whom. */
export interface PreemptionTuning {
  /** `priority`: those of the same account that have less; `shares`: those of accounts above their share. */
  readonly mode: "off" | "priority" | "shares";
  /** So long a job waits before room is made for it. */
  readonly afterMs: number;
  /** So long a task runs before it may be stopped. */
  readonly protectMs: number;
  /** At most this part of what runs is stopped in a minute, in the long run. */
  readonly partPerMinute: number;
  /** By so much, as part of a share, who gets must still have less than who gives. */
  readonly margin: number;
}

/** What others may do on agents that are emptied for wide jobs. */
export interface BackfillTuning {
  /** `easy`: for one job of each cluster at a time; `conservative`: for several; `off`: what is emptied stands still. */
  readonly mode: "easy" | "conservative" | "off";
  /** How long a task without a time limit is thought to run. */
  readonly assumedMs: number;
}

export interface MaintenanceTuning {
  /** What becomes of tasks that will not end in time: left to the cluster, or stopped before and tried elsewhere. */
  readonly policy: "finish" | "requeue";
  /** Between the end of the last task and the maintenance. */
  readonly marginMs: number;
  /** How long a task without a time limit is thought to take. */
  readonly assumedMs: number;
}

/** Everything that has a value good for most sites. */
export const DEFAULT_TUNING = {
  shares: EQUAL_SHARES,
  quotas: [],
  licences: {},
  agentRules: [],
  overhead: NO_RESOURCES,
  packing: "pack",
  localityWeight: 0,
  gpuReserve: 50,
  queueExecutors: {},
  routing: NO_ROUTING,
  sharedMachines: "refuse",
  closings: [],
  refuseRestsMs: 5000,
  refuseIdleMs: 3_600_000,
  launchesMax: 5000,
  recheckMs: 30_000,
  rekillMs: 10_000,
  reconcileMs: 600_000,
  unknownTasks: "kill",
  reserveAfterMs: 300_000,
  reservationsMax: 4,
  quarantine: true,
  preemption: { mode: "off", afterMs: 300_000, protectMs: 600_000, partPerMinute: 0.05, margin: 0.1 },
  backfill: { mode: "conservative", assumedMs: 86_400_000 },
  operationTimeoutMs: 60_000,
  maintenance: { policy: "requeue", marginMs: 60_000, assumedMs: 86_400_000 },
} as const satisfies Partial<Tuning>;
