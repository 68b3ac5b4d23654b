import type { TaskState } from "../../../proto/generated/types.ts";
import { add, EMPTY_POOL, totalMilli } from "../../resources/pool.ts";
import { isActive } from "./state.ts";
import type { Master } from "./state.ts";

const ENDED: readonly TaskState[] = [
  "TASK_FINISHED",
  "TASK_FAILED",
  "TASK_KILLED",
  "TASK_LOST",
  "TASK_ERROR",
  "TASK_DROPPED",
  "TASK_GONE",
  "TASK_GONE_BY_OPERATOR",
];
const LIVE: readonly TaskState[] = [
  "TASK_STAGING",
  "TASK_STARTING",
  "TASK_RUNNING",
  "TASK_KILLING",
  "TASK_UNREACHABLE",
];

/** Flat names as Mesos has them. Source: Mesos documentation, monitoring. */
export function metrics(master: Master): Record<string, number> {
  const agents = [...master.agents.values()];
  const frameworks = [...master.frameworks.values()];
  const connected = frameworks.filter((framework) => framework.stream !== undefined).length;
  const values: Record<string, number> = {
    "master/elected": master.elected ? 1 : 0,
    "master/uptime_secs": (Date.now() - master.startedAtMs) / 1000,
    "master/slaves_connected": agents.filter((agent) => agent.connection !== undefined).length,
    "master/slaves_disconnected": agents.filter((agent) => agent.connection === undefined).length,
    "master/slaves_active": agents.filter(isActive).length,
    "master/slaves_inactive": agents.filter((agent) => !isActive(agent)).length,
    "master/slaves_unreachable": master.unreachable.size,
    "master/frameworks_connected": connected,
    "master/frameworks_disconnected": frameworks.length - connected,
    "master/frameworks_active": connected,
    "master/frameworks_inactive": frameworks.length - connected,
    "master/outstanding_offers": master.offers.size,
    "master/event_queue_messages": 0,
    "master/messages_status_update": master.counters.values["status_updates"] ?? 0,
  };
  for (const state of ENDED) values[nameOf(state)] = master.counters.ended[state] ?? 0;
  for (const state of LIVE) values[nameOf(state)] = 0;
  for (const framework of frameworks) {
    for (const task of [...framework.tasks.values(), ...framework.unreachableTasks.values()]) {
      if (LIVE.includes(task.state)) values[nameOf(task.state)] = (values[nameOf(task.state)] ?? 0) + 1;
    }
  }
  let total = EMPTY_POOL;
  let used = EMPTY_POOL;
  for (const agent of agents) {
    total = add(total, agent.total);
    used = add(used, agent.used);
  }
  for (const kind of ["cpus", "mem", "disk", "gpus"]) {
    const [all, taken] = [totalMilli(total, kind) / 1000, totalMilli(used, kind) / 1000];
    values[`master/${kind}_total`] = all;
    values[`master/${kind}_used`] = taken;
    values[`master/${kind}_percent`] = all === 0 ? 0 : taken / all;
  }
  for (const [name, value] of Object.entries(master.counters.values)) values[`master/${name}`] ??= value;
  return values;
}

function nameOf(state: TaskState): string {
  return `master/tasks_${state.slice("TASK_".length).toLowerCase()}`;
}
