import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { sendNothing } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { toJson } from "../../protocol/json.ts";
import type { ChannelLine, ChannelMessages, SeatRegistration } from "../../protocol/shared-messages.ts";
import { BACKLOG_BYTES_MAX, readInternal } from "./agent-api.ts";
import { disconnectAgent } from "../agents/agent-removal.ts";
import { hearAgent, registerAgent } from "./agents.ts";
import { saveTogether } from "../state/recovery.ts";
import type { Master } from "../state/state.ts";

interface Seat {
  readonly turn: number;
  agentId: string;
  session: string;
}

interface Channel {
  readonly seats: Map<number, Seat>;
  readonly write: (line: ChannelLine) => void;
}

/** The private door for many agents behind one connection; the protocol is in `protocol/shared-messages.ts`. */
export interface AgentChannels {
  open(exchange: Exchange): Promise<void>;
  hear(exchange: Exchange): Promise<void>;
}

export function agentChannels(master: Master): AgentChannels {
  const channels = new Map<string, Channel>();

  const register = (channel: Channel, { seat: number, turn, registration }: SeatRegistration): void => {
    const seat: Seat = { turn, agentId: "", session: "" };
    let count = 0;
    const connection = registerAgent(master, registration, {
      send(command) {
        count += 1;
        if (command.type === "registered") ({ agentId: seat.agentId, session: seat.session } = command);
        channel.write({ type: "command", seat: number, turn, number: count, command });
      },
      close: () => channel.write({ type: "ended", seat: number, turn }),
    });
    if (connection !== undefined) channel.seats.set(number, seat);
  };

  return {
    async open(exchange) {
      if ((await readInternal(exchange, {})) === undefined) return;
      const { response } = exchange;
      const id = randomUUID();
      const channel: Channel = { seats: new Map(), write: lineWriter(response) };
      response.writeHead(200, { "Content-Type": "application/x-ndjson" });
      response.socket?.setNoDelay(true);
      response.on("error", () => response.destroy());
      response.on("close", () => {
        channels.delete(id);
        for (const { agentId, session } of channel.seats.values()) disconnectAgent(master, agentId, session);
      });
      channels.set(id, channel);
      channel.write({ type: "opened", channel: id });
    },
    async hear(exchange) {
      const body = await readInternal(exchange, {
        channel: "string",
        messages: "array",
        registrations: "array",
      });
      if (body === undefined) return;
      const { channel: id, messages, registrations } = body as ChannelMessages; // our own agents write nothing else
      const channel = channels.get(id);
      if (channel === undefined) {
        sendNothing(exchange.response, 409);
        return;
      }
      for (const { seat: number, turn, messages: own } of messages) {
        const seat = channel.seats.get(number);
        if (seat?.turn !== turn) continue; // it has registered again since
        if (!hearAgent(master, seat.agentId, seat.session, own))
          channel.write({ type: "ended", seat: number, turn });
      }
      saveTogether(master, () => {
        for (const registration of registrations) register(channel, registration);
      });
      sendNothing(exchange.response, 202);
    },
  };
}

/** Lines of one turn of the event loop leave together. */
function lineWriter(response: ServerResponse): Channel["write"] {
  let lines: string[] = [];
  const flush = (): void => {
    const text = lines.join("");
    lines = [];
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    else response.write(text);
  };
  return (line) => {
    if (lines.length === 0) setImmediate(flush);
    lines.push(`${toJson(line)}\n`);
  };
}
