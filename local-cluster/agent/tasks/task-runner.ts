import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type {
  FrameworkInfo,
  KillPolicy,
  TaskInfo,
  TaskState,
  TaskStatus,
  TaskStatusReason,
} from "../../../proto/generated/types.ts";
import type { AgentMessage, AgentTask } from "../../protocol/messages.ts";
import { droppedStateFor, isTerminal } from "../../protocol/task-states.ts";
import {
  appendAcknowledgement,
  appendUpdate,
  recoverRuns,
  writeLimitation,
  writeRun,
} from "../updates/checkpoint.ts";
import type { GroupMember, KillRecord, RecoveredRun } from "../updates/checkpoint.ts";
import { commandWords, taskEnvironment } from "../containers/command.ts";
import { settingsOf } from "../containers/container-settings.ts";
import type { ContainerPolicy } from "../containers/container-settings.ts";
import type { Containment } from "../containers/containment.ts";
import {
  claimInsteadOfExecutor,
  isAlive,
  outcomeMessage,
  readOutcome,
  readPidFile,
  signalGroup,
  startExecutor,
} from "../containers/executor.ts";
import type { ExecutorTools } from "../containers/executor.ts";
import { NOT_ENTERED } from "../containers/executor-script.ts";
import { gpuEnvironment } from "../containers/gpus.ts";
import type { GpuAllocation } from "../containers/gpus.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import type { RunIds } from "../containers/layout.ts";
import { memoryProblem } from "./limit-watch.ts";
import type { Limitation } from "../containers/limitation.ts";
import { poolOf, totalMilli } from "../../resources/pool.ts";
import { prepare } from "./preparation.ts";
import { createUpdateSender } from "../updates/update-sender.ts";
import type { UpdateSender } from "../updates/update-sender.ts";
import { taskKey } from "../../protocol/task-key.ts";
import { createTaskKilling } from "./task-killing.ts";
import { clearTimers, endOf, graceOf, isExecutorAlive, keyOf, later, marksOf, newRun } from "./task-run.ts";
import type { RunningTask } from "./task-run.ts";
import { statusOf } from "./task-status.ts";
import { noteInSandbox } from "../containers/sandbox.ts";

export interface TaskRunnerOptions {
  readonly workDirectory: string;
  readonly tools: ExecutorTools;
  /** The executor's program; see `writeExecutorScript`. */
  readonly executorScript: string;
  /** `ip:port` of this agent. */
  readonly address: string;
  readonly containment: Containment;
  readonly policy: ContainerPolicy;
  readonly limits: HostLimits;
  readonly gpus: GpuAllocation;
  readonly send: (message: AgentMessage) => void;
  /** Called before the end of a task is told, with the state it ends in. */
  readonly onEnding: (running: RunningTask, state: TaskState) => void;
  readonly log: (line: string) => void;
}

export interface TaskRunner {
  readonly tasks: ReadonlyMap<string, RunningTask>;
  /** Newest last, a bounded number. */
  readonly completed: readonly RunningTask[];
  readonly updates: UpdateSender;
  launch(agentId: string, framework: FrameworkInfo, task: TaskInfo, nesting?: Nesting): void;
  /** @param policy  heeded by tasks of groups; others keep their own */
  kill(frameworkId: string, taskId: string, because: KillRecord["because"], policy?: KillPolicy): void;
  /** Of a command's own executor: its task is killed with the grace of executors, if that is less than what is left. */
  shutdown(frameworkId: string, taskId: string): void;
  /** Ends a running task at once, for what it used. */
  exceed(running: RunningTask, limitation: Limitation): void;
  /** Ends all tasks at once and forgets them: the agent is not wanted any more. */
  endAll(): Promise<void>;
  /** Whether the container belongs to a task that has not ended. */
  isLive(containerId: string): boolean;
  /** What a command of the task finds in its environment. */
  environmentOf(running: RunningTask): Readonly<Record<string, string>>;
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

/** Where a task of a task group is. */
export interface Nesting {
  readonly member: GroupMember;
  /** The executor's container. */
  readonly parentId: string;
}

const SHUTDOWN_GRACE_MS = 5000;
const COMPLETED_MAX = 1000;
/** How often executors that are not children of this process are looked at. */
const ADOPTED_POLL_MS = 100;
/** An executor writes its pid file at once. */
const PID_FILE_MS = 10_000;

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
      // A pid file that stays empty was cut short by a crash of the machine.
      if (executor === undefined ? Date.now() < running.launchedAtMs + PID_FILE_MS : isAlive(executor))
        continue;
      adopted.delete(running);
      void executorEnded(running);
    }
  }, ADOPTED_POLL_MS);

  function report(running: RunningTask, state: TaskState, extra: Partial<TaskStatus> = {}): void {
    if (running.orphaned) return;
    const status = statusOf(running, state, options.address, extra);
    running.lastStatus = status;
    updates.add(running.ids.frameworkId, status);
  }

  const { killTask, signalKill } = createTaskKilling(report);

  function end(running: RunningTask, state: TaskState, extra: Partial<TaskStatus>): void {
    if (running.phase === "ended") return;
    running.phase = "ended";
    clearTimers(running);
    options.gpus.release(running.ids.containerId);
    options.onEnding(running, state);
    report(running, state, extra);
    // After the report is written down: until then the groups alone remember what the kernel did.
    options.containment.close(running.ids.containerId);
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

  /** Whatever the command left behind, in other sessions too, is ended before its end is told. */
  async function executorEnded(running: RunningTask): Promise<void> {
    if (isOver(running)) return;
    const gone = await options.containment.killAll(marksOf(running));
    if (!gone)
      options.log(
        `task ${running.task.task_id.value}: some of its processes do not end; they wait for a disk`,
      );
    if (!isOver(running)) tellEnd(running);
  }

  function isOver(running: RunningTask): boolean {
    return closed || running.phase === "ended";
  }

  function tellEnd(running: RunningTask): void {
    const { containerId } = running.ids;
    const limitation = running.limitation ?? memoryProblem(options.containment, containerId);
    if (limitation !== undefined) {
      noteInSandbox(running.sandbox, limitation.message);
      end(running, "TASK_FAILED", {
        source: "SOURCE_AGENT",
        reason: limitation.reason,
        message: limitation.message,
        limitation: { resources: limitation.resources },
      });
      return;
    }
    const outcome = readOutcome(running.meta);
    if (outcome === undefined) {
      // The executor itself was killed, and its command with it.
      end(running, "TASK_FAILED", {
        source: "SOURCE_AGENT",
        reason: "REASON_EXECUTOR_TERMINATED",
        message: "Executor terminated",
      });
      return;
    }
    const { state, reason } = endOf(running, outcome.kind === "exited" && outcome.code === 0);
    const message = outcomeMessage(outcome);
    noteInSandbox(running.sandbox, message);
    end(running, state, {
      message,
      timestamp: outcome.endedAtMs / 1000,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  function refuse(running: RunningTask, state: TaskState, reason: TaskStatusReason, message: string): void {
    noteInSandbox(running.sandbox, message);
    end(running, state, { source: "SOURCE_AGENT", reason, message });
  }

  async function prepareAndStart(running: RunningTask): Promise<void> {
    const { task, ids, sandbox, meta } = running;
    const prepared = await prepare(running, options.workDirectory, options.tools, options.limits);
    if (closed) return;
    if (prepared.kind === "refused") {
      refuse(running, prepared.state, prepared.reason, prepared.message);
      return;
    }
    if (prepared.kind === "aborted") {
      end(running, "TASK_KILLED", {
        source: "SOURCE_AGENT",
        reason: "REASON_TASK_KILLED_DURING_LAUNCH",
        message: "Command was killed before it was started",
      });
      return;
    }
    const doors = options.containment.open(ids.containerId, settingsOf(task, options.policy));
    noteInSandbox(running.sandbox, `Starting task ${task.task_id.value}`);
    report(running, "TASK_STARTING");
    const executor = startExecutor({
      tools: options.tools,
      script: options.executorScript,
      meta,
      sandbox,
      words: [...prepared.limited, ...prepared.as, ...commandWords(task.command ?? {})],
      environment: environmentOf(running),
      doors,
    });
    // Even a command of no length at all is reported as running before its end is.
    const started = await executor.started;
    if (started && !closed) commandRuns(running);
    await executor.ended;
    if (!started && !isOver(running) && readOutcome(meta)?.code === NOT_ENTERED)
      refuse(
        running,
        "TASK_FAILED",
        "REASON_CONTAINER_LAUNCH_FAILED",
        "Failed to launch container: the command could not enter its control groups",
      );
    await executorEnded(running);
  }

  function environmentOf(running: RunningTask): Readonly<Record<string, string>> {
    const { framework, task, ids, sandbox } = running;
    const gpus = gpuEnvironment(options.gpus, running.gpus);
    return taskEnvironment(framework, task, ids, sandbox, options.address, gpus);
  }

  function exceed(running: RunningTask, limitation: Limitation): void {
    if (running.phase !== "running" || running.limitation !== undefined) return;
    running.limitation = limitation;
    writeLimitation(running.meta, limitation);
    endExceeded(running);
  }

  /** The executor sees its command die, and the end is told as any other. */
  function endExceeded(running: RunningTask): void {
    options.containment
      .killAll(marksOf(running))
      .catch((error: unknown) => options.log(`task ${running.task.task_id.value}: ${String(error)}`));
  }

  function commandRuns(running: RunningTask): void {
    if (running.phase !== "preparing") return;
    running.phase = "running";
    report(running, "TASK_RUNNING");
    limitTime(running);
    if (running.kill !== undefined) signalKill(running, running.kill);
  }

  function limitTime(running: RunningTask): void {
    const longest = running.task.max_completion_time?.nanoseconds;
    if (longest === undefined) return;
    later(running, running.launchedAtMs + longest / 1e6 - Date.now(), () => {
      const graceMs = graceOf(running);
      killTask(running, { atMs: Date.now(), graceMs, because: "max_completion_time" });
    });
  }

  function recoverRun(run: RecoveredRun): void {
    const { ids, framework, task, launchedAtMs } = run.record;
    const running = newRun(options.workDirectory, ids, framework, task, launchedAtMs, run.record.member);
    running.kill = run.kill;
    running.limitation = run.limitation;
    running.gpus = run.record.gpus ?? [];
    tasks.set(keyOf(running), running);
    const last = run.updates.at(-1);
    if (last !== undefined) running.lastStatus = last.update.status;
    for (const { update, acknowledged } of run.updates) if (!acknowledged) updates.restore(update);
    if (last !== undefined && isTerminal(last.update.status.state)) {
      running.phase = "ended";
      if (last.acknowledged) settle(running);
      return;
    }
    options.gpus.retake(ids.containerId, running.gpus);
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
    if (states.has("TASK_RUNNING")) {
      running.phase = "running";
      limitTime(running);
    } else if (command !== undefined) commandRuns(running);
    if (running.kill !== undefined && states.has("TASK_RUNNING") && !states.has("TASK_KILLING"))
      signalKill(running, running.kill);
    else if (running.kill !== undefined && command !== undefined) {
      later(running, running.kill.atMs + running.kill.graceMs - Date.now(), () =>
        signalGroup(command, "SIGKILL"),
      );
    }
    if (running.limitation !== undefined) endExceeded(running);
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

  function isLive(containerId: string): boolean {
    return [...tasks.values()].some(({ ids, phase }) => ids.containerId === containerId && phase !== "ended");
  }

  return {
    tasks,
    completed,
    updates,
    launch(agentId, framework, task, nesting) {
      const frameworkId = framework.id?.value ?? "";
      const key = taskKey(frameworkId, task.task_id.value);
      const taskId = task.task_id.value;
      const ids: RunIds = {
        agentId,
        frameworkId,
        executorId: nesting?.member.executor.executor_id.value ?? taskId,
        containerId: randomUUID(),
        ...(nesting === undefined ? {} : { nested: { parentId: nesting.parentId, taskId } }),
      };
      if (tasks.has(key)) {
        // Only the master can send a launch twice, after a fault of its connection: the first one counts.
        options.log(`task ${task.task_id.value} is here already; its second launch is ignored`);
        return;
      }
      const member = nesting?.member;
      const running = newRun(options.workDirectory, ids, framework, task, Date.now(), member);
      const gpus = options.gpus.take(ids.containerId, gpusOf(task));
      running.gpus = gpus ?? [];
      writeRun(running.meta, {
        ids,
        framework,
        task,
        launchedAtMs: running.launchedAtMs,
        gpus: running.gpus,
        ...(member === undefined ? {} : { member }),
      });
      tasks.set(key, running);
      if (gpus === undefined) {
        refuse(
          running,
          "TASK_FAILED",
          "REASON_CONTAINER_LAUNCH_FAILED",
          `Failed to launch container: ${gpusOf(task)} GPUs are not free`,
        );
        return;
      }
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
    kill(frameworkId, taskId, because, policy) {
      const running = tasks.get(taskKey(frameworkId, taskId));
      if (running !== undefined)
        killTask(running, { atMs: Date.now(), graceMs: graceOf(running, policy), because });
    },
    shutdown(frameworkId, taskId) {
      const running = tasks.get(taskKey(frameworkId, taskId));
      if (running === undefined || running.member !== undefined) return;
      killTask(running, { atMs: Date.now(), graceMs: SHUTDOWN_GRACE_MS - 1000, because: "asked" });
    },
    acknowledge(frameworkId, taskId, uuid) {
      const update = updates.acknowledge(frameworkId, taskId, uuid);
      const running = tasks.get(taskKey(frameworkId, taskId));
      if (update === undefined || running === undefined) return;
      if (isTerminal(update.status.state)) settle(running);
    },
    exceed,
    async endAll() {
      const all = [...tasks.values()];
      for (const running of all) {
        running.orphaned = true;
        running.preparation.abort();
      }
      await Promise.all(all.map((running) => options.containment.killAll(marksOf(running))));
      for (const running of all) settle(running);
    },
    isLive,
    environmentOf,
    frameworkUpdated(framework) {
      const id = framework.id?.value ?? "";
      for (const running of tasks.values()) if (running.ids.frameworkId === id) running.framework = framework;
      updates.resend(id);
    },
    frameworkRemoved(frameworkId) {
      for (const running of tasks.values()) if (running.ids.frameworkId === frameworkId) shutDown(running);
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

function gpusOf(task: TaskInfo): number {
  return Math.floor(totalMilli(poolOf(task.resources ?? []), "gpus") / 1000);
}
