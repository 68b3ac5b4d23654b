import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The Node that package.json pins, once it is installed. */
export function pinnedNode(root) {
  return join(root, "node_modules", ".bin", "node");
}

export function installStamp(root) {
  return join(root, "node_modules", ".installed");
}

/** What package-lock.json says, as one word. */
export function wantedPackages(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** Whether node_modules is what package-lock.json says. */
export function isInstalled(root) {
  const stamp = installStamp(root);
  return (
    existsSync(pinnedNode(root)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wantedPackages(root)
  );
}
