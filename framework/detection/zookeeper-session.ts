import type { After } from "../connection/ports.ts";
import { CONNECTION_LOSS, createZooKeeperClient, NO_AUTH, NO_NODE } from "./zookeeper-client.ts";
import type { Done } from "./zookeeper-client.ts";
import type { ZooKeeperUrl } from "./zookeeper-url.ts";

/** One session with ZooKeeper, to read. When it is lost, a new one is opened: nothing in it is ours. */
export interface ZooKeeperSession {
  /** Names in the directory, `undefined` when there is none. */
  children(path: string): Promise<readonly string[] | undefined>;
  /** `undefined` when there is no such node. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** `changed` is told once, when children come or go, or when the directory itself comes into being. */
  watch(path: string, changed: () => void): Promise<void>;
  /** Resolves when its connection is gone. */
  close(): Promise<void>;
}

export interface ZooKeeperSessionOptions {
  readonly url: ZooKeeperUrl;
  readonly timeoutMs: number;
  readonly after: After;
  /** It is time to look: connected, for the first time or again, or some time has gone by. Called often. */
  readonly look: () => void;
  /** Told once: it is over. */
  readonly lost: (cause: string) => void;
}

/** What is not permitted to whom we are. */
export class NotPermittedError extends Error {
  override readonly name = "NotPermittedError";
}

/** The connection broke before the answer: `look` is called when there is another one. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** For a connection to end in an orderly way. */
const CLOSE_MS = 500;

export async function openZooKeeperSession(options: ZooKeeperSessionOptions): Promise<ZooKeeperSession> {
  const { url, timeoutMs, after } = options;
  const { client, cut, end: abandon } = await createZooKeeperClient(url.servers, timeoutMs);
  const gone = Promise.withResolvers<void>();
  let over = false;
  let connected = false;
  let cancelSilence = (): void => undefined;
  let cancelProbe = (): void => undefined;

  const end = (): void => {
    over = true;
    cancelSilence();
    cancelProbe();
    if (!connected) {
      abandon();
      gone.resolve();
      return;
    }
    client.close(); // takes leave, so that the server need not remember us
    const cancel = after(CLOSE_MS, () => {
      abandon();
      gone.resolve();
    });
    void gone.promise.then(cancel);
  };
  const lose = (cause: string): void => {
    if (over) return;
    end();
    options.lost(cause);
  };
  const silent = (): void => {
    cancelSilence = after(timeoutMs, () => lose(`no connection for ${timeoutMs / 1000} s`));
    hurry();
  };
  /** A server that takes connections and says nothing must leave time for the others. */
  const hurry = (): void => {
    cancelProbe = after(timeoutMs / (url.servers.length + 1), () => {
      cut();
      hurry();
    });
  };
  // It sends pings, but does not mind when nobody answers: a server that is frozen would be believed for ever.
  const probe = (): void => {
    const cancelDeadline = after((timeoutMs * 2) / 3, cut);
    client.exists(url.path, () => {
      cancelDeadline();
      if (over || !connected) return;
      cancelProbe = after(timeoutMs / 3, probe);
      options.look(); // should a watch get lost
    });
    cancelProbe = cancelDeadline;
  };

  client.on("connected", () => {
    connected = true;
    cancelSilence();
    cancelProbe();
    probe();
    return options.look();
  });
  client.on("disconnected", () => {
    connected = false;
    cancelProbe();
    cancelSilence();
    if (!over) return silent();
    abandon();
    return gone.resolve();
  });
  client.on("expired", () => lose("the session has expired"));
  client.on("authenticationFailed", () => lose("the credentials are refused"));
  if (url.auth !== undefined) client.addAuthInfo("digest", Buffer.from(url.auth));
  silent();
  client.connect();

  /** The result of a read, `undefined` when there is no such node. */
  const call = <Result>(start: (done: Done<Result>) => void): Promise<Result | undefined> =>
    new Promise((resolve, reject) => {
      start((error, result) => {
        if (error === null || error === undefined) return resolve(result);
        const code = error.getCode?.();
        if (code === NO_NODE) return resolve(undefined);
        return reject(readError(url.path, error, code));
      });
    });

  return {
    children: (path) => call<readonly string[]>((done) => client.getChildren(path, done)),
    read: (path) => call<Uint8Array>((done) => client.getData(path, done)),
    async watch(path, changed) {
      const children = await call<readonly string[]>((done) => client.getChildren(path, changed, done));
      if (children !== undefined) return;
      const stat = await call<object | null>((done) => client.exists(path, changed, done));
      if (stat !== undefined && stat !== null) changed(); // it came into being in between
    },
    close() {
      if (!over) end();
      return gone.promise;
    },
  };
}

function readError(path: string, error: Error, code: number | undefined): Error {
  if (code === NO_AUTH) return new NotPermittedError(`${path} may not be read`, { cause: error });
  if (code === CONNECTION_LOSS) return new InterruptedError("the connection was lost", { cause: error });
  return error;
}
