import { join } from "node:path";
import type { TaskState, TaskStatus } from "../../../proto/generated/types.ts";
import { hasCapability } from "../../protocol/task-states.ts";
import { writeKill } from "../updates/checkpoint.ts";
import type { KillRecord } from "../updates/checkpoint.ts";
import { readPidFile, signalGroup } from "../containers/executor.ts";
import { later, type RunningTask } from "./task-run.ts";

/** Says what becomes of a task. */
export type Report = (running: RunningTask, state: TaskState, extra?: Partial<TaskStatus>) => void;

export interface TaskKilling {
  /** The first one counts; a later one can only shorten the time that is left. */
  killTask(running: RunningTask, kill: KillRecord): void;
  /** What is to be killed runs now: it is asked to end, and made to after its grace time. */
  signalKill(running: RunningTask, kill: KillRecord): void;
}

export function createTaskKilling(report: Report): TaskKilling {
  function killTask(running: RunningTask, kill: KillRecord): void {
    if (running.phase === "ended") return;
    if (running.kill !== undefined) {
      hasten(running, running.kill, kill);
      return;
    }
    running.kill = kill;
    writeKill(running.meta, kill);
    running.preparation.abort();
    if (running.phase === "running") signalKill(running, kill);
  }

  function hasten(running: RunningTask, before: KillRecord, kill: KillRecord): void {
    if (kill.atMs + kill.graceMs >= before.atMs + before.graceMs) return;
    running.kill = { ...before, atMs: kill.atMs, graceMs: kill.graceMs };
    writeKill(running.meta, running.kill);
    const command = readPidFile(join(running.meta, "command.pid"));
    if (running.phase !== "running" || command === undefined) return;
    later(running, kill.atMs + kill.graceMs - Date.now(), () => signalGroup(command, "SIGKILL"));
  }

  function signalKill(running: RunningTask, kill: KillRecord): void {
    const tellsKilling = hasCapability(running.framework, "TASK_KILLING_STATE");
    const command = readPidFile(join(running.meta, "command.pid"));
    if (kill.because === "draining_gone" && tellsKilling) {
      // What would be TASK_KILLING is the end already: there is no grace.
      if (command !== undefined) signalGroup(command, "SIGKILL");
      return;
    }
    if (kill.because !== "max_completion_time" && kill.because !== "draining_gone" && tellsKilling)
      report(running, "TASK_KILLING", kill.because === "draining" ? { reason: "REASON_AGENT_DRAINING" } : {});
    if (command === undefined) return;
    signalGroup(command, "SIGTERM");
    later(running, kill.atMs + kill.graceMs - Date.now(), () => signalGroup(command, "SIGKILL"));
  }

  return { killTask, signalKill };
}
