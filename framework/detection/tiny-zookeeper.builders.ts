import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * As much of a ZooKeeper as a reader meets: nodes, watches, sessions, and all that can go wrong with them. Source:
 * Apache ZooKeeper, zookeeper.jute.
 */
export interface TinyZooKeeper extends AsyncDisposable {
  /** `127.0.0.1:port`; stays the same. */
  readonly address: string;
  /** What clients said to prove who they are. */
  readonly credentials: readonly string[];
  /** Makes a node and those above it, and tells watchers. */
  put(path: string, data: string | Uint8Array): void;
  remove(path: string): void;
  /** Called once, before the data of the next node is read. */
  onceBeforeRead(run: () => void): void;
  /** From now on only who said this may read. */
  guard(credentials: string): void;
  /** Takes bytes and connections, and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends all sessions: who comes back hears that it is too late. */
  expire(): void;
  /** Cuts all connections and takes no new ones. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Connections so far. */
  readonly connections: () => number;
  /** Requests for the children of a node. */
  readonly lists: () => number;
  /** Resolves when that is so; looked at after each request and connection. */
  until(condition: () => boolean): Promise<void>;
}

const OPERATIONS = {
  exists: 3,
  getData: 4,
  ping: 11,
  getChildren2: 12,
  close: -11,
  auth: 100,
  setWatches: 101,
};
const ERRORS = { none: 0, unimplemented: -6, noNode: -101, noAuth: -102 };
const EVENTS = { created: 1, deleted: 2, childrenChanged: 4 };
const WATCH_XID = -1;
const STAT_BYTES = 68;

interface Client {
  readonly socket: Socket;
  session: bigint;
  credentials: Set<string>;
  readonly watches: { readonly children: Set<string>; readonly exists: Set<string> };
}

export async function startTinyZooKeeper(): Promise<TinyZooKeeper> {
  const nodes = new Map<string, Buffer>([["/", Buffer.alloc(0)]]);
  const changedAt = new Map<string, bigint>();
  const clients = new Set<Client>();
  const expired = new Set<bigint>();
  const credentials: string[] = [];
  const wake: (() => void)[] = [];
  let zxid = 0n;
  let sessions = 0n;
  let connections = 0;
  let lists = 0;
  let frozen = false;
  let guard: string | undefined;
  let beforeRead: (() => void) | undefined;

  const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
  const childrenOf = (path: string): readonly string[] =>
    [...nodes.keys()]
      .filter((name) => name !== "/" && parentOf(name) === path)
      .map((name) => name.slice(name.lastIndexOf("/") + 1));
  const news = (): void => {
    for (const each of wake.splice(0)) each();
  };

  const changed = (kind: "children" | "exists", path: string, event: number): void => {
    changedAt.set(`${kind} ${path}`, zxid);
    for (const { watches, socket } of clients)
      if (watches[kind].delete(path)) send(socket, header(WATCH_XID, 0), int(event), int(3), text(path));
  };
  const add = (path: string, data: Buffer): void => {
    zxid += 1n;
    nodes.set(path, data);
    changed("exists", path, EVENTS.created);
    changed("children", parentOf(path), EVENTS.childrenChanged);
  };
  const header = (xid: number, error: number): Buffer => {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32BE(xid, 0);
    bytes.writeBigInt64BE(zxid, 4);
    bytes.writeInt32BE(error, 12);
    return bytes;
  };

  const answer = (
    client: Client,
    operation: number,
    read: Reader,
  ): readonly [number, ...Buffer[]] | undefined => {
    switch (operation) {
      case OPERATIONS.ping:
      case OPERATIONS.close:
        return [ERRORS.none];
      case OPERATIONS.auth: {
        read.int();
        const said = `${read.text()}:${read.text()}`;
        credentials.push(said);
        client.credentials.add(said);
        return [ERRORS.none];
      }
      case OPERATIONS.setWatches:
        return setWatches(client, read);
      default:
    }
    const path = read.text();
    const watch = read.boolean();
    if (guard !== undefined && !client.credentials.has(`digest:${guard}`)) return [ERRORS.noAuth];
    if (operation === OPERATIONS.getData) {
      const run = beforeRead;
      beforeRead = undefined;
      run?.();
    }
    const data = nodes.get(path);
    if (operation === OPERATIONS.exists) {
      if (watch && data === undefined) client.watches.exists.add(path);
      return data === undefined ? [ERRORS.noNode] : [ERRORS.none, Buffer.alloc(STAT_BYTES)];
    }
    if (data === undefined) return [ERRORS.noNode];
    if (operation === OPERATIONS.getData) return [ERRORS.none, bytes(data), Buffer.alloc(STAT_BYTES)];
    if (operation !== OPERATIONS.getChildren2) return [ERRORS.unimplemented];
    lists += 1;
    if (watch) client.watches.children.add(path);
    const names = childrenOf(path);
    return [ERRORS.none, int(names.length), ...names.map(text), Buffer.alloc(STAT_BYTES)];
  };

  const setWatches = (client: Client, read: Reader): readonly [number] => {
    const since = read.long();
    const late: (() => void)[] = [];
    for (const kind of [undefined, "exists", "children"] as const) {
      for (let left = read.int(); left > 0; left -= 1) {
        const path = read.text();
        if (kind === undefined) continue; // of data
        client.watches[kind].add(path);
        if ((changedAt.get(`${kind} ${path}`) ?? 0n) > since)
          late.push(() => changed(kind, path, kind === "exists" ? EVENTS.created : EVENTS.childrenChanged));
      }
    }
    for (const each of late) setImmediate(each);
    return [ERRORS.none];
  };

  const server = createServer((socket) => {
    const client: Client = {
      socket,
      session: 0n,
      credentials: new Set(),
      watches: { children: new Set(), exists: new Set() },
    };
    let held = Buffer.alloc(0);
    connections += 1;
    clients.add(client);
    socket.on("error", () => undefined); // clients of these tests break connections on purpose
    socket.on("close", () => clients.delete(client));
    socket.on("data", (chunk) => {
      if (frozen) return;
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
        const end = 4 + held.readInt32BE(0);
        const read = reader(held.subarray(4, end));
        held = held.subarray(end);
        if (client.session === 0n) {
          join(client, read);
          continue;
        }
        const xid = read.int();
        const operation = read.int();
        const [error, ...body] = answer(client, operation, read) ?? [];
        if (error !== undefined) send(socket, header(xid, error), ...body);
        if (operation === OPERATIONS.close) socket.end();
      }
      news();
    });
    news();
  });

  const join = (client: Client, read: Reader): void => {
    read.int(); // version of the protocol
    read.long();
    const timeoutMs = read.int();
    const wanted = read.long();
    const isLate = expired.has(wanted);
    client.session = wanted === 0n || isLate ? (sessions += 1n) : wanted;
    const id = Buffer.alloc(8);
    id.writeBigInt64BE(client.session);
    send(client.socket, int(0), int(isLate ? 0 : timeoutMs), id, bytes(Buffer.alloc(16)), Buffer.alloc(1));
    if (isLate) client.socket.end();
  };

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const { socket } of clients) socket.destroy();
    await closed;
  };
  await listen(0);
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;

  return {
    address: `127.0.0.1:${port}`,
    credentials,
    put(path, data) {
      for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1))
        if (!nodes.has(path.slice(0, at))) add(path.slice(0, at), Buffer.alloc(0));
      add(path, Buffer.from(data));
    },
    remove(path) {
      zxid += 1n;
      if (nodes.delete(path)) changed("children", parentOf(path), EVENTS.childrenChanged);
    },
    onceBeforeRead(run) {
      beforeRead = run;
    },
    guard(wanted) {
      guard = wanted;
    },
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
    },
    expire() {
      for (const { session, socket } of clients) {
        expired.add(session);
        socket.destroy();
      }
    },
    stop,
    start: () => listen(port),
    connections: () => connections,
    lists: () => lists,
    async until(condition) {
      while (!condition()) await new Promise<void>((resolve) => wake.push(resolve));
    },
    [Symbol.asyncDispose]: stop,
  };
}

interface Reader {
  int(): number;
  long(): bigint;
  boolean(): boolean;
  text(): string;
}

function reader(packet: Buffer): Reader {
  let at = 0;
  const skip = (count: number): number => (at += count) - count;
  const int = (): number => packet.readInt32BE(skip(4));
  return {
    int,
    long: () => packet.readBigInt64BE(skip(8)),
    boolean: () => packet[skip(1)] === 1,
    text() {
      const length = Math.max(0, int()); // -1 stands for nothing
      const from = skip(length);
      return packet.toString("utf8", from, from + length);
    },
  };
}

function int(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeInt32BE(value);
  return four;
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([int(value.length), value]);
}

function text(value: string): Buffer {
  return bytes(Buffer.from(value));
}

function send(socket: Socket, ...parts: readonly Buffer[]): void {
  const packet = Buffer.concat(parts);
  if (socket.writable) socket.write(Buffer.concat([int(packet.length), packet]));
}

/** The data of a master's node, as a master writes it. */
export function masterNode(fields: object = {}): string {
  return JSON.stringify({
    address: { hostname: "127.0.0.1", ip: "127.0.0.1", port: 5050 },
    capabilities: [{ type: "AGENT_UPDATE" }, { type: "AGENT_DRAINING" }, { type: "QUOTA_V2" }],
    hostname: "127.0.0.1",
    id: "9e5f2b3a-8c0d-4b7e-a111-111111111111",
    ip: 16_777_343,
    pid: "master@127.0.0.1:5050",
    port: 5050,
    version: "1.12.0",
    ...fields,
  });
}

/** The same, of a master that listens there. */
export function masterNodeAt(url: string): string {
  const { hostname, port } = new URL(url);
  return masterNode({
    address: { hostname, ip: hostname, port: Number(port) },
    hostname,
    port: Number(port),
  });
}
