import { join } from "node:path";
import type { AgentInfo, Resource, TaskInfo } from "../../../proto/generated/types.ts";
import { isTerminal } from "../../protocol/task-states.ts";
import type { CustomExecutor } from "./custom-executor.ts";
import { commandWords, executorEnvironment } from "../containers/command.ts";
import { settingsOf } from "../containers/container-settings.ts";
import type { ContainerPolicy } from "../containers/container-settings.ts";
import type { Containment } from "../containers/containment.ts";
import {
  claimInsteadOfExecutor,
  isAlive,
  readOutcome,
  readPidFile,
  startExecutor,
} from "../containers/executor.ts";
import type { ExecutorTools } from "../containers/executor.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import { prepare } from "../tasks/preparation.ts";
import type { ContainerMarks } from "../containers/processes.ts";
import { newRun } from "../tasks/task-run.ts";

/** The operating system's side of custom executors: their sandboxes and processes. */
export interface ExecutorProcess {
  /** Resolves with the wait status when the process has ended, and everything it left behind with it. */
  start(executor: CustomExecutor): Promise<number>;
  /** Takes the place of a process that was not started yet. `false`: there is or was one. */
  claim(executor: CustomExecutor): boolean;
  /** Watches a process that an earlier run of the agent started. */
  adopt(executor: CustomExecutor, onEnd: (status: number) => void): void;
  killAll(executor: CustomExecutor): Promise<void>;
  /** After a new task: the container may use more. */
  resize(executor: CustomExecutor): void;
  pid(executor: CustomExecutor): number | undefined;
  agentInfo(executor: CustomExecutor): AgentInfo;
  close(): void;
}

export interface ExecutorProcessOptions {
  readonly workDirectory: string;
  readonly tools: ExecutorTools;
  readonly executorScript: string;
  readonly address: string;
  readonly containment: Containment;
  readonly policy: ContainerPolicy;
  readonly limits: HostLimits;
  readonly info: AgentInfo;
  readonly shutdownGraceMs: number;
  /** Whether executors have to show their token. */
  readonly withToken: boolean;
  readonly log: (line: string) => void;
}

/** How often processes that are not children of the agent are looked at. */
const ADOPTED_POLL_MS = 100;
const SIGKILL = 9;
/** Set in a wait status when the process left a core. */
const CORE_FLAG = 0x80;

export function createExecutorProcess(options: ExecutorProcessOptions): ExecutorProcess {
  const { containment } = options;
  const adopted = new Map<CustomExecutor, (status: number) => void>();
  let closed = false;

  async function end(executor: CustomExecutor): Promise<number> {
    if (!(await containment.killAll(marksOf(executor))))
      options.log(`executor ${executor.info.executor_id.value}: some of its processes do not end`);
    containment.close(executor.ids.containerId);
    const outcome = readOutcome(executor.meta);
    if (outcome === undefined) return SIGKILL; // the shell around it was killed
    return outcome.kind === "exited"
      ? outcome.code << 8
      : outcome.code | (outcome.coreDumped ? CORE_FLAG : 0);
  }

  const poll = setInterval(() => {
    for (const [executor, onEnd] of adopted) {
      const shell = readPidFile(join(executor.meta, "executor.pid"));
      if (shell !== undefined && isAlive(shell)) continue;
      adopted.delete(executor);
      end(executor).then(
        (status) => {
          if (!closed) onEnd(status);
        },
        (error: unknown) => options.log(`executor ${executor.info.executor_id.value}: ${String(error)}`),
      );
    }
  }, ADOPTED_POLL_MS);
  poll.unref();

  return {
    async start(executor) {
      const { ids, framework, meta, sandbox, info } = executor;
      // An executor is prepared as a command task is: by its command, its resources and those of its first tasks.
      const asTask = taskLike(executor);
      const run = newRun(options.workDirectory, ids, framework, asTask, Date.now(), undefined);
      executor.preparation.signal.addEventListener("abort", () => run.preparation.abort());
      const prepared = await prepare(run, options.workDirectory, options.tools, options.limits);
      if (prepared.kind === "refused")
        throw new Error(prepared.message.replace(/^Failed to launch container: /, ""));
      if (prepared.kind === "aborted" || executor.preparation.signal.aborted)
        throw new Error("it was ended before it was started");
      const doors = containment.open(ids.containerId, settingsOf(asTask, options.policy));
      const started = startExecutor({
        tools: options.tools,
        script: options.executorScript,
        meta,
        sandbox,
        words: [...prepared.limited, ...prepared.as, ...commandWords(info.command ?? {})],
        environment: executorEnvironment(framework, info, ids, sandbox, options.address, {
          shutdownGraceMs: options.shutdownGraceMs,
          token: options.withToken ? executor.token : undefined,
        }),
        doors,
      });
      await started.ended;
      return end(executor);
    },
    claim: ({ meta }) => claimInsteadOfExecutor(meta),
    adopt: (executor, onEnd) => adopted.set(executor, onEnd),
    async killAll(executor) {
      await containment.killAll(marksOf(executor));
    },
    resize(executor) {
      try {
        containment.open(executor.ids.containerId, settingsOf(taskLike(executor), options.policy));
      } catch (error) {
        // The new task shares what the others have; that is told, and no reason to lose it.
        options.log(
          `executor ${executor.info.executor_id.value} keeps its limits: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
    pid: ({ meta }) => readPidFile(join(meta, "command.pid"))?.pid,
    agentInfo: ({ ids }) => ({ ...options.info, id: { value: ids.agentId } }),
    close() {
      closed = true;
      clearInterval(poll);
    },
  };
}

function marksOf({ ids, meta }: CustomExecutor): ContainerMarks {
  return {
    containerId: ids.containerId,
    leader: readPidFile(join(meta, "command.pid")),
    executor: readPidFile(join(meta, "executor.pid")),
  };
}

/** The executor with all that its tasks may use, in the form of a command task. */
function taskLike({ ids, info, tasks }: CustomExecutor): TaskInfo {
  const resources: Resource[] = [...(info.resources ?? [])];
  for (const { info: task, state } of tasks.values())
    if (!isTerminal(state)) resources.push(...(task.resources ?? []));
  return {
    name: info.name ?? ids.executorId,
    task_id: { value: ids.executorId },
    agent_id: { value: ids.agentId },
    resources,
    ...(info.command === undefined ? {} : { command: info.command }),
    ...(info.container === undefined ? {} : { container: info.container }),
  };
}
