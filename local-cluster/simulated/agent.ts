import type {
  Attribute,
  FrameworkInfo,
  Resource,
  TaskInfo,
  TaskState,
  TaskStatus,
} from "../../proto/generated/types.ts";
import { createUpdateSender, type UpdateSender } from "../agent/updates/update-sender.ts";
import type { MasterLink } from "../protocol/link.ts";
import type { MasterCommand } from "../protocol/messages.ts";
import type { SharedLink } from "../protocol/shared-link.ts";
import { taskKey } from "../protocol/task-key.ts";
import { droppedStateFor, hasCapability, isTerminal } from "../protocol/task-states.ts";
import { simulatedRun } from "./duration.ts";
import type { TaskDraw } from "./duration.ts";
import type { FrameworkBook } from "./framework-book.ts";
import type { TaskRecord } from "./record.ts";

export interface SimulatedAgentOptions {
  readonly link: SharedLink;
  readonly frameworks: FrameworkBook;
  readonly hostname: string;
  readonly resources: readonly Resource[];
  readonly attributes: readonly Attribute[];
  readonly version: string;
  readonly draw: TaskDraw;
  readonly record: TaskRecord;
  readonly log: (line: string) => void;
}

interface SimulatedTask {
  readonly framework: FrameworkInfo;
  readonly info: TaskInfo;
  timer: NodeJS.Timeout | undefined;
  status: TaskStatus | undefined;
  ended: boolean;
}

/** An agent whose tasks do nothing but last. It keeps everything in memory and so survives a lost master only. */
export class SimulatedAgent {
  readonly #options: SimulatedAgentOptions;
  readonly #tasks = new Map<string, SimulatedTask>();
  #agentId: string | undefined;
  #link: MasterLink | undefined;
  readonly #updates: UpdateSender;

  constructor(options: SimulatedAgentOptions) {
    this.#options = options;
    this.#updates = createUpdateSender({ send: (message) => this.#link?.send(message) });
    this.#link = options.link.connect({
      registration: () => ({
        ...(this.#agentId === undefined ? {} : { agentId: this.#agentId }),
        info: {
          hostname: options.hostname,
          port: 0,
          resources: options.resources,
          attributes: options.attributes,
        },
        address: "127.0.0.1:0",
        version: options.version,
        frameworks: [
          ...new Map([...this.#tasks.values()].map((task) => [frameworkIdOf(task), task.framework])).values(),
        ],
        tasks: [...this.#tasks.values()].map((task) => ({
          frameworkId: frameworkIdOf(task),
          info: task.info,
          state: task.status?.state ?? "TASK_STAGING",
          ...(task.status === undefined ? {} : { status: task.status }),
        })),
        total: options.resources,
        executors: [],
        operations: [],
      }),
      onCommand: (command) => this.#obey(command),
    });
  }

  close(): void {
    this.#link?.close();
    this.#updates.close();
    for (const task of this.#tasks.values()) clearTimeout(task.timer);
  }

  #report(task: SimulatedTask, state: TaskState, extra: Partial<TaskStatus> = {}): void {
    const { task_id } = task.info;
    task.status = {
      task_id,
      state,
      source: "SOURCE_EXECUTOR",
      agent_id: { value: this.#agentId ?? "" },
      executor_id: { value: task_id.value },
      timestamp: Date.now() / 1000,
      ...extra,
    };
    this.#updates.add(frameworkIdOf(task), task.status);
  }

  #end(task: SimulatedTask, state: TaskState, message: string): void {
    if (task.ended) return;
    task.ended = true;
    clearTimeout(task.timer);
    this.#options.record.write({
      event: "end",
      taskId: task.info.task_id.value,
      agentId: this.#agentId ?? "",
      atMs: Date.now(),
      state,
    });
    this.#report(task, state, { message });
  }

  #launch(framework: FrameworkInfo, info: TaskInfo): void {
    const key = taskKey(framework.id?.value ?? "", info.task_id.value);
    this.#options.record.write({
      event: "launch",
      taskId: info.task_id.value,
      agentId: this.#agentId ?? "",
      atMs: Date.now(),
    });
    if (this.#tasks.has(key)) return; // recorded all the same: that is what the record is for
    const { durationMs, exitCode } = simulatedRun(info, this.#options.draw);
    const task: SimulatedTask = { framework, info, timer: undefined, status: undefined, ended: false };
    this.#tasks.set(key, task);
    this.#report(task, "TASK_STARTING");
    this.#report(task, "TASK_RUNNING");
    task.timer = setTimeout(() => {
      this.#end(
        task,
        exitCode === 0 ? "TASK_FINISHED" : "TASK_FAILED",
        `Command exited with status ${exitCode}`,
      );
    }, durationMs);
  }

  #kill(task: SimulatedTask, because: "draining" | undefined): void {
    if (task.ended) return;
    const reason = because === undefined ? {} : { reason: "REASON_AGENT_DRAINING" as const };
    if (hasCapability(task.framework, "TASK_KILLING_STATE")) this.#report(task, "TASK_KILLING", reason);
    this.#end(task, "TASK_KILLED", "Command terminated with signal Terminated");
  }

  #remove(frameworkId: string): void {
    for (const [key, task] of this.#tasks) {
      if (frameworkIdOf(task) !== frameworkId) continue;
      clearTimeout(task.timer);
      if (!task.ended)
        this.#options.record.write({
          event: "end",
          taskId: task.info.task_id.value,
          agentId: this.#agentId ?? "",
          atMs: Date.now(),
          state: "TASK_KILLED",
        });
      task.ended = true;
      this.#updates.forget(key);
      this.#tasks.delete(key);
    }
  }

  #obey(command: MasterCommand): void {
    switch (command.type) {
      case "registered":
        this.#agentId = command.agentId;
        this.#updates.resend();
        return;
      case "refused":
        this.#options.log(command.message);
        this.#link?.close();
        return;
      case "launch":
        this.#launch(this.#options.frameworks.same(command.framework), command.task);
        return;
      case "kill": {
        const task = this.#tasks.get(taskKey(command.frameworkId, command.taskId));
        if (task !== undefined) this.#kill(task, command.because === undefined ? undefined : "draining");
        return;
      }
      case "acknowledge": {
        const update = this.#updates.acknowledge(command.frameworkId, command.taskId, command.uuid);
        if (update === undefined || !isTerminal(update.status.state)) return;
        const key = taskKey(command.frameworkId, command.taskId);
        this.#tasks.delete(key);
        this.#updates.forget(key);
        return;
      }
      case "framework_removed":
        this.#remove(command.frameworkId);
        return;
      case "framework_updated":
        this.#updates.resend(command.framework.id?.value ?? "");
        return;
      case "disown": {
        const frameworkId = command.framework.id?.value ?? "";
        if (this.#tasks.has(taskKey(frameworkId, command.taskId))) return;
        this.#updates.add(frameworkId, {
          task_id: { value: command.taskId },
          state: droppedStateFor(command.framework),
          source: "SOURCE_AGENT",
          reason: "REASON_RECONCILIATION",
          message: "Reconciliation: task unknown to the agent",
          agent_id: { value: this.#agentId ?? "" },
          timestamp: Date.now() / 1000,
        });
        return;
      }
      case "ping":
        return; // answered by the link
    }
  }
}

function frameworkIdOf({ framework }: SimulatedTask): string {
  return framework.id?.value ?? "";
}
