import { encodeJson } from "../../proto/codec.ts";
import type { SchedulerCall } from "../../proto/generated/types.ts";
import { declinedTogether } from "../launch/calls.ts";
import { causeOf } from "../connection/cause.ts";
import { CallConnection } from "./call-connection.ts";
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

/**
 * The calls of one session, over a connection of their own, in one order: Mesos sees them in this one. None waits for the
 * answer to the one before. Refusals of offers that wait one behind the other go as one: a large cluster offers thousands
 * of agents at once.
 */
export class CallQueue {
  readonly #options: CallQueueOptions;
  readonly #log: Log;
  readonly #count: Count;
  readonly #connection: CallConnection;
  readonly #waiting: WaitingCall[] = [];
  /** What the master refused for our secret; nothing else is sent until it is known whether there is another one. */
  #refused: { readonly call: WaitingCall; readonly answer: CallAnswer }[] = [];
  #authorization: { readonly header: string | undefined } | undefined;
  #isAuthorizing = false;
  #underWay = 0;
  #underWayMax = UNDER_WAY_FIRST;
  #open = true;
  #whenDrained: (() => void)[] = [];

  constructor(options: CallQueueOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#count = options.count;
    this.#connection = new CallConnection(options);
  }

  /** Calls that wait or are under way. */
  pending(): number {
    return this.#waiting.length + this.#underWay + this.#refused.length;
  }

  /** @param answered  told what the master says to it; never, when the session ends before */
  send(call: SchedulerCall, answered: (answer: CallAnswer) => void = () => undefined): void {
    if (!this.#open) return this.#count("calls_dropped", 1);
    const last = this.#waiting.at(-1);
    const both = last === undefined ? undefined : declinedTogether(last.call, call);
    if (last !== undefined && both !== undefined) {
      this.#waiting[this.#waiting.length - 1] = {
        ...last,
        call: both,
        answered: [...last.answered, answered],
      };
      return undefined;
    }
    if (this.#waiting.length >= this.#options.callQueueMax) {
      this.#count("calls_dropped", 1);
      this.#drop();
      const cause = `more than ${this.#options.callQueueMax} calls wait for the master`;
      return queueMicrotask(() => this.#options.onBroken(cause)); // not within the call that was one too many
    }
    this.#waiting.push({ call, answered: [answered], isRepeated: false });
    // What is said in one go is told in one go.
    if (this.#waiting.length === 1) queueMicrotask(() => this.#pump());
    return undefined;
  }

  /** Resolves when every call so far was answered, or the queue is broken. */
  async drained(): Promise<void> {
    if (!this.#open || this.pending() === 0) return;
    await new Promise<void>((resolve) => this.#whenDrained.push(resolve));
  }

  /** Drops what waits, ends the connection. Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#drop();
    await this.#connection.close();
  }

  #tellDrained(): void {
    if (this.#open && this.pending() > 0) return;
    for (const told of this.#whenDrained) told();
    this.#whenDrained = [];
  }

  #drop(): void {
    this.#open = false;
    if (this.#waiting.length > 0) this.#count("calls_dropped", this.#waiting.length);
    this.#waiting.length = 0;
    this.#tellDrained();
  }

  #broken(cause: string): void {
    if (!this.#open) return;
    this.#drop();
    queueMicrotask(() => this.#options.onBroken(cause)); // the connection is in the middle of telling us
  }

  #unanswered(type: string, error: unknown): void {
    if (!this.#open) return; // closed by us, or it broke with a call before
    this.#count("calls_failed", 1);
    const cause = connectionCause(error);
    this.#log.warn("A call has no answer", { call: type, cause });
    this.#broken(`${type}: ${cause}`);
  }

  #note(type: string, { status, body }: CallAnswer): void {
    const verdict = verdictOfCall(status, body);
    this.#count(verdict === "done" ? "calls" : "calls_failed", 1);
    if (verdict === "done") return;
    // Not the call itself: a launch holds environments, and those hold secrets.
    this.#log.error("Mesos does not accept a call", { call: type, status, answer: body });
    if (verdict === "session_over") this.#broken(`${type} was answered HTTP ${status} ${body}`.trim());
  }

  #encoded(call: SchedulerCall): string | undefined {
    try {
      return encodeJson("mesos.v1.scheduler.Call", call);
    } catch (error) {
      this.#count("calls_failed", 1);
      this.#log.error("A call cannot be written as JSON", { call: call.type, cause: causeOf(error) });
      return undefined;
    }
  }

  #settle({ call, answered }: WaitingCall, answer: CallAnswer): void {
    this.#note(typeOf(call), answer);
    for (const told of answered) if (this.#open) told(answer);
  }

  #hear(call: WaitingCall, answer: CallAnswer): void {
    this.#underWay -= 1;
    if (!this.#open) return;
    // The secret may have been changed, or a token may have run out; the call was not looked at.
    if (answer.status === UNAUTHORIZED && !call.isRepeated) this.#refused.push({ call, answer });
    else {
      this.#underWayMax = UNDER_WAY_MAX;
      this.#settle(call, answer);
    }
    if (this.#refused.length > 0 && this.#underWay === 0) void this.#authorizeAnew();
    else this.#pump();
    this.#tellDrained();
  }

  async #authorizeAnew(): Promise<void> {
    const before = this.#authorization?.header;
    if (!(await this.#authorize())) return;
    const again = this.#refused;
    this.#refused = [];
    if (this.#authorization?.header === before)
      for (const { call, answer } of again) this.#settle(call, answer);
    else this.#waiting.unshift(...again.map(({ call }) => ({ ...call, isRepeated: true })));
    this.#pump();
    this.#tellDrained();
  }

  /** @returns false when there is nothing to be sent any more */
  async #authorize(): Promise<boolean> {
    this.#isAuthorizing = true;
    try {
      this.#authorization = { header: await this.#options.authorize() };
    } catch (error) {
      this.#unanswered(typeOf((this.#refused[0]?.call ?? this.#waiting[0])?.call), error);
    }
    this.#isAuthorizing = false;
    return this.#open;
  }

  #pump(): void {
    if (!this.#open || this.#isAuthorizing || this.#refused.length > 0 || this.#waiting.length === 0) return;
    if (this.#authorization === undefined) {
      void this.#authorize().then(() => this.#pump());
      return;
    }
    while (this.#open && this.#underWay < this.#underWayMax) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const type = typeOf(next.call);
      const body = this.#encoded({ framework_id: { value: this.#options.frameworkId }, ...next.call });
      if (body === undefined) {
        this.#tellDrained();
        continue;
      }
      this.#underWay += 1;
      this.#connection.post(type, body, this.#authorization.header, {
        answered: (answer) => this.#hear(next, answer),
        failed: (error) => {
          this.#underWay -= 1;
          this.#unanswered(type, error);
        },
      });
    }
  }
}

function typeOf(call: SchedulerCall | undefined): string {
  return call?.type ?? "UNKNOWN";
}
