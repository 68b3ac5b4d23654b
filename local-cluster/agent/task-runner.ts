import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type {
  FrameworkInfo,
  TaskInfo,
  TaskState,
  TaskStatus,
  TaskStatusReason,
} from "../../proto/generated/types.ts";
import type { AgentMessage, AgentTask } from "../protocol/messages.ts";
import { droppedStateFor, hasCapability, isTerminal } from "../protocol/task-states.ts";
import { appendAcknowledgement, appendUpdate, recoverRuns, writeKill, writeRun } from "./checkpoint.ts";
import type { KillRecord, RecoveredRun } from "./checkpoint.ts";
import { commandWords, taskEnvironment, unsupported, wordsAs } from "./command.ts";
import {
  claimInsteadOfExecutor,
  isAlive,
  outcomeMessage,
  readOutcome,
  readPidFile,
  signalGroup,
  startExecutor,
} from "./executor.ts";
import type { ExecutorTools } from "./executor.ts";
import { fetchUri } from "./fetch.ts";
import { latestOf, metaOf, sandboxOf } from "./layout.ts";
import type { RunIds } from "./layout.ts";
import { createUpdateSender } from "./update-sender.ts";
import type { UpdateSender } from "./update-sender.ts";
import { taskKey } from "../protocol/task-key.ts";
import { findUser } from "./users.ts";
import type { User } from "./users.ts";

/** A task this agent has: from its launch until the framework has acknowledged its end. */
export interface RunningTask {
  readonly ids: RunIds;
  framework: FrameworkInfo;
  readonly task: TaskInfo;
  readonly sandbox: string;
  readonly meta: string;
  readonly launchedAtMs: number;
  phase: "preparing" | "running" | "ended";
  kill: KillRecord | undefined;
  /** Cancels fetching when the task is killed before it starts. */
  readonly preparation: AbortController;
  readonly timers: Set<NodeJS.Timeout>;
  /** Ended with its framework: nobody is left to hear about it. */
  orphaned: boolean;
  lastStatus: TaskStatus | undefined;
}

export interface TaskRunnerOptions {
  readonly workDirectory: string;
  readonly tools: ExecutorTools;
  /** `ip:port` of this agent. */
  readonly address: string;
  readonly send: (message: AgentMessage) => void;
  readonly log: (line: string) => void;
}

export interface TaskRunner {
  readonly tasks: ReadonlyMap<string, RunningTask>;
  /** Newest last, a bounded number. */
  readonly completed: readonly RunningTask[];
  readonly updates: UpdateSender;
  launch(agentId: string, framework: FrameworkInfo, task: TaskInfo): void;
  kill(frameworkId: string, taskId: string, because: "asked" | "draining"): void;
  acknowledge(frameworkId: string, taskId: string, uuid: string): void;
  frameworkUpdated(framework: FrameworkInfo): void;
  frameworkRemoved(frameworkId: string): void;
  disown(framework: FrameworkInfo, taskId: string, agentId: string): void;
  /** Takes up the tasks of an earlier run of this agent. Call once, before registering. */
  recover(agentId: string): void;
  report(): { readonly frameworks: readonly FrameworkInfo[]; readonly tasks: readonly AgentTask[] };
  /** Lets go of everything; tasks run on. */
  close(): void;
}

/** Source: Mesos, `DEFAULT_KILL_POLICY` of the command executor. */
const KILL_GRACE_MS = 3000;
const SHUTDOWN_GRACE_MS = 5000;
const COMPLETED_MAX = 1000;
/** How often executors that are not children of this process are looked at. */
const ADOPTED_POLL_MS = 100;

export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const tasks = new Map<string, RunningTask>();
  const completed: RunningTask[] = [];
  const adopted = new Set<RunningTask>();
  let closed = false;

  const updates = createUpdateSender({
    send: options.send,
    journal: {
      update: (key, update) => {
        const running = tasks.get(key);
        if (running !== undefined) appendUpdate(running.meta, update);
      },
      acknowledged: (key, uuid) => {
        const running = tasks.get(key);
        if (running !== undefined) appendAcknowledgement(running.meta, uuid);
      },
    },
  });

  const poll = setInterval(() => {
    for (const running of adopted) {
      const executor = readPidFile(join(running.meta, "executor.pid"));
      if (executor === undefined || isAlive(executor)) continue;
      adopted.delete(running);
      executorEnded(running);
    }
  }, ADOPTED_POLL_MS);

  function report(running: RunningTask, state: TaskState, extra: Partial<TaskStatus> = {}): void {
    if (running.orphaned) return;
    const executor = readPidFile(join(running.meta, "executor.pid"));
    const status: TaskStatus = {
      task_id: running.task.task_id,
      state,
      source: "SOURCE_EXECUTOR",
      agent_id: { value: running.ids.agentId },
      executor_id: { value: running.ids.executorId },
      timestamp: Date.now() / 1000,
      container_status: {
        container_id: { value: running.ids.containerId },
        network_infos: [
          { ip_addresses: [{ protocol: "IPv4", ip_address: options.address.split(":")[0] ?? "" }] },
        ],
        ...(executor === undefined ? {} : { executor_pid: executor.pid }),
      },
      ...extra,
    };
    running.lastStatus = status;
    updates.add(running.ids.frameworkId, status);
  }

  function end(running: RunningTask, state: TaskState, extra: Partial<TaskStatus>): void {
    if (running.phase === "ended") return;
    running.phase = "ended";
    clearTimers(running);
    report(running, state, extra);
    if (running.orphaned) settle(running);
  }

  /** Nothing is left to be said about it. The sandbox stays for those who want to read the output. */
  function settle(running: RunningTask): void {
    const key = keyOf(running);
    clearTimers(running);
    adopted.delete(running);
    if (tasks.get(key) === running) tasks.delete(key);
    updates.forget(key);
    rmSync(running.meta, { recursive: true, force: true });
    completed.push(running);
    if (completed.length > COMPLETED_MAX) completed.shift();
  }

  function executorEnded(running: RunningTask): void {
    if (closed || running.phase === "ended") return;
    const outcome = readOutcome(running.meta);
    if (outcome === undefined) {
      // The executor itself was killed; its command must not run on unwatched.
      const command = readPidFile(join(running.meta, "command.pid"));
      if (command !== undefined && isAlive(command)) signalGroup(command, "SIGKILL");
      end(running, "TASK_FAILED", {
        source: "SOURCE_AGENT",
        reason: "REASON_EXECUTOR_TERMINATED",
        message: "Executor terminated",
      });
      return;
    }
    const { state, reason } = endOf(running.kill, outcome.kind === "exited" && outcome.code === 0);
    const message = outcomeMessage(outcome);
    noteInSandbox(running, message);
    end(running, state, {
      message,
      timestamp: outcome.endedAtMs / 1000,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  function refuse(running: RunningTask, state: TaskState, reason: TaskStatusReason, message: string): void {
    noteInSandbox(running, message);
    end(running, state, { source: "SOURCE_AGENT", reason, message });
  }

  async function prepareAndStart(running: RunningTask): Promise<void> {
    const { framework, task, ids, sandbox, meta } = running;
    const problem = unsupported(task);
    if (problem !== undefined) {
      refuse(
        running,
        problem.state === "dropped" ? droppedStateFor(framework) : problem.state,
        problem.reason,
        problem.message,
      );
      return;
    }
    const userName = task.command?.user ?? framework.user;
    const found = userName === "" ? undefined : await findUser(userName);
    if (closed) return;
    if (found?.kind === "refused") {
      const message = `Failed to create executor directory '${sandbox}': Failed to chown directory to '${userName}': ${found.why}`;
      refuse(running, droppedStateFor(framework), "REASON_EXECUTOR_TERMINATED", message);
      return;
    }
    const other = found !== undefined && found.user.uid !== process.getuid?.() ? found.user : undefined;
    if (other !== undefined && options.tools.setpriv === undefined) {
      refuse(
        running,
        "TASK_FAILED",
        "REASON_CONTAINER_LAUNCH_FAILED",
        "Failed to launch container: setpriv (util-linux) is needed to run tasks as another user",
      );
      return;
    }
    makeSandbox(options.workDirectory, ids, sandbox, other);
    for (const uri of task.command?.uris ?? []) {
      try {
        await fetchUri(uri, sandbox, running.preparation.signal);
      } catch (error) {
        if (closed || running.kill !== undefined) break;
        noteInSandbox(running, error instanceof Error ? error.message : String(error));
        refuse(
          running,
          "TASK_FAILED",
          "REASON_CONTAINER_LAUNCH_FAILED",
          `Failed to launch container: Failed to fetch all URIs for container '${ids.containerId}': exited with status 1`,
        );
        return;
      }
    }
    if (closed) return;
    if (running.kill !== undefined || running.orphaned) {
      end(running, "TASK_KILLED", {
        source: "SOURCE_AGENT",
        reason: "REASON_TASK_KILLED_DURING_LAUNCH",
        message: "Command was killed before it was started",
      });
      return;
    }
    if (other !== undefined && (task.command?.uris ?? []).length > 0) chownTree(sandbox, other);
    noteInSandbox(running, `Starting task ${task.task_id.value}`);
    report(running, "TASK_STARTING");
    const executor = startExecutor({
      tools: options.tools,
      meta,
      sandbox,
      words: wordsAs(commandWords(task.command ?? {}), other, options.tools.setpriv),
      environment: taskEnvironment(framework, task, ids, sandbox, options.address),
    });
    void executor.ended.then(() => executorEnded(running));
    if (!(await executor.started) || closed) return;
    commandRuns(running);
  }

  function commandRuns(running: RunningTask): void {
    if (running.phase !== "preparing") return;
    running.phase = "running";
    report(running, "TASK_RUNNING");
    const longest = running.task.max_completion_time?.nanoseconds;
    if (longest !== undefined) {
      const left = running.launchedAtMs + longest / 1e6 - Date.now();
      later(running, left, () =>
        killTask(running, {
          atMs: Date.now(),
          graceMs: graceOf(running.task),
          because: "max_completion_time",
        }),
      );
    }
    if (running.kill !== undefined) signalKill(running, running.kill);
  }

  function killTask(running: RunningTask, kill: KillRecord): void {
    if (running.kill !== undefined || running.phase === "ended") return;
    running.kill = kill;
    writeKill(running.meta, kill);
    running.preparation.abort();
    if (running.phase === "running") signalKill(running, kill);
  }

  function signalKill(running: RunningTask, kill: KillRecord): void {
    if (kill.because !== "max_completion_time" && hasCapability(running.framework, "TASK_KILLING_STATE"))
      report(running, "TASK_KILLING", kill.because === "draining" ? { reason: "REASON_AGENT_DRAINING" } : {});
    const command = readPidFile(join(running.meta, "command.pid"));
    if (command === undefined) return;
    signalGroup(command, "SIGTERM");
    later(running, kill.atMs + kill.graceMs - Date.now(), () => signalGroup(command, "SIGKILL"));
  }

  function later(running: RunningTask, delayMs: number, act: () => void): void {
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

  function recoverRun(run: RecoveredRun): void {
    const { ids, framework, task, launchedAtMs } = run.record;
    const running = newRun(options.workDirectory, ids, framework, task, launchedAtMs);
    running.kill = run.kill;
    tasks.set(keyOf(running), running);
    const last = run.updates.at(-1);
    if (last !== undefined) running.lastStatus = last.update.status;
    for (const { update, acknowledged } of run.updates) if (!acknowledged) updates.restore(update);
    if (last !== undefined && isTerminal(last.update.status.state)) {
      running.phase = "ended";
      if (last.acknowledged) settle(running);
      return;
    }
    // Without checkpoint the master has given the task up already; it must not go on unseen.
    if (framework.checkpoint !== true) running.orphaned = true;
    if (claimInsteadOfExecutor(running.meta)) {
      end(running, droppedStateFor(framework), {
        source: "SOURCE_AGENT",
        reason: "REASON_AGENT_RESTARTED",
        message: "Task launched during agent restart",
      });
      return;
    }
    adopt(running, run);
  }

  function adopt(running: RunningTask, run: RecoveredRun): void {
    const states = new Set(run.updates.map(({ update }) => update.status.state));
    const command = readPidFile(join(running.meta, "command.pid"));
    if (command === undefined && readOutcome(running.meta) === undefined && isExecutorAlive(running)) {
      // Between its first and its second line: the next look finds it running.
      later(running, ADOPTED_POLL_MS, () => adopt(running, run));
      return;
    }
    if (!states.has("TASK_STARTING")) report(running, "TASK_STARTING");
    if (states.has("TASK_RUNNING")) running.phase = "running";
    else if (command !== undefined) commandRuns(running);
    if (running.kill !== undefined && states.has("TASK_RUNNING") && !states.has("TASK_KILLING"))
      signalKill(running, running.kill);
    else if (running.kill !== undefined && command !== undefined) {
      later(running, running.kill.atMs + running.kill.graceMs - Date.now(), () =>
        signalGroup(command, "SIGKILL"),
      );
    }
    if (running.orphaned) shutDown(running);
    adopted.add(running);
  }

  /** Ends a task nobody waits for. */
  function shutDown(running: RunningTask): void {
    running.orphaned = true;
    updates.forget(keyOf(running));
    if (running.phase === "ended") settle(running);
    else killTask(running, { atMs: Date.now(), graceMs: SHUTDOWN_GRACE_MS, because: "asked" });
  }

  return {
    tasks,
    completed,
    updates,
    launch(agentId, framework, task) {
      const frameworkId = framework.id?.value ?? "";
      const key = taskKey(frameworkId, task.task_id.value);
      const ids = { agentId, frameworkId, executorId: task.task_id.value, containerId: randomUUID() };
      if (tasks.has(key)) {
        // Only the master can send a launch twice, after a fault of its connection: the first one counts.
        options.log(`task ${task.task_id.value} is here already; its second launch is ignored`);
        return;
      }
      const running = newRun(options.workDirectory, ids, framework, task, Date.now());
      writeRun(running.meta, { ids, framework, task, launchedAtMs: running.launchedAtMs });
      tasks.set(key, running);
      prepareAndStart(running).catch((error: unknown) => {
        options.log(
          `task ${task.task_id.value}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        if (!closed)
          refuse(
            running,
            "TASK_FAILED",
            "REASON_CONTAINER_LAUNCH_FAILED",
            `Failed to launch container: ${error instanceof Error ? error.message : String(error)}`,
          );
      });
    },
    kill(frameworkId, taskId, because) {
      const running = tasks.get(taskKey(frameworkId, taskId));
      if (running !== undefined)
        killTask(running, { atMs: Date.now(), graceMs: graceOf(running.task), because });
    },
    acknowledge(frameworkId, taskId, uuid) {
      const update = updates.acknowledge(frameworkId, taskId, uuid);
      const running = tasks.get(taskKey(frameworkId, taskId));
      if (update === undefined || running === undefined) return;
      if (isTerminal(update.status.state)) settle(running);
    },
    frameworkUpdated(framework) {
      const id = framework.id?.value ?? "";
      for (const running of tasks.values()) if (running.ids.frameworkId === id) running.framework = framework;
      updates.resend(id);
    },
    frameworkRemoved(frameworkId) {
      for (const running of [...tasks.values()])
        if (running.ids.frameworkId === frameworkId) shutDown(running);
    },
    disown(framework, taskId, agentId) {
      const frameworkId = framework.id?.value ?? "";
      if (tasks.has(taskKey(frameworkId, taskId))) return; // launched meanwhile, or on its way
      updates.add(frameworkId, {
        task_id: { value: taskId },
        state: droppedStateFor(framework),
        source: "SOURCE_AGENT",
        reason: "REASON_RECONCILIATION",
        message: "Reconciliation: task unknown to the agent",
        agent_id: { value: agentId },
        timestamp: Date.now() / 1000,
      });
    },
    recover(agentId) {
      for (const run of recoverRuns(options.workDirectory, agentId)) recoverRun(run);
    },
    report() {
      const frameworks = new Map<string, FrameworkInfo>();
      const list: AgentTask[] = [];
      for (const running of tasks.values()) {
        if (running.orphaned) continue;
        frameworks.set(running.ids.frameworkId, running.framework);
        list.push({
          frameworkId: running.ids.frameworkId,
          info: running.task,
          state: updates.latestState(keyOf(running)) ?? running.lastStatus?.state ?? "TASK_STAGING",
          ...(running.lastStatus === undefined ? {} : { status: running.lastStatus }),
        });
      }
      return { frameworks: [...frameworks.values()], tasks: list };
    },
    close() {
      closed = true;
      clearInterval(poll);
      updates.close();
      for (const running of tasks.values()) {
        clearTimers(running);
        if (running.phase === "preparing") running.preparation.abort();
      }
    },
  };
}

function newRun(
  workDirectory: string,
  ids: RunIds,
  framework: FrameworkInfo,
  task: TaskInfo,
  launchedAtMs: number,
): RunningTask {
  return {
    ids,
    framework,
    task,
    sandbox: sandboxOf(workDirectory, ids),
    meta: metaOf(workDirectory, ids),
    launchedAtMs,
    phase: "preparing",
    kill: undefined,
    preparation: new AbortController(),
    timers: new Set(),
    orphaned: false,
    lastStatus: undefined,
  };
}

function keyOf(running: RunningTask): string {
  return taskKey(running.ids.frameworkId, running.task.task_id.value);
}

function graceOf(task: TaskInfo): number {
  const grace = task.kill_policy?.grace_period?.nanoseconds;
  return grace === undefined ? KILL_GRACE_MS : grace / 1e6;
}

/** A task that was to be killed is killed, even if it ends well in its grace time. */
function endOf(
  kill: KillRecord | undefined,
  well: boolean,
): { readonly state: TaskState; readonly reason?: TaskStatusReason } {
  if (kill === undefined) return { state: well ? "TASK_FINISHED" : "TASK_FAILED" };
  if (kill.because === "max_completion_time")
    return { state: "TASK_FAILED", reason: "REASON_MAX_COMPLETION_TIME_REACHED" };
  return kill.because === "draining"
    ? { state: "TASK_KILLED", reason: "REASON_AGENT_DRAINING" }
    : { state: "TASK_KILLED" };
}

function clearTimers(running: RunningTask): void {
  for (const timer of running.timers) clearTimeout(timer);
  running.timers.clear();
}

function isExecutorAlive(running: RunningTask): boolean {
  const executor = readPidFile(join(running.meta, "executor.pid"));
  return executor !== undefined && isAlive(executor);
}

function makeSandbox(workDirectory: string, ids: RunIds, sandbox: string, owner: User | undefined): void {
  mkdirSync(sandbox, { recursive: true });
  chmodSync(sandbox, 0o750);
  for (const file of ["stdout", "stderr"]) {
    appendFileSync(join(sandbox, file), "");
    if (owner !== undefined) chownSync(join(sandbox, file), owner.uid, owner.gid);
  }
  if (owner !== undefined) chownSync(sandbox, owner.uid, owner.gid);
  const latest = latestOf(workDirectory, ids);
  rmSync(latest, { force: true });
  symlinkSync(ids.containerId, latest);
}

function chownTree(directory: string, owner: User): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    lchownSync(path, owner.uid, owner.gid);
    if (lstatSync(path).isDirectory()) chownTree(path, owner);
  }
}

/** The executor's own lines go to the task's `stderr`, as in Mesos. */
function noteInSandbox(running: RunningTask, line: string): void {
  try {
    // The sandbox belongs to the task: it must not lead an agent of root to another file.
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    const file = openSync(join(running.sandbox, "stderr"), flags);
    try {
      writeSync(file, `${line}\n`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // The task may have removed its own sandbox or changed it, or it was refused before it had one: the update
    // tells the same.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOENT" && code !== "ELOOP" && code !== "EISDIR" && code !== "ENOTDIR") throw error;
  }
}
