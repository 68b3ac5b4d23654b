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
  // Only who uses ZooKeeper needs the package.
  const { default: zookeeper } = await import("node-zookeeper-client").then(
    (
      loaded: typeof import("node-zookeeper-client") & { default?: typeof import("node-zookeeper-client") },
    ) => ({
      default: loaded.default ?? loaded, // it is no ES module
    }),
  );
  const client: Client = zookeeper.createClient(url.servers, {
    sessionTimeout: timeoutMs,
    spinDelay: SPIN_MS,
    retries: 0,
  });
  let over = false;
  let silence: NodeJS.Timeout | undefined;
  const lose = (): void => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    client.close();
    onLost();
  };
  const acls: readonly ACL[] =
    url.auth === undefined
      ? zookeeper.ACL.OPEN_ACL_UNSAFE
      : [
          new zookeeper.ACL(zookeeper.Permission.READ, new zookeeper.Id("world", "anyone")),
          new zookeeper.ACL(zookeeper.Permission.ALL, new zookeeper.Id("digest", digest(url.auth))),
        ];
  await new Promise<void>((resolve) => {
    client.on("connected", () => {
      clearTimeout(silence);
      resolve();
    });
    client.on("disconnected", () => {
      clearTimeout(silence);
      if (!over) silence = setTimeout(lose, timeoutMs);
    });
    client.on("expired", lose);
    signal.addEventListener("abort", () => {
      over = true;
      clearTimeout(silence);
      client.close();
      resolve();
    });
    if (url.auth !== undefined) client.addAuthInfo("digest", Buffer.from(url.auth));
    client.connect();
  });

  /** Turns a callback into a promise; codes in `tolerated` resolve with `undefined`. */
  const call = <Result>(
    start: (done: (error: ZooKeeperError | null, result: Result) => void) => void,
    tolerated: readonly number[] = [],
  ): Promise<Result | undefined> =>
    new Promise((resolve, reject) => {
      start((error, result) => {
        if (error === null || error === undefined) resolve(result);
        else if (tolerated.includes(error.getCode?.() ?? NaN)) resolve(undefined);
        else reject(error);
      });
    });
  const { NO_NODE, NODE_EXISTS, BAD_VERSION, NO_AUTH } = zookeeper.Exception;

  return {
    async makePath(path) {
      const { PERSISTENT } = zookeeper.CreateMode;
      await call<string>((done) => client.mkdirp(path, null, acls, PERSISTENT, done), [NODE_EXISTS]);
    },
    async makeMember(directory, prefix, data) {
      const { EPHEMERAL_SEQUENTIAL } = zookeeper.CreateMode;
      const made = await call<string>((done) =>
        client.create(`${directory}/${prefix}`, data, acls, EPHEMERAL_SEQUENTIAL, done),
      ).catch((error: ZooKeeperError) => {
        if (error.getCode?.() !== NO_AUTH) throw error;
        throw new NotAuthenticatedError(
          `Failed to create ephemeral node at '${directory}/${prefix}' in ZooKeeper: not authenticated`,
          { cause: error },
        );
      });
      return made?.slice(directory.length + 1) ?? "";
    },
    async children(directory, onChange) {
      return (await call<string[]>((done) => client.getChildren(directory, onChange, done))) ?? [];
    },
    read: (path) =>
      new Promise((resolve, reject) => {
        client.getData(path, (error, data, stat) => {
          if (error === null || error === undefined)
            resolve({ data: data ?? Buffer.alloc(0), version: stat.version });
          else if (error.getCode?.() === NO_NODE) resolve(undefined);
          else reject(error);
        });
      }),
    async write(path, data, version) {
      if (version === undefined) {
        const { PERSISTENT } = zookeeper.CreateMode;
        const made = await call<string>(
          (done) => client.create(path, data, acls, PERSISTENT, done),
          [NODE_EXISTS],
        );
        return made === undefined ? "conflict" : 0;
      }
      const stat = await call<{ readonly version: number }>(
        (done) => client.setData(path, data, version, done),
        [BAD_VERSION, NO_NODE],
      );
      return stat?.version ?? "conflict";
    },
    close() {
      over = true;
      clearTimeout(silence);
      client.close();
    },
  };
}

/** How ZooKeeper keeps `user:password` in its access lists. */
function digest(auth: string): string {
  const [user = ""] = auth.split(":");
  return `${user}:${createHash("sha1").update(auth).digest("base64")}`;
}
