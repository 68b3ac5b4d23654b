import { causeOf } from "../connection/cause.ts";
import type { After, Log } from "../connection/ports.ts";
import type { Candidate, MasterDetector, Sighting } from "./detector.ts";
import { candidatesOf, leadingNode } from "./leader-node.ts";
import { InterruptedError, NotPermittedError, openZooKeeperSession } from "./zookeeper-session.ts";
import type { ZooKeeperSession } from "./zookeeper-session.ts";
import { zooKeeperUrlText } from "./zookeeper-url.ts";
import type { ZooKeeperUrl } from "./zookeeper-url.ts";

export interface ZooKeeperDetectorOptions {
  readonly url: ZooKeeperUrl;
  /** What masters speak: the nodes do not tell. */
  readonly scheme: "http" | "https";
  readonly sessionTimeoutMs: number;
  readonly after: After;
  readonly log: Log;
}

/** Between attempts to open a session, and to read what could not be read. */
const RETRY_MS = 1000;
/** Whoever may not read will hardly be allowed to a second later. */
const NOT_PERMITTED_RETRY_MS = 30_000;

/**
 * The master that leads according to ZooKeeper. While ZooKeeper is away, or says what cannot be understood, the leader
 * of before stays: the masters know better than we whether it still leads.
 */
export function zooKeeperDetector(options: ZooKeeperDetectorOptions): MasterDetector {
  const place = zooKeeperUrlText(options.url);
  let search: { stop(): Promise<void> } | undefined;
  return {
    place,
    start(tell) {
      search ??= searchIn(options, place, tell);
    },
    async stop() {
      const stopped = search?.stop();
      search = undefined;
      await stopped;
    },
  };
}

function searchIn(
  { url, scheme, sessionTimeoutMs, after, log }: ZooKeeperDetectorOptions,
  place: string,
  tell: (sighting: Sighting) => void,
): { stop(): Promise<void> } {
  let open = true;
  let session: Promise<ZooKeeperSession | undefined>;
  let cancelRetry = (): void => undefined;
  /** The node whose master was told; `undefined`: nothing yet, `null`: that there is none. */
  let told: string | null | undefined;
  let unreadable: string | undefined;

  const blind = (cause: string): void => {
    if (open) tell({ type: "blind", cause: `${place}: ${cause}` });
  };
  const found = (node: string | null, candidates: readonly Candidate[]): void => {
    if (!open || node === told) return;
    told = node;
    log.info("ZooKeeper tells which master leads", { place, node, addresses: candidates.map(urlOf) });
    const why = node === null ? `no master is registered at ${place}` : `${place} names ${node}`;
    tell({ type: "candidates", candidates, why });
  };

  /** Looks whenever asked, once at a time. */
  const lookout = (reader: ZooKeeperSession): (() => void) => {
    let looking = false;
    let again = false;
    let watched = false;
    const look = async (): Promise<void> => {
      if (!watched) {
        watched = true;
        // The watch is set before the list is read: what changes in between is seen twice, not never.
        await reader.watch(url.path, () => {
          watched = false;
          request();
        });
      }
      const names = await reader.children(url.path);
      const node = leadingNode(names ?? []);
      if (node === undefined) return found(null, []);
      if (node === told) return undefined;
      const data = await reader.read(`${url.path}/${node}`);
      if (data === undefined) {
        again = true; // it has gone since it was listed
        return undefined;
      }
      let candidates: readonly Candidate[];
      try {
        candidates = candidatesOf(node, data, scheme);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        if (node !== unreadable) {
          log.error("The node of the leading master in ZooKeeper is of no use; the leader of before stays", {
            place,
            cause: error.message,
          });
        }
        unreadable = node;
        return undefined;
      }
      return found(node, candidates);
    };
    const request = (): void => {
      again = true;
      if (looking || !open) return;
      looking = true;
      void (async () => {
        while (again && open) {
          again = false;
          try {
            await look();
          } catch (error) {
            watched = false;
            if (error instanceof InterruptedError) continue;
            const cause = causeOf(error);
            log.warn("ZooKeeper cannot be read, trying again", { place, cause });
            blind(cause);
            const retryMs = error instanceof NotPermittedError ? NOT_PERMITTED_RETRY_MS : RETRY_MS;
            cancelRetry();
            cancelRetry = after(retryMs, request);
          }
        }
        looking = false;
      })();
    };
    return request;
  };

  const join = async (): Promise<ZooKeeperSession | undefined> => {
    let look = (): void => undefined;
    const lost = (cause: string): void => {
      if (!open) return;
      log.warn("The session with ZooKeeper is lost, trying again", { place, cause });
      blind(cause);
      cancelRetry();
      cancelRetry = after(RETRY_MS, () => {
        session = join();
      });
    };
    try {
      const reader = await openZooKeeperSession({
        url,
        timeoutMs: sessionTimeoutMs,
        after,
        look: () => look(),
        lost,
      });
      look = lookout(reader);
      return reader;
    } catch (error) {
      lost(causeOf(error)); // the package is not installed
      return undefined;
    }
  };
  session = join();

  return {
    async stop() {
      open = false;
      cancelRetry();
      await (await session)?.close();
    },
  };
}

function urlOf({ baseUrl }: Candidate): string {
  return baseUrl;
}
