import type { MasterSource } from "../protocol/master-stream.ts";
import { authorityOf, joinElection } from "./leader.ts";
import type { ZooKeeperUrl } from "./zookeeper-url.ts";
import { zooKeeperUrlText } from "./zookeeper-url.ts";

/** The master that leads according to ZooKeeper. */
export function electedMaster(
  url: ZooKeeperUrl,
  sessionTimeoutMs: number,
  log: (line: string) => void,
): MasterSource & { close(): void } {
  let current: string | undefined;
  const listeners = new Set<() => void>();
  const election = joinElection({
    url,
    sessionTimeoutMs,
    onLeader(leadership) {
      const next = leadership === undefined ? undefined : `http://${authorityOf(leadership.info)}`;
      if (next === current) return;
      current = next;
      log(next === undefined ? "lost the leading master" : `the leading master is ${next}`);
      for (const tell of listeners) tell();
    },
    log,
  });
  return {
    text: zooKeeperUrlText(url),
    url: () => current,
    onChange(listener) {
      listeners.add(listener);
    },
    close: () => election.close(),
  };
}
