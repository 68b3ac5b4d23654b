import { parseHttpUrl } from "./command-line.ts";
import { fixedMaster } from "./protocol/master-stream.ts";
import type { MasterSource } from "./protocol/master-stream.ts";
import { electedMaster } from "./election/master-source.ts";
import { parseZooKeeperUrl } from "./election/zookeeper-url.ts";
import type { ZooKeeperUrl } from "./election/zookeeper-url.ts";

/** What `--master` of an agent names: a master itself, or where masters are elected. */
export type MasterAddress =
  | { readonly kind: "master"; readonly url: string }
  | { readonly kind: "election"; readonly url: ZooKeeperUrl };

/** Throws `Error` with what was expected. */
export function parseMasterAddress(text: string): MasterAddress {
  if (text.startsWith("zk://")) return { kind: "election", url: parseZooKeeperUrl(text) };
  return { kind: "master", url: parseHttpUrl(text) };
}

/** `close` ends looking for it. */
export function findMaster(
  address: MasterAddress,
  sessionTimeoutMs: number,
  log: (line: string) => void,
): MasterSource & { close(): void } {
  if (address.kind === "election") return electedMaster(address.url, sessionTimeoutMs, log);
  return { ...fixedMaster(address.url), close: () => undefined };
}
