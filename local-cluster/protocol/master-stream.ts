import { request as httpRequest, Agent } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { originIn, whenTaken } from "./exchange.ts";
import { lineSplitter } from "./lines.ts";
import { MESSAGE_BYTES_MAX } from "./messages.ts";

/** Where the leading master is. */
export interface MasterSource {
  /** Such as `http://host:port`; `undefined` while nobody leads. */
  url(): string | undefined;
  /** Calls the listener at every change. */
  onChange(listener: () => void): void;
  /** For people. */
  readonly text: string;
}

/** A master that was named. It may send on to the one that leads. */
export function fixedMaster(url: string): MasterSource {
  return { url: () => url, onChange: () => undefined, text: url };
}

export interface MasterStreamOptions {
  readonly master: MasterSource;
  readonly authorization: string | undefined;
  readonly path: string;
  /** What is posted there; asked for anew at every attempt. */
  readonly body: () => string;
  /** What is posted, for people. */
  readonly noun: string;
  /** @param own  the stream that it came over; see `isCurrent` */
  readonly onLine: (line: string, own: ClientRequest) => void;
  /** Also called for bytes that are no whole line. */
  readonly onBytes?: () => void;
  readonly onLost: () => void;
  readonly log: (line: string) => void;
}

const RETRY_MS = [100, 200, 500, 1000, 2000] as const;
/** Redirects that are followed one after the other. */
const HOPS_MAX = 5;
const ANSWER_MS = 30_000;

/** A request to the master whose answer is a stream of lines; it comes back by itself until closed. */
export class MasterStream {
  readonly #options: MasterStreamOptions;
  readonly #sockets = new Agent({ keepAlive: true, maxSockets: 1 });
  #closed = false;
  #attempt = 0;
  /** Where another master sent us. */
  #redirected: string | undefined;
  #hops = 0;
  #target: URL | undefined;
  #reported = "";
  #request: ClientRequest | undefined;
  #isAccepted = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: MasterStreamOptions) {
    this.#options = options;
  }

  /** Connects, now and whenever another master leads. */
  open(): void {
    const { master } = this.#options;
    master.onChange(() => {
      this.#attempt = 0;
      this.#hops = 0;
      this.#redirected = undefined;
      clearTimeout(this.#retry);
      if (this.#request === undefined) this.#connect();
      // The old leader ends when it learns of it; agents need not wait for that.
      else if (master.url() !== this.#target?.origin) this.lose("another master leads");
    });
    this.#connect();
  }

  /** The master has taken us: an attempt after this one is the first again. */
  accepted(): void {
    this.#isAccepted = true;
    this.#attempt = 0;
    this.#hops = 0;
    this.#reported = "";
  }

  isCurrent(own: ClientRequest): boolean {
    return this.#request === own;
  }

  /** Posts messages beside the stream. `done` is called once, with what went wrong. */
  post(path: string, body: string, done: (why: string | undefined) => void): void {
    whenTaken(this.#send(path, body, this.#sockets), done);
  }

  /** Gives the stream up, and opens another one after a while. */
  lose(why: string): void {
    if (this.#request === undefined) return;
    const { log, master, onLost } = this.#options;
    this.#redirected = undefined;
    const lost = this.#request;
    this.#request = undefined;
    this.#isAccepted = false;
    onLost();
    lost.destroy();
    if (this.#closed) return;
    if (why !== this.#reported)
      log(`no connection to the master at ${this.#target?.origin ?? master.text}: ${why}; trying again`);
    this.#reported = why;
    this.#connectIn(RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 2000);
    this.#attempt += 1;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#request?.destroy();
    this.#request = undefined;
    this.#sockets.destroy();
  }

  #connectIn(ms: number): void {
    this.#retry = setTimeout(() => this.#connect(), ms);
  }

  #connect(): void {
    if (this.#closed || this.#request !== undefined) return;
    const { body, log, master, path } = this.#options;
    const url = this.#redirected ?? master.url();
    if (url === undefined) {
      if (this.#reported !== "no leader") log(`no master leads, says ${master.text}; waiting`);
      this.#reported = "no leader";
      return; // the source tells
    }
    this.#target = new URL(url);
    const request = this.#send(path, body(), false);
    this.#request = request;
    request.setTimeout(ANSWER_MS, () => {
      if (!this.#isAccepted) request.destroy(new Error("no answer within 30 s"));
    });
    request.on("error", (error) => this.#end(request, error.message));
    request.on("response", (response) => this.#answered(request, response));
  }

  #send(path: string, body: string, agent: Agent | false): ClientRequest {
    const { authorization } = this.#options;
    const bytes = Buffer.from(body);
    const request = httpRequest({
      host: this.#target?.hostname ?? "",
      port: this.#target?.port || 80,
      path,
      method: "POST",
      agent,
      headers: {
        "Content-Type": "application/json",
        "Content-Length": bytes.length,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      },
    });
    request.end(bytes);
    return request;
  }

  #answered(request: ClientRequest, response: IncomingMessage): void {
    response.on("error", () => undefined); // a cut stream also closes; that is handled below
    response.on("close", () => this.#end(request, "the stream ended"));
    if (response.statusCode === 307 && this.#hops < HOPS_MAX) {
      this.#follow(request, response.headers.location);
      return;
    }
    if (response.statusCode !== 200) {
      response.resume();
      const { noun } = this.#options;
      response.on("end", () => this.#end(request, `${noun} was answered ${response.statusCode}`));
      return;
    }
    const splitter = lineSplitter(MESSAGE_BYTES_MAX);
    response.on("data", (chunk: Buffer) => {
      this.#options.onBytes?.();
      try {
        for (const line of splitter.push(chunk)) {
          if (this.#request !== request) return;
          this.#options.onLine(line, request);
        }
      } catch (error) {
        this.lose(`not understood: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  #end(request: ClientRequest, why: string): void {
    if (this.#request === request) this.lose(why);
  }

  /** A master that does not lead names the one that does. */
  #follow(request: ClientRequest, location: string | undefined): void {
    if (this.#request !== request) return;
    const origin = originIn(location);
    if (origin === undefined) {
      this.lose(`a redirect to '${location ?? ""}' cannot be followed`);
      return;
    }
    this.#request = undefined;
    request.destroy();
    this.#hops += 1;
    this.#redirected = origin;
    this.#connectIn(RETRY_MS[0] * this.#hops);
  }
}
