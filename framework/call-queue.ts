import { Client } from "undici";
import { encodeJson } from "../proto/codec.ts";
import type { SchedulerCall } from "../proto/generated/types.ts";
import { causeOf } from "./cause.ts";
import { readBodyStart } from "./http-body.ts";
import type { After, Count, Log } from "./ports.ts";
import { SCHEDULER_PATH } from "./redirect.ts";
import { verdictOfCall } from "./refusal.ts";

export interface CallQueueOptions {
  readonly baseUrl: string;
  readonly authorization: string | undefined;
  /** The session's, from the answer to SUBSCRIBE. */
  readonly streamId: string;
  readonly frameworkId: string;
  /** Calls that wait, at most. */
  readonly callQueueMax: number;
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  /** Told once: which calls arrived is unknown, so the session is of no use any more. */
  readonly onBroken: (cause: string) => void;
}

/** The calls of one session, over a connection of their own, one after the other: Mesos sees them in this order. */
export interface CallQueue {
  send(call: SchedulerCall): void;
  /** Resolves when every call so far was answered, or the queue is broken. */
  drained(): Promise<void>;
  /** Drops what waits, ends the connection. Resolves when nothing of it is left. */
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 2000;

export function createCallQueue(options: CallQueueOptions): CallQueue {
  const { log, count } = options;
  const url = new URL(options.baseUrl + SCHEDULER_PATH);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  const waiting: SchedulerCall[] = [];
  let open = true;
  let working: Promise<void> | undefined;

  const drop = (): void => {
    open = false;
    if (waiting.length > 0) count("calls_dropped", waiting.length);
    waiting.length = 0;
  };
  const broken = (cause: string): void => {
    if (!open) return;
    drop();
    options.onBroken(cause);
  };

  const post = async (type: string, body: string): Promise<void> => {
    const timeout = new AbortController();
    const cancel = options.after(options.callTimeoutMs, () =>
      timeout.abort(new Error(`no answer to ${type} within ${options.callTimeoutMs / 1000} s`)),
    );
    try {
      const response = await client.request({
        method: "POST",
        path: url.pathname,
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          "mesos-stream-id": options.streamId,
          ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
        },
        body,
        signal: timeout.signal,
      });
      const { statusCode: status } = response;
      const text = await readBodyStart(response.body, ERROR_BODY_MAX);
      const verdict = verdictOfCall(status, text);
      count(verdict === "done" ? "calls" : "calls_failed", 1);
      if (verdict === "done") return;
      // Not the call itself: a launch holds environments, and those hold secrets.
      log.error("Mesos does not accept a call", { call: type, status, answer: text });
      if (verdict === "session_over") broken(`${type} was answered HTTP ${status} ${text}`.trim());
    } finally {
      cancel();
    }
  };
  const encoded = (call: SchedulerCall): string | undefined => {
    try {
      return encodeJson("mesos.v1.scheduler.Call", call);
    } catch (error) {
      count("calls_failed", 1);
      log.error("A call cannot be written as JSON", { call: call.type, cause: causeOf(error) });
      return undefined;
    }
  };
  const work = async (): Promise<void> => {
    // Broken or closed, nothing waits any more.
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      const type = call.type ?? "UNKNOWN";
      const body = encoded({ framework_id: { value: options.frameworkId }, ...call });
      if (body === undefined) continue;
      try {
        await post(type, body);
      } catch (error) {
        if (!open) return; // closed by us
        count("calls_failed", 1);
        log.warn("A call has no answer", { call: type, cause: causeOf(error) });
        broken(`${type}: ${causeOf(error)}`);
      }
    }
  };

  return {
    send(call) {
      if (!open) return count("calls_dropped", 1);
      if (waiting.length >= options.callQueueMax) {
        count("calls_dropped", 1);
        drop();
        const cause = `more than ${options.callQueueMax} calls wait for the master`;
        return queueMicrotask(() => options.onBroken(cause)); // not within the call that was one too many
      }
      waiting.push(call);
      working ??= work().finally(() => {
        working = undefined;
      });
      return undefined;
    },
    async drained() {
      await working;
    },
    async close() {
      drop();
      await client.destroy();
      await working;
    },
  };
}
