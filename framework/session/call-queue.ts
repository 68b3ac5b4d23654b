import { Client } from "undici";
import { encodeJson } from "../../proto/codec.ts";
import type { SchedulerCall } from "../../proto/generated/types.ts";
import { declinedTogether } from "../calls.ts";
import { causeOf } from "../cause.ts";
import { connectionCause } from "../connections.ts";
import type { Connector } from "../connections.ts";
import type { Authorize } from "../credentials.ts";
import { SCHEDULER_PATH } from "../detection/redirect.ts";
import { readBodyStart } from "../http-body.ts";
import type { After, Count, Log } from "../ports.ts";
import { verdictOfCall } from "./refusal.ts";

export interface CallQueueOptions {
  readonly baseUrl: string;
  readonly authorize: Authorize;
  readonly connect: Connector;
  /** The session's, from the answer to SUBSCRIBE. */
  readonly streamId: string;
  readonly frameworkId: string;
  /** Calls that wait, at most. */
  readonly callQueueMax: number;
  readonly callTimeoutMs: number;
  readonly after: After;
  readonly log: Log;
  readonly count: Count;
  /** Told once: which calls arrived is unknown, so the session is of no use any more. */
  readonly onBroken: (cause: string) => void;
}

/**
 * The calls of one session, over a connection of their own, one after the other: Mesos sees them in this order. Refusals
 * of offers that wait one behind the other go as one: a large cluster offers thousands of agents at once.
 */
export interface CallQueue {
  /** @param answered  told what the master says to it; never, when the session ends before */
  send(call: SchedulerCall, answered?: (answer: CallAnswer) => void): void;
  /** Calls that wait or are under way. */
  pending(): number;
  /** Resolves when every call so far was answered, or the queue is broken. */
  drained(): Promise<void>;
  /** Drops what waits, ends the connection. Resolves when nothing of it is left. */
  close(): Promise<void>;
}

export interface CallAnswer {
  readonly status: number;
  readonly body: string;
}

interface WaitingCall {
  readonly call: SchedulerCall;
  /** Of each that it stands for. */
  readonly answered: readonly ((answer: CallAnswer) => void)[];
}

const ERROR_BODY_MAX = 2000;

export function createCallQueue(options: CallQueueOptions): CallQueue {
  const { log, count } = options;
  const url = new URL(options.baseUrl + SCHEDULER_PATH);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: options.connect,
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  const waiting: WaitingCall[] = [];
  let authorization: string | undefined;
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

  const request = async (type: string, body: string): Promise<CallAnswer> => {
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
          ...(authorization === undefined ? {} : { authorization }),
        },
        body,
        signal: timeout.signal,
      });
      return { status: response.statusCode, body: await readBodyStart(response.body, ERROR_BODY_MAX) };
    } finally {
      cancel();
    }
  };
  const post = async (type: string, body: string): Promise<CallAnswer> => {
    authorization ??= await options.authorize();
    const answer = await request(type, body);
    if (answer.status !== 401) return answer;
    // The secret may have been changed, or a token may have run out; the call was not looked at.
    const before = authorization;
    authorization = await options.authorize();
    return authorization === before ? answer : request(type, body);
  };
  const note = (type: string, { status, body }: CallAnswer): void => {
    const verdict = verdictOfCall(status, body);
    count(verdict === "done" ? "calls" : "calls_failed", 1);
    if (verdict === "done") return;
    // Not the call itself: a launch holds environments, and those hold secrets.
    log.error("Mesos does not accept a call", { call: type, status, answer: body });
    if (verdict === "session_over") broken(`${type} was answered HTTP ${status} ${body}`.trim());
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
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const type = next.call.type ?? "UNKNOWN";
      const body = encoded({ framework_id: { value: options.frameworkId }, ...next.call });
      if (body === undefined) continue;
      try {
        const answer = await post(type, body);
        note(type, answer);
        for (const told of next.answered) if (open) told(answer);
      } catch (error) {
        if (!open) return; // closed by us
        count("calls_failed", 1);
        const cause = connectionCause(error);
        log.warn("A call has no answer", { call: type, cause });
        broken(`${type}: ${cause}`);
      }
    }
  };

  return {
    send(call, answered = () => undefined) {
      if (!open) return count("calls_dropped", 1);
      const last = waiting.at(-1);
      const both = last === undefined ? undefined : declinedTogether(last.call, call);
      if (last !== undefined && both !== undefined) {
        waiting[waiting.length - 1] = { call: both, answered: [...last.answered, answered] };
        return undefined;
      }
      if (waiting.length >= options.callQueueMax) {
        count("calls_dropped", 1);
        drop();
        const cause = `more than ${options.callQueueMax} calls wait for the master`;
        return queueMicrotask(() => options.onBroken(cause)); // not within the call that was one too many
      }
      waiting.push({ call, answered: [answered] });
      working ??= work().finally(() => {
        working = undefined;
      });
      return undefined;
    },
    pending: () => waiting.length + (working === undefined ? 0 : 1),
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
