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
  let search: Search | undefined;
  return {
    place,
    start(tell) {
      search ??= new Search(options, place, tell);
    },
    async stop() {
      const stopped = search?.stop();
      search = undefined;
      await stopped;
    },
  };
}

/** Joins ZooKeeper, again and again, and looks there for the leader. */
class Search {
  readonly #options: ZooKeeperDetectorOptions;
  readonly #place: string;
  readonly #tell: (sighting: Sighting) => void;
  #open = true;
  #session: Promise<ZooKeeperSession | undefined>;
  #cancelRetry = (): void => undefined;
  /** The node whose master was told; `undefined`: nothing yet, `null`: that there is none. */
  #told: string | null | undefined;
  #unreadable: string | undefined;

  constructor(options: ZooKeeperDetectorOptions, place: string, tell: (sighting: Sighting) => void) {
    this.#options = options;
    this.#place = place;
    this.#tell = tell;
    this.#session = this.#join();
  }

  async stop(): Promise<void> {
    this.#open = false;
    this.#cancelRetry();
    await (await this.#session)?.close();
  }

  async #join(): Promise<ZooKeeperSession | undefined> {
    const { url, sessionTimeoutMs, after } = this.#options;
    let look = (): void => undefined;
    const lost = (cause: string): void => this.#lost(cause);
    try {
      const reader = await openZooKeeperSession({
        url,
        timeoutMs: sessionTimeoutMs,
        after,
        look: () => look(),
        lost,
      });
      look = this.#lookout(reader);
      return reader;
    } catch (error) {
      lost(causeOf(error)); // the package is not installed
      return undefined;
    }
  }

  #lost(cause: string): void {
    if (!this.#open) return;
    this.#options.log.warn("The session with ZooKeeper is lost, trying again", { place: this.#place, cause });
    this.#blind(cause);
    this.#retry(RETRY_MS, () => {
      this.#session = this.#join();
    });
  }

  #retry(ms: number, act: () => void): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.after(ms, act);
  }

  /** Looks whenever asked, once at a time. */
  #lookout(reader: ZooKeeperSession): () => void {
    const { url } = this.#options;
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
      if ((await this.#look(reader)) === "gone") again = true;
    };
    const lookOn = async (): Promise<void> => {
      while (again && this.#open) {
        again = false;
        try {
          await look();
        } catch (error) {
          watched = false;
          if (!(error instanceof InterruptedError)) this.#notRead(error, request);
        }
      }
      looking = false;
    };
    const request = (): void => {
      again = true;
      if (looking || !this.#open) return;
      looking = true;
      void lookOn();
    };
    return request;
  }

  /** @returns `gone` when the node has gone since it was listed */
  async #look(reader: ZooKeeperSession): Promise<"looked" | "gone"> {
    const { url, scheme, log } = this.#options;
    const node = leadingNode((await reader.children(url.path)) ?? []);
    if (node === undefined) {
      this.#found(null, []);
      return "looked";
    }
    if (node === this.#told) return "looked";
    const data = await reader.read(`${url.path}/${node}`);
    if (data === undefined) return "gone";
    let candidates: readonly Candidate[];
    try {
      candidates = candidatesOf(node, data, scheme);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      if (node !== this.#unreadable) {
        log.error("The node of the leading master in ZooKeeper is of no use; the leader of before stays", {
          place: this.#place,
          cause: error.message,
        });
      }
      this.#unreadable = node;
      return "looked";
    }
    this.#found(node, candidates);
    return "looked";
  }

  #notRead(error: unknown, again: () => void): void {
    const cause = causeOf(error);
    this.#options.log.warn("ZooKeeper cannot be read, trying again", { place: this.#place, cause });
    this.#blind(cause);
    this.#retry(error instanceof NotPermittedError ? NOT_PERMITTED_RETRY_MS : RETRY_MS, again);
  }

  #found(node: string | null, candidates: readonly Candidate[]): void {
    if (!this.#open || node === this.#told) return;
    this.#told = node;
    const place = this.#place;
    const addresses = candidates.map(({ baseUrl }) => baseUrl);
    this.#options.log.info("ZooKeeper tells which master leads", { place, node, addresses });
    const why = node === null ? `no master is registered at ${place}` : `${place} names ${node}`;
    this.#tell({ type: "candidates", candidates, why });
  }

  #blind(cause: string): void {
    if (this.#open) this.#tell({ type: "blind", cause: `${this.#place}: ${cause}` });
  }
}
