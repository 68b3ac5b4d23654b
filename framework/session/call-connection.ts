import type { Socket } from "node:net";
import { Client } from "undici";
import type { Connector } from "../connection/connections.ts";
import { SCHEDULER_PATH } from "../detection/redirect.ts";
import type { After } from "../connection/ports.ts";
import type { CallAnswer } from "./call-queue.ts";

export interface CallConnectionOptions {
  readonly baseUrl: string;
  readonly connect: Connector;
  /** The session's, from the answer to SUBSCRIBE. */
  readonly streamId: string;
  readonly callTimeoutMs: number;
  readonly after: After;
}

/** One of them is called, once, and never after `close`. */
export interface CallHandlers {
  answered(answer: CallAnswer): void;
  /** Whether it arrived is unknown. */
  failed(error: unknown): void;
}

/** One connection at a time, over which calls follow each other without waiting for answers (RFC 9112, 9.3.2). */
export interface CallConnection {
  /** @param type  of the call, for messages */
  post(type: string, body: string, authorization: string | undefined, handlers: CallHandlers): void;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 2000;
/** More than anybody sends at once: who sends knows how many may be under way. */
const PIPELINING = 1024;

/**
 * A call is sent once at most. What was sent over a connection that ends without an answer to it is given up, with all
 * behind it: sent again it could arrive twice. The exception is what follows an answer with which the master takes its
 * leave (`Connection: close`): it has not looked at that, and another connection carries it.
 */
export function createCallConnection(options: CallConnectionOptions): CallConnection {
  const { after, callTimeoutMs } = options;
  const url = new URL(options.baseUrl + SCHEDULER_PATH);
  let open = true;
  /** Sent and without an answer. */
  let sent = 0;
  let isLost = false;
  let isLeaving = false;
  let socket: Socket | undefined;
  let isHeld = false;

  const client = new Client(url.origin, {
    pipelining: PIPELINING,
    connect: (to, callback) => {
      // The client would send what is under way once more.
      if (isLost) return callback(new Error("the connection ended while calls were under way"), null);
      return options.connect(to, (...result) => {
        const [, connected] = result;
        if (connected !== null) follow(connected);
        callback(...result);
      });
    },
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  const follow = (connected: Socket): void => {
    socket = connected;
    isLeaving = false;
    connected.once("close", () => {
      isLost ||= sent > 0 && !isLeaving;
      sent = 0;
      if (socket === connected) socket = undefined;
    });
  };
  /** What is sent in one go leaves in one piece: each write to the network takes as long as all else that a call needs. */
  const hold = (): void => {
    const held = socket;
    if (held === undefined || isHeld) return;
    isHeld = true;
    held.cork();
    setImmediate(() => {
      isHeld = false;
      held.uncork();
    });
  };

  return {
    post(type, body, authorization, { answered, failed }) {
      let isOver = false;
      let status = 0;
      let bytes = 0;
      const chunks: Uint8Array[] = [];
      const finish = (tell: () => void): void => {
        if (isOver) return;
        isOver = true;
        cancel();
        if (open) tell();
      };
      const cancel = after(callTimeoutMs, () =>
        finish(() => failed(new Error(`no answer to ${type} within ${callTimeoutMs / 1000} s`))),
      );
      const tellAnswer = (): void =>
        finish(() => answered({ status, body: Buffer.concat(chunks).toString("utf8", 0, ERROR_BODY_MAX) }));
      hold();
      client.dispatch(
        {
          method: "POST",
          path: url.pathname,
          headers: {
            "content-type": "application/json",
            accept: "application/json",
            "mesos-stream-id": options.streamId,
            ...(authorization === undefined ? {} : { authorization }),
          },
          body,
          idempotent: true, // to this client: may follow others that have no answer yet
          blocking: false,
        },
        {
          onRequestStart: () => {
            sent += 1;
          },
          onResponseStart: (_, code, headers) => {
            status = code;
            isLeaving ||= String(headers.connection).toLowerCase() === "close";
          },
          onResponseData: (controller, chunk) => {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes <= ERROR_BODY_MAX) return;
            // The rest is not read. What follows it over this connection can't be told from it.
            sent -= 1;
            controller.abort(new Error("the answer is too long"));
            tellAnswer();
          },
          onResponseEnd: () => {
            sent -= 1;
            tellAnswer();
          },
          onResponseError: (_, error) => {
            if (bytes <= ERROR_BODY_MAX) finish(() => failed(error));
          },
        },
      );
    },
    async close() {
      open = false;
      await client.destroy();
    },
  };
}
