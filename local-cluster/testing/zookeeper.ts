import { createServer } from "node:net";
import type { Socket } from "node:net";

/**
 * As much of a ZooKeeper as an election needs: nodes, ephemeral and numbered ones, and watches on children. It lets
 * tests put in and take away the nodes of masters that do not exist. Source: Apache ZooKeeper, zookeeper.jute.
 */
export interface TestZooKeeper extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Makes a node, and the directories above it. */
  put(path: string, data: string): void;
  remove(path: string): void;
}

interface Node {
  data: Buffer;
  version: number;
  readonly owner: Socket | undefined;
}

const OPERATIONS = {
  create: 1,
  exists: 3,
  getData: 4,
  setData: 5,
  ping: 11,
  getChildren2: 12,
  close: -11,
  auth: 100,
  setWatches: 101,
} as const;
const ERRORS = { none: 0, unimplemented: -6, noNode: -101, badVersion: -103, nodeExists: -110 } as const;
const EPHEMERAL_FLAG = 1;
const SEQUENTIAL_FLAG = 2;
const CHILDREN_CHANGED = 4;
const CONNECTED = 3;
const WATCH_XID = -1;
const STAT_BYTES = 68;

export async function startTestZooKeeper(): Promise<TestZooKeeper> {
  const nodes = new Map<string, Node>([["/", { data: Buffer.alloc(0), version: 0, owner: undefined }]]);
  const counters = new Map<string, number>();
  const watches = new Map<string, Set<Socket>>();
  const sockets = new Set<Socket>();
  let zxid = 0;

  const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
  const childrenOf = (path: string): string[] =>
    [...nodes.keys()]
      .filter((name) => name !== "/" && parentOf(name) === path)
      .map((name) => name.slice(name.lastIndexOf("/") + 1));

  function changed(directory: string): void {
    zxid += 1;
    const watchers = watches.get(directory) ?? [];
    watches.delete(directory);
    for (const socket of watchers)
      send(socket, header(WATCH_XID, ERRORS.none), int(CHILDREN_CHANGED), int(CONNECTED), text(directory));
  }

  function remove(path: string): void {
    if (nodes.delete(path)) changed(parentOf(path));
  }

  function header(xid: number, error: number): Buffer {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32BE(xid, 0);
    bytes.writeBigInt64BE(BigInt(zxid), 4);
    bytes.writeInt32BE(error, 12);
    return bytes;
  }

  function stat({ data, version }: Node): Buffer {
    const bytes = Buffer.alloc(STAT_BYTES);
    bytes.writeInt32BE(version, 32);
    bytes.writeInt32BE(data.length, 52);
    return bytes;
  }

  function create(socket: Socket, path: string, data: Buffer, flags: number): string | undefined {
    const directory = parentOf(path);
    const number = counters.get(directory) ?? 0;
    const name = (flags & SEQUENTIAL_FLAG) === 0 ? path : path + String(number).padStart(10, "0");
    if (nodes.has(name)) return undefined;
    counters.set(directory, number + 1);
    nodes.set(name, { data, version: 0, owner: (flags & EPHEMERAL_FLAG) === 0 ? undefined : socket });
    changed(directory);
    return name;
  }

  /** The error and the body of the answer. */
  function answer(socket: Socket, operation: number, read: Reader): readonly [number, ...Buffer[]] {
    if (operation === OPERATIONS.ping || operation === OPERATIONS.close || operation === OPERATIONS.auth)
      return [ERRORS.none];
    if (operation === OPERATIONS.setWatches) return [ERRORS.none];
    const path = read.text();
    if (operation === OPERATIONS.create) {
      const data = read.bytes();
      for (let left = read.int(); left > 0; left -= 1) {
        read.int();
        read.text();
        read.text();
      }
      if (!nodes.has(parentOf(path))) return [ERRORS.noNode];
      const made = create(socket, path, data, read.int());
      return made === undefined ? [ERRORS.nodeExists] : [ERRORS.none, text(made)];
    }
    const node = nodes.get(path);
    if (node === undefined) return [ERRORS.noNode];
    if (operation === OPERATIONS.exists) return [ERRORS.none, stat(node)];
    if (operation === OPERATIONS.getData) return [ERRORS.none, bytes(node.data), stat(node)];
    if (operation === OPERATIONS.setData) {
      const data = read.bytes();
      const version = read.int();
      if (version !== -1 && version !== node.version) return [ERRORS.badVersion];
      node.data = data;
      node.version += 1;
      return [ERRORS.none, stat(node)];
    }
    if (operation === OPERATIONS.getChildren2) {
      if (read.boolean()) watches.set(path, (watches.get(path) ?? new Set()).add(socket));
      const names = childrenOf(path);
      return [ERRORS.none, int(names.length), ...names.map(text), stat(node)];
    }
    return [ERRORS.unimplemented];
  }

  const server = createServer((socket) => {
    let held = Buffer.alloc(0);
    let isConnected = false;
    sockets.add(socket);
    socket.on("error", () => undefined); // a client that is killed
    socket.on("close", () => {
      sockets.delete(socket);
      for (const [path, { owner }] of nodes) if (owner === socket) remove(path);
    });
    socket.on("data", (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
        const end = 4 + held.readInt32BE(0);
        const read = reader(held.subarray(4, end));
        held = held.subarray(end);
        if (!isConnected) {
          isConnected = true;
          read.int(); // version of the protocol
          read.skip(8); // the newest change it has seen
          const timeout = read.int();
          send(socket, int(0), int(timeout), Buffer.alloc(8, 1), bytes(Buffer.alloc(16)), Buffer.alloc(1));
          continue;
        }
        const xid = read.int();
        const operation = read.int();
        const [error, ...body] = answer(socket, operation, read);
        send(socket, header(xid, error), ...body);
        if (operation === OPERATIONS.close) socket.end();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  return {
    address: `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`,
    put(path, data) {
      for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) {
        const directory = path.slice(0, at);
        if (!nodes.has(directory))
          nodes.set(directory, { data: Buffer.alloc(0), version: 0, owner: undefined });
      }
      const directory = parentOf(path);
      counters.set(directory, (counters.get(directory) ?? 0) + 1);
      nodes.set(path, { data: Buffer.from(data), version: 0, owner: undefined });
      changed(directory);
    },
    remove,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Reader {
  int(): number;
  boolean(): boolean;
  bytes(): Buffer;
  text(): string;
  skip(count: number): void;
}

function reader(packet: Buffer): Reader {
  let at = 0;
  const int = (): number => {
    at += 4;
    return packet.readInt32BE(at - 4);
  };
  const take = (): Buffer => {
    const length = Math.max(0, int()); // -1 stands for nothing
    at += length;
    return Buffer.from(packet.subarray(at - length, at));
  };
  return {
    int,
    boolean() {
      at += 1;
      return packet[at - 1] === 1;
    },
    bytes: take,
    text: () => take().toString("utf8"),
    skip(count) {
      at += count;
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
