import type { After, Log } from "../connection/ports.ts";
import type { MasterDetector } from "./detector.ts";
import { masterList } from "./master-list.ts";
import { parseBaseUrl } from "./redirect.ts";
import { zooKeeperDetector } from "./zookeeper-detector.ts";
import { isZooKeeperUrl, parseZooKeeperUrl } from "./zookeeper-url.ts";

export interface DetectorOptions {
  /** Base URLs, or one of ZooKeeper. */
  readonly masters: readonly string[];
  /** What masters speak that ZooKeeper names. */
  readonly scheme: "http" | "https";
  readonly sessionTimeoutMs: number;
  readonly after: After;
  readonly log: Log;
}

/** @throws RangeError  for addresses that cannot work */
export function createDetector({ masters, ...options }: DetectorOptions): MasterDetector {
  const [first, ...others] = masters;
  if (first === undefined) throw new RangeError("At least one Mesos master must be named");
  if (!masters.some(isZooKeeperUrl)) return masterList([...new Set(masters.map(parseBaseUrl))]);
  if (others.length > 0) {
    throw new RangeError(
      "An address with zk:// stands alone: name all servers of ZooKeeper in it, with commas",
    );
  }
  return zooKeeperDetector({ url: parseZooKeeperUrl(first), ...options });
}
