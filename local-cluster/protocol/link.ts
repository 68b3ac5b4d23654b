import { request as httpRequest, Agent } from "node:http";
import type { ClientRequest } from "node:http";
import { originIn, whenTaken } from "./exchange.ts";
import { interception } from "./interception.ts";
import { fromJson, toJson } from "./json.ts";
import { lineSplitter } from "./lines.ts";
import { MESSAGE_BYTES_MAX, MESSAGES_PATH, REGISTER_PATH } from "./messages.ts";
import type {
  AgentMessage,
  AgentMessages,
  AgentRegistration,
  MasterCommand,
  NumberedCommand,
} from "./messages.ts";

export interface LinkOptions {
  readonly master: MasterSource;
  readonly authorization: string | undefined;
  /** Asked for anew at every (re-)registration. */
  readonly registration: () => AgentRegistration;
  /** Called in order; `registered` comes first in every session. */
  readonly onCommand: (command: MasterCommand) => void;
  readonly log: (line: string) => void;
}

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

/** An agent's connection to the master; it comes back by itself until closed. */
export interface MasterLink {
  /** Dropped while there is no session: what matters is part of the next registration or sent again. */
  send(message: AgentMessage): void;
  close(): void;
}

const RETRY_MS = [100, 200, 500, 1000, 2000] as const;
/** A master that is silent for this many ping periods is given up and asked anew. */
const SILENT_PERIODS = 6;
/** Redirects that are followed one after the other. */
const HOPS_MAX = 5;
const QUEUE_MAX = 200_000;
const BATCH_MAX = 1000;

export function connectToMaster(options: LinkOptions): MasterLink {
  return new Link(options);
}

class Link implements MasterLink {
  readonly #options: LinkOptions;
  readonly #source: MasterSource;
  readonly #sockets = new Agent({ keepAlive: true, maxSockets: 1 });
  #closed = false;
  #attempt = 0;
  /** Where another master sent us. */
  #redirected: string | undefined;
  #hops = 0;
  #target: URL | undefined;
  #reported = "";
  #stream: ClientRequest | undefined;
  #session: { readonly id: string; readonly agentId: string } | undefined;
  #queue: AgentMessage[] = [];
  #posting = false;
  #silence: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#source = options.master;
    this.#source.onChange(() => {
      this.#attempt = 0;
      this.#hops = 0;
      this.#redirected = undefined;
      clearTimeout(this.#retry);
      if (this.#stream === undefined) this.#register();
      // The old leader ends when it learns of it; agents need not wait for that.
      else if (this.#source.url() !== this.#target?.origin) this.#lose("another master leads");
    });
    this.#register();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#session = undefined;
    this.#sockets.destroy();
  }

  #post(path: string, body: string, on: (request: ClientRequest) => void): void {
    const bytes = Buffer.from(body);
    const request = httpRequest({
      host: this.#target?.hostname ?? "",
      port: this.#target?.port || 80,
      path,
      method: "POST",
      ...(path === MESSAGES_PATH ? { agent: this.#sockets } : { agent: false }),
      headers: {
        "Content-Type": "application/json",
        "Content-Length": bytes.length,
        ...(this.#options.authorization === undefined ? {} : { Authorization: this.#options.authorization }),
      },
    });
    on(request);
    request.end(bytes);
  }

  #lose(why: string): void {
    if (this.#stream === undefined) return;
    this.#redirected = undefined;
    const lost = this.#stream;
    this.#stream = undefined;
    this.#session = undefined;
    this.#queue = [];
    clearTimeout(this.#silence);
    lost.destroy();
    if (this.#closed) return;
    if (why !== this.#reported)
      this.#options.log(
        `no connection to the master at ${this.#target?.origin ?? this.#source.text}: ${why}; trying again`,
      );
    this.#reported = why;
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 2000;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#register(), wait);
  }

  #receive(own: ClientRequest, command: MasterCommand): void {
    if (this.#stream !== own) return;
    if (command.type === "registered") {
      this.#session = { id: command.session, agentId: command.agentId };
      this.#attempt = 0;
      this.#hops = 0;
      this.#reported = "";
      clearTimeout(this.#silence);
      const period = command.pingIntervalMs * SILENT_PERIODS;
      this.#silence = setTimeout(() => this.#lose(`no ping for ${period} ms`), period);
    }
    if (command.type === "ping") {
      this.#silence?.refresh();
      this.send({ type: "pong", number: command.number });
      return;
    }
    this.#options.onCommand(command);
  }

  #register(): void {
    if (this.#closed || this.#stream !== undefined) return;
    const url = this.#redirected ?? this.#source.url();
    if (url === undefined) {
      if (this.#reported !== "no leader")
        this.#options.log(`no master leads, says ${this.#source.text}; waiting`);
      this.#reported = "no leader";
      return; // the source tells
    }
    this.#target = new URL(url);
    const splitter = lineSplitter(MESSAGE_BYTES_MAX);
    let newest = 0;
    this.#post(REGISTER_PATH, toJson(this.#options.registration()), (request) => {
      this.#stream = request;
      request.setTimeout(30_000, () => {
        if (this.#session === undefined) request.destroy(new Error("no answer within 30 s"));
      });
      request.on("error", (error) => {
        if (this.#stream === request) this.#lose(error.message);
      });
      request.on("response", (response) => {
        response.on("error", () => undefined); // a cut stream also closes; that is handled below
        response.on("close", () => {
          if (this.#stream === request) this.#lose("the stream ended");
        });
        if (response.statusCode === 307 && this.#hops < HOPS_MAX) {
          this.#follow(request, response.headers.location);
          return;
        }
        if (response.statusCode !== 200) {
          response.resume();
          response.on("end", () => {
            if (this.#stream === request) this.#lose(`registration was answered ${response.statusCode}`);
          });
          return;
        }
        response.on("data", (chunk: Buffer) => {
          try {
            for (const line of splitter.push(chunk)) {
              // The other side of our own protocol writes nothing else.
              const { number, command } = fromJson(line) as NumberedCommand;
              const agentId = this.#session?.agentId ?? "";
              interception().toAgent(agentId, command, (passed) => {
                if (number <= newest) return;
                newest = number;
                this.#receive(request, passed);
              });
            }
          } catch (error) {
            this.#lose(`not understood: ${error instanceof Error ? error.message : String(error)}`);
          }
        });
      });
    });
  }

  /** A master that does not lead names the one that does. */
  #follow(request: ClientRequest, location: string | undefined): void {
    if (this.#stream !== request) return;
    const origin = originIn(location);
    if (origin === undefined) {
      this.#lose(`a redirect to '${location ?? ""}' cannot be followed`);
      return;
    }
    this.#stream = undefined;
    request.destroy();
    this.#hops += 1;
    this.#redirected = origin;
    this.#retry = setTimeout(() => this.#register(), RETRY_MS[0] * this.#hops);
  }

  send(message: AgentMessage): void {
    if (this.#session === undefined) return;
    interception().toMaster(this.#session.agentId, message, (passed) => {
      if (this.#session === undefined) return;
      if (this.#queue.length >= QUEUE_MAX) {
        this.#lose("the master does not take messages");
        return;
      }
      this.#queue.push(passed);
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#posting || this.#queue.length === 0 || this.#session === undefined) return;
    this.#posting = true;
    const sentIn = this.#session;
    const messages = this.#queue.splice(0, BATCH_MAX);
    const body: AgentMessages = { agentId: sentIn.agentId, session: sentIn.id, messages };
    const done = (why: string | undefined): void => {
      this.#posting = false;
      if (why !== undefined && this.#session === sentIn) this.#lose(why);
      else this.#flush();
    };
    this.#post(MESSAGES_PATH, toJson(body), (request) => {
      whenTaken(request, done);
    });
  }
}
