import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * A network namespace of a service's own, joined to this machine's: it is reached at `<net>.2`, and has no way out.
 * @param net  the first three numbers of a network that nothing else uses
 */
export function openNamespace(name: string, net: string): void {
  if (existsSync(`/run/netns/${name}`)) return;
  const outside = `v${name}`.slice(0, 14);
  ip("netns", "add", name);
  ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name);
  ip("addr", "add", `${net}.1/24`, "dev", outside);
  ip("link", "set", outside, "up");
  ip("-n", name, "link", "set", "lo", "up");
  ip("-n", name, "addr", "add", `${net}.2/24`, "dev", "eth0");
  ip("-n", name, "link", "set", "eth0", "up");
}

/** The first three numbers of a network that no interface of this machine is in. */
export function freeNetwork(): string {
  const { stdout } = spawnSync("ip", ["-o", "-4", "address"], { encoding: "utf8" });
  // Who begins at the same moment begins elsewhere.
  const begin = process.pid % NETWORKS;
  for (let at = 0; at < NETWORKS; at += 1) {
    const net = `10.97.${100 + ((begin + at) % NETWORKS)}`;
    if (!stdout.includes(` ${net}.`)) return net;
  }
  throw new Error("all networks of tests are in use; remove those that are left: ip netns list");
}

const NETWORKS = 150;

/** A network that only some namespaces are in. */
export interface TestSwitch {
  /** In the order of the namespaces. */
  readonly addresses: readonly string[];
  /** Pulls the plug of one of them, or puts it in again. */
  setPlugged(at: number, isPlugged: boolean): void;
  remove(): void;
}

/** @param net  the first three numbers of a network that nothing else uses */
export function joinNamespaces(names: readonly string[], net: string): TestSwitch {
  const hub = `${names[0] ?? ""}s`;
  ip("netns", "add", hub);
  ip("-n", hub, "link", "add", "hub", "type", "bridge");
  ip("-n", hub, "link", "set", "hub", "up");
  for (const [at, name] of names.entries()) {
    const port = `port${at}`;
    ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", "peers", "netns", name);
    ip("-n", hub, "link", "set", port, "master", "hub", "up");
    ip("-n", name, "addr", "add", `${net}.${at + 1}/24`, "dev", "peers");
    ip("-n", name, "link", "set", "peers", "up");
  }
  return {
    addresses: names.map((_, at) => `${net}.${at + 1}`),
    setPlugged: (at, isPlugged) => ip("-n", hub, "link", "set", `port${at}`, isPlugged ? "up" : "down"),
    remove: () => closeNamespace(hub),
  };
}

function ip(...words: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${words.join(" ")} failed: ${stderr.trim()}`);
}

export function closeNamespace(name: string): void {
  spawnSync("ip", ["netns", "delete", name]);
}

/** What a service mounted in its directory, and left. */
export function unmountBelow(directory: string): void {
  spawnSync("sh", ["-c", `grep -o ' ${directory}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l`]);
}
