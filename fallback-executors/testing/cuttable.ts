import { connect, createServer, type Socket } from "node:net";

/** A way to a unix socket that can be cut and mended. */
export interface Cuttable extends AsyncDisposable {
  readonly path: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function cuttable(target: string, path: string): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: target, allowHalfOpen: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const mend = (): Promise<void> => new Promise((resolve) => server.listen(path, resolve));
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  return {
    path,
    cut,
    mend,
    async [Symbol.asyncDispose]() {
      if (server.listening) await cut();
    },
  };
}
