import type { ClientRequest } from "node:http";
import { interception } from "./interception.ts";
import { fromJson, toJson } from "./json.ts";
import { MasterStream } from "./master-stream.ts";
import type { MasterSource } from "./master-stream.ts";
import { MESSAGES_PATH, REGISTER_PATH } from "./messages.ts";
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

/** An agent's connection to the master; it comes back by itself until closed. */
export interface MasterLink {
  /** Dropped while there is no session: what matters is part of the next registration or sent again. */
  send(message: AgentMessage): void;
  close(): void;
}

/** A master that is silent for this many ping periods is given up and asked anew. */
const SILENT_PERIODS = 6;
const QUEUE_MAX = 200_000;
const BATCH_MAX = 1000;

export function connectToMaster(options: LinkOptions): MasterLink {
  return new Link(options);
}

class Link implements MasterLink {
  readonly #options: LinkOptions;
  readonly #stream: MasterStream;
  #session: { readonly id: string; readonly agentId: string } | undefined;
  /** Number of the newest command of this session. */
  #newest = 0;
  #queue: AgentMessage[] = [];
  #posting = false;
  #silence: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { master, authorization, log } = options;
    this.#stream = new MasterStream({
      master,
      authorization,
      path: REGISTER_PATH,
      body: () => toJson(options.registration()),
      noun: "registration",
      onLine: (line, own) => this.#hear(line, own),
      onLost: () => this.#endSession(),
      log,
    });
    this.#stream.open();
  }

  send(message: AgentMessage): void {
    if (this.#session === undefined) return;
    interception().toMaster(this.#session.agentId, message, (passed) => {
      if (this.#session === undefined) return;
      if (this.#queue.length >= QUEUE_MAX) {
        this.#stream.lose("the master does not take messages");
        return;
      }
      this.#queue.push(passed);
      this.#flush();
    });
  }

  close(): void {
    this.#stream.close();
    this.#endSession();
  }

  #endSession(): void {
    clearTimeout(this.#silence);
    this.#session = undefined;
    this.#newest = 0;
    this.#queue = [];
  }

  #hear(line: string, own: ClientRequest): void {
    // The other side of our own protocol writes nothing else.
    const { number, command } = fromJson(line) as NumberedCommand;
    interception().toAgent(this.#session?.agentId ?? "", command, (passed) => {
      if (!this.#stream.isCurrent(own) || number <= this.#newest) return;
      this.#newest = number;
      this.#receive(passed);
    });
  }

  #receive(command: MasterCommand): void {
    if (command.type === "registered") {
      this.#session = { id: command.session, agentId: command.agentId };
      this.#stream.accepted();
      clearTimeout(this.#silence);
      const period = command.pingIntervalMs * SILENT_PERIODS;
      this.#silence = setTimeout(() => this.#stream.lose(`no ping for ${period} ms`), period);
    }
    if (command.type === "ping") {
      this.#silence?.refresh();
      this.send({ type: "pong", number: command.number });
      return;
    }
    this.#options.onCommand(command);
  }

  #flush(): void {
    if (this.#posting || this.#queue.length === 0 || this.#session === undefined) return;
    this.#posting = true;
    const sentIn = this.#session;
    const messages = this.#queue.splice(0, BATCH_MAX);
    const body: AgentMessages = { agentId: sentIn.agentId, session: sentIn.id, messages };
    this.#stream.post(MESSAGES_PATH, toJson(body), (why) => {
      this.#posting = false;
      if (why !== undefined && this.#session === sentIn) this.#stream.lose(why);
      else this.#flush();
    });
  }
}
