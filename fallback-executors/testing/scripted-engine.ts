import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What is answered to one kind of request: JSON, or whatever the handler writes. */
export type Reply = object | ((response: ServerResponse, request: IncomingMessage, body: string) => void);

/** Of an Engine API: by `GET /info`, with `*` for the rest of the path. Later ones win. */
export type Script = Readonly<Record<string, Reply>>;

export interface ScriptedEngine extends AsyncDisposable {
  readonly url: string;
  /** `METHOD /path` of all requests, without version and query. */
  readonly asked: readonly string[];
  /** Bodies of requests, by `METHOD /path`. */
  bodiesOf(request: string): readonly unknown[];
  /** Answers otherwise from now on. */
  change(script: Script): void;
  /** Says something to all who listen to events. */
  event(event: object): void;
  /** All connections end. */
  cut(): void;
}

export const INFO = {
  ID: "TEST:ENGI:NE",
  Name: "lying.example",
  NCPU: 4,
  MemTotal: 8 * 1024 ** 3,
  OSType: "linux",
  Architecture: "x86_64",
  ServerVersion: "20.10.0",
};

/** An endpoint that answers as an engine with nothing on it does, but where the script says otherwise. */
export async function scriptedEngine(
  script: Script = {},
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<ScriptedEngine> {
  const listeners = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const bodies = new Map<string, unknown[]>();
  let replies: Script = {
    "GET /_ping": (response) => response.end("OK"),
    "GET /info": INFO,
    "GET /events": (response) => {
      listeners.add(response);
      response.writeHead(200).flushHeaders();
    },
    "GET /containers/json": [],
    ...script,
  };
  const replyTo = (request: string): Reply | undefined =>
    replies[request] ??
    Object.entries(replies).findLast(
      ([key]) => key.endsWith("*") && request.startsWith(key.slice(0, -1)),
    )?.[1];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    const key = `${request.method} ${path}`;
    asked.push(key);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const isJson = request.headers["content-type"] === "application/json";
      if (isJson) bodies.set(key, [...(bodies.get(key) ?? []), JSON.parse(body)]);
      const reply = replyTo(key);
      if (typeof reply === "function") return reply(response, request, body);
      response.writeHead(reply === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(reply ?? { message: `nothing is known of ${key}` }));
    });
  };
  const server = tls === undefined ? createHttpServer(answer) : createHttpsServer(tls, answer);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens at a port
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    listeners.clear();
  };
  return {
    url: `${tls === undefined ? "tcp" : "https"}://127.0.0.1:${port}`,
    asked,
    bodiesOf: (request) => bodies.get(request) ?? [],
    change: (more) => {
      replies = { ...replies, ...more };
    },
    event: (event) => {
      for (const response of listeners) response.write(`${JSON.stringify(event)}\n`);
    },
    cut,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await Promise.race([closed, sleep(1000)]);
    },
  };
}

/** An engine's way to say no. */
export function refusal(status: number, message: string): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ message }));
  };
}
