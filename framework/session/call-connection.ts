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

const ERROR_BODY_MAX = 2000;
/** More than anybody sends at once: who sends knows how many may be under way. */
const PIPELINING = 1024;

/**
 * One connection at a time, over which calls follow each other without waiting for answers (RFC 9112, 9.3.2).
 *
 * A call is sent once at most. What was sent over a connection that ends without an answer to it is given up, with all
 * behind it: sent again it could arrive twice. The exception is what follows an answer with which the master takes its
 * leave (`Connection: close`): it has not looked at that, and another connection carries it.
 */
export class CallConnection {
  readonly #options: CallConnectionOptions;
  readonly #after: After;
  readonly #callTimeoutMs: number;
  readonly #url: URL;
  #open = true;
  /** Sent and without an answer. */
  #sent = 0;
  #isLost = false;
  #isLeaving = false;
  #socket: Socket | undefined;
  #isHeld = false;
  readonly #client: Client;

  constructor(options: CallConnectionOptions) {
    this.#options = options;
    this.#after = options.after;
    this.#callTimeoutMs = options.callTimeoutMs;
    this.#url = new URL(options.baseUrl + SCHEDULER_PATH);
    this.#client = new Client(this.#url.origin, {
      pipelining: PIPELINING,
      connect: (to, callback) => {
        // The client would send what is under way once more.
        if (this.#isLost) return callback(new Error("the connection ended while calls were under way"), null);
        return options.connect(to, (...result) => {
          const [, connected] = result;
          if (connected !== null) this.#follow(connected);
          callback(...result);
        });
      },
      headersTimeout: 0, // watched below, by the clock we are given
      bodyTimeout: 0,
    });
  }

  /** @param type  of the call, for messages */
  post(
    type: string,
    body: string,
    authorization: string | undefined,
    { answered, failed }: CallHandlers,
  ): void {
    let isOver = false;
    let status = 0;
    let bytes = 0;
    const chunks: Uint8Array[] = [];
    const finish = (tell: () => void): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      if (this.#open) tell();
    };
    const cancel = this.#after(this.#callTimeoutMs, () =>
      finish(() => failed(new Error(`no answer to ${type} within ${this.#callTimeoutMs / 1000} s`))),
    );
    const tellAnswer = (): void =>
      finish(() => answered({ status, body: Buffer.concat(chunks).toString("utf8", 0, ERROR_BODY_MAX) }));
    this.#hold();
    this.#client.dispatch(
      {
        method: "POST",
        path: this.#url.pathname,
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          "mesos-stream-id": this.#options.streamId,
          ...(authorization === undefined ? {} : { authorization }),
        },
        body,
        idempotent: true, // to this client: may follow others that have no answer yet
        blocking: false,
      },
      {
        onRequestStart: () => {
          this.#sent += 1;
        },
        onResponseStart: (_, code, headers) => {
          status = code;
          this.#isLeaving ||= String(headers.connection).toLowerCase() === "close";
        },
        onResponseData: (controller, chunk) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes <= ERROR_BODY_MAX) return;
          // The rest is not read. What follows it over this connection can't be told from it.
          this.#sent -= 1;
          controller.abort(new Error("the answer is too long"));
          tellAnswer();
        },
        onResponseEnd: () => {
          this.#sent -= 1;
          tellAnswer();
        },
        onResponseError: (_, error) => {
          if (bytes <= ERROR_BODY_MAX) finish(() => failed(error));
        },
      },
    );
  }

  /** Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#open = false;
    await this.#client.destroy();
  }

  #follow(connected: Socket): void {
    this.#socket = connected;
    this.#isLeaving = false;
    connected.once("close", () => {
      this.#isLost ||= this.#sent > 0 && !this.#isLeaving;
      this.#sent = 0;
      if (this.#socket === connected) this.#socket = undefined;
    });
  }

  /** What is sent in one go leaves in one piece: each write to the network takes as long as all else that a call needs. */
  #hold(): void {
    const held = this.#socket;
    if (held === undefined || this.#isHeld) return;
    this.#isHeld = true;
    held.cork();
    setImmediate(() => {
      this.#isHeld = false;
      held.uncork();
    });
  }
}
