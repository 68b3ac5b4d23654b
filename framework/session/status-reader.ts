import type { SchedulerCall, TaskStatus } from "../../proto/generated/types.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import { acknowledgeCall, reconcileCalls, shutdownCall } from "../launch/calls.ts";
import { networkNames } from "../launch/containerizer.ts";
import type { LaunchOptions } from "../launch/launch-options.ts";
import { taskBeside } from "../launch/task-group.ts";
import type { AgentTraits } from "../offers/agents.ts";
import type { Count, Log } from "../connection/ports.ts";
import { acknowledgementOf, isOfAnotherLaunch, statusUpdateOf } from "../status/task-status.ts";
import { unknownStateIn } from "../status/unknown-state.ts";

export interface StatusReaderOptions {
  readonly launch: LaunchOptions;
  readonly traitsOf: (agentId: string) => AgentTraits | undefined;
  readonly log: Log;
  readonly count: Count;
  readonly send: (call: SchedulerCall) => void;
  readonly emit: (event: BackendEvent) => void;
}

/** Reads the updates of one session. Those that the core must not see are answered here. */
export interface StatusReader {
  updated(status: TaskStatus): void;
  /** @returns whether the record was an update in a state of a newer Mesos: acknowledged and left out */
  unreadable(record: Uint8Array): boolean;
}

export function createStatusReader(options: StatusReaderOptions): StatusReader {
  const { log, count, send, emit } = options;
  const networks = networkNames(options.launch);
  /** Tasks whose sidecars are known to live. */
  const withSidecar = new Set<string>();

  const aside = (status: TaskStatus, taskId: string): void => {
    count("sidecar_updates", 1);
    const update = statusUpdateOf(status, { networks });
    const acknowledgement = acknowledgementOf(update);
    if (acknowledgement !== undefined) send(acknowledgeCall(acknowledgement));
    const isLive = update.state === "starting" || update.state === "running";
    if (!isLive) {
      withSidecar.delete(taskId);
      return;
    }
    withSidecar.add(taskId);
    // Found by asking for all tasks: its own may have ended while nobody was here to end the sidecar with it.
    if (update.reconciliation)
      for (const call of reconcileCalls([{ taskId, agentId: update.agentId }])) send(call);
  };

  return {
    updated(status) {
      const taskId = status.task_id.value;
      const beside = taskBeside(taskId);
      if (beside !== undefined) return aside(status, beside);
      const agentId = status.agent_id?.value ?? "";
      if (isOfAnotherLaunch(status)) {
        count("launches_twice", 1);
        log.error("Mesos has a task under this id already; it is asked where that one stands", {
          task: taskId,
        });
        for (const call of reconcileCalls([{ taskId, agentId }])) send(call);
        return undefined;
      }
      if (isOfTheMaster(status)) {
        log.debug("A task has ended; how, its agent is still to tell", { task: taskId });
        return undefined;
      }
      const agentAddress = options.traitsOf(agentId)?.address;
      const update = statusUpdateOf(status, {
        networks,
        ...(agentAddress === undefined ? {} : { agentAddress }),
      });
      // Of a group the other members go on when one has ended well.
      const isOver = update.state === "finished" || update.state === "gone";
      if (isOver && agentId !== "" && (options.launch.sidecar !== undefined || withSidecar.has(taskId))) {
        send(shutdownCall(taskId, agentId));
      }
      return emit({ type: "status", update });
    },
    unreadable(record) {
      const unknown = unknownStateIn(record);
      if (unknown === undefined) return false;
      log.warn("A task is in a state that only a newer Mesos knows; it is left out", {
        state: unknown.state,
      });
      if (unknown.acknowledgement !== undefined) send(acknowledgeCall(unknown.acknowledgement));
      return true;
    },
  };
}

/**
 * A master knows that a task failed or was killed, but not how. While it does, the agent's own update, with the words
 * of the executor, is on its way, and comes until it is acknowledged.
 */
function isOfTheMaster({ state, reason, uuid }: TaskStatus): boolean {
  return (
    (state === "TASK_FAILED" || state === "TASK_KILLED") &&
    (reason === "REASON_RECONCILIATION" || reason === "REASON_AGENT_REREGISTERED") &&
    (uuid === undefined || uuid.length === 0)
  );
}
