import { createHash } from "node:crypto";
import type { ACL, Client, ZooKeeperError } from "node-zookeeper-client";
import type { ZooKeeperUrl } from "./zookeeper-url.ts";

/** One session with ZooKeeper. When it is lost it is of no use any more: nodes made in it are gone or will be. */
export interface ZooKeeperSession {
  /** Makes the path with its parents. */
  makePath(path: string): Promise<void>;
  /** Makes a node that ends with the session; `prefix` is completed by a number. Resolves with its name. */
  makeMember(directory: string, prefix: string, data: Buffer): Promise<string>;
  /** Names in the directory. `onChange` is called once, at the next change. */
  children(directory: string, onChange: () => void): Promise<readonly string[]>;
  /** `undefined` when there is no such node. */
  read(path: string): Promise<{ readonly data: Buffer; readonly version: number } | undefined>;
  /** Makes the node when `version` is `undefined`. Resolves with the new version, or `conflict`. */
  write(path: string, data: Buffer, version: number | undefined): Promise<number | "conflict">;
  close(): void;
}

/** The credentials of the URL do not allow what was tried. */
export class NotAuthenticatedError extends Error {}

/** Between attempts to connect. */
const SPIN_MS = 500;

type ZooKeeper = typeof import("node-zookeeper-client");

/**
 * Resolves when connected. `onLost` is called once, when the session has expired, or must have: without a
 * connection for the session timeout.
 * Throws `Error` when the package that speaks to ZooKeeper is not installed.
 */
export async function openSession(
  url: ZooKeeperUrl,
  timeoutMs: number,
  onLost: () => void,
  signal: AbortSignal,
): Promise<ZooKeeperSession> {
  const session = new Session(await loadZooKeeper(), url, timeoutMs, onLost);
  await session.connected(signal);
  return session;
}

/** Only who uses ZooKeeper needs the package. */
async function loadZooKeeper(): Promise<ZooKeeper> {
  const loaded: ZooKeeper & { default?: ZooKeeper } = await import("node-zookeeper-client");
  return loaded.default ?? loaded; // it is no ES module
}

class Session implements ZooKeeperSession {
  readonly #zookeeper: ZooKeeper;
  readonly #url: ZooKeeperUrl;
  readonly #timeoutMs: number;
  readonly #onLost: () => void;
  readonly #client: Client;
  readonly #acls: readonly ACL[];
  #over = false;
  #silence: NodeJS.Timeout | undefined;

  constructor(zookeeper: ZooKeeper, url: ZooKeeperUrl, timeoutMs: number, onLost: () => void) {
    this.#zookeeper = zookeeper;
    this.#url = url;
    this.#timeoutMs = timeoutMs;
    this.#onLost = onLost;
    this.#client = zookeeper.createClient(url.servers, {
      sessionTimeout: timeoutMs,
      spinDelay: SPIN_MS,
      retries: 0,
    });
    this.#acls = aclsOf(zookeeper, url);
  }

  /** Connects. Resolves also when that is given up. */
  async connected(signal: AbortSignal): Promise<void> {
    const { auth } = this.#url;
    await new Promise<void>((resolve) => {
      this.#client.on("connected", () => {
        clearTimeout(this.#silence);
        resolve();
      });
      this.#client.on("disconnected", () => {
        clearTimeout(this.#silence);
        if (!this.#over) this.#silence = setTimeout(() => this.#lose(), this.#timeoutMs);
      });
      this.#client.on("expired", () => this.#lose());
      signal.addEventListener("abort", () => {
        this.close();
        resolve();
      });
      if (auth !== undefined) this.#client.addAuthInfo("digest", Buffer.from(auth));
      this.#client.connect();
    });
  }

  async makePath(path: string): Promise<void> {
    const { PERSISTENT } = this.#zookeeper.CreateMode;
    await call<string>(
      (done) => this.#client.mkdirp(path, null, this.#acls, PERSISTENT, done),
      [this.#zookeeper.Exception.NODE_EXISTS],
    );
  }

  async makeMember(directory: string, prefix: string, data: Buffer): Promise<string> {
    const { EPHEMERAL_SEQUENTIAL } = this.#zookeeper.CreateMode;
    const made = await call<string>((done) =>
      this.#client.create(`${directory}/${prefix}`, data, this.#acls, EPHEMERAL_SEQUENTIAL, done),
    ).catch((error: ZooKeeperError) => {
      if (error.getCode?.() !== this.#zookeeper.Exception.NO_AUTH) throw error;
      throw new NotAuthenticatedError(
        `Failed to create ephemeral node at '${directory}/${prefix}' in ZooKeeper: not authenticated`,
        { cause: error },
      );
    });
    return made?.slice(directory.length + 1) ?? "";
  }

  async children(directory: string, onChange: () => void): Promise<readonly string[]> {
    return (await call<string[]>((done) => this.#client.getChildren(directory, onChange, done))) ?? [];
  }

  read(path: string): ReturnType<ZooKeeperSession["read"]> {
    return new Promise((resolve, reject) => {
      this.#client.getData(path, (error, data, stat) => {
        if (error === null || error === undefined)
          resolve({ data: data ?? Buffer.alloc(0), version: stat.version });
        else if (error.getCode?.() === this.#zookeeper.Exception.NO_NODE) resolve(undefined);
        else reject(error);
      });
    });
  }

  async write(path: string, data: Buffer, version: number | undefined): Promise<number | "conflict"> {
    if (version === undefined) {
      const { PERSISTENT } = this.#zookeeper.CreateMode;
      const made = await call<string>(
        (done) => this.#client.create(path, data, this.#acls, PERSISTENT, done),
        [this.#zookeeper.Exception.NODE_EXISTS],
      );
      return made === undefined ? "conflict" : 0;
    }
    const stat = await call<{ readonly version: number }>(
      (done) => this.#client.setData(path, data, version, done),
      [this.#zookeeper.Exception.BAD_VERSION, this.#zookeeper.Exception.NO_NODE],
    );
    return stat?.version ?? "conflict";
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#silence);
    this.#client.close();
  }

  #lose(): void {
    if (this.#over) return;
    this.close();
    this.#onLost();
  }
}

/** Turns a callback into a promise; codes in `tolerated` resolve with `undefined`. */
function call<Result>(
  start: (done: (error: ZooKeeperError | null, result: Result) => void) => void,
  tolerated: readonly number[] = [],
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error === null || error === undefined) resolve(result);
      else if (tolerated.includes(error.getCode?.() ?? NaN)) resolve(undefined);
      else reject(error);
    });
  });
}

function aclsOf({ ACL, Id, Permission }: ZooKeeper, { auth }: ZooKeeperUrl): readonly ACL[] {
  if (auth === undefined) return ACL.OPEN_ACL_UNSAFE;
  return [
    new ACL(Permission.READ, new Id("world", "anyone")),
    new ACL(Permission.ALL, new Id("digest", digest(auth))),
  ];
}

/** How ZooKeeper keeps `user:password` in its access lists. */
function digest(auth: string): string {
  const [user = ""] = auth.split(":");
  return `${user}:${createHash("sha1").update(auth).digest("base64")}`;
}
