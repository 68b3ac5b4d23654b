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
  const { baseUrl, nowMs, after } = options;
  const url = new URL(baseUrl + SCHEDULER_PATH);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: options.connect,
    // Silence is watched below, by the clock we are given; the answer as a whole has no end.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let open = true;
  let opened = false;
  let subscribed = false;
  let patienceMs = options.answerTimeoutMs;
  let lastByteMs = nowMs();
  let cancelWatch = (): void => undefined;

  const watch = (): void => {
    const lookMs = patienceMs / LOOKS;
    const look = (dueMs: number): void => {
      const lateMs = nowMs() - dueMs;
      const remainingMs = lastByteMs + patienceMs - nowMs();
      // So long a pause is taken for a disconnect: who knows what the cluster did meanwhile.
      if (subscribed && lateMs >= patienceMs - lookMs)
        return finish(() => handlers.ended(`this process stood still for ${Math.round(lateMs / 1000)} s`));
      if (remainingMs > 0) return plan(Math.min(lookMs, remainingMs));
      // What came while this process was held up is still to be read, unless it is held up all the time.
      if (lateMs >= LATE_MS && remainingMs > -patienceMs) return plan(LATE_MS);
      return finish(() => handlers.ended(silence(), "silent"));
    };
    const plan = (ms: number): void => {
      const dueMs = nowMs() + ms;
      cancelWatch = after(ms, () => look(dueMs));
    };
    plan(Math.max(0, Math.min(lookMs, lastByteMs + patienceMs - nowMs())));
  };
  const silence = (): string =>
    opened && !subscribed
      ? `no SUBSCRIBED from ${baseUrl} within ${patienceMs / 1000} s`
      : `no byte from ${baseUrl} for ${patienceMs / 1000} s`;
  /** The one way out: whatever comes first is told, the rest is of a dead stream. */
  const finish = (tell: () => void): void => {
    if (!open) return;
    open = false;
    cancelWatch();
    tell();
    gone = Promise.all([gone, client.destroy()]).then(() => undefined);
  };

  const read = async (): Promise<void> => {
    const { body } = options;
    const authorization = await options.authorize();
    if (!open) return undefined;
    const response = await client.request({
      method: "POST",
      path: url.pathname,
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
      return finish(() => handlers.answered({ status, location, body: text }));
    }
    const fault = unreadableBy(headers);
    if (fault !== undefined) return finish(() => handlers.ended(`${baseUrl} answers with ${fault}`));
    opened = true;
    if (open) handlers.opened(header(headers["mesos-stream-id"]));
    const decoder = new RecordIoDecoder({ recordBytesMax: options.recordBytesMax });
    for await (const chunk of bytesOf(response.body)) {
      if (subscribed) lastByteMs = nowMs();
      for (const record of decoder.push(chunk)) {
        if (!open) return undefined; // closed while the record before was handled
        deliver(record, handlers);
      }
    }
    decoder.end();
    return finish(() => handlers.ended(`${baseUrl} ended the stream`));
  };
  let gone: Promise<void> = read().catch((error: unknown) => {
    finish(() => handlers.ended(`${baseUrl}: ${connectionCause(error, opened ? undefined : baseUrl)}`));
  });
  watch();

  return {
    expectByteWithin(ms) {
      subscribed = true;
      patienceMs = ms;
      lastByteMs = nowMs();
      cancelWatch();
      if (open) watch();
    },
    lastByteMs: () => lastByteMs,
    async close() {
      finish(() => undefined);
      await gone;
    },
  };
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
