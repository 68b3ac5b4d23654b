import { decodeJson, decodeProtobuf } from "../../proto/codec.ts";
import type { MasterInfo } from "../../proto/generated/types.ts";
import { canonicalJson } from "../protocol/json.ts";
import { NotAuthenticatedError, openSession } from "./zookeeper-session.ts";
import type { ZooKeeperSession } from "./zookeeper-session.ts";
import { zooKeeperUrlText } from "./zookeeper-url.ts";
import type { ZooKeeperUrl } from "./zookeeper-url.ts";

// Masters and agents find the leading master in ZooKeeper, in the same nodes as Mesos' own: ephemeral children
// `json.info_<number>` of the path, of which the smallest number leads. Source: Mesos documentation, high
// availability; src/zookeeper/group.cpp.

export interface Leadership {
  readonly info: MasterInfo;
  /** It is the candidate of this very process. */
  readonly own: boolean;
  /** How many masters are there. */
  readonly masters: number;
}

export interface ElectionOptions {
  readonly url: ZooKeeperUrl;
  readonly sessionTimeoutMs: number;
  /** Present: this process wants to lead. */
  readonly candidate?: MasterInfo;
  /** Called at every change; `undefined`: nobody leads, or nobody can say. */
  readonly onLeader: (leadership: Leadership | undefined) => void;
  /** The candidate cannot stand at all, whatever is tried. */
  readonly onRefused?: (why: string) => void;
  readonly log: (line: string) => void;
}

export interface Election {
  /** The current session, for what the leader keeps in ZooKeeper. */
  session(): ZooKeeperSession | undefined;
  close(): void;
}

const LABEL = "json.info_";
const OLD_LABEL = "info_";
const RETRY_MS = 1000;

export function joinElection(options: ElectionOptions): Election {
  const { url, log } = options;
  const ending = new AbortController();
  let closed = false;
  let session: ZooKeeperSession | undefined;
  let retry: NodeJS.Timeout | undefined;
  let told = "";

  const tell = (leadership: Leadership | undefined): void => {
    const text = JSON.stringify(leadership ?? null);
    if (closed || text === told) return;
    told = text;
    options.onLeader(leadership);
  };

  function again(): void {
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(join, RETRY_MS);
  }

  function join(): void {
    joinOnce().catch((error: unknown) => {
      log(`ZooKeeper at ${zooKeeperUrlText(url)}: ${error instanceof Error ? error.message : String(error)}`);
      session?.close();
      session = undefined;
      if (error instanceof NotAuthenticatedError) options.onRefused?.(`Failed to contend: ${error.message}`);
      else again();
    });
  }

  async function joinOnce(): Promise<void> {
    const lost = (): void => {
      if (session !== opened) return;
      session = undefined;
      log(`the session with ZooKeeper at ${zooKeeperUrlText(url)} is lost`);
      tell(undefined);
      again();
    };
    const opened = await openSession(url, options.sessionTimeoutMs, lost, ending.signal);
    if (closed) {
      opened.close();
      return;
    }
    session = opened;
    let own: string | undefined;
    if (options.candidate !== undefined) {
      await opened.makePath(url.path);
      own = await opened.makeMember(url.path, LABEL, Buffer.from(canonicalJson(options.candidate)));
    }
    await look(opened, own);
  }

  async function look(current: ZooKeeperSession, own: string | undefined): Promise<void> {
    const names = await current.children(url.path, () => {
      if (session === current && !closed)
        look(current, own).catch((error: unknown) => failed(current, own, error));
    });
    const first = smallest(names);
    const masters = names.filter((name) => name.startsWith(LABEL)).length;
    const node = first === undefined ? undefined : await current.read(`${url.path}/${first}`);
    if (session !== current) return;
    if (first === undefined || node === undefined) {
      tell(undefined); // when it vanished between the two, the watch has fired already
      return;
    }
    const info = read(first, node.data);
    if (info === undefined) log(`the node ${first} of the leading master cannot be read`);
    else tell({ info, own: first === own, masters });
  }

  function failed(current: ZooKeeperSession, own: string | undefined, error: unknown): void {
    if (closed || session !== current) return;
    log(`ZooKeeper at ${zooKeeperUrlText(url)}: ${error instanceof Error ? error.message : String(error)}`);
    // While the connection is down every call fails; the session's own timer decides when it is lost.
    clearTimeout(retry);
    retry = setTimeout(() => {
      if (session === current) look(current, own).catch((next: unknown) => failed(current, own, next));
    }, RETRY_MS);
  }

  join();
  return {
    session: () => session,
    close() {
      closed = true;
      ending.abort();
      clearTimeout(retry);
      session?.close();
      session = undefined;
    },
  };
}

/** By number, whatever the label; names without a number are no members. The counter wraps after 2^31. */
export function smallest(names: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly number: number } | undefined;
  for (const name of names) {
    const digits = /(?:^|_)(-?\d+)$/.exec(name)?.[1];
    if (digits === undefined) continue;
    const number = Number(digits);
    if (best === undefined || number < best.number) best = { name, number };
  }
  return best?.name;
}

function read(name: string, data: Buffer): MasterInfo | undefined {
  try {
    if (name.startsWith(LABEL)) return decodeJson("mesos.v1.MasterInfo", data);
    if (name.startsWith(OLD_LABEL)) return decodeProtobuf("mesos.v1.MasterInfo", data);
  } catch {
    // Told by the caller: a node that cannot be read names nobody.
  }
  return undefined;
}

/** `host:port` by which others reach the master. */
export function authorityOf({ address, hostname, port }: MasterInfo): string {
  return `${address?.hostname ?? hostname ?? address?.ip ?? ""}:${address?.port ?? port}`;
}
