import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LOCK = join(tmpdir(), "godocker-packages.lock");

/**
 * Installs Debian packages unless the files that they bring are there. Installing starts nothing.
 * @throws Error  with what to do, where this user or this system cannot install them
 */
export function ensurePackages(files: readonly string[], packages: readonly string[]): void {
  if (files.every((file) => existsSync(file))) return;
  const manually = `install them by hand: apt-get install ${packages.join(" ")}`;
  if (!existsSync("/usr/bin/apt-get"))
    throw new Error(`${packages.join(", ")} are missing; ${manually} (or their like)`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const words of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    // Suites run beside each other, and apt-get does not wait for one that is at work.
    const { status, stderr, error } = spawnSync("flock", [LOCK, "apt-get", "-q", ...words], {
      env,
      encoding: "utf8",
    });
    if (status !== 0) {
      throw new Error(
        `apt-get ${words[0]} failed: ${error?.message ?? stderr.trim().split("\n").at(-1)}; ${manually}`,
      );
    }
  }
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(`${packages.join(", ")} were installed, but ${missing.join(", ")} is not there`);
}
