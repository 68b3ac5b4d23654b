import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where programs of peers are built, outside of this repository; made when missing. */
export function cacheDirectory(name: string): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const directory = join(base, "godocker-bench", name);
  mkdirSync(directory, { recursive: true });
  return directory;
}
