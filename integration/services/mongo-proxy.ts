import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BSON } from "mongodb";

/** What may happen to a request on its way to a database and back. */
export const WIRE_FAULTS = [
  /** The connection breaks before the server sees the request. */
  "cut before",
  /** It breaks after the server did it, before the answer. */
  "cut after",
  /** It breaks in the middle of the answer. */
  "cut inside the answer",
  /** Nothing is heard any more, and nothing was done. */
  "silence before",
  /** Nothing is heard any more, and it was done. */
  "silence after",
  /** The connection breaks, and the server does it some time later all the same. */
  "cut, done late",
  /** The server is no primary any more, and did nothing. */
  "not primary",
  /** It was interrupted by an election after it did it. */
  "interrupted after",
  /** It did it, and the majority did not confirm that in time. */
  "no majority in time",
  /** It takes its time. */
  "slow",
] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];

export interface Disturbance {
  readonly fault: WireFault;
  /** Of the request; every one when absent. */
  readonly command?: string;
  readonly collection?: string;
  /** So many go through before. */
  readonly skip?: number;
  /** For ever when `Infinity`; 1. */
  readonly times?: number;
  /** Of "slow" and "cut, done late". */
  readonly ms?: number;
}

/** Stands between the clients and a server of MongoDB's protocol, and disturbs single requests. */
export interface MongoProxy extends AsyncDisposable {
  readonly url: string;
  /** Instead of those before. The first one that a request meets decides. */
  disturb(...disturbances: readonly Disturbance[]): void;
  /** How often the disturbances met a request since they were set. */
  readonly met: number;
  /** Breaks all connections and takes no new ones; `up` does. */
  down(): void;
  up(): void;
}

const LATE_MS = 300;
const OP_MSG = 2013;
const NAME_AT = 26;

export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  const sockets = new Set<Socket>();
  let armed: { readonly disturbance: Disturbance; skip: number; times: number }[] = [];
  let met = 0;
  let isUp = true;

  const disturbanceOf = (request: Buffer): Disturbance | undefined => {
    const { command, collection } = headOf(request);
    for (const one of armed) {
      const { disturbance } = one;
      if (disturbance.command !== undefined && disturbance.command !== command) continue;
      if (disturbance.collection !== undefined && disturbance.collection !== collection) continue;
      if (one.times <= 0) continue;
      if (one.skip > 0) {
        one.skip -= 1;
        continue;
      }
      one.times -= 1;
      met += 1;
      return disturbance;
    }
    return undefined;
  };

  const listener = createServer((client) => {
    sockets.add(client);
    client.once("close", () => sockets.delete(client));
    client.on("error", () => undefined); // it was cut
    if (!isUp) return void client.destroy();
    serve(client, serverPort, disturbanceOf).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `mongodb://127.0.0.1:${port}`,
    disturb: (...disturbances) => {
      met = 0;
      armed = disturbances.map((disturbance) => ({
        disturbance,
        skip: disturbance.skip ?? 0,
        times: disturbance.times ?? 1,
      }));
    },
    get met() {
      return met;
    },
    down() {
      isUp = false;
      for (const socket of sockets) socket.destroy();
    },
    up() {
      isUp = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** One connection: request by request, as drivers use them. */
async function serve(
  client: Socket,
  serverPort: number,
  disturbanceOf: (request: Buffer) => Disturbance | undefined,
): Promise<void> {
  const server = connect(serverPort, "127.0.0.1");
  server.on("error", () => client.destroy());
  client.once("close", () => server.destroy());
  server.once("close", () => client.destroy());
  const requests = messages(client);
  const answers = messages(server);
  const ask = async (request: Buffer): Promise<Buffer> => {
    server.write(request);
    return (await answers.next()).value ?? Buffer.alloc(0);
  };
  for await (const request of requests) {
    const disturbance = disturbanceOf(request);
    const { fault, ms = LATE_MS } = disturbance ?? {};
    switch (fault) {
      case undefined:
        client.write(await ask(request));
        break;
      case "slow":
        await sleep(ms);
        client.write(await ask(request));
        break;
      case "cut before":
        return void client.destroy();
      case "cut after":
        await ask(request);
        return void client.destroy();
      case "cut inside the answer": {
        const answer = await ask(request);
        client.write(answer.subarray(0, answer.length >> 1), () => client.destroy());
        return;
      }
      case "silence before":
        return void (await once(client, "close"));
      case "silence after":
        await ask(request);
        return void (await once(client, "close"));
      case "cut, done late":
        void doLate(request, serverPort, ms);
        return void client.destroy();
      case "not primary":
        client.write(
          answerTo(request, { ok: 0, errmsg: "not primary", code: 10_107, codeName: "NotWritablePrimary" }),
        );
        break;
      case "interrupted after":
        await ask(request);
        client.write(
          answerTo(request, {
            ok: 0,
            errmsg: "operation was interrupted",
            code: 11_602,
            codeName: "InterruptedDueToReplStateChange",
          }),
        );
        break;
      case "no majority in time": {
        const writeConcernError = {
          code: 64,
          codeName: "WriteConcernTimeout",
          errmsg: "waiting for replication timed out",
        };
        client.write(answerTo(request, { ...bodyOf(await ask(request)), writeConcernError }));
        break;
      }
      default:
        fault satisfies never;
    }
  }
}

/** By a connection of its own, as a packet that was under way. */
async function doLate(request: Buffer, serverPort: number, ms: number): Promise<void> {
  await sleep(ms);
  const server = connect(serverPort, "127.0.0.1");
  server.on("error", () => undefined); // it is down by then
  server.write(request);
  await messages(server).next();
  server.destroy();
}

/** Each begins with its length. */
async function* messages(socket: Socket): AsyncGenerator<Buffer, undefined, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of socket as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
  return undefined;
}

/** The first field of a command is its name, and its value mostly the collection. */
function headOf(message: Buffer): { readonly command: string; readonly collection: string } {
  if (message.length < NAME_AT || message.readInt32LE(12) !== OP_MSG || message[20] !== 0)
    return { command: "", collection: "" };
  const end = message.indexOf(0, NAME_AT);
  const command = message.toString("utf8", NAME_AT, end);
  if (message[NAME_AT - 1] !== 2) return { command, collection: "" };
  const length = message.readInt32LE(end + 1);
  return { command, collection: message.toString("utf8", end + 5, end + 4 + length) };
}

function bodyOf(message: Buffer): BSON.Document {
  return BSON.deserialize(message.subarray(21));
}

function answerTo(request: Buffer, document: BSON.Document): Buffer {
  const body = BSON.serialize(document);
  const message = Buffer.alloc(21 + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(1, 4);
  message.writeInt32LE(request.readInt32LE(4), 8);
  message.writeInt32LE(OP_MSG, 12);
  message.set(body, 21);
  return message;
}
