import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a socket that can be cut and fixed. */
export interface Cuttable extends AsyncDisposable {
  /** Of the unix socket that was asked for. */
  readonly path: string;
  /** Of this machine, when no path was asked for. */
  readonly port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** @param path  of a unix socket to be made; empty: a port of this machine */
export async function cuttable(
  target: string | { readonly host: string; readonly port: number },
  path = "",
): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...(typeof target === "string" ? { path: target } : target), allowHalfOpen: true });
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
  let port = 0;
  const mend = (): Promise<void> =>
    new Promise((resolve) => {
      if (path === "") server.listen(port, "127.0.0.1", resolve);
      else server.listen(path, resolve);
    });
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  if (path === "") ({ port } = server.address() as AddressInfo); // it listens on TCP
  return {
    path,
    port,
    cut,
    mend,
    async [Symbol.asyncDispose]() {
      if (server.listening) await cut();
    },
  };
}
