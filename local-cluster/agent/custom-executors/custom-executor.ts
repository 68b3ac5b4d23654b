import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  ExecutorEvent,
  ExecutorInfo,
  FrameworkInfo,
  KillPolicy,
  TaskInfo,
  TaskState,
  TaskStatus,
} from "../../../proto/generated/types.ts";
import { fromJson, toJson } from "../../protocol/json.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import type { KillRecord } from "../updates/checkpoint.ts";
import { readUpdates } from "../updates/checkpoint.ts";
import type { RecoveredRun } from "../updates/checkpoint.ts";
import { sandboxOf, type RunIds } from "../containers/layout.ts";
import type { RecordStream } from "../../http/record-stream.ts";

/** An executor of a framework's own: a process that speaks the executor API. */
export interface CustomExecutor {
  readonly ids: RunIds;
  readonly info: ExecutorInfo;
  framework: FrameworkInfo;
  readonly sandbox: string;
  readonly meta: string;
  /** What it has to show when the agent asks for credentials. */
  readonly token: string;
  /**
   * `starting`: not subscribed yet. `away`: lost its connection, or the agent was started anew.
   * `terminating`: asked to end. `ended`: only updates are left.
   */
  phase: "starting" | "subscribed" | "away" | "terminating" | "ended";
  connection: RecordStream<ExecutorEvent> | undefined;
  /** By task id; until the end of the task is acknowledged. */
  readonly tasks: Map<string, CustomTask>;
  /** A task reached it once. */
  everSent: boolean;
  timer: NodeJS.Timeout | undefined;
  /** Why the agent ended it; what its tasks are told then. */
  verdict: Pick<TaskStatus, "state" | "reason" | "message"> | undefined;
  readonly preparation: AbortController;
  /** Ended with its framework: nobody is left to hear about it. */
  orphaned: boolean;
}

export interface CustomTask {
  readonly info: TaskInfo;
  /** Tasks of one LAUNCH_GROUP are delivered together. */
  readonly groupId: string | undefined;
  delivered: boolean;
  state: TaskState;
  lastStatus: TaskStatus | undefined;
  kill: KillRecord["because"] | undefined;
  /** Of the newest request; sent again to an executor that comes back. */
  killPolicy: KillPolicy | undefined;
  /** Uuids of updates that are written down: the executor may send them again. */
  readonly seen: Set<string>;
}

export function newExecutor(
  workDirectory: string,
  ids: RunIds,
  framework: FrameworkInfo,
  info: ExecutorInfo,
  token: string,
): CustomExecutor {
  return {
    ids,
    info,
    framework,
    sandbox: sandboxOf(workDirectory, ids),
    meta: executorMeta(workDirectory, ids),
    token,
    phase: "starting",
    connection: undefined,
    tasks: new Map(),
    everSent: false,
    timer: undefined,
    verdict: undefined,
    preparation: new AbortController(),
    orphaned: false,
  };
}

export function newCustomTask(info: TaskInfo, groupId: string | undefined): CustomTask {
  return {
    info,
    groupId,
    delivered: false,
    state: "TASK_STAGING",
    lastStatus: undefined,
    kill: undefined,
    killPolicy: undefined,
    seen: new Set(),
  };
}

// What survives the agent: one directory for each executor, in it one for each task. Its updates are journalled as
// those of command tasks.

export interface ExecutorRecord {
  readonly ids: RunIds;
  readonly info: ExecutorInfo;
  readonly framework: FrameworkInfo;
  readonly token: string;
}

interface TaskRecord {
  readonly info: TaskInfo;
  readonly groupId?: string;
  readonly delivered: boolean;
}

export function executorMeta(workDirectory: string, ids: RunIds): string {
  const { agentId, frameworkId, executorId, containerId } = ids;
  return join(workDirectory, "meta", "custom", agentId, frameworkId, executorId, containerId);
}

export function taskMeta(executor: CustomExecutor, taskId: string): string {
  return join(executor.meta, "tasks", taskId);
}

export function writeExecutor(meta: string, record: ExecutorRecord): void {
  mkdirSync(meta, { recursive: true });
  writeWhole(join(meta, "executor.json"), record);
}

/** Written before the task is delivered, and again before it may have been. */
export function writeTask(executor: CustomExecutor, task: CustomTask): void {
  const meta = taskMeta(executor, task.info.task_id.value);
  mkdirSync(meta, { recursive: true });
  const record: TaskRecord = {
    info: task.info,
    delivered: task.delivered,
    ...(task.groupId === undefined ? {} : { groupId: task.groupId }),
  };
  writeWhole(join(meta, "task.json"), record);
}

export interface RecoveredExecutor {
  readonly record: ExecutorRecord;
  readonly meta: string;
  readonly tasks: readonly { readonly task: CustomTask; readonly updates: RecoveredRun["updates"] }[];
}

/** All executors of the agent; directories that a crash left half-made are removed. */
export function recoverExecutors(workDirectory: string, agentId: string): RecoveredExecutor[] {
  const root = join(workDirectory, "meta", "custom", agentId);
  const found: RecoveredExecutor[] = [];
  for (const frameworkId of namesIn(root)) {
    for (const executorId of namesIn(join(root, frameworkId))) {
      for (const containerId of namesIn(join(root, frameworkId, executorId))) {
        const meta = join(root, frameworkId, executorId, containerId);
        const record = readWhole(join(meta, "executor.json")) as ExecutorRecord | undefined;
        if (record === undefined) rmSync(meta, { recursive: true, force: true });
        else found.push({ record, meta, tasks: recoverTasks(join(meta, "tasks")) });
      }
    }
  }
  return found;
}

function recoverTasks(directory: string): RecoveredExecutor["tasks"] {
  return namesIn(directory).flatMap((taskId) => {
    const meta = join(directory, taskId);
    const record = readWhole(join(meta, "task.json")) as TaskRecord | undefined;
    if (record === undefined) return [];
    const updates = readUpdates(meta);
    const task = newCustomTask(record.info, record.groupId);
    task.delivered = record.delivered;
    task.lastStatus = updates.at(-1)?.update.status;
    task.state = task.lastStatus?.state ?? "TASK_STAGING";
    for (const { update } of updates) task.seen.add(update.uuid);
    const last = updates.at(-1);
    return last?.acknowledged === true && isTerminal(last.update.status.state) ? [] : [{ task, updates }];
  });
}

function writeWhole(file: string, content: unknown): void {
  writeFileSync(`${file}.tmp`, `${toJson(content)}\n`);
  renameSync(`${file}.tmp`, file);
}

/** Only `writeWhole` makes these files. */
function readWhole(file: string): unknown {
  try {
    return fromJson(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
