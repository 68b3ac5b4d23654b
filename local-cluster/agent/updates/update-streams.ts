import { taskKey } from "../../protocol/task-key.ts";
import type { StatusUpdate } from "../../protocol/messages.ts";
import type { TaskState } from "../../../proto/generated/types.ts";

/**
 * The updates of one agent's tasks on their way to the framework: a queue per task, of which only the oldest
 * is sent, again and again until it is acknowledged. Pure: the owner sends what these functions return and
 * keeps a journal of what it passes in. Source: Mesos, src/status_update_manager.
 */
export interface UpdateStreams {
  readonly streams: Map<string, UpdateStream>;
}

export interface UpdateStream {
  readonly pending: PendingUpdate[];
  /** The newest state passed in, acknowledged or not. */
  latestState: TaskState;
  /** When the oldest is sent again unless it is acknowledged. */
  resendAtMs: number;
  resendAfterMs: number;
}

export type PendingUpdate = Omit<StatusUpdate, "latestState">;

export const RESEND_AFTER_MS = 10_000;
export const RESEND_AFTER_MAX_MS = 600_000;

/** Puts an update at the end of its task's queue. Returns what to send now, if anything. */
export function enqueue(all: UpdateStreams, update: PendingUpdate, nowMs: number): StatusUpdate | undefined {
  const key = taskKey(update.frameworkId, update.status.task_id.value);
  let stream = all.streams.get(key);
  if (stream === undefined) {
    stream = { pending: [], latestState: update.status.state, resendAtMs: 0, resendAfterMs: 0 };
    all.streams.set(key, stream);
  }
  stream.pending.push(update);
  stream.latestState = update.status.state;
  return stream.pending.length === 1 ? first(stream, nowMs) : undefined;
}

export type Acknowledged =
  /** Not the update that is waited for: an old or foreign acknowledgement. */
  | { readonly kind: "ignored" }
  | {
      readonly kind: "acknowledged";
      readonly update: PendingUpdate;
      readonly next: StatusUpdate | undefined;
    };

export function acknowledge(all: UpdateStreams, key: string, uuid: string, nowMs: number): Acknowledged {
  const stream = all.streams.get(key);
  const head = stream?.pending[0];
  if (stream === undefined || head === undefined || head.uuid !== uuid) return { kind: "ignored" };
  stream.pending.shift();
  return { kind: "acknowledged", update: head, next: first(stream, nowMs) };
}

/** The oldest update of every task, whatever the time: after a new connection or subscription. */
export function resendAll(all: UpdateStreams, nowMs: number, frameworkId?: string): StatusUpdate[] {
  const due: StatusUpdate[] = [];
  for (const stream of all.streams.values()) {
    if (frameworkId !== undefined && stream.pending[0]?.frameworkId !== frameworkId) continue;
    const update = first(stream, nowMs);
    if (update !== undefined) due.push(update);
  }
  return due;
}

/** The updates whose time to be sent again has come. */
export function resendDue(all: UpdateStreams, nowMs: number): StatusUpdate[] {
  const due: StatusUpdate[] = [];
  for (const stream of all.streams.values()) {
    const head = stream.pending[0];
    if (head === undefined || nowMs < stream.resendAtMs) continue;
    stream.resendAfterMs = Math.min(stream.resendAfterMs * 2, RESEND_AFTER_MAX_MS);
    stream.resendAtMs = nowMs + stream.resendAfterMs;
    due.push({ ...head, latestState: stream.latestState });
  }
  return due;
}

export function forget(all: UpdateStreams, key: string): void {
  all.streams.delete(key);
}

function first(stream: UpdateStream, nowMs: number): StatusUpdate | undefined {
  const head = stream.pending[0];
  if (head === undefined) return undefined;
  stream.resendAfterMs = RESEND_AFTER_MS;
  stream.resendAtMs = nowMs + RESEND_AFTER_MS;
  return { ...head, latestState: stream.latestState };
}
