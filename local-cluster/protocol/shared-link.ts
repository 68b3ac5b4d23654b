import { request as httpRequest, Agent } from "node:http";
import type { ClientRequest } from "node:http";
import { originIn, whenTaken } from "./exchange.ts";
import { interception } from "./interception.ts";
import { fromJson, toJson } from "./json.ts";
import { lineSplitter } from "./lines.ts";
import type { LinkOptions, MasterLink, MasterSource } from "./link.ts";
import { MESSAGE_BYTES_MAX } from "./messages.ts";
import type { AgentMessage } from "./messages.ts";
import { CHANNEL_MESSAGES_PATH, CHANNEL_PATH } from "./shared-messages.ts";
import type { ChannelLine, ChannelMessages, SeatMessages, SeatRegistration } from "./shared-messages.ts";

/** One connection to the master for many agents; it comes back by itself until closed. */
export interface SharedLink {
  /** The link of one more agent. */
  connect(agent: Pick<LinkOptions, "registration" | "onCommand">): MasterLink;
  close(): void;
}

interface Seat {
  readonly number: number;
  readonly agent: Pick<LinkOptions, "registration" | "onCommand">;
  turn: number;
  /** Set while the master takes messages of this turn. */
  agentId: string | undefined;
  /** Number of the newest command of this turn. */
  newest: number;
  retry: NodeJS.Timeout | undefined;
}

const RETRY_MS = [100, 200, 500, 1000, 2000] as const;
/** A seat whose turn the master ended registers again after that time. */
const SEAT_RETRY_MS = 100;
/** A channel without a byte for this many ping periods is given up and opened anew. */
const SILENT_PERIODS = 6;
/** Redirects that are followed one after the other. */
const HOPS_MAX = 5;
const QUEUE_MAX = 1_000_000;
const MESSAGES_MAX = 2000;
const REGISTRATIONS_MAX = 200;

export function shareLink(options: Pick<LinkOptions, "master" | "authorization" | "log">): SharedLink {
  return new Link(options);
}

class Link implements SharedLink {
  readonly #options: Pick<LinkOptions, "master" | "authorization" | "log">;
  readonly #source: MasterSource;
  readonly #sockets = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #seats = new Map<number, Seat>();
  readonly #toRegister = new Set<Seat>();
  #queue: { readonly seat: Seat; readonly turn: number; readonly message: AgentMessage }[] = [];
  #seatCount = 0;
  #closed = false;
  #attempt = 0;
  /** Where another master sent us. */
  #redirected: string | undefined;
  #hops = 0;
  #target: URL | undefined;
  #reported = "";
  #stream: ClientRequest | undefined;
  #channel: string | undefined;
  #posting = false;
  #silence: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: Pick<LinkOptions, "master" | "authorization" | "log">) {
    this.#options = options;
    this.#source = options.master;
    this.#source.onChange(() => {
      this.#attempt = 0;
      this.#hops = 0;
      this.#redirected = undefined;
      clearTimeout(this.#retry);
      if (this.#stream === undefined) this.#open();
      // The old leader ends when it learns of it; agents need not wait for that.
      else if (this.#source.url() !== this.#target?.origin) this.#lose("another master leads");
    });
    this.#open();
  }

  connect(agent: Pick<LinkOptions, "registration" | "onCommand">): MasterLink {
    this.#seatCount += 1;
    const seat: Seat = {
      number: this.#seatCount,
      agent,
      turn: 0,
      agentId: undefined,
      newest: 0,
      retry: undefined,
    };
    this.#seats.set(seat.number, seat);
    this.#register(seat);
    return {
      send: (message) => this.#send(seat, message),
      close: () => {
        clearTimeout(seat.retry);
        this.#seats.delete(seat.number);
        this.#toRegister.delete(seat);
        seat.agentId = undefined;
      },
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    for (const seat of this.#seats.values()) clearTimeout(seat.retry);
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#channel = undefined;
    this.#sockets.destroy();
  }

  #post(path: string, body: string, agent: Agent | false): ClientRequest {
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
        ...(this.#options.authorization === undefined ? {} : { Authorization: this.#options.authorization }),
      },
    });
    request.end(bytes);
    return request;
  }

  #lose(why: string): void {
    if (this.#stream === undefined) return;
    this.#redirected = undefined;
    const lost = this.#stream;
    this.#stream = undefined;
    this.#channel = undefined;
    this.#queue = [];
    clearTimeout(this.#silence);
    this.#silence = undefined;
    lost.destroy();
    for (const seat of this.#seats.values()) seat.agentId = undefined;
    if (this.#closed) return;
    if (why !== this.#reported)
      this.#options.log(
        `no connection to the master at ${this.#target?.origin ?? this.#source.text}: ${why}; trying again`,
      );
    this.#reported = why;
    this.#retry = setTimeout(
      () => this.#open(),
      RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 2000,
    );
    this.#attempt += 1;
  }

  #register(seat: Seat): void {
    this.#toRegister.add(seat);
    this.#pump();
  }

  #receive(line: ChannelLine): void {
    if (line.type === "opened") {
      this.#channel = line.channel;
      this.#attempt = 0;
      this.#hops = 0;
      this.#reported = "";
      for (const seat of this.#seats.values()) this.#toRegister.add(seat);
      this.#pump();
      return;
    }
    const seat = this.#seats.get(line.seat);
    if (seat?.turn !== line.turn) return;
    if (line.type === "ended") {
      seat.agentId = undefined;
      clearTimeout(seat.retry);
      seat.retry = setTimeout(() => this.#register(seat), SEAT_RETRY_MS);
      return;
    }
    const { turn, number, command } = line;
    interception().toAgent(seat.agentId ?? "", command, (passed) => {
      if (seat.turn !== turn || number <= seat.newest || !this.#seats.has(seat.number)) return;
      seat.newest = number;
      if (passed.type === "registered") {
        seat.agentId = passed.agentId;
        this.#silence ??= this.#watchSilence(passed.pingIntervalMs * SILENT_PERIODS);
      }
      if (passed.type === "ping") this.#send(seat, { type: "pong", number: passed.number });
      else seat.agent.onCommand(passed);
    });
  }

  #watchSilence(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#lose(`nothing heard for ${ms} ms`), ms);
  }

  #open(): void {
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
    const request = this.#post(CHANNEL_PATH, "{}", false);
    this.#stream = request;
    request.setTimeout(30_000, () => {
      if (this.#channel === undefined) request.destroy(new Error("no answer within 30 s"));
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
          if (this.#stream === request) this.#lose(`the channel was answered ${response.statusCode}`);
        });
        return;
      }
      response.on("data", (chunk: Buffer) => {
        this.#silence?.refresh();
        try {
          for (const line of splitter.push(chunk)) {
            if (this.#stream !== request) return;
            this.#receive(fromJson(line) as ChannelLine); // the other side of our own protocol writes nothing else
          }
        } catch (error) {
          this.#lose(`not understood: ${error instanceof Error ? error.message : String(error)}`);
        }
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
    this.#retry = setTimeout(() => this.#open(), RETRY_MS[0] * this.#hops);
  }

  #send(seat: Seat, message: AgentMessage): void {
    const { agentId, turn } = seat;
    if (agentId === undefined) return;
    interception().toMaster(agentId, message, (passed) => {
      if (seat.turn !== turn || seat.agentId === undefined) return;
      if (this.#queue.length >= QUEUE_MAX) {
        this.#lose("the master does not take messages");
        return;
      }
      this.#queue.push({ seat, turn, message: passed });
      this.#pump();
    });
  }

  #nextRegistrations(): SeatRegistration[] {
    const registrations: SeatRegistration[] = [];
    for (const seat of this.#toRegister) {
      if (registrations.length >= REGISTRATIONS_MAX) break;
      this.#toRegister.delete(seat);
      seat.turn += 1;
      seat.newest = 0;
      seat.agentId = undefined;
      registrations.push({ seat: seat.number, turn: seat.turn, registration: seat.agent.registration() });
    }
    return registrations;
  }

  #nextMessages(): SeatMessages[] {
    const bySeat = new Map<Seat, { seat: number; turn: number; messages: AgentMessage[] }>();
    for (const { seat, turn, message } of this.#queue.splice(0, MESSAGES_MAX)) {
      if (turn !== seat.turn) continue;
      const known = bySeat.get(seat);
      if (known === undefined) bySeat.set(seat, { seat: seat.number, turn, messages: [message] });
      else known.messages.push(message);
    }
    return [...bySeat.values()];
  }

  #pump(): void {
    if (
      this.#posting ||
      this.#channel === undefined ||
      (this.#queue.length === 0 && this.#toRegister.size === 0)
    )
      return;
    this.#posting = true;
    // Messages that come in the same turn of the event loop go together.
    setImmediate(() => this.#postNext());
  }

  #postNext(): void {
    if (this.#channel === undefined) {
      this.#posting = false;
      return;
    }
    const sentIn = this.#channel;
    const body: ChannelMessages = {
      channel: sentIn,
      messages: this.#nextMessages(),
      registrations: this.#nextRegistrations(),
    };
    const done = (why: string | undefined): void => {
      this.#posting = false;
      if (why !== undefined && this.#channel === sentIn) this.#lose(why);
      else this.#pump();
    };
    const request = this.#post(CHANNEL_MESSAGES_PATH, toJson(body), this.#sockets);
    whenTaken(request, done);
  }
}
