import type { CommandInfo, KillPolicy, Resource, TaskInfo } from "../proto/generated/types.ts";
import type { TaskLaunch } from "../offers/backend.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { Amounts } from "./offered-resources.ts";

export function amountsOf({ cpusMilli, memMib, diskMib, gpus }: ResourceVector): Amounts {
  return { cpus: cpusMilli, mem: memMib * 1000, disk: diskMib * 1000, gpus: gpus * 1000 };
}

export function killPolicyOf(graceMs: number): KillPolicy {
  return { grace_period: { nanoseconds: Math.max(0, Math.round(graceMs)) * 1_000_000 } };
}

/**
 * A task for the command executor of the Mesos containerizer.
 * @param resources  cut out of the offers that the task is launched on
 */
export function taskInfoOf(task: TaskLaunch, agentId: string, resources: readonly Resource[]): TaskInfo {
  const labels = Object.entries(task.labels).map(([key, value]) => ({ key, value }));
  return {
    name: task.name,
    task_id: { value: task.taskId },
    agent_id: { value: agentId },
    resources,
    command: commandOf(task),
    // The command executor never hears of the policy in KILL, so the task must carry it.
    kill_policy: killPolicyOf(task.graceMs),
    ...(labels.length === 0 ? {} : { labels: { labels } }),
  };
}

function commandOf({ argv, env, files, user }: TaskLaunch): CommandInfo {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const uris = files.map(({ url, name, executable }) => ({
    value: url,
    executable,
    extract: false,
    cache: false,
    output_file: name,
  }));
  return {
    ...(uris.length === 0 ? {} : { uris }),
    ...(variables.length === 0 ? {} : { environment: { variables } }),
    // Without a shell the Mesos containerizer executes `value` with `arguments` as its whole argv.
    shell: false,
    value: argv[0],
    arguments: argv,
    user,
  };
}
