import type {
  DiscoveryInfo,
  DurationInfo,
  KillPolicy,
  Resource,
  TaskInfo,
} from "../../proto/generated/types.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { Amounts } from "../offers/resource-pool.ts";
import { commandOf, containerOf } from "./container.ts";
import type { LaunchOptions } from "./launch-options.ts";

export function amountsOf({ cpusMilli, memMib, diskMib, gpus }: ResourceVector): Amounts {
  return { cpus: cpusMilli, mem: memMib * 1000, disk: diskMib * 1000, gpus: gpus * 1000 };
}

export function killPolicyOf(graceMs: number): KillPolicy {
  return { grace_period: durationOf(graceMs) };
}

/** A double can tell every duration that fits into Mesos' 64 bits of nanoseconds, if not to the nanosecond. */
const DURATION_MS_MAX = 9_000_000_000_000;

function durationOf(ms: number): DurationInfo {
  return { nanoseconds: Math.min(DURATION_MS_MAX, Math.max(0, Math.round(ms))) * 1_000_000 };
}

/**
 * A task for the executors that come with Mesos. `refusalOf` has nothing against it.
 * @param resources  cut out of the offers that the task is launched on
 */
export function taskInfoOf(
  task: TaskLaunch,
  agentId: string,
  resources: readonly Resource[],
  options: LaunchOptions,
): TaskInfo {
  const { graceMs, maxCompletionMs } = task;
  const labels = Object.entries({ ...task.labels, ...pidsLabel(task, options) }).map(([key, value]) => ({
    key,
    value,
  }));
  const container = containerOf(task, options);
  return {
    name: task.name,
    task_id: { value: task.taskId },
    agent_id: { value: agentId },
    resources,
    command: commandOf(task, options),
    ...(container === undefined ? {} : { container }),
    ...(task.ports.length === 0 ? {} : { discovery: discoveryOf(task) }),
    // The command executor never hears of the policy in KILL, so the task must carry it.
    kill_policy: killPolicyOf(graceMs),
    ...(maxCompletionMs === undefined ? {} : { max_completion_time: durationOf(maxCompletionMs) }),
    ...(hasLimit(task) ? { limits: { mem: { value: task.memoryLimitMib } } } : {}),
    ...(labels.length === 0 ? {} : { labels: { labels } }),
  };
}

function pidsLabel({ pids }: TaskLaunch, { pidsLabel: label }: LaunchOptions): Record<string, string> {
  return pids === undefined || label === undefined ? {} : { [label]: String(pids) };
}

/** Whether it asks for memory beyond its own, which not every agent can give. */
export function hasLimit(task: TaskLaunch): task is TaskLaunch & { readonly memoryLimitMib: number } {
  return task.memoryLimitMib !== undefined && task.memoryLimitMib > task.resources.memMib;
}

/** For those who look for services in Mesos, such as Mesos-DNS. */
function discoveryOf({ name, ports, network }: TaskLaunch): DiscoveryInfo {
  const protocolOf = (port: number): string =>
    network?.mappings.find(({ host }) => host === port)?.protocol ?? "tcp";
  return {
    visibility: "CLUSTER",
    name,
    ports: {
      ports: ports.map(({ port, name: portName }) => ({
        number: port,
        ...(portName === undefined ? {} : { name: portName }),
        protocol: protocolOf(port),
      })),
    },
  };
}
