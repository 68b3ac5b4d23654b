import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { encodeRecord } from "../proto/recordio.ts";

/** What a master does to whoever subscribes, over the bare connection. */
export type Misbehaviour = (to: BareAnswer) => void | Promise<void>;

export interface BareAnswer {
  readonly socket: Socket;
  /** Of the master itself. */
  readonly url: string;
  /** Resolves when the test says so. */
  readonly goOn: Promise<void>;
  write(bytes: string | Uint8Array): void;
  /** One chunk of a chunked body. */
  chunk(bytes: string | Uint8Array): void;
  /** Writes that again and again, as fast as it is read, until the other side has enough. */
  flood(bytes: string | Uint8Array): Promise<void>;
}

export interface BadMaster extends AsyncDisposable {
  readonly url: string;
  /** Bytes that clients took from it. */
  readonly bytesTaken: () => number;
  /** Resolves when that many subscriptions were answered badly, or are being so. */
  subscribed(times: number): Promise<void>;
  /** Lets answers go on that wait for it. */
  goOn(): void;
}

/** A master that misbehaves `times` times, and then is the one at `goodUrl`. Everything but SUBSCRIBE goes there. */
export async function startBadMaster(
  goodUrl: string,
  misbehave: Misbehaviour,
  times = 1,
): Promise<BadMaster> {
  const good = new URL(goodUrl);
  const sockets = new Set<Socket>();
  const wake: (() => void)[] = [];
  const going = Promise.withResolvers<void>();
  let subscriptions = 0;
  let url = "";

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // clients break off on purpose
    let held = Buffer.alloc(0);
    const onData = (bytes: Buffer): void => {
      held = Buffer.concat([held, bytes]);
      const request = held.toString("latin1");
      const isPost = request.startsWith("POST ");
      if (isPost && !request.includes('"type":')) return; // its body is still to come
      socket.off("data", onData);
      if (request.includes('"SUBSCRIBE"') && subscriptions < times) {
        subscriptions += 1;
        socket.on("data", () => undefined);
        void misbehave(answerOf(socket, url, going.promise));
        for (const each of wake.splice(0)) each();
        return;
      }
      const onward = connect(Number(good.port), good.hostname, () => {
        onward.write(held);
        onward.pipe(socket).pipe(onward);
      });
      sockets.add(onward);
      onward.on("error", () => socket.destroy());
    };
    socket.on("data", onData);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has such an address.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    bytesTaken: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    async subscribed(wanted) {
      while (subscriptions < wanted) await new Promise<void>((resolve) => wake.push(resolve));
    },
    goOn: () => going.resolve(),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answerOf(socket: Socket, url: string, goOn: Promise<void>): BareAnswer {
  const write = (bytes: string | Uint8Array): void => {
    if (socket.writable) socket.write(bytes);
  };
  return {
    socket,
    url,
    goOn,
    write,
    chunk(bytes) {
      const body = Buffer.from(bytes);
      write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]));
    },
    async flood(bytes) {
      while (socket.writable) {
        const more = socket.write(bytes);
        if (more) await new Promise((resolve) => setImmediate(resolve));
        else
          await new Promise<void>((resolve) => {
            socket.once("drain", resolve);
            socket.once("close", () => resolve());
          });
      }
    },
  };
}

/** Head of the answer to a subscription that is taken. */
export const STREAM_HEAD = [
  "HTTP/1.1 200 OK",
  "Content-Type: application/json",
  "Mesos-Stream-Id: stream-1",
  "Transfer-Encoding: chunked",
  "\r\n",
].join("\r\n");

export function subscribedEvent(fields: object = {}): object {
  return {
    type: "SUBSCRIBED",
    subscribed: { framework_id: { value: "fw-1" }, heartbeat_interval_seconds: 15, ...fields },
  };
}

export function recordOf(event: unknown): Uint8Array {
  return encodeRecord(JSON.stringify(event));
}
