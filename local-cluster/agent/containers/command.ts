import type { CommandInfo, ExecutorInfo, FrameworkInfo, TaskInfo } from "../../../proto/generated/types.ts";
import type { HostLimits } from "./host-limits.ts";
import type { RunIds } from "./layout.ts";
import { CONTAINER_VARIABLE } from "./processes.ts";
import type { User } from "./users.ts";

/**
 * The words to execute. With `shell: false`, `arguments` holds the whole argv; `arguments[0]` is replaced by
 * the program itself, because the executor cannot give a program another name for itself.
 */
export function commandWords(command: CommandInfo): readonly string[] {
  const value = command.value ?? "";
  if (command.shell !== false) return ["/bin/sh", "-c", value];
  return [value, ...(command.arguments ?? []).slice(1)];
}

/** Words before a command that make it run as the user. */
export function wordsToBecome(user: User, setpriv: string): readonly string[] {
  const { uid, gid, groups } = user;
  const further =
    groups === undefined
      ? "--init-groups"
      : groups.length === 0
        ? "--clear-groups"
        : `--groups=${groups.join(",")}`;
  return [setpriv, `--reuid=${uid}`, `--regid=${gid}`, further, "--"];
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a command task finds in its environment. The agent's own environment is not inherited. */
export function taskEnvironment(
  framework: FrameworkInfo,
  task: TaskInfo,
  ids: RunIds,
  sandbox: string,
  agentAddress: string,
  gpus: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const role = (task.resources ?? []).find((resource) => resource.allocation_info !== undefined)
    ?.allocation_info?.role;
  const environment: Record<string, string> = {
    PATH,
    MESOS_SANDBOX: sandbox,
    MESOS_DIRECTORY: sandbox,
    MESOS_TASK_ID: task.task_id.value,
    MESOS_EXECUTOR_ID: ids.executorId,
    MESOS_FRAMEWORK_ID: ids.frameworkId,
    MESOS_SLAVE_ID: ids.agentId,
    MESOS_SLAVE_PID: `slave(1)@${agentAddress}`,
    MESOS_AGENT_ENDPOINT: agentAddress,
    MESOS_CHECKPOINT: framework.checkpoint === true ? "1" : "0",
    ...(role === undefined ? {} : { MESOS_ALLOCATION_ROLE: role }),
  };
  for (const variable of task.command?.environment?.variables ?? []) {
    environment[variable.name] = variable.value ?? "";
  }
  // Last: neither which GPUs a task has nor which container it belongs to is its own choice.
  Object.assign(environment, gpus, { [CONTAINER_VARIABLE]: ids.containerId });
  return environment;
}

/** What an executor of a framework's own finds in its environment. Source: Mesos, `executorEnvironment`. */
export function executorEnvironment(
  framework: FrameworkInfo,
  executor: ExecutorInfo,
  ids: RunIds,
  sandbox: string,
  agentAddress: string,
  given: { readonly shutdownGraceMs: number; readonly token: string | undefined },
): Readonly<Record<string, string>> {
  const grace = executor.shutdown_grace_period?.nanoseconds;
  const environment: Record<string, string> = { PATH };
  for (const variable of executor.command?.environment?.variables ?? []) {
    environment[variable.name] = variable.value ?? "";
  }
  const role = (executor.resources ?? [])[0]?.allocation_info?.role;
  return {
    ...environment,
    MESOS_SANDBOX: sandbox,
    MESOS_DIRECTORY: sandbox,
    MESOS_EXECUTOR_ID: ids.executorId,
    MESOS_FRAMEWORK_ID: ids.frameworkId,
    MESOS_SLAVE_ID: ids.agentId,
    MESOS_SLAVE_PID: `slave(1)@${agentAddress}`,
    MESOS_AGENT_ENDPOINT: agentAddress,
    MESOS_CHECKPOINT: framework.checkpoint === true ? "1" : "0",
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: `${grace === undefined ? given.shutdownGraceMs / 1000 : grace / 1e9}secs`,
    MESOS_HTTP_COMMAND_EXECUTOR: "0",
    ...(framework.checkpoint === true
      ? { MESOS_RECOVERY_TIMEOUT: "15mins", MESOS_SUBSCRIPTION_BACKOFF_MAX: "2secs" }
      : {}),
    ...(role === undefined ? {} : { MESOS_ALLOCATION_ROLE: role }),
    ...(given.token === undefined ? {} : { MESOS_EXECUTOR_AUTHENTICATION_TOKEN: given.token }),
    [CONTAINER_VARIABLE]: ids.containerId,
  };
}

/** Why this agent cannot run the task at all. */
export interface Unsupported {
  readonly state: "TASK_FAILED" | "dropped";
  readonly reason:
    | "REASON_CONTAINER_LAUNCH_FAILED"
    | "REASON_EXECUTOR_TERMINATED"
    | "REASON_GC_ERROR"
    | "REASON_TASK_INVALID";
  readonly message: string;
}

const needsContainers = (what: string): string =>
  `${what} needs GoDocker's docker backend, or a Mesos agent with container support: this agent runs native processes`;

/** A refusal with a clear text instead of running the task without what it asked for. */
export function unsupported(task: TaskInfo, host: HostLimits): Unsupported | undefined {
  const launchFailed = (why: string): Unsupported => ({
    state: "TASK_FAILED",
    reason: "REASON_CONTAINER_LAUNCH_FAILED",
    message: `Failed to launch container: ${why}`,
  });
  for (const [resource, kind, isolator, limit] of [
    ["cpus", "CPU", "cgroups/cpu", "cpu"],
    ["mem", "Memory", "cgroups/mem", "memory"],
  ] as const) {
    if (task.limits?.[resource] === undefined || host[limit] === "enforced") continue;
    return {
      state: "dropped",
      reason: "REASON_GC_ERROR",
      message: `${kind} limits can only be set on tasks launched in Mesos containers when the agent has loaded the '${isolator}' isolator`,
    };
  }
  const { container } = task;
  if (container?.type === "DOCKER")
    return {
      state: "TASK_FAILED",
      reason: "REASON_EXECUTOR_TERMINATED",
      message: `Abnormal executor termination: unknown container: ${needsContainers(`image '${container.docker?.image ?? ""}'`)}`,
    };
  if (container?.mesos?.image !== undefined)
    return launchFailed(needsContainers(`image '${container.mesos.image.docker?.name ?? ""}'`));
  if (container?.linux_info !== undefined)
    return launchFailed(needsContainers("linux_info (capabilities, seccomp, namespaces)"));
  if (container?.hostname !== undefined) return launchFailed(needsContainers("a host name of its own"));
  if (container?.tty_info !== undefined)
    return launchFailed("This agent gives tasks no terminal, only sessions (tty_info)");
  if ((container?.volumes?.length ?? 0) > 0)
    return launchFailed(needsContainers("a volume of the container"));
  if ((container?.network_infos ?? []).some((network) => network.name !== undefined))
    return launchFailed(needsContainers("a container network"));
  if (task.health_check !== undefined || task.check !== undefined)
    return launchFailed("This agent runs no checks and no health checks");
  if (task.command?.value === undefined || task.command.value === "")
    return launchFailed(
      task.command?.shell === false
        ? "No command value provided"
        : "Shell specified but no command value provided",
    );
  if ((task.command.environment?.variables ?? []).some((variable) => variable.type === "SECRET"))
    return launchFailed("This agent resolves no secrets");
  return undefined;
}
