import { Client } from "undici";
import { decodeJson } from "../proto/codec.ts";
import type { SchedulerEvent } from "../proto/generated/types.ts";
import { ProtoError } from "../proto/proto-error.ts";
import { RecordIoDecoder } from "../proto/recordio.ts";
import { causeOf } from "./cause.ts";
import { readBodyStart } from "./http-body.ts";
import type { After } from "./ports.ts";
import { SCHEDULER_PATH } from "./redirect.ts";

export interface EventStreamOptions {
  readonly baseUrl: string;
  /** The SUBSCRIBE call. */
  readonly body: string;
  readonly authorization: string | undefined;
  /** Longest event in bytes. */
  readonly recordBytesMax: number;
  readonly connectTimeoutMs: number;
  /** For how long no byte may come before the interval of heartbeats is known. */
  readonly answerTimeoutMs: number;
  readonly nowMs: () => number;
  readonly after: After;
}

/** Told in order, and never again after `close`. `answered` or `ended` is the last. */
export interface EventStreamHandlers {
  /** The master took the call: events follow. */
  opened(streamId: string): void;
  event(event: SchedulerEvent): void;
  /** A record that is valid JSON but no event: left out, the stream goes on. */
  unreadable(cause: string): void;
  /** The master answered otherwise. */
  answered(answer: { readonly status: number; readonly location: string; readonly body: string }): void;
  ended(cause: string): void;
}

export interface EventStream {
  /** From now on the stream counts as dead after that time without any byte. */
  expectByteWithin(ms: number): void;
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
    connect: { timeout: options.connectTimeoutMs },
    // Silence is watched below, by the clock we are given; the answer as a whole has no end.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let open = true;
  let patienceMs = options.answerTimeoutMs;
  let lastByteMs = nowMs();
  let cancelWatch = (): void => undefined;

  const watch = (): void => {
    const remainingMs = lastByteMs + patienceMs - nowMs();
    if (remainingMs <= 0) finish(() => handlers.ended(`no byte from ${baseUrl} for ${patienceMs / 1000} s`));
    else cancelWatch = after(remainingMs, watch);
  };
  /** The one way out: whatever comes first is told, the rest is of a dead stream. */
  const finish = (tell: () => void): void => {
    if (!open) return;
    open = false;
    cancelWatch();
    tell();
    gone = Promise.all([gone, client.destroy()]).then(() => undefined);
  };

  const read = async (): Promise<void> => {
    const { authorization, body } = options;
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
    lastByteMs = nowMs();
    const { statusCode: status, headers } = response;
    if (status !== 200) {
      const text = await readBodyStart(response.body, ERROR_BODY_MAX);
      const location = header(headers.location);
      return finish(() => handlers.answered({ status, location, body: text }));
    }
    if (open) handlers.opened(header(headers["mesos-stream-id"]));
    const decoder = new RecordIoDecoder({ recordBytesMax: options.recordBytesMax });
    for await (const chunk of bytesOf(response.body)) {
      lastByteMs = nowMs();
      for (const record of decoder.push(chunk)) {
        if (!open) return undefined; // closed while the record before was handled
        deliver(record, handlers);
      }
    }
    decoder.end();
    return finish(() => handlers.ended(`${baseUrl} ended the stream`));
  };
  let gone: Promise<void> = read().catch((error: unknown) => {
    finish(() => handlers.ended(`${baseUrl}: ${causeOf(error)}`));
  });
  watch();

  return {
    expectByteWithin(ms) {
      patienceMs = ms;
      cancelWatch();
      if (open) watch();
    },
    async close() {
      finish(() => undefined);
      await gone;
    },
  };
}

/** @throws ProtoError `not_json`: then the framing is not what we think it is */
function deliver(record: Uint8Array, handlers: EventStreamHandlers): void {
  let event: SchedulerEvent;
  try {
    event = decodeJson("mesos.v1.scheduler.Event", record);
  } catch (error) {
    if (!(error instanceof ProtoError) || error.kind === "not_json") throw error;
    handlers.unreadable(error.message);
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
