import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TaskState, TaskStatus, TaskStatusReason } from "../../../proto/generated/types.ts";
import type { AgentMessage } from "../../protocol/messages.ts";
import { appendAcknowledgement, appendUpdate, writeLimitation } from "../updates/checkpoint.ts";
import type { Containment } from "../containers/containment.ts";
import { isAlive, outcomeMessage, readOutcome, readPidFile } from "../containers/executor.ts";
import type { GpuAllocation } from "../containers/gpus.ts";
import { memoryProblem } from "./limit-watch.ts";
import type { Limitation } from "../containers/limitation.ts";
import { createUpdateSender } from "../updates/update-sender.ts";
import type { UpdateSender } from "../updates/update-sender.ts";
import { createTaskKilling } from "./task-killing.ts";
import type { TaskKilling } from "./task-killing.ts";
import { clearTimers, endOf, graceOf, keyOf, later, marksOf } from "./task-run.ts";
import type { RunningTask } from "./task-run.ts";
import { statusOf } from "./task-status.ts";
import { noteInSandbox } from "../containers/sandbox.ts";

export interface TaskLifeOptions {
  /** `ip:port` of this agent. */
  readonly address: string;
  readonly containment: Containment;
  readonly gpus: GpuAllocation;
  readonly send: (message: AgentMessage) => void;
  /** Called before the end of a task is told, with the state it ends in. */
  readonly onEnding: (running: RunningTask, state: TaskState) => void;
  readonly log: (line: string) => void;
}

export const SHUTDOWN_GRACE_MS = 5000;
const COMPLETED_MAX = 1000;
/** How often executors that are not children of this process are looked at. */
export const ADOPTED_POLL_MS = 100;
/** An executor writes its pid file at once. */
const PID_FILE_MS = 10_000;

/** What happens to a task once its command was started: what is reported of it, its limits, its end. */
export class TaskLife {
  readonly #options: TaskLifeOptions;
  readonly tasks = new Map<string, RunningTask>();
  /** Newest last, a bounded number. */
  readonly completed: RunningTask[] = [];
  /** Their executors are not children of this process. */
  readonly adopted = new Set<RunningTask>();
  readonly updates: UpdateSender;
  readonly killing: TaskKilling;
  readonly #poll: NodeJS.Timeout;
  isClosed = false;

  constructor(options: TaskLifeOptions) {
    this.#options = options;
    this.updates = createUpdateSender({
      send: options.send,
      journal: {
        update: (key, update) => {
          const running = this.tasks.get(key);
          if (running !== undefined) appendUpdate(running.meta, update);
        },
        acknowledged: (key, uuid) => {
          const running = this.tasks.get(key);
          if (running !== undefined) appendAcknowledgement(running.meta, uuid);
        },
      },
    });
    this.killing = createTaskKilling((running, state, extra) => this.report(running, state, extra));
    this.#poll = setInterval(() => this.#lookAtAdopted(), ADOPTED_POLL_MS);
  }

  #lookAtAdopted(): void {
    for (const running of this.adopted) {
      const executor = readPidFile(join(running.meta, "executor.pid"));
      // A pid file that stays empty was cut short by a crash of the machine.
      if (executor === undefined ? Date.now() < running.launchedAtMs + PID_FILE_MS : isAlive(executor))
        continue;
      this.adopted.delete(running);
      void this.executorEnded(running);
    }
  }

  report(running: RunningTask, state: TaskState, extra: Partial<TaskStatus> = {}): void {
    if (running.orphaned) return;
    const status = statusOf(running, state, this.#options.address, extra);
    running.lastStatus = status;
    this.updates.add(running.ids.frameworkId, status);
  }

  end(running: RunningTask, state: TaskState, extra: Partial<TaskStatus>): void {
    if (running.phase === "ended") return;
    running.phase = "ended";
    clearTimers(running);
    this.#options.gpus.release(running.ids.containerId);
    this.#options.onEnding(running, state);
    this.report(running, state, extra);
    // After the report is written down: until then the groups alone remember what the kernel did.
    this.#options.containment.close(running.ids.containerId);
    if (running.orphaned) this.settle(running);
  }

  /** Nothing is left to be said about it. The sandbox stays for those who want to read the output. */
  settle(running: RunningTask): void {
    const key = keyOf(running);
    clearTimers(running);
    this.adopted.delete(running);
    if (this.tasks.get(key) === running) this.tasks.delete(key);
    this.updates.forget(key);
    rmSync(running.meta, { recursive: true, force: true });
    this.completed.push(running);
    if (this.completed.length > COMPLETED_MAX) this.completed.shift();
  }

  /** Whatever the command left behind, in other sessions too, is ended before its end is told. */
  async executorEnded(running: RunningTask): Promise<void> {
    if (this.isOver(running)) return;
    const gone = await this.#options.containment.killAll(marksOf(running));
    if (!gone)
      this.#options.log(
        `task ${running.task.task_id.value}: some of its processes do not end; they wait for a disk`,
      );
    if (this.isOver(running)) return;
    const { state, ...extra } = endingOf(running, this.#options.containment);
    // An executor that was killed has nothing to say in the sandbox.
    if (extra.reason !== "REASON_EXECUTOR_TERMINATED") noteInSandbox(running.sandbox, extra.message);
    this.end(running, state, extra);
  }

  isOver(running: RunningTask): boolean {
    return this.isClosed || running.phase === "ended";
  }

  refuse(running: RunningTask, state: TaskState, reason: TaskStatusReason, message: string): void {
    noteInSandbox(running.sandbox, message);
    this.end(running, state, { source: "SOURCE_AGENT", reason, message });
  }

  exceed(running: RunningTask, limitation: Limitation): void {
    if (running.phase !== "running" || running.limitation !== undefined) return;
    running.limitation = limitation;
    writeLimitation(running.meta, limitation);
    this.endExceeded(running);
  }

  /** The executor sees its command die, and the end is told as any other. */
  endExceeded(running: RunningTask): void {
    this.#options.containment
      .killAll(marksOf(running))
      .catch((error: unknown) => this.#options.log(`task ${running.task.task_id.value}: ${String(error)}`));
  }

  commandRuns(running: RunningTask): void {
    if (running.phase !== "preparing") return;
    running.phase = "running";
    this.report(running, "TASK_RUNNING");
    this.limitTime(running);
    if (running.kill !== undefined) this.killing.signalKill(running, running.kill);
  }

  limitTime(running: RunningTask): void {
    const longest = running.task.max_completion_time?.nanoseconds;
    if (longest === undefined) return;
    later(running, running.launchedAtMs + longest / 1e6 - Date.now(), () => {
      const graceMs = graceOf(running);
      this.killing.killTask(running, { atMs: Date.now(), graceMs, because: "max_completion_time" });
    });
  }

  /** Ends a task nobody waits for. */
  shutDown(running: RunningTask): void {
    running.orphaned = true;
    this.updates.forget(keyOf(running));
    if (running.phase === "ended") this.settle(running);
    else this.killing.killTask(running, { atMs: Date.now(), graceMs: SHUTDOWN_GRACE_MS, because: "asked" });
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.#poll);
    this.updates.close();
    for (const running of this.tasks.values()) {
      clearTimers(running);
      if (running.phase === "preparing") running.preparation.abort();
    }
  }
}

interface Ending extends Partial<TaskStatus> {
  readonly state: TaskState;
  readonly message: string;
}

/** What is told of a task whose executor is gone. */
function endingOf(running: RunningTask, containment: Containment): Ending {
  const limitation = running.limitation ?? memoryProblem(containment, running.ids.containerId);
  if (limitation !== undefined)
    return {
      state: "TASK_FAILED",
      source: "SOURCE_AGENT",
      reason: limitation.reason,
      message: limitation.message,
      limitation: { resources: limitation.resources },
    };
  const outcome = readOutcome(running.meta);
  if (outcome === undefined)
    return {
      // The executor itself was killed, and its command with it.
      state: "TASK_FAILED",
      source: "SOURCE_AGENT",
      reason: "REASON_EXECUTOR_TERMINATED",
      message: "Executor terminated",
    };
  return {
    ...endOf(running, outcome.kind === "exited" && outcome.code === 0),
    message: outcomeMessage(outcome),
    timestamp: outcome.endedAtMs / 1000,
  };
}
