import { interception } from "./interception.ts";
import { fromJson, toJson } from "./json.ts";
import { MasterStream } from "./master-stream.ts";
import type { LinkOptions, MasterLink } from "./link.ts";
import type { AgentMessage } from "./messages.ts";
import { CHANNEL_MESSAGES_PATH, CHANNEL_PATH } from "./shared-messages.ts";
import type { ChannelLine, ChannelMessages, SeatMessages, SeatRegistration } from "./shared-messages.ts";

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

/** A seat fair-share order the master ended registers again after that time. */
const SEAT_RETRY_MS = 100;
/** A channel without a byte for this many ping periods is given up and opened anew. */
const SILENT_PERIODS = 6;
const QUEUE_MAX = 1_000_000;
const MESSAGES_MAX = 2000;
const REGISTRATIONS_MAX = 200;

/** One connection to the master for many agents; it comes back by itself until closed. */
export class SharedLink {
  readonly #stream: MasterStream;
  readonly #seats = new Map<number, Seat>();
  readonly #toRegister = new Set<Seat>();
  #queue: { readonly seat: Seat; readonly turn: number; readonly message: AgentMessage }[] = [];
  #seatCount = 0;
  #channel: string | undefined;
  #posting = false;
  #silence: NodeJS.Timeout | undefined;

  constructor({ master, authorization, log }: Pick<LinkOptions, "master" | "authorization" | "log">) {
    this.#stream = new MasterStream({
      master,
      authorization,
      path: CHANNEL_PATH,
      body: () => "{}",
      noun: "the channel",
      // The other side of our own protocol writes nothing else.
      onLine: (line) => this.#receive(fromJson(line) as ChannelLine),
      onBytes: () => this.#silence?.refresh(),
      onLost: () => this.#endChannel(),
      log,
    });
    this.#stream.open();
  }

  /** The link of one more agent. */
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
    this.#stream.close();
    for (const seat of this.#seats.values()) clearTimeout(seat.retry);
    this.#endChannel();
  }

  #endChannel(): void {
    this.#channel = undefined;
    this.#queue = [];
    clearTimeout(this.#silence);
    this.#silence = undefined;
    for (const seat of this.#seats.values()) seat.agentId = undefined;
  }

  #register(seat: Seat): void {
    this.#toRegister.add(seat);
    this.#pump();
  }

  #receive(line: ChannelLine): void {
    if (line.type === "opened") {
      this.#channel = line.channel;
      this.#stream.accepted();
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
    return setTimeout(() => this.#stream.lose(`nothing heard for ${ms} ms`), ms);
  }

  #send(seat: Seat, message: AgentMessage): void {
    const { agentId, turn } = seat;
    if (agentId === undefined) return;
    interception().toMaster(agentId, message, (passed) => {
      if (seat.turn !== turn || seat.agentId === undefined) return;
      if (this.#queue.length >= QUEUE_MAX) {
        this.#stream.lose("the master does not take messages");
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
    this.#stream.post(CHANNEL_MESSAGES_PATH, toJson(body), (why) => {
      this.#posting = false;
      if (why !== undefined && this.#channel === sentIn) this.#stream.lose(why);
      else this.#pump();
    });
  }
}
