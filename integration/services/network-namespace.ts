import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * A network namespace of a service's own, joined to this machine's: it is reached at `<net>.2`, and has no way out.
 * @param net  the first three numbers of a network that nothing else uses
 */
export function openNamespace(name: string, net: string): void {
  if (existsSync(`/run/netns/${name}`)) return;
  const outside = `v${name}`.slice(0, 14);
  for (const words of [
    ["netns", "add", name],
    ["link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name],
    ["addr", "add", `${net}.1/24`, "dev", outside],
    ["link", "set", outside, "up"],
    ["-n", name, "link", "set", "lo", "up"],
    ["-n", name, "addr", "add", `${net}.2/24`, "dev", "eth0"],
    ["-n", name, "link", "set", "eth0", "up"],
  ]) {
    const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
    if (status !== 0) throw new Error(`ip ${words.join(" ")} failed: ${stderr.trim()}`);
  }
}

export function closeNamespace(name: string): void {
  spawnSync("ip", ["netns", "delete", name]);
}

/** What a service mounted in its directory, and left. */
export function unmountBelow(directory: string): void {
  spawnSync("sh", ["-c", `grep -o ' ${directory}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l`]);
}
