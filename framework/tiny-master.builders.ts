import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { ServerOptions } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { decodeJson } from "../proto/codec.ts";
import type { SchedulerCall } from "../proto/generated/types.ts";
import { encodeRecord } from "../proto/recordio.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** As it was written; absent for a GET. */
  readonly json?: unknown;
  readonly call?: SchedulerCall;
  /** Number of the connection it came over. */
  readonly connection: number;
}

/** The answer to a request that is still open. */
export interface OpenAnswer {
  readonly request: SeenRequest;
  readonly response: ServerResponse;
}

export interface TinyMaster extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Calls other than SUBSCRIBE that came, in order. */
  calls(): readonly SchedulerCall[];
  /** Resolves with the `nth` request of that call type, of those so far or to come. */
  until(type: string, nth?: number): Promise<OpenAnswer>;
  /** Writes an event to the newest stream. */
  send(event: unknown): void;
  /** Cuts the newest stream's connection. */
  cut(): void;
  /** Most requests that were under way at one time, the streams left out. */
  readonly concurrent: () => number;
}

export interface TinyMasterOptions {
  /** What to answer instead of a stream; `undefined`: a stream after all. */
  readonly onSubscribe?: (response: ServerResponse, nth: number) => "answered" | undefined;
  /** What to do instead of answering 202. `left`: what follows over the same connection is not looked at. */
  readonly onCall?: (call: SchedulerCall, response: ServerResponse) => "answered" | "left" | undefined;
  /** What `/slaves` holds. */
  readonly slaves?: (response: ServerResponse) => void;
  readonly frameworkId?: string;
  /** What SUBSCRIBED holds besides. */
  readonly subscribed?: object;
  /** Over TLS, with these certificates. */
  readonly tls?: ServerOptions;
}

/** An HTTP server that speaks just enough of a master's API, and notes all it is told. */
export async function startTinyMaster(options: TinyMasterOptions = {}): Promise<TinyMaster> {
  const requests: SeenRequest[] = [];
  const open: OpenAnswer[] = [];
  const connections = new Map<Socket, number>();
  const left = new WeakSet<Socket>();
  const streams: ServerResponse[] = [];
  const wake: (() => void)[] = [];
  let running = 0;
  let most = 0;

  const answer = (request: SeenRequest, response: ServerResponse): void => {
    const { call } = request;
    if (call === undefined) {
      if (options.slaves !== undefined) options.slaves(response);
      else response.writeHead(200, { "content-type": "application/json" }).end('{"slaves":[]}');
      return;
    }
    if (call.type !== "SUBSCRIBE") {
      running += 1;
      most = Math.max(most, running);
      response.once("close", () => (running -= 1));
      const done = options.onCall?.(call, response);
      if (done === "left") left.add(response.req.socket);
      if (done === undefined) response.writeHead(202, { "content-length": 0 }).end();
      return;
    }
    const nth = requests.filter(({ call: other }) => other?.type === "SUBSCRIBE").length;
    if (options.onSubscribe?.(response, nth) === "answered") return;
    response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": `stream-${nth}` });
    streams.push(response);
    const id = call.framework_id?.value ?? options.frameworkId ?? "fw-1";
    write(response, {
      type: "SUBSCRIBED",
      subscribed: { framework_id: { value: id }, heartbeat_interval_seconds: 15, ...options.subscribed },
    });
  };

  /** Of each connection: one request after the other, as a master takes them. */
  const turns = new WeakMap<Socket, Promise<string>>();
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    const body = receive(message);
    const turn = (turns.get(message.socket) ?? Promise.resolve("")).then(() => body);
    turns.set(message.socket, turn);
    void turn.then((text) => {
      if (left.has(message.socket)) return;
      // An executor of another test, whose agent had this port before and is gone.
      if (message.url === "/api/v1/executor") return void response.writeHead(404).end();
      const request: SeenRequest = {
        method: message.method ?? "",
        path: message.url ?? "",
        headers: message.headers,
        connection: connections.get(message.socket) ?? 0,
        ...(text === "" ? {} : { json: JSON.parse(text), call: decodeJson("mesos.v1.scheduler.Call", text) }),
      };
      requests.push(request);
      open.push({ request, response });
      answer(request, response);
      for (const each of wake.splice(0)) each();
    });
  };
  const server =
    options.tls === undefined ? createServer(onRequest) : createTlsServer(options.tls, onRequest);
  server.on(options.tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    connections.set(socket, connections.size + 1);
    socket.on("error", () => undefined); // clients of these tests break connections on purpose
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    calls: () =>
      requests.flatMap(({ call }) => (call === undefined || call.type === "SUBSCRIBE" ? [] : [call])),
    async until(type, nth = 1) {
      for (;;) {
        const found = open.filter(({ request }) => request.call?.type === type)[nth - 1];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
    send: (event) => write(streams.at(-1), event),
    cut: () => streams.at(-1)?.destroy(),
    concurrent: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function write(response: ServerResponse | undefined, event: unknown): void {
  response?.write(encodeRecord(JSON.stringify(event)));
}

async function receive(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** An OFFERS event with one offer, as a master writes it for a framework of our capabilities. */
export function offersEvent(
  id: string,
  scalars: Readonly<Record<string, number>> = { cpus: 4, mem: 4096 },
): object {
  const allocation_info = { role: "batch" };
  return {
    type: "OFFERS",
    offers: {
      offers: [
        {
          id: { value: id },
          framework_id: { value: "fw-1" },
          agent_id: { value: "agent-1" },
          hostname: "node1",
          url: {
            scheme: "http",
            address: { hostname: "node1", ip: "127.0.0.1", port: 5051 },
            path: "/slave(1)",
          },
          resources: Object.entries(scalars).map(([name, value]) => ({
            name,
            type: "SCALAR",
            scalar: { value },
            allocation_info,
          })),
          allocation_info,
        },
      ],
    },
  };
}
