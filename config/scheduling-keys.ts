import { duration, integer, oneOf } from "./formats.ts";
import { key } from "./key.ts";
import { YEAR } from "./words.ts";

const DAY = 86_400;

/** The knobs of the scheduler: how fast, how patient, how fair. */
export const SCHEDULING_KEYS = {
  "scheduling.policy": key(oneOf(["fair-share", "fifo"]), "fair-share", "Whose job goes first.", {
    example: "fifo",
    reload: true,
  }),
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
    "How many tasks one turn of the scheduler starts, about. Fewer: shorter turns, so that questions and updates wait less; more: less work for each task.",
    { example: 5000, reload: true, metric: "godocker_schedule_turns_total" },
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
