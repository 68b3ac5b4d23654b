import { readFileSync, statSync } from "node:fs";
import type { ConfigFile } from "./assignments.ts";

/** Longer files are no configuration. */
const FILE_BYTES_MAX = 1024 * 1024;

/**
 * The text of one configuration file, or of one that a `…_FILE` variable names.
 * @throws Error  when it is missing, unreadable, no regular file or longer than 1 MiB
 */
export function readConfigText(path: string): string {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error(`${path} is no regular file`);
  if (stat.size > FILE_BYTES_MAX) throw new Error(`${path} is longer than 1 MiB`);
  return readFileSync(path, "utf8");
}

/** Files named with `--config`, in their order. One that cannot be read is a fault of the configuration. */
export function readConfigFiles(paths: readonly string[]): readonly ConfigFile[] {
  return paths.map((path) => {
    try {
      return { name: path, text: readConfigText(path) };
    } catch (error) {
      return { name: path, unreadable: error instanceof Error ? error.message : String(error) };
    }
  });
}
