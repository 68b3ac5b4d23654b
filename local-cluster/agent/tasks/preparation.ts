import type { FrameworkInfo, TaskInfo, TaskState, TaskStatusReason } from "../../../proto/generated/types.ts";
import { droppedStateFor } from "../../protocol/task-states.ts";
import { unsupported, wordsToBecome } from "../containers/command.ts";
import type { ExecutorTools } from "../containers/executor.ts";
import { fetchUri, isToBeUnpacked, unpack } from "../containers/fetch.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import { ownCeilings, rlimitWords } from "../containers/rlimits.ts";
import { handOver, makeSandbox, noteInSandbox } from "../containers/sandbox.ts";
import type { RunningTask } from "./task-run.ts";
import { findUser, namedIds } from "../containers/users.ts";
import type { User } from "../containers/users.ts";
import { linkVolumes, volumesProblem } from "../containers/volumes.ts";

export type Prepared =
  | {
      readonly kind: "ready";
      /** Words before the task's command that make it run as the right user. */
      readonly as: readonly string[];
      /** Words before these that set the limits of its processes. */
      readonly limited: readonly string[];
    }
  | {
      readonly kind: "refused";
      readonly state: TaskState;
      readonly reason: TaskStatusReason;
      readonly message: string;
    }
  /** Killed, or the agent ends: whoever aborted knows what to do. */
  | { readonly kind: "aborted" };

export type TaskWords =
  | {
      readonly kind: "words";
      readonly as: readonly string[];
      readonly limited: readonly string[];
      /** Who the task runs as, if not the agent's own user. */
      readonly other: User | undefined;
    }
  /** `permanent`: this agent never can; else it lacks the account. */
  | { readonly kind: "refused"; readonly permanent: boolean; readonly message: string };

/** Words before any command of the task: its resource limits, then its user. */
export async function taskWords(
  framework: FrameworkInfo,
  task: TaskInfo,
  tools: ExecutorTools,
): Promise<TaskWords> {
  const refused = (permanent: boolean, message: string): TaskWords => ({
    kind: "refused",
    permanent,
    message,
  });
  const name = task.command?.user ?? framework.user;
  const found = name === "" ? undefined : await findUser(name, namedIds(task));
  if (found?.kind === "refused") return refused(false, `'${name}': ${found.why}`);
  const other = found !== undefined && found.user.uid !== process.getuid?.() ? found.user : undefined;
  if (other !== undefined && tools.setpriv === undefined)
    return refused(true, "setpriv (util-linux) is needed to run tasks as another user");
  const as = other === undefined || tools.setpriv === undefined ? [] : wordsToBecome(other, tools.setpriv);
  const rlimits = rlimitWords(task.container?.rlimit_info, tools.prlimit, ownCeilings());
  if (rlimits.kind === "refused") return refused(true, rlimits.why);
  return { kind: "words", as, limited: rlimits.words, other };
}

/** All that comes before a task's command is started: who it runs as, its sandbox, its files. */
export async function prepare(
  running: RunningTask,
  workDirectory: string,
  tools: ExecutorTools,
  limits: HostLimits,
): Promise<Prepared> {
  const { framework, task, ids, sandbox } = running;
  const { signal } = running.preparation;
  const problem = unsupported(task, limits);
  if (problem !== undefined) {
    const state = problem.state === "dropped" ? droppedStateFor(framework) : problem.state;
    return { kind: "refused", ...problem, state };
  }
  const words = await taskWords(framework, task, tools);
  if (words.kind === "refused" && words.permanent) return launchFailed(words.message);
  if (words.kind === "refused") {
    const message = `Failed to create executor directory '${sandbox}': Failed to chown directory to ${words.message}`;
    return {
      kind: "refused",
      state: droppedStateFor(framework),
      reason: "REASON_EXECUTOR_TERMINATED",
      message,
    };
  }
  const { as, limited, other } = words;
  if (signal.aborted) return { kind: "aborted" };
  const volumes = volumesProblem(task.resources ?? []);
  if (volumes !== undefined) return launchFailed(volumes);
  makeSandbox(workDirectory, ids, sandbox);
  const uris = task.command?.uris ?? [];
  try {
    for (const uri of uris) await fetchUri(uri, sandbox, as, signal);
    linkVolumes(workDirectory, sandbox, task.resources ?? [], other);
    handOver(sandbox, other);
    for (const uri of uris) if (isToBeUnpacked(uri)) await unpack(uri, sandbox, as, signal);
  } catch (error) {
    if (signal.aborted) return { kind: "aborted" };
    noteInSandbox(sandbox, error instanceof Error ? error.message : String(error));
    return launchFailed(`Failed to fetch all URIs for container '${ids.containerId}': exited with status 1`);
  }
  return signal.aborted ? { kind: "aborted" } : { kind: "ready", as, limited };
}

function launchFailed(why: string): Prepared {
  const message = `Failed to launch container: ${why}`;
  return { kind: "refused", state: "TASK_FAILED", reason: "REASON_CONTAINER_LAUNCH_FAILED", message };
}
