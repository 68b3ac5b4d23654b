import { Client } from "undici";
import { decodeJson } from "../../proto/codec.ts";
import type { SchedulerEvent } from "../../proto/generated/types.ts";
import { ProtoError } from "../../proto/proto-error.ts";
import { RecordIoDecoder } from "../../proto/recordio.ts";
import { connectionCause } from "../connection/connections.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import { SCHEDULER_PATH } from "../detection/redirect.ts";
import { readBodyStart } from "../connection/http-body.ts";
import type { After } from "../connection/ports.ts";

export interface EventStreamOptions {
  readonly baseUrl: string;
  /** The SUBSCRIBE call. */
  readonly body: string;
  readonly authorize: Authorize;
  readonly connect: Connector;
  /** Longest event in bytes. */
  readonly recordBytesMax: number;
  /** From the beginning until `expectByteWithin` is called. */
  readonly answerTimeoutMs: number;
  readonly nowMs: () => number;
  readonly after: After;
}

/** How often it is looked whether bytes still come, in parts of the time that they may stay away. */
const LOOKS = 5;
/** A look that is so late was held up by this very process. */
const LATE_MS = 1000;

/** Told in order, and never again after `close`. `answered` or `ended` is the last. */
export interface EventStreamHandlers {
  /** The master took the call: events follow. */
  opened(streamId: string): void;
  event(event: SchedulerEvent): void;
  /** A record that is valid JSON but no event: left out, the stream goes on. */
  unreadable(cause: string, record: Uint8Array): void;
  /** The master answered otherwise. */
  answered(answer: { readonly status: number; readonly location: string; readonly body: string }): void;
  /** `silent`: nobody closed it. */
  ended(cause: string, how?: "silent"): void;
}

export interface EventStream {
  /** From now on the stream counts as dead after that time without any byte. */
  expectByteWithin(ms: number): void;
  /** By the clock given. */
  lastByteMs(): number;
  /** Ends the connection. Resolves when nothing of it is left. */
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 2000;

/** Subscribes over a connection of its own, which carries nothing else: the answer to SUBSCRIBE never ends. */
export function openEventStream(options: EventStreamOptions, handlers: EventStreamHandlers): EventStream {
  return new Stream(options, handlers);
}

class Stream implements EventStream {
  readonly #options: EventStreamOptions;
  readonly #handlers: EventStreamHandlers;
  readonly #baseUrl: string;
  readonly #nowMs: () => number;
  readonly #after: After;
  readonly #url: URL;
  readonly #client: Client;
  #open = true;
  #opened = false;
  #subscribed = false;
  #patienceMs: number;
  #lastByteMs: number;
  #cancelWatch = (): void => undefined;
  #gone: Promise<void>;

  constructor(options: EventStreamOptions, handlers: EventStreamHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#baseUrl = options.baseUrl;
    this.#nowMs = options.nowMs;
    this.#after = options.after;
    this.#url = new URL(this.#baseUrl + SCHEDULER_PATH);
    this.#client = new Client(this.#url.origin, {
      pipelining: 1,
      connect: options.connect,
      // Silence is watched below, by the clock we are given; the answer as a whole has no end.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#patienceMs = options.answerTimeoutMs;
    this.#lastByteMs = this.#nowMs();
    this.#gone = this.#read().catch((error: unknown) => {
      this.#finish(() =>
        handlers.ended(
          `${this.#baseUrl}: ${connectionCause(error, this.#opened ? undefined : this.#baseUrl)}`,
        ),
      );
    });
    this.#watch();
  }

  expectByteWithin(ms: number): void {
    this.#subscribed = true;
    this.#patienceMs = ms;
    this.#lastByteMs = this.#nowMs();
    this.#cancelWatch();
    if (this.#open) this.#watch();
  }

  lastByteMs(): number {
    return this.#lastByteMs;
  }

  async close(): Promise<void> {
    this.#finish(() => undefined);
    await this.#gone;
  }

  #watch(): void {
    const lookMs = this.#patienceMs / LOOKS;
    const look = (dueMs: number): void => {
      const lateMs = this.#nowMs() - dueMs;
      const remainingMs = this.#lastByteMs + this.#patienceMs - this.#nowMs();
      // So long a pause is taken for a disconnect: who knows what the cluster did meanwhile.
      if (this.#subscribed && lateMs >= this.#patienceMs - lookMs)
        return this.#finish(() =>
          this.#handlers.ended(`this process stood still for ${Math.round(lateMs / 1000)} s`),
        );
      if (remainingMs > 0) return plan(Math.min(lookMs, remainingMs));
      // What came while this process was held up is still to be read, unless it is held up all the time.
      if (lateMs >= LATE_MS && remainingMs > -this.#patienceMs) return plan(LATE_MS);
      return this.#finish(() => this.#handlers.ended(this.#silence(), "silent"));
    };
    const plan = (ms: number): void => {
      const dueMs = this.#nowMs() + ms;
      this.#cancelWatch = this.#after(ms, () => look(dueMs));
    };
    plan(Math.max(0, Math.min(lookMs, this.#lastByteMs + this.#patienceMs - this.#nowMs())));
  }

  #silence(): string {
    return this.#opened && !this.#subscribed
      ? `no SUBSCRIBED from ${this.#baseUrl} within ${this.#patienceMs / 1000} s`
      : `no byte from ${this.#baseUrl} for ${this.#patienceMs / 1000} s`;
  }

  /** The one way out: whatever comes first is told, the rest is of a dead stream. */
  #finish(tell: () => void): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cancelWatch();
    tell();
    this.#gone = Promise.all([this.#gone, this.#client.destroy()]).then(() => undefined);
  }

  async #read(): Promise<void> {
    const { body } = this.#options;
    const authorization = await this.#options.authorize();
    if (!this.#open) return undefined;
    const response = await this.#client.request({
      method: "POST",
      path: this.#url.pathname,
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...(authorization === undefined ? {} : { authorization }),
      },
      body,
    });
    const { statusCode: status, headers } = response;
    if (status !== 200) {
      const text = await readBodyStart(response.body, ERROR_BODY_MAX);
      const location = header(headers.location);
      return this.#finish(() => this.#handlers.answered({ status, location, body: text }));
    }
    const fault = unreadableBy(headers);
    if (fault !== undefined)
      return this.#finish(() => this.#handlers.ended(`${this.#baseUrl} answers with ${fault}`));
    this.#opened = true;
    if (this.#open) this.#handlers.opened(header(headers["mesos-stream-id"]));
    const decoder = new RecordIoDecoder({ recordBytesMax: this.#options.recordBytesMax });
    for await (const chunk of bytesOf(response.body)) {
      if (this.#subscribed) this.#lastByteMs = this.#nowMs();
      for (const record of decoder.push(chunk)) {
        if (!this.#open) return undefined; // closed while the record before was handled
        deliver(record, this.#handlers);
      }
    }
    decoder.end();
    return this.#finish(() => this.#handlers.ended(`${this.#baseUrl} ended the stream`));
  }
}

/** What is in the way of reading events that come with such headers. */
function unreadableBy(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const type = header(headers["content-type"]);
  const encoding = header(headers["content-encoding"]);
  if (!/^application\/json *(?:;|$)/i.test(type))
    return `content of the type "${type.slice(0, 100)}" instead of events in JSON`;
  if (encoding !== "" && encoding !== "identity") return `content encoded by ${encoding.slice(0, 100)}`;
  return undefined;
}

/** @throws ProtoError `not_json`: then the framing is not what we think it is */
function deliver(record: Uint8Array, handlers: EventStreamHandlers): void {
  let event: SchedulerEvent;
  try {
    event = decodeJson("mesos.v1.scheduler.Event", record);
  } catch (error) {
    if (!(error instanceof ProtoError) || error.kind === "not_json") throw error;
    handlers.unreadable(error.message, record);
    return;
  }
  handlers.event(event);
}

async function* bytesOf(body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a stream of bytes is expected");
    yield chunk;
  }
}

function header(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
