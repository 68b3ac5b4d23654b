import { duration, integer, numberFrom, oneOf } from "../formats/formats.ts";
import { key } from "../formats/key.ts";
import { YEAR } from "../formats/words.ts";
import type { Get } from "./getting.ts";
import { godocker1Weights, resourceWeights, type ResourceWeightsSetting } from "./shares.ts";

const DAY = 86_400;

/** The settings of the scheduler: how fast, how patient, how fair. */
export const SCHEDULING_KEYS = {
  "scheduling.policy": key(
    oneOf(["fair-share", "fifo", "godocker-1"]),
    "fair-share",
    "Whose job goes first: by shares of now and of the past; the oldest; or as GoDocker 1.x had it, by what users and projects used on the last days, their priorities and how long jobs have waited.",
    {
      example: "fifo",
      reload: true,
    },
  ),
  "scheduling.presentShare": key(
    numberFrom(0, 1),
    0.5,
    "Of fair share: how much what is held now counts against what was used before. 1: only now; 0: only the past.",
    { example: 0.5, reload: true },
  ),
  "scheduling.weights": key(
    resourceWeights,
    { cpus: 1, memory: 0.25, gpus: 8 },
    "Of fair share: what a CPU, a GiB of memory and a GPU count as, in CPUs. Of what a task holds the kind that counts most is its price. With 0 a kind counts for nobody, neither what is held of it nor what was used. What was used before a change of this keeps its price until a scheduler starts anew.",
    { example: { cpus: 1, memory: 0.25, gpus: 16 }, reload: true },
  ),
  "scheduling.godocker1": key(
    godocker1Weights,
    godocker1Weights.read({}),
    "Of the policy `godocker-1`: how much each figure counts. Each is taken from 0 for the smallest to 1 for the largest among those who wait; the smallest sum goes first.",
    { example: { waitingTime: 0.5 }, reload: true },
  ),
  "scheduling.parents": key(
    oneOf(["sum", "hierarchical"]),
    "sum",
    "Of fair share: what a project holds is the `sum` of what is held below it; or it is reckoned `hierarchical`ly (H-DRF), so that parts of it that wait for nothing, or for another kind of resource, do not count against the others.",
    { example: "hierarchical", reload: true },
  ),
  "scheduling.waitingBoost": key(
    numberFrom(0, 10),
    0,
    "Of fair share: how far a job that has waited long goes ahead, as a part of the site's share. Accounts are then compared directly, and each start asks every account. 0: waiting alone brings nothing.",
    { example: 0.2, reload: true },
  ),
  "scheduling.waitingBoostAfter": key(
    duration(60, YEAR),
    "1d",
    "After that long a job has all of `scheduling.waitingBoost`; before, its part.",
    { example: "12h", reload: true },
  ),
  "scheduling.halfLife": key(duration(3600, YEAR), "7d", "After that long, usage counts half.", {
    example: "7d",
  }),
  "scheduling.refuseWaiting": key(
    duration(0, DAY),
    "60s",
    "While jobs wait: for how long an offer that is of no use to them need not come again. More of its agent comes at once, and a new kind of job asks for everything.",
    { example: "30s", reload: true, metric: "godocker_offers_received_total" },
  ),
  "scheduling.refuseRests": key(
    duration(0, DAY),
    "5s",
    "While jobs wait: the same for what a launch left of an offer. Short, because what was too little may grow.",
    { example: "10s", reload: true, metric: "godocker_offers_received_total" },
  ),
  "scheduling.refuseIdle": key(
    duration(0, DAY),
    "1h",
    "While nothing waits: for how long what is offered need not come again. A job that comes ends it.",
    { example: "10m", reload: true, metric: "godocker_offers_received_total" },
  ),
  "scheduling.launchesPerTurn": key(
    integer(1, 100_000),
    5000,
    "How many tasks one scheduling cycle starts, about. Fewer: shorter cycles, so that questions and updates wait less; more: less work for each task.",
    { example: 5000, reload: true, metric: "godocker_schedule_turns_total" },
  ),
  "scheduling.packing": key(
    oneOf(["pack", "spread"]),
    "pack",
    "Where a job goes when several machines would do: `pack`, where the least is left over; `spread`, where the most is free. Machines without GPUs come first for jobs without GPUs in any case.",
    { example: "spread", reload: true },
  ),
  "scheduling.localityWeight": key(
    integer(0, 100),
    0,
    "What it is worth, where several machines would do, that a job's image ran there in the last day or that it has what the job prefers (`prefer`): so many hundredths of a perfect fit. 0: nothing. 10: among machines that it fills about as well; 100: always. Nothing waits for it.",
    { example: 20, reload: true, metric: "godocker_local_starts_total" },
  ),
  "scheduling.gpuReserve": key(
    integer(0, 100),
    50,
    "While jobs with GPUs wait that may start: so many hundredths of a GPU's part of its machine are left beside each free one, CPUs and memory, by jobs without GPUs. 0: nothing, and GPUs may stand idle on machines whose CPUs are taken.",
    { example: 75, reload: true },
  ),
  "scheduling.reserveAfter": key(
    duration(0, 30 * DAY),
    "5m",
    "After that long, a job that an agent could take when it is empty, but no agent has free, gets one collected for it.",
    { reload: true, metric: "godocker_reservations" },
  ),
  "scheduling.reservationsMax": key(
    integer(0, 10_000),
    4,
    "For how many jobs an agent is collected at a time. 0: wide jobs wait for luck.",
    { example: 8, reload: true, metric: "godocker_reservations" },
  ),
  "scheduling.backfill": key(
    oneOf(["easy", "conservative", "off"]),
    "conservative",
    "What others may do on a machine that is emptied for a wide job: `conservative`, and `easy` with one such job of each cluster at a time, let those start there that are over, by their time limits, before the job starts. `off`: it stands idle as far as it is free, and is collected at once.",
    { example: "easy", reload: true, metric: "godocker_backfilled_tasks_total" },
  ),
  "scheduling.assumedWalltime": key(
    duration(1, YEAR),
    "1d",
    "How long a task without a time limit is taken to run, when it is reckoned when a machine will be empty. After that, twice as long.",
    { example: "6h", reload: true, metric: "godocker_backfilled_tasks_total" },
  ),
  "scheduling.quarantine": key(
    oneOf(["on", "off"]),
    "on",
    "Whether machines on which tasks fail that go well elsewhere are left alone: for a minute after three fast failures, for 5, 20 and then 60 minutes when much speaks against them, each time until one task goes well. Never more than a tenth of them, and never the last of its kind.",
    { example: "off", reload: true, metric: "godocker_agent_verdicts_total" },
  ),
  "scheduling.preemption": key(
    oneOf(["off", "priority", "shares"]),
    "off",
    "Whether tasks of jobs that are `preemptible` are stopped for jobs that wait: `priority`, those of the same account with less priority; `shares`, those of accounts above their share, for accounts below theirs. They are tried again, free of charge.",
    { example: "shares", reload: true, metric: "godocker_preempted_tasks_total" },
  ),
  "scheduling.preemptAfter": key(
    duration(0, 30 * DAY),
    "5m",
    "So long a job waits before others are stopped for it.",
    { example: "10m", reload: true, metric: "godocker_preempted_tasks_total" },
  ),
  "scheduling.preemptProtect": key(
    duration(0, 30 * DAY),
    "10m",
    "So long a task runs before it may be stopped for others.",
    { example: "30m", reload: true, metric: "godocker_preempted_tasks_total" },
  ),
  "scheduling.preemptPerMinute": key(
    integer(1, 100),
    5,
    "At most so many hundredths of what runs are stopped for others in a minute, in the long run.",
    { example: 2, reload: true, metric: "godocker_preempted_tasks_total" },
  ),
  "scheduling.preemptMargin": key(
    integer(0, 1000),
    10,
    "By so many hundredths of a share an account must still have less than those from whom it takes, afterwards.",
    { example: 25, reload: true, metric: "godocker_preempted_tasks_total" },
  ),
  "scheduling.operationTimeout": key(
    duration(1, 3600),
    "60s",
    "After that long, what came of a reservation is asked for.",
    { example: "60s", reload: true, metric: "godocker_operations_asked_total" },
  ),
  "scheduling.unreachableTimeout": key(
    duration(0, 7 * DAY),
    "10m",
    "After that long without its agent a task counts as lost, and is tried again as its retries allow.",
    { reload: true, metric: "godocker_tasks_ended_total" },
  ),
  "scheduling.recheck": key(
    duration(1, 3600),
    "30s",
    "After that long, a task that should give news and does not is asked for; again after longer and longer waits, up to ten times as long.",
    { example: "30s", reload: true, metric: "godocker_reconcile_tasks_total" },
  ),
  "scheduling.rekill": key(
    duration(1, 3600),
    "10s",
    "How often a task that should end, and does not, is told so again.",
    { example: "10s", reload: true, metric: "godocker_kills_total" },
  ),
  "scheduling.reconcile": key(
    duration(1, DAY),
    "10m",
    "How often all tasks are asked for, so that an update that got lost for good is found out.",
    { example: "10m", reload: true, metric: "godocker_reconcile_rounds_total" },
  ),
  "scheduling.maintenance.policy": key(
    oneOf(["requeue", "finish"]),
    "requeue",
    "What becomes of tasks that would outlast the start of their agent's maintenance: they are stopped before it and tried again elsewhere, free of charge; or they go on until Mesos ends them.",
    { example: "finish", reload: true, metric: "godocker_maintenance_answers_total" },
  ),
  "scheduling.maintenance.margin": key(
    duration(0, DAY),
    "60s",
    "So long before the start of a maintenance a task must be over. A larger one keeps more tasks away from agents that are going to be maintained.",
    { example: "5m", reload: true, metric: "godocker_maintenance_answers_total" },
  ),
  "scheduling.maintenance.assumedWalltime": key(
    duration(1, YEAR),
    "1d",
    "How long a task without a time limit is taken to run, when its agent is going to be maintained.",
    { example: "6h", reload: true, metric: "godocker_maintenance_answers_total" },
  ),
} as const;

export interface SchedulingConfig {
  readonly policy: "fair-share" | "fifo" | "godocker-1";
  readonly godocker1: Readonly<Record<string, number>>;
  readonly presentShare: number;
  readonly weights: ResourceWeightsSetting;
  readonly packing: "pack" | "spread";
  readonly localityWeight: number;
  readonly gpuReserve: number;
  readonly parents: "sum" | "hierarchical";
  readonly waitingBoost: number;
  readonly waitingBoostAfterMs: number;
  readonly halfLifeMs: number;
  readonly refuseWaitingMs: number;
  readonly refuseRestsMs: number;
  readonly refuseIdleMs: number;
  readonly launchesPerTurn: number;
  readonly reserveAfterMs: number;
  readonly reservationsMax: number;
  readonly backfill: "easy" | "conservative" | "off";
  readonly assumedWalltimeMs: number;
  readonly quarantine: "on" | "off";
  readonly preemption: "off" | "priority" | "shares";
  readonly preemptAfterMs: number;
  readonly preemptProtectMs: number;
  /** Hundredths of what runs. */
  readonly preemptPerMinute: number;
  /** Hundredths of a share. */
  readonly preemptMargin: number;
  readonly operationTimeoutMs: number;
  readonly unreachableTimeoutMs: number;
  readonly recheckMs: number;
  readonly rekillMs: number;
  readonly reconcileMs: number;
  readonly maintenance: {
    readonly policy: "finish" | "requeue";
    readonly marginMs: number;
    readonly assumedWalltimeMs: number;
  };
}

export function schedulingOf(get: Get): SchedulingConfig {
  return {
    policy: get("scheduling.policy"),
    godocker1: get("scheduling.godocker1"),
    presentShare: get("scheduling.presentShare"),
    weights: get("scheduling.weights"),
    parents: get("scheduling.parents"),
    waitingBoost: get("scheduling.waitingBoost"),
    waitingBoostAfterMs: get("scheduling.waitingBoostAfter") * 1000,
    halfLifeMs: get("scheduling.halfLife") * 1000,
    refuseWaitingMs: get("scheduling.refuseWaiting") * 1000,
    refuseRestsMs: get("scheduling.refuseRests") * 1000,
    refuseIdleMs: get("scheduling.refuseIdle") * 1000,
    launchesPerTurn: get("scheduling.launchesPerTurn"),
    packing: get("scheduling.packing"),
    localityWeight: get("scheduling.localityWeight"),
    gpuReserve: get("scheduling.gpuReserve"),
    reserveAfterMs: get("scheduling.reserveAfter") * 1000,
    reservationsMax: get("scheduling.reservationsMax"),
    backfill: get("scheduling.backfill"),
    assumedWalltimeMs: get("scheduling.assumedWalltime") * 1000,
    quarantine: get("scheduling.quarantine"),
    preemption: get("scheduling.preemption"),
    preemptAfterMs: get("scheduling.preemptAfter") * 1000,
    preemptProtectMs: get("scheduling.preemptProtect") * 1000,
    preemptPerMinute: get("scheduling.preemptPerMinute"),
    preemptMargin: get("scheduling.preemptMargin"),
    operationTimeoutMs: get("scheduling.operationTimeout") * 1000,
    unreachableTimeoutMs: get("scheduling.unreachableTimeout") * 1000,
    recheckMs: get("scheduling.recheck") * 1000,
    rekillMs: get("scheduling.rekill") * 1000,
    reconcileMs: get("scheduling.reconcile") * 1000,
    maintenance: {
      policy: get("scheduling.maintenance.policy"),
      marginMs: get("scheduling.maintenance.margin") * 1000,
      assumedWalltimeMs: get("scheduling.maintenance.assumedWalltime") * 1000,
    },
  };
}
