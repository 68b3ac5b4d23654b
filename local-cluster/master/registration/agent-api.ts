import { readBody, sendMethodNotAllowed, sendNothing, sendText } from "../../http/server.ts";
import type { Exchange } from "../../http/server.ts";
import { fromJson, toJson } from "../../protocol/json.ts";
import { MESSAGE_BYTES_MAX } from "../../protocol/messages.ts";
import type { AgentMessages, AgentRegistration, NumberedCommand } from "../../protocol/messages.ts";
import { disconnectAgent } from "../agents/agent-removal.ts";
import { hearAgent, registerAgent } from "./agents.ts";
import type { Master } from "../state/state.ts";

/** An agent that lets this many bytes of commands pile up is cut off; it registers again. */
export const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

/** The private door of our own agents; the protocol is in `protocol/messages.ts`. */
export async function handleAgentRegistration(master: Master, exchange: Exchange): Promise<void> {
  const body = await readInternal(exchange, {
    info: "object",
    address: "string",
    version: "string",
    frameworks: "array",
    tasks: "array",
    total: "array",
    executors: "array",
    operations: "array",
  });
  if (body === undefined) return;
  const { response } = exchange;
  response.writeHead(200, { "Content-Type": "application/x-ndjson" });
  response.socket?.setNoDelay(true);
  // Our own agents write nothing else; who may come here is decided by the credentials.
  const registration = body as AgentRegistration;
  let number = 0;
  const connection = registerAgent(master, registration, {
    send: (command) => {
      if (response.writableEnded || response.destroyed) return;
      number += 1;
      const line: NumberedCommand = { number, command };
      if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
      else response.write(`${toJson(line)}\n`);
    },
    close: () => response.end(),
  });
  if (connection === undefined) return;
  response.on("error", () => response.destroy());
  response.on("close", () => {
    for (const agent of master.agents.values())
      if (agent.connection === connection) disconnectAgent(master, agent.id, connection.session);
  });
}

export async function handleAgentMessages(master: Master, exchange: Exchange): Promise<void> {
  const body = await readInternal(exchange, {
    agentId: "string",
    session: "string",
    messages: "array",
  });
  if (body === undefined) return;
  const { agentId, session, messages } = body as AgentMessages; // as above
  sendNothing(exchange.response, hearAgent(master, agentId, session, messages) ? 202 : 409);
}

type Kind = "string" | "array" | "object";

/** Has answered when it returns `undefined`. The members are looked at no deeper than named. */
export async function readInternal(
  exchange: Exchange,
  members: Readonly<Record<string, Kind>>,
): Promise<object | undefined> {
  const { request, response } = exchange;
  if (request.method !== "POST") {
    sendMethodNotAllowed(exchange, "POST");
    return undefined;
  }
  // A web page cannot send this type to another origin without being asked first.
  if (request.headers["content-type"] !== "application/json") {
    request.resume();
    sendText(response, 415, "Expecting 'Content-Type' of application/json");
    return undefined;
  }
  const text = (await readBody(request, MESSAGE_BYTES_MAX)).toString("utf8");
  let body: unknown;
  try {
    body = fromJson(text);
  } catch {
    sendText(response, 400, "Failed to parse body into JSON"); // there is only one way to fail
    return undefined;
  }
  if (kindOf(body) !== "object" || typeof body !== "object" || body === null) {
    sendText(response, 400, "Expecting a JSON object");
    return undefined;
  }
  const given = new Map<string, unknown>(Object.entries(body));
  const wrong = Object.entries(members).find(([name, kind]) => kindOf(given.get(name)) !== kind);
  if (wrong === undefined) return body;
  sendText(response, 400, `Expecting '${wrong[0]}' to be a JSON ${wrong[1]}`);
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
