import type { AgentInfo, FrameworkInfo } from "../../../proto/generated/types.ts";
import { legacyAttributes, legacyLabels, legacyResources } from "../../http/legacy-json.ts";
import { poolOf, totalMilli } from "../../resources/pool.ts";
import type { CustomExecutor } from "../custom-executors/custom-executor.ts";
import { customExecutor, groupExecutors } from "../custom-executors/executor-views.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import type { RunningTask } from "../tasks/task-run.ts";
import type { TaskRunner } from "../tasks/task-runner.ts";
import type { Usage } from "../tasks/usage.ts";

export interface AgentIdentity {
  readonly id: string;
  readonly info: AgentInfo;
  readonly address: string;
  readonly startedAtMs: number;
  readonly version: string;
  readonly masterAddress: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly limits: HostLimits;
}

/** `/state`. Source: Mesos, src/slave/http.cpp. */
export function agentState(
  agent: AgentIdentity,
  runner: TaskRunner,
  customExecutors: Iterable<CustomExecutor>,
): object {
  interface Entry {
    readonly info: FrameworkInfo;
    readonly live: RunningTask[];
    readonly done: RunningTask[];
    readonly custom: CustomExecutor[];
  }
  const frameworks = new Map<string, Entry>();
  const entryOf = ({ ids, framework }: Pick<RunningTask, "ids" | "framework">): Entry => {
    let entry = frameworks.get(ids.frameworkId);
    if (entry === undefined)
      frameworks.set(ids.frameworkId, (entry = { info: framework, live: [], done: [], custom: [] }));
    return entry;
  };
  for (const executor of customExecutors) entryOf(executor).custom.push(executor);
  for (const running of runner.tasks.values()) entryOf(running).live.push(running);
  for (const running of runner.completed) entryOf(running).done.push(running);
  const described = [...frameworks].map(([id, { info, live, done, custom }]) => ({
    live: live.length + custom.length > 0,
    framework: {
      id,
      name: info.name,
      user: info.user,
      ...(info.roles === undefined ? { role: info.role ?? "*" } : { roles: info.roles }),
      failover_timeout: info.failover_timeout ?? 0,
      checkpoint: info.checkpoint ?? false,
      hostname: info.hostname ?? "",
      executors: [...executors(live), ...custom.map(customExecutor)],
      completed_executors: executors(done),
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
    limits: agent.limits,
    frameworks: described.filter(({ live }) => live).map(({ framework }) => framework),
    completed_frameworks: described.filter(({ live }) => !live).map(({ framework }) => framework),
  };
}

function executors(list: readonly RunningTask[]): object[] {
  return [
    ...list.filter(({ member }) => member === undefined).map(executor),
    ...groupExecutors(list.filter(({ member }) => member !== undefined)),
  ];
}

function executor(running: RunningTask): object {
  const { task, ids } = running;
  const described = legacyTask(running);
  const done = running.phase === "ended";
  return {
    id: ids.executorId,
    name: executorName(running),
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

/** Source: Mesos, src/slave/slave.cpp, `Slave::getExecutorInfo`. */
export function executorName({ task, ids }: RunningTask): string {
  const value = task.command?.value ?? "";
  const shown = value.length > 15 ? `${value.slice(0, 12)}...` : value;
  return `Command Executor (Task: ${ids.executorId}) (Command: sh -c '${shown}')`;
}

/** `/containers`. */
export function agentContainers(
  running: readonly RunningTask[],
  usage: (running: RunningTask) => Usage,
): object[] {
  return running.map((one) => ({
    container_id: one.ids.containerId,
    ...monitored(one, usage),
    status: one.lastStatus?.container_status ?? {},
  }));
}

/** `/monitor/statistics`. */
export function agentMonitor(
  running: readonly RunningTask[],
  usage: (running: RunningTask) => Usage,
): object[] {
  return running.map((one) => monitored(one, usage));
}

function monitored(one: RunningTask, usage: (running: RunningTask) => Usage): object {
  const { statistics, io } = usage(one);
  return {
    executor_id: one.ids.executorId,
    executor_name: executorName(one),
    framework_id: one.ids.frameworkId,
    source: one.ids.executorId,
    statistics: {
      ...statistics,
      blkio_statistics: {
        throttling: [
          {
            io_service_bytes: [
              { op: "READ", value: io.readBytes },
              { op: "WRITE", value: io.writtenBytes },
              { op: "TOTAL", value: io.readBytes + io.writtenBytes },
            ],
          },
        ],
      },
    },
  };
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
