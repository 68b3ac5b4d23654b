import { encodeJson } from "../../proto/codec.ts";
import type { SchedulerCall } from "../../proto/generated/types.ts";
import { declinedTogether } from "../launch/calls.ts";
import { causeOf } from "../connection/cause.ts";
import { createCallConnection } from "./call-connection.ts";
import { connectionCause } from "../connection/connections.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import type { After, Count, Log } from "../connection/ports.ts";
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
 * The calls of one session, over a connection of their own, in one order: Mesos sees them in this one. None waits for the
 * answer to the one before. Refusals of offers that wait one behind the other go as one: a large cluster offers thousands
 * of agents at once.
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
  /** It was refused with another secret. */
  readonly isRepeated: boolean;
}

/** Calls without an answer, at most. Each of them may or may not have arrived when the connection breaks. */
const UNDER_WAY_MAX = 64;
/** As long as nothing was answered: a master that does not know us, or that nobody understands, is found out by one call. */
const UNDER_WAY_FIRST = 1;
const UNAUTHORIZED = 401;

export function createCallQueue(options: CallQueueOptions): CallQueue {
  const { log, count } = options;
  const connection = createCallConnection(options);
  const waiting: WaitingCall[] = [];
  /** What the master refused for our secret; nothing else is sent until it is known whether there is another one. */
  let refused: { readonly call: WaitingCall; readonly answer: CallAnswer }[] = [];
  let authorization: { readonly header: string | undefined } | undefined;
  let isAuthorizing = false;
  let underWay = 0;
  let underWayMax = UNDER_WAY_FIRST;
  let open = true;
  let whenDrained: (() => void)[] = [];

  const pending = (): number => waiting.length + underWay + refused.length;
  const tellDrained = (): void => {
    if (open && pending() > 0) return;
    for (const told of whenDrained) told();
    whenDrained = [];
  };
  const drop = (): void => {
    open = false;
    if (waiting.length > 0) count("calls_dropped", waiting.length);
    waiting.length = 0;
    tellDrained();
  };
  const broken = (cause: string): void => {
    if (!open) return;
    drop();
    queueMicrotask(() => options.onBroken(cause)); // the connection is in the middle of telling us
  };
  const unanswered = (type: string, error: unknown): void => {
    if (!open) return; // closed by us, or it broke with a call before
    count("calls_failed", 1);
    const cause = connectionCause(error);
    log.warn("A call has no answer", { call: type, cause });
    broken(`${type}: ${cause}`);
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

  const settle = ({ call, answered }: WaitingCall, answer: CallAnswer): void => {
    note(typeOf(call), answer);
    for (const told of answered) if (open) told(answer);
  };
  const hear = (call: WaitingCall, answer: CallAnswer): void => {
    underWay -= 1;
    if (!open) return;
    // The secret may have been changed, or a token may have run out; the call was not looked at.
    if (answer.status === UNAUTHORIZED && !call.isRepeated) refused.push({ call, answer });
    else {
      underWayMax = UNDER_WAY_MAX;
      settle(call, answer);
    }
    if (refused.length > 0 && underWay === 0) void authorizeAnew();
    else pump();
    tellDrained();
  };
  const authorizeAnew = async (): Promise<void> => {
    const before = authorization?.header;
    if (!(await authorize())) return;
    const again = refused;
    refused = [];
    if (authorization?.header === before) for (const { call, answer } of again) settle(call, answer);
    else waiting.unshift(...again.map(({ call }) => ({ ...call, isRepeated: true })));
    pump();
    tellDrained();
  };
  /** @returns false when there is nothing to be sent any more */
  const authorize = async (): Promise<boolean> => {
    isAuthorizing = true;
    try {
      authorization = { header: await options.authorize() };
    } catch (error) {
      unanswered(typeOf((refused[0]?.call ?? waiting[0])?.call), error);
    }
    isAuthorizing = false;
    return open;
  };
  const pump = (): void => {
    if (!open || isAuthorizing || refused.length > 0 || waiting.length === 0) return;
    if (authorization === undefined) {
      void authorize().then(pump);
      return;
    }
    while (open && underWay < underWayMax) {
      const next = waiting.shift();
      if (next === undefined) return;
      const type = typeOf(next.call);
      const body = encoded({ framework_id: { value: options.frameworkId }, ...next.call });
      if (body === undefined) {
        tellDrained();
        continue;
      }
      underWay += 1;
      connection.post(type, body, authorization.header, {
        answered: (answer) => hear(next, answer),
        failed: (error) => {
          underWay -= 1;
          unanswered(type, error);
        },
      });
    }
  };

  return {
    send(call, answered = () => undefined) {
      if (!open) return count("calls_dropped", 1);
      const last = waiting.at(-1);
      const both = last === undefined ? undefined : declinedTogether(last.call, call);
      if (last !== undefined && both !== undefined) {
        waiting[waiting.length - 1] = { ...last, call: both, answered: [...last.answered, answered] };
        return undefined;
      }
      if (waiting.length >= options.callQueueMax) {
        count("calls_dropped", 1);
        drop();
        const cause = `more than ${options.callQueueMax} calls wait for the master`;
        return queueMicrotask(() => options.onBroken(cause)); // not within the call that was one too many
      }
      waiting.push({ call, answered: [answered], isRepeated: false });
      // What is said in one go is told in one go.
      if (waiting.length === 1) queueMicrotask(pump);
      return undefined;
    },
    pending,
    async drained() {
      if (!open || pending() === 0) return;
      await new Promise<void>((resolve) => whenDrained.push(resolve));
    },
    async close() {
      drop();
      await connection.close();
    },
  };
}

function typeOf(call: SchedulerCall | undefined): string {
  return call?.type ?? "UNKNOWN";
}
