import type { AgentInfo, FrameworkInfo } from "../../proto/generated/types.ts";
import { legacyAttributes, legacyLabels, legacyResources } from "../http/legacy-json.ts";
import { poolOf, totalMilli } from "../resources/pool.ts";
import type { RunningTask } from "./task-run.ts";
import type { TaskRunner } from "./task-runner.ts";

export interface AgentIdentity {
  readonly id: string;
  readonly info: AgentInfo;
  readonly address: string;
  readonly startedAtMs: number;
  readonly version: string;
  readonly masterAddress: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** `/state`. Source: Mesos, src/slave/http.cpp. */
export function agentState(agent: AgentIdentity, runner: TaskRunner): object {
  const frameworks = new Map<string, { info: FrameworkInfo; live: RunningTask[]; done: RunningTask[] }>();
  const entryOf = (running: RunningTask): { live: RunningTask[]; done: RunningTask[] } => {
    let entry = frameworks.get(running.ids.frameworkId);
    if (entry === undefined)
      frameworks.set(running.ids.frameworkId, (entry = { info: running.framework, live: [], done: [] }));
    return entry;
  };
  for (const running of runner.tasks.values()) entryOf(running).live.push(running);
  for (const running of runner.completed) entryOf(running).done.push(running);
  const described = [...frameworks].map(([id, { info, live, done }]) => ({
    live: live.length > 0,
    framework: {
      id,
      name: info.name,
      user: info.user,
      ...(info.roles === undefined ? { role: info.role ?? "*" } : { roles: info.roles }),
      failover_timeout: info.failover_timeout ?? 0,
      checkpoint: info.checkpoint ?? false,
      hostname: info.hostname ?? "",
      executors: live.map(executor),
      completed_executors: done.map(executor),
    },
  }));
  const { info } = agent;
  return {
    version: agent.version,
    id: agent.id,
    pid: `slave(1)@${agent.address}`,
    hostname: info.hostname,
    start_time: agent.startedAtMs / 1000,
    resources: legacyResources(info.resources ?? []),
    attributes: legacyAttributes(info.attributes),
    master_hostname: agent.masterAddress,
    flags: agent.flags,
    frameworks: described.filter(({ live }) => live).map(({ framework }) => framework),
    completed_frameworks: described.filter(({ live }) => !live).map(({ framework }) => framework),
  };
}

function executor(running: RunningTask): object {
  const { task, ids } = running;
  const described = legacyTask(running);
  const done = running.phase === "ended";
  return {
    id: ids.executorId,
    name: `Command Executor (Task: ${ids.executorId}) (Command: sh -c '${(task.command?.value ?? "").slice(0, 15)}...')`,
    source: ids.executorId,
    container: ids.containerId,
    directory: running.sandbox,
    resources: legacyResources(task.resources ?? []),
    role: roleOf(running),
    type: "DEFAULT",
    ...legacyLabels(task.labels),
    tasks: done ? [] : [described],
    queued_tasks: [],
    completed_tasks: done ? [described] : [],
  };
}

function legacyTask(running: RunningTask): object {
  const { task, ids } = running;
  return {
    id: task.task_id.value,
    name: task.name,
    framework_id: ids.frameworkId,
    executor_id: "",
    slave_id: ids.agentId,
    state: running.lastStatus?.state ?? "TASK_STAGING",
    resources: legacyResources(task.resources ?? []),
    role: roleOf(running),
    statuses:
      running.lastStatus === undefined
        ? []
        : [{ state: running.lastStatus.state, timestamp: running.lastStatus.timestamp }],
    ...legacyLabels(task.labels),
  };
}

function roleOf({ task }: RunningTask): string {
  return (task.resources ?? [])[0]?.allocation_info?.role ?? "*";
}

/** `/containers`, without statistics: nothing is measured here. */
export function agentContainers(runner: TaskRunner): object[] {
  return [...runner.tasks.values()]
    .filter((running) => running.phase === "running")
    .map((running) => ({
      container_id: running.ids.containerId,
      executor_id: running.ids.executorId,
      executor_name: running.ids.executorId,
      framework_id: running.ids.frameworkId,
      source: running.ids.executorId,
      status: running.lastStatus?.container_status ?? {},
    }));
}

export function agentMetrics(agent: AgentIdentity, runner: TaskRunner): Record<string, number> {
  const total = poolOf(agent.info.resources ?? []);
  const used = poolOf(
    [...runner.tasks.values()]
      .filter(({ phase }) => phase !== "ended")
      .flatMap(({ task }) => task.resources ?? []),
  );
  const values: Record<string, number> = {
    "slave/registered": 1,
    "slave/uptime_secs": (Date.now() - agent.startedAtMs) / 1000,
    "slave/tasks_running": [...runner.tasks.values()].filter(({ phase }) => phase === "running").length,
    "slave/executors_running": [...runner.tasks.values()].filter(({ phase }) => phase === "running").length,
  };
  for (const kind of ["cpus", "mem", "disk", "gpus"]) {
    values[`slave/${kind}_total`] = totalMilli(total, kind) / 1000;
    values[`slave/${kind}_used`] = totalMilli(used, kind) / 1000;
  }
  return values;
}
