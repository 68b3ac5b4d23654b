import { join } from "node:path";
import type {
  FrameworkInfo,
  KillPolicy,
  TaskInfo,
  TaskState,
  TaskStatus,
  TaskStatusReason,
} from "../../../proto/generated/types.ts";
import { taskKey } from "../../protocol/task-key.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import type { GroupMember, KillRecord } from "../updates/checkpoint.ts";
import { isAlive, readPidFile } from "../containers/executor.ts";
import { metaOf, sandboxOf } from "../containers/layout.ts";
import type { RunIds } from "../containers/layout.ts";
import type { Limitation } from "../containers/limitation.ts";
import type { ContainerMarks } from "../containers/processes.ts";

/** A task this agent has: from its launch until the framework has acknowledged its end. */
export interface RunningTask {
  readonly ids: RunIds;
  framework: FrameworkInfo;
  readonly task: TaskInfo;
  readonly sandbox: string;
  readonly meta: string;
  readonly launchedAtMs: number;
  phase: "preparing" | "running" | "ended";
  /** Present for a task of a task group. */
  readonly member: GroupMember | undefined;
  kill: KillRecord | undefined;
  /** Ended by the agent, because it used more than it got. */
  limitation: Limitation | undefined;
  /** GPUs of its own, as the driver names them. */
  gpus: readonly string[];
  /** Cancels fetching when the task is killed before it starts. */
  readonly preparation: AbortController;
  readonly timers: Set<NodeJS.Timeout>;
  /** Ended with its framework: nobody is left to hear about it. */
  orphaned: boolean;
  lastStatus: TaskStatus | undefined;
}

/** Source: Mesos, `DEFAULT_KILL_POLICY` of the command executor. */
const KILL_GRACE_MS = 3000;

export function newRun(
  workDirectory: string,
  ids: RunIds,
  framework: FrameworkInfo,
  task: TaskInfo,
  launchedAtMs: number,
  member: GroupMember | undefined,
): RunningTask {
  return {
    ids,
    framework,
    task,
    sandbox: sandboxOf(workDirectory, ids),
    meta: metaOf(workDirectory, ids),
    launchedAtMs,
    phase: "preparing",
    member,
    kill: undefined,
    limitation: undefined,
    gpus: [],
    preparation: new AbortController(),
    timers: new Set(),
    orphaned: false,
    lastStatus: undefined,
  };
}

export function keyOf(running: RunningTask): string {
  return taskKey(running.ids.frameworkId, running.task.task_id.value);
}

/** @param asked  what came with the request to kill; only tasks of groups heed it */
export function graceOf({ task, member }: RunningTask, asked?: KillPolicy): number {
  const policy = (member === undefined ? undefined : asked) ?? task.kill_policy;
  const grace = policy?.grace_period?.nanoseconds;
  return grace === undefined ? KILL_GRACE_MS : grace / 1e6;
}

/** A task that was to be killed is killed, even if it ends well in its grace time. */
export function endOf(
  { kill, framework }: Pick<RunningTask, "kill" | "framework">,
  well: boolean,
): { readonly state: TaskState; readonly reason?: TaskStatusReason } {
  if (kill === undefined) return { state: well ? "TASK_FINISHED" : "TASK_FAILED" };
  if (kill.because === "max_completion_time")
    return { state: "TASK_FAILED", reason: "REASON_MAX_COMPLETION_TIME_REACHED" };
  if (kill.because === "draining_gone")
    return {
      state: hasCapability(framework, "PARTITION_AWARE") ? "TASK_GONE_BY_OPERATOR" : "TASK_LOST",
      reason: "REASON_AGENT_DRAINING",
    };
  return kill.because === "draining"
    ? { state: "TASK_KILLED", reason: "REASON_AGENT_DRAINING" }
    : { state: "TASK_KILLED" };
}

export function clearTimers(running: RunningTask): void {
  for (const timer of running.timers) clearTimeout(timer);
  running.timers.clear();
}

/** Acts after that time, unless the task has ended by then. */
export function later(running: RunningTask, delayMs: number, act: () => void): void {
  // setTimeout cannot wait longer than this, and no task is worth waiting 24 days for a second look.
  const timer = setTimeout(
    () => {
      running.timers.delete(timer);
      if (running.phase !== "ended") act();
    },
    Math.min(Math.max(0, delayMs), 2 ** 31 - 1),
  );
  running.timers.add(timer);
}

export function isExecutorAlive(running: RunningTask): boolean {
  const executor = readPidFile(join(running.meta, "executor.pid"));
  return executor !== undefined && isAlive(executor);
}

/** By what the processes of the task are known. */
export function marksOf({ ids, meta }: RunningTask): ContainerMarks {
  return {
    containerId: ids.containerId,
    leader: readPidFile(join(meta, "command.pid")),
    executor: readPidFile(join(meta, "executor.pid")),
  };
}
