import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { FrameworkInfo, KillPolicy, TaskInfo } from "../../../proto/generated/types.ts";
import type { AgentTask } from "../../protocol/messages.ts";
import { droppedStateFor, isTerminal } from "../../protocol/task-states.ts";
import { recoverRuns, writeRun } from "../updates/checkpoint.ts";
import type { GroupMember, KillRecord, RecoveredRun } from "../updates/checkpoint.ts";
import { commandWords, taskEnvironment } from "../containers/command.ts";
import { settingsOf } from "../containers/container-settings.ts";
import type { ContainerPolicy } from "../containers/container-settings.ts";
import {
  claimInsteadOfExecutor,
  readOutcome,
  readPidFile,
  signalGroup,
  startExecutor,
} from "../containers/executor.ts";
import type { ExecutorTools } from "../containers/executor.ts";
import { NOT_ENTERED } from "../containers/executor-script.ts";
import { gpuEnvironment } from "../containers/gpus.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import type { RunIds } from "../containers/layout.ts";
import type { Limitation } from "../containers/limitation.ts";
import { poolOf, totalMilli } from "../../resources/pool.ts";
import { prepare } from "./preparation.ts";
import type { UpdateSender } from "../updates/update-sender.ts";
import { taskKey } from "../../protocol/task-key.ts";
import { graceOf, isExecutorAlive, keyOf, later, marksOf, newRun } from "./task-run.ts";
import type { RunningTask } from "./task-run.ts";
import { noteInSandbox } from "../containers/sandbox.ts";
import { ADOPTED_POLL_MS, SHUTDOWN_GRACE_MS, TaskLife } from "./task-life.ts";
import type { TaskLifeOptions } from "./task-life.ts";

export interface TaskRunnerOptions extends TaskLifeOptions {
  readonly workDirectory: string;
  readonly tools: ExecutorTools;
  /** The executor's program; see `writeExecutorScript`. */
  readonly executorScript: string;
  readonly policy: ContainerPolicy;
  readonly limits: HostLimits;
}

/** Where a task of a task group is. */
export interface Nesting {
  readonly member: GroupMember;
  /** The executor's container. */
  readonly parentId: string;
}

export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #life: TaskLife;
  readonly tasks: ReadonlyMap<string, RunningTask>;
  /** Newest last, a bounded number. */
  readonly completed: readonly RunningTask[];
  readonly updates: UpdateSender;

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
    this.#life = new TaskLife(options);
    this.tasks = this.#life.tasks;
    this.completed = this.#life.completed;
    this.updates = this.#life.updates;
  }

  launch(agentId: string, framework: FrameworkInfo, task: TaskInfo, nesting?: Nesting): void {
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
    if (this.tasks.has(key)) {
      // Only the master can send a launch twice, after a fault of its connection: the first one counts.
      this.#options.log(`task ${task.task_id.value} is here already; its second launch is ignored`);
      return;
    }
    const member = nesting?.member;
    const running = newRun(this.#options.workDirectory, ids, framework, task, Date.now(), member);
    const gpus = this.#options.gpus.take(ids.containerId, gpusOf(task));
    running.gpus = gpus ?? [];
    writeRun(running.meta, {
      ids,
      framework,
      task,
      launchedAtMs: running.launchedAtMs,
      gpus: running.gpus,
      ...(member === undefined ? {} : { member }),
    });
    this.#life.tasks.set(key, running);
    if (gpus === undefined) {
      this.#life.refuse(
        running,
        "TASK_FAILED",
        "REASON_CONTAINER_LAUNCH_FAILED",
        `Failed to launch container: ${gpusOf(task)} GPUs are not free`,
      );
      return;
    }
    this.#prepareAndStart(running).catch((error: unknown) => {
      this.#options.log(
        `task ${task.task_id.value}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (!this.#life.isClosed)
        this.#life.refuse(
          running,
          "TASK_FAILED",
          "REASON_CONTAINER_LAUNCH_FAILED",
          `Failed to launch container: ${error instanceof Error ? error.message : String(error)}`,
        );
    });
  }

  /** @param policy  heeded by tasks of groups; others keep their own */
  kill(frameworkId: string, taskId: string, because: KillRecord["because"], policy?: KillPolicy): void {
    const running = this.tasks.get(taskKey(frameworkId, taskId));
    if (running !== undefined)
      this.#life.killing.killTask(running, { atMs: Date.now(), graceMs: graceOf(running, policy), because });
  }

  /** Of a command's own executor: its task is killed with the grace of executors, if that is less than what is left. */
  shutdown(frameworkId: string, taskId: string): void {
    const running = this.tasks.get(taskKey(frameworkId, taskId));
    if (running === undefined || running.member !== undefined) return;
    this.#life.killing.killTask(running, {
      atMs: Date.now(),
      graceMs: SHUTDOWN_GRACE_MS - 1000,
      because: "asked",
    });
  }

  acknowledge(frameworkId: string, taskId: string, uuid: string): void {
    const update = this.updates.acknowledge(frameworkId, taskId, uuid);
    const running = this.tasks.get(taskKey(frameworkId, taskId));
    if (update === undefined || running === undefined) return;
    if (isTerminal(update.status.state)) this.#life.settle(running);
  }

  /** Ends all tasks at once and forgets them: the agent is not wanted any more. */
  async endAll(): Promise<void> {
    const all = [...this.tasks.values()];
    for (const running of all) {
      running.orphaned = true;
      running.preparation.abort();
    }
    await Promise.all(all.map((running) => this.#options.containment.killAll(marksOf(running))));
    for (const running of all) this.#life.settle(running);
  }

  frameworkUpdated(framework: FrameworkInfo): void {
    const id = framework.id?.value ?? "";
    for (const running of this.tasks.values())
      if (running.ids.frameworkId === id) running.framework = framework;
    this.updates.resend(id);
  }

  frameworkRemoved(frameworkId: string): void {
    for (const running of this.tasks.values())
      if (running.ids.frameworkId === frameworkId) this.#life.shutDown(running);
  }

  disown(framework: FrameworkInfo, taskId: string, agentId: string): void {
    const frameworkId = framework.id?.value ?? "";
    if (this.tasks.has(taskKey(frameworkId, taskId))) return; // launched meanwhile, or on its way
    this.updates.add(frameworkId, {
      task_id: { value: taskId },
      state: droppedStateFor(framework),
      source: "SOURCE_AGENT",
      reason: "REASON_RECONCILIATION",
      message: "Reconciliation: task unknown to the agent",
      agent_id: { value: agentId },
      timestamp: Date.now() / 1000,
    });
  }

  /** Takes up the tasks of an earlier run of this agent. Call once, before registering. */
  recover(agentId: string): void {
    for (const run of recoverRuns(this.#options.workDirectory, agentId)) this.#recoverRun(run);
  }

  report(): { readonly frameworks: readonly FrameworkInfo[]; readonly tasks: readonly AgentTask[] } {
    const frameworks = new Map<string, FrameworkInfo>();
    const list: AgentTask[] = [];
    for (const running of this.tasks.values()) {
      if (running.orphaned) continue;
      frameworks.set(running.ids.frameworkId, running.framework);
      list.push({
        frameworkId: running.ids.frameworkId,
        info: running.task,
        state: this.updates.latestState(keyOf(running)) ?? running.lastStatus?.state ?? "TASK_STAGING",
        ...(running.lastStatus === undefined ? {} : { status: running.lastStatus }),
      });
    }
    return { frameworks: [...frameworks.values()], tasks: list };
  }

  /** Lets go of everything; tasks run on. */
  close(): void {
    this.#life.close();
  }

  async #prepareAndStart(running: RunningTask): Promise<void> {
    const { task, ids, sandbox, meta } = running;
    const prepared = await prepare(
      running,
      this.#options.workDirectory,
      this.#options.tools,
      this.#options.limits,
    );
    if (this.#life.isClosed) return;
    if (prepared.kind === "refused") {
      this.#life.refuse(running, prepared.state, prepared.reason, prepared.message);
      return;
    }
    if (prepared.kind === "aborted") {
      this.#life.end(running, "TASK_KILLED", {
        source: "SOURCE_AGENT",
        reason: "REASON_TASK_KILLED_DURING_LAUNCH",
        message: "Command was killed before it was started",
      });
      return;
    }
    const doors = this.#options.containment.open(ids.containerId, settingsOf(task, this.#options.policy));
    noteInSandbox(running.sandbox, `Starting task ${task.task_id.value}`);
    this.#life.report(running, "TASK_STARTING");
    const executor = startExecutor({
      tools: this.#options.tools,
      script: this.#options.executorScript,
      meta,
      sandbox,
      words: [...prepared.limited, ...prepared.as, ...commandWords(task.command ?? {})],
      environment: this.environmentOf(running),
      doors,
    });
    // Even a command of no length at all is reported as running before its end is.
    const started = await executor.started;
    if (started && !this.#life.isClosed) this.#life.commandRuns(running);
    await executor.ended;
    if (!started && !this.#life.isOver(running) && readOutcome(meta)?.code === NOT_ENTERED)
      this.#life.refuse(
        running,
        "TASK_FAILED",
        "REASON_CONTAINER_LAUNCH_FAILED",
        "Failed to launch container: the command could not enter its control groups",
      );
    await this.#life.executorEnded(running);
  }

  /** What a command of the task finds in its environment. */
  environmentOf(running: RunningTask): Readonly<Record<string, string>> {
    const { framework, task, ids, sandbox } = running;
    const gpus = gpuEnvironment(this.#options.gpus, running.gpus);
    return taskEnvironment(framework, task, ids, sandbox, this.#options.address, gpus);
  }

  #recoverRun(run: RecoveredRun): void {
    const { ids, framework, task, launchedAtMs } = run.record;
    const running = newRun(
      this.#options.workDirectory,
      ids,
      framework,
      task,
      launchedAtMs,
      run.record.member,
    );
    running.kill = run.kill;
    running.limitation = run.limitation;
    running.gpus = run.record.gpus ?? [];
    this.#life.tasks.set(keyOf(running), running);
    const last = run.updates.at(-1);
    if (last !== undefined) running.lastStatus = last.update.status;
    for (const { update, acknowledged } of run.updates) if (!acknowledged) this.updates.restore(update);
    if (last !== undefined && isTerminal(last.update.status.state)) {
      running.phase = "ended";
      if (last.acknowledged) this.#life.settle(running);
      return;
    }
    this.#options.gpus.retake(ids.containerId, running.gpus);
    // Without checkpoint the master has given the task up already; it must not go on unseen.
    if (framework.checkpoint !== true) running.orphaned = true;
    if (claimInsteadOfExecutor(running.meta)) {
      this.#life.end(running, droppedStateFor(framework), {
        source: "SOURCE_AGENT",
        reason: "REASON_AGENT_RESTARTED",
        message: "Task launched during agent restart",
      });
      return;
    }
    this.#adopt(running, run);
  }

  #adopt(running: RunningTask, run: RecoveredRun): void {
    const states = new Set(run.updates.map(({ update }) => update.status.state));
    const command = readPidFile(join(running.meta, "command.pid"));
    if (command === undefined && readOutcome(running.meta) === undefined && isExecutorAlive(running)) {
      // Between its first and its second line: the next look finds it running.
      later(running, ADOPTED_POLL_MS, () => this.#adopt(running, run));
      return;
    }
    if (!states.has("TASK_STARTING")) this.#life.report(running, "TASK_STARTING");
    if (states.has("TASK_RUNNING")) {
      running.phase = "running";
      this.#life.limitTime(running);
    } else if (command !== undefined) this.#life.commandRuns(running);
    if (running.kill !== undefined && states.has("TASK_RUNNING") && !states.has("TASK_KILLING"))
      this.#life.killing.signalKill(running, running.kill);
    else if (running.kill !== undefined && command !== undefined) {
      later(running, running.kill.atMs + running.kill.graceMs - Date.now(), () =>
        signalGroup(command, "SIGKILL"),
      );
    }
    if (running.limitation !== undefined) this.#life.endExceeded(running);
    if (running.orphaned) this.#life.shutDown(running);
    this.#life.adopted.add(running);
  }

  /** Ends a running task at once, for what it used. */
  exceed(running: RunningTask, limitation: Limitation): void {
    this.#life.exceed(running, limitation);
  }

  /** Whether the container belongs to a task that has not ended. */
  isLive(containerId: string): boolean {
    return [...this.tasks.values()].some(
      ({ ids, phase }) => ids.containerId === containerId && phase !== "ended",
    );
  }
}

function gpusOf(task: TaskInfo): number {
  return Math.floor(totalMilli(poolOf(task.resources ?? []), "gpus") / 1000);
}
