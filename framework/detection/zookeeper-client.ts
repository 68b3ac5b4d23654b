/** As much of the package `node-zookeeper-client` as is used here; it has no types of its own. */
export interface ZooKeeperClient {
  on(event: "connected" | "disconnected" | "expired" | "authenticationFailed", run: () => void): void;
  connect(): void;
  close(): void;
  addAuthInfo(scheme: string, auth: Buffer): void;
  getChildren(path: string, done: Done<readonly string[]>): void;
  getChildren(path: string, watcher: () => void, done: Done<readonly string[]>): void;
  getData(path: string, done: Done<Uint8Array>): void;
  /** Answers `null` when there is no such node. */
  exists(path: string, done: Done<object | null>): void;
  exists(path: string, watcher: () => void, done: Done<object | null>): void;
}

export type Done<Result> = (
  error: (Error & { getCode?(): number }) | null | undefined,
  result: Result | undefined,
) => void;

/** What the package does not document, and does not do by itself. */
interface ConnectionManager {
  readonly socket?: { destroy(): void };
  onSocketData(bytes: Buffer): void;
  findNextServer(connect: (server: unknown) => void): void;
}

export interface ZooKeeperConnection {
  readonly client: ZooKeeperClient;
  /** Breaks the connection; the client goes on with the next server. */
  cut(): void;
  /** Breaks the connection, and there is never another one. */
  end(): void;
}

// Source: Apache ZooKeeper, KeeperException.
export const CONNECTION_LOSS = -4;
export const NO_NODE = -101;
export const NO_AUTH = -102;

/** Longest pause after all servers were tried in vain, one after the other. */
const SPIN_MS = 500;

export async function createZooKeeperClient(
  servers: readonly string[],
  sessionTimeoutMs: number,
): Promise<ZooKeeperConnection> {
  // Only who uses ZooKeeper needs the package. It is no ES module: all of it may be the default export.
  const loaded: object = await import("node-zookeeper-client");
  const { createClient } = ("default" in loaded ? loaded.default : loaded) as {
    createClient(
      servers: string,
      options: object,
    ): ZooKeeperClient & { readonly connectionManager: ConnectionManager };
  };
  const client = createClient(servers.join(","), {
    sessionTimeout: sessionTimeoutMs,
    spinDelay: SPIN_MS,
    retries: 0,
  });
  const { connectionManager: manager } = client;
  let ended = false;
  const cut = (): void => manager.socket?.destroy();

  const read = manager.onSocketData.bind(manager);
  // What is no ZooKeeper sends what cannot be read; the error would end this process.
  manager.onSocketData = (bytes) => {
    try {
      read(bytes);
    } catch {
      cut();
    }
  };
  const next = manager.findNextServer.bind(manager);
  // A client that is closed between two attempts to connect makes the second one all the same.
  manager.findNextServer = (connect) => {
    next((server) => {
      if (!ended) connect(server);
    });
  };
  return {
    client,
    cut,
    end() {
      ended = true;
      cut();
    },
  };
}
