import { randomUUID } from "node:crypto";
import type { AgentMessage } from "../../protocol/messages.ts";
import type { TaskState, TaskStatus } from "../../../proto/generated/types.ts";
import { taskKey } from "../../protocol/task-key.ts";
import { acknowledge, enqueue, forget, resendAll, resendDue } from "./update-streams.ts";
import type { PendingUpdate, UpdateStreams } from "./update-streams.ts";

/** What a real agent writes down before it sends, so that no update is lost with it. */
export interface UpdateJournal {
  update(key: string, update: PendingUpdate): void;
  acknowledged(key: string, uuid: string): void;
}

export interface UpdateSender {
  /** Sends a new status; `status` without uuid. Executors choose the uuid themselves. */
  add(frameworkId: string, status: TaskStatus, uuid?: string): void;
  /** Puts an update of an earlier run of this agent back; it is sent with `resend`. */
  restore(update: PendingUpdate): void;
  /** The update that was acknowledged, or `undefined` when the acknowledgement is of no use. */
  acknowledge(frameworkId: string, taskId: string, uuid: string): PendingUpdate | undefined;
  /** The oldest update of every task now, without waiting for its time. */
  resend(frameworkId?: string): void;
  latestState(key: string): TaskState | undefined;
  /** The oldest update that is not acknowledged. */
  oldest(key: string): PendingUpdate | undefined;
  forget(key: string): void;
  close(): void;
}

const SWEEP_MS = 500;

export function createUpdateSender(options: {
  readonly send: (message: AgentMessage) => void;
  readonly journal?: UpdateJournal;
}): UpdateSender {
  const all: UpdateStreams = { streams: new Map() };
  const sweep = setInterval(() => {
    for (const update of resendDue(all, Date.now())) options.send({ type: "update", update });
  }, SWEEP_MS);
  sweep.unref();
  return {
    add(frameworkId, status, uuid = randomUUID()) {
      const update = { frameworkId, uuid, status };
      options.journal?.update(taskKey(frameworkId, status.task_id.value), update);
      const now = enqueue(all, update, Date.now());
      if (now !== undefined) options.send({ type: "update", update: now });
    },
    restore(update) {
      enqueue(all, update, Date.now());
    },
    acknowledge(frameworkId, taskId, uuid) {
      const key = taskKey(frameworkId, taskId);
      const result = acknowledge(all, key, uuid, Date.now());
      if (result.kind === "ignored") return undefined;
      options.journal?.acknowledged(key, uuid);
      if (result.next !== undefined) options.send({ type: "update", update: result.next });
      return result.update;
    },
    resend(frameworkId) {
      for (const update of resendAll(all, Date.now(), frameworkId)) options.send({ type: "update", update });
    },
    latestState: (key) => all.streams.get(key)?.latestState,
    oldest: (key) => all.streams.get(key)?.pending[0],
    forget: (key) => forget(all, key),
    close: () => clearInterval(sweep),
  };
}
