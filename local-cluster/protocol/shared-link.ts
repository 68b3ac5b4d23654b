import { request as httpRequest, Agent } from "node:http";
import type { ClientRequest } from "node:http";
import { originIn, whenTaken } from "./exchange.ts";
import { interception } from "./interception.ts";
import { fromJson, toJson } from "./json.ts";
import { lineSplitter } from "./lines.ts";
import type { LinkOptions, MasterLink } from "./link.ts";
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
  const source = options.master;
  const sockets = new Agent({ keepAlive: true, maxSockets: 1 });
  const seats = new Map<number, Seat>();
  const toRegister = new Set<Seat>();
  let queue: { readonly seat: Seat; readonly turn: number; readonly message: AgentMessage }[] = [];
  let seatCount = 0;
  let closed = false;
  let attempt = 0;
  /** Where another master sent us. */
  let redirected: string | undefined;
  let hops = 0;
  let target: URL | undefined;
  let reported = "";
  let stream: ClientRequest | undefined;
  let channel: string | undefined;
  let posting = false;
  let silence: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const post = (path: string, body: string, agent: Agent | false): ClientRequest => {
    const bytes = Buffer.from(body);
    const request = httpRequest({
      host: target?.hostname ?? "",
      port: target?.port || 80,
      path,
      method: "POST",
      agent,
      headers: {
        "Content-Type": "application/json",
        "Content-Length": bytes.length,
        ...(options.authorization === undefined ? {} : { Authorization: options.authorization }),
      },
    });
    request.end(bytes);
    return request;
  };

  const lose = (why: string): void => {
    if (stream === undefined) return;
    redirected = undefined;
    const lost = stream;
    stream = undefined;
    channel = undefined;
    queue = [];
    clearTimeout(silence);
    silence = undefined;
    lost.destroy();
    for (const seat of seats.values()) seat.agentId = undefined;
    if (closed) return;
    if (why !== reported)
      options.log(`no connection to the master at ${target?.origin ?? source.text}: ${why}; trying again`);
    reported = why;
    retry = setTimeout(open, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 2000);
    attempt += 1;
  };

  const register = (seat: Seat): void => {
    toRegister.add(seat);
    pump();
  };

  const receive = (line: ChannelLine): void => {
    if (line.type === "opened") {
      ({ channel } = line);
      attempt = 0;
      hops = 0;
      reported = "";
      for (const seat of seats.values()) toRegister.add(seat);
      pump();
      return;
    }
    const seat = seats.get(line.seat);
    if (seat?.turn !== line.turn) return;
    if (line.type === "ended") {
      seat.agentId = undefined;
      clearTimeout(seat.retry);
      seat.retry = setTimeout(() => register(seat), SEAT_RETRY_MS);
      return;
    }
    const { turn, number, command } = line;
    interception().toAgent(seat.agentId ?? "", command, (passed) => {
      if (seat.turn !== turn || number <= seat.newest || !seats.has(seat.number)) return;
      seat.newest = number;
      if (passed.type === "registered") {
        seat.agentId = passed.agentId;
        silence ??= watchSilence(passed.pingIntervalMs * SILENT_PERIODS);
      }
      if (passed.type === "ping") send(seat, { type: "pong", number: passed.number });
      else seat.agent.onCommand(passed);
    });
  };

  const watchSilence = (ms: number): NodeJS.Timeout =>
    setTimeout(() => lose(`nothing heard for ${ms} ms`), ms);

  function open(): void {
    if (closed || stream !== undefined) return;
    const url = redirected ?? source.url();
    if (url === undefined) {
      if (reported !== "no leader") options.log(`no master leads, says ${source.text}; waiting`);
      reported = "no leader";
      return; // the source tells
    }
    target = new URL(url);
    const splitter = lineSplitter(MESSAGE_BYTES_MAX);
    const request = post(CHANNEL_PATH, "{}", false);
    stream = request;
    request.setTimeout(30_000, () => {
      if (channel === undefined) request.destroy(new Error("no answer within 30 s"));
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
          if (stream === request) lose(`the channel was answered ${response.statusCode}`);
        });
        return;
      }
      response.on("data", (chunk: Buffer) => {
        silence?.refresh();
        try {
          for (const line of splitter.push(chunk)) {
            if (stream !== request) return;
            receive(fromJson(line) as ChannelLine); // the other side of our own protocol writes nothing else
          }
        } catch (error) {
          lose(`not understood: ${error instanceof Error ? error.message : String(error)}`);
        }
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
    retry = setTimeout(open, RETRY_MS[0] * hops);
  }

  function send(seat: Seat, message: AgentMessage): void {
    const { agentId, turn } = seat;
    if (agentId === undefined) return;
    interception().toMaster(agentId, message, (passed) => {
      if (seat.turn !== turn || seat.agentId === undefined) return;
      if (queue.length >= QUEUE_MAX) {
        lose("the master does not take messages");
        return;
      }
      queue.push({ seat, turn, message: passed });
      pump();
    });
  }

  function nextRegistrations(): SeatRegistration[] {
    const registrations: SeatRegistration[] = [];
    for (const seat of toRegister) {
      if (registrations.length >= REGISTRATIONS_MAX) break;
      toRegister.delete(seat);
      seat.turn += 1;
      seat.newest = 0;
      seat.agentId = undefined;
      registrations.push({ seat: seat.number, turn: seat.turn, registration: seat.agent.registration() });
    }
    return registrations;
  }

  function nextMessages(): SeatMessages[] {
    const bySeat = new Map<Seat, { seat: number; turn: number; messages: AgentMessage[] }>();
    for (const { seat, turn, message } of queue.splice(0, MESSAGES_MAX)) {
      if (turn !== seat.turn) continue;
      const known = bySeat.get(seat);
      if (known === undefined) bySeat.set(seat, { seat: seat.number, turn, messages: [message] });
      else known.messages.push(message);
    }
    return [...bySeat.values()];
  }

  function pump(): void {
    if (posting || channel === undefined || (queue.length === 0 && toRegister.size === 0)) return;
    posting = true;
    // Messages that come in the same turn of the event loop go together.
    setImmediate(postNext);
  }

  function postNext(): void {
    if (channel === undefined) {
      posting = false;
      return;
    }
    const sentIn = channel;
    const body: ChannelMessages = {
      channel: sentIn,
      messages: nextMessages(),
      registrations: nextRegistrations(),
    };
    const done = (why: string | undefined): void => {
      posting = false;
      if (why !== undefined && channel === sentIn) lose(why);
      else pump();
    };
    const request = post(CHANNEL_MESSAGES_PATH, toJson(body), sockets);
    whenTaken(request, done);
  }

  source.onChange(() => {
    attempt = 0;
    hops = 0;
    redirected = undefined;
    clearTimeout(retry);
    if (stream === undefined) open();
    // The old leader ends when it learns of it; agents need not wait for that.
    else if (source.url() !== target?.origin) lose("another master leads");
  });
  open();
  return {
    connect(agent) {
      seatCount += 1;
      const seat: Seat = {
        number: seatCount,
        agent,
        turn: 0,
        agentId: undefined,
        newest: 0,
        retry: undefined,
      };
      seats.set(seat.number, seat);
      register(seat);
      return {
        send: (message) => send(seat, message),
        close() {
          clearTimeout(seat.retry);
          seats.delete(seat.number);
          toRegister.delete(seat);
          seat.agentId = undefined;
        },
      };
    },
    close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      for (const seat of seats.values()) clearTimeout(seat.retry);
      stream?.destroy();
      stream = undefined;
      channel = undefined;
      sockets.destroy();
    },
  };
}
