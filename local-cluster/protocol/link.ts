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
  const source = options.master;
  const sockets = new Agent({ keepAlive: true, maxSockets: 1 });
  let closed = false;
  let attempt = 0;
  /** Where another master sent us. */
  let redirected: string | undefined;
  let hops = 0;
  let target: URL | undefined;
  let reported = "";
  let stream: ClientRequest | undefined;
  let session: { readonly id: string; readonly agentId: string } | undefined;
  let queue: AgentMessage[] = [];
  let posting = false;
  let silence: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const post = (path: string, body: string, on: (request: ClientRequest) => void): void => {
    const bytes = Buffer.from(body);
    const request = httpRequest({
      host: target?.hostname ?? "",
      port: target?.port || 80,
      path,
      method: "POST",
      ...(path === MESSAGES_PATH ? { agent: sockets } : { agent: false }),
      headers: {
        "Content-Type": "application/json",
        "Content-Length": bytes.length,
        ...(options.authorization === undefined ? {} : { Authorization: options.authorization }),
      },
    });
    on(request);
    request.end(bytes);
  };

  const lose = (why: string): void => {
    if (stream === undefined) return;
    redirected = undefined;
    const lost = stream;
    stream = undefined;
    session = undefined;
    queue = [];
    clearTimeout(silence);
    lost.destroy();
    if (closed) return;
    if (why !== reported)
      options.log(`no connection to the master at ${target?.origin ?? source.text}: ${why}; trying again`);
    reported = why;
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 2000;
    attempt += 1;
    retry = setTimeout(register, wait);
  };

  const receive = (own: ClientRequest, command: MasterCommand): void => {
    if (stream !== own) return;
    if (command.type === "registered") {
      session = { id: command.session, agentId: command.agentId };
      attempt = 0;
      hops = 0;
      reported = "";
      clearTimeout(silence);
      const period = command.pingIntervalMs * SILENT_PERIODS;
      silence = setTimeout(() => lose(`no ping for ${period} ms`), period);
    }
    if (command.type === "ping") {
      silence?.refresh();
      send({ type: "pong", number: command.number });
      return;
    }
    options.onCommand(command);
  };

  function register(): void {
    if (closed || stream !== undefined) return;
    const url = redirected ?? source.url();
    if (url === undefined) {
      if (reported !== "no leader") options.log(`no master leads, says ${source.text}; waiting`);
      reported = "no leader";
      return; // the source tells
    }
    target = new URL(url);
    const splitter = lineSplitter(MESSAGE_BYTES_MAX);
    let newest = 0;
    post(REGISTER_PATH, toJson(options.registration()), (request) => {
      stream = request;
      request.setTimeout(30_000, () => {
        if (session === undefined) request.destroy(new Error("no answer within 30 s"));
      });
      request.on("error", (error) => {
        if (stream === request) lose(error.message);
      });
      request.on("response", (response) => {
        response.on("error", () => undefined); // a cut stream also closes; that is handled below
        response.on("close", () => {
          if (stream === request) lose("the stream ended");
        });
        if (response.statusCode === 307 && hops < HOPS_MAX) {
          follow(request, response.headers.location);
          return;
        }
        if (response.statusCode !== 200) {
          response.resume();
          response.on("end", () => {
            if (stream === request) lose(`registration was answered ${response.statusCode}`);
          });
          return;
        }
        response.on("data", (chunk: Buffer) => {
          try {
            for (const line of splitter.push(chunk)) {
              // The other side of our own protocol writes nothing else.
              const { number, command } = fromJson(line) as NumberedCommand;
              const agentId = session?.agentId ?? "";
              interception().toAgent(agentId, command, (passed) => {
                if (number <= newest) return;
                newest = number;
                receive(request, passed);
              });
            }
          } catch (error) {
            lose(`not understood: ${error instanceof Error ? error.message : String(error)}`);
          }
        });
      });
    });
  }

  /** A master that does not lead names the one that does. */
  function follow(request: ClientRequest, location: string | undefined): void {
    if (stream !== request) return;
    const origin = originIn(location);
    if (origin === undefined) {
      lose(`a redirect to '${location ?? ""}' cannot be followed`);
      return;
    }
    stream = undefined;
    request.destroy();
    hops += 1;
    redirected = origin;
    retry = setTimeout(register, RETRY_MS[0] * hops);
  }

  function send(message: AgentMessage): void {
    if (session === undefined) return;
    interception().toMaster(session.agentId, message, (passed) => {
      if (session === undefined) return;
      if (queue.length >= QUEUE_MAX) {
        lose("the master does not take messages");
        return;
      }
      queue.push(passed);
      flush();
    });
  }

  function flush(): void {
    if (posting || queue.length === 0 || session === undefined) return;
    posting = true;
    const sentIn = session;
    const messages = queue.splice(0, BATCH_MAX);
    const body: AgentMessages = { agentId: sentIn.agentId, session: sentIn.id, messages };
    const done = (why: string | undefined): void => {
      posting = false;
      if (why !== undefined && session === sentIn) lose(why);
      else flush();
    };
    post(MESSAGES_PATH, toJson(body), (request) => {
      whenTaken(request, done);
    });
  }

  source.onChange(() => {
    attempt = 0;
    hops = 0;
    redirected = undefined;
    clearTimeout(retry);
    if (stream === undefined) register();
    // The old leader ends when it learns of it; agents need not wait for that.
    else if (source.url() !== target?.origin) lose("another master leads");
  });
  register();
  return {
    send,
    close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      stream?.destroy();
      stream = undefined;
      session = undefined;
      sockets.destroy();
    },
  };
}
