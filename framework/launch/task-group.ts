import type { ContainerInfo, OfferOperation, Resource, TaskInfo } from "../../proto/generated/types.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { networkInfoOf } from "./container.ts";
import type { LaunchOptions, SidecarOptions } from "./launch-options.ts";
import { hasLimit, killPolicyOf } from "./task-info.ts";

const SUFFIX = ".sidecar";
const SIDECAR_GRACE_MS = 5000;

/** Never an id of a task of ours: the core hears nothing of sidecars. */
export function sidecarId(taskId: string): string {
  return taskId + SUFFIX;
}

/** The task that a sidecar goes with, `undefined` when it is none. */
export function taskBeside(id: string): string | undefined {
  return id.endsWith(SUFFIX) ? id.slice(0, -SUFFIX.length) : undefined;
}

/** What each part of a group was given. */
export interface GroupResources {
  readonly executor: readonly Resource[];
  readonly sidecar: readonly Resource[];
}

/**
 * A task and its sidecar under an executor of their own, which Mesos brings along and which has the task's id. The
 * two share the network, which is the executor's.
 * @param info  the task as it would be launched alone
 */
export function groupOperation(
  task: TaskLaunch,
  info: TaskInfo,
  resources: GroupResources,
  sidecar: SidecarOptions,
  options: LaunchOptions,
  frameworkId: string,
): OfferOperation {
  const network = networkInfoOf(task, options);
  const apart = hasLimit(task); // Mesos gives limits only to members with control groups of their own
  return {
    type: "LAUNCH_GROUP",
    launch_group: {
      executor: {
        type: "DEFAULT",
        executor_id: { value: task.taskId },
        framework_id: { value: frameworkId },
        resources: resources.executor,
        name: task.name,
        ...(network === undefined ? {} : { container: { type: "MESOS", network_infos: [network] } }),
      },
      task_group: {
        tasks: [
          memberOf(info, apart),
          memberOf(sidecarInfo(task, info.agent_id.value, resources.sidecar, sidecar), apart),
        ],
      },
    },
  };
}

/** Without a network of its own, which would not be that of the group. */
function memberOf(info: TaskInfo, apart: boolean): TaskInfo {
  const { container, ...rest } = info;
  const { network_infos: _, ...within } = container ?? { type: "MESOS" };
  const member: ContainerInfo = apart
    ? { ...within, linux_info: { ...within.linux_info, share_cgroups: false } }
    : within;
  return Object.keys(member).length > 1 ? { ...rest, container: member } : rest;
}

function sidecarInfo(
  task: TaskLaunch,
  agentId: string,
  resources: readonly Resource[],
  { argv, image, env = {}, user }: SidecarOptions,
): TaskInfo {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return {
    name: `${task.name} sidecar`,
    task_id: { value: sidecarId(task.taskId) },
    agent_id: { value: agentId },
    resources,
    command: {
      ...(variables.length === 0 ? {} : { environment: { variables } }),
      shell: false,
      value: argv[0],
      arguments: argv,
      ...(user === undefined ? {} : { user }),
    },
    ...(image === undefined
      ? {}
      : { container: { type: "MESOS", mesos: { image: { type: "DOCKER", docker: { name: image } } } } }),
    kill_policy: killPolicyOf(SIDECAR_GRACE_MS),
  };
}
