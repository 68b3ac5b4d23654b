import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A TCP proxy that cuts connections at random places of what the server sends. */
export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  readonly cuts: () => number;
  /** From now on nothing is cut any more. */
  calm(): void;
}

export interface CuttingOptions {
  /** Behind it. */
  readonly url: string;
  readonly seed: number;
  /** Each connection is cut behind so many bytes on the average. */
  readonly meanBytes: number;
}

export async function cuttingProxy({ url, seed, meanBytes }: CuttingOptions): Promise<CuttingProxy> {
  const { hostname, port } = new URL(url);
  const random = randomFrom(seed);
  const sockets = new Set<Socket>();
  let cuts = 0;
  let isCalm = false;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    // Exponential, so that every byte is as likely as any other to be the last.
    let left = Math.max(1, Math.round(-Math.log(1 - random()) * meanBytes));
    const close = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => {
        sockets.delete(socket);
        close();
      });
      socket.on("error", close);
    }
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      if (isCalm || chunk.length < left) {
        left -= chunk.length;
        if (client.write(chunk)) return;
        upstream.pause();
        client.once("drain", () => upstream.resume());
        return;
      }
      cuts += 1;
      upstream.removeAllListeners("data");
      // A part of it still arrives, then the end, as when a machine in between goes away.
      client.write(chunk.subarray(0, left), close);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${own}`,
    cuts: () => cuts,
    calm: () => {
      isCalm = true;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
