import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Of this program. */
export async function clientVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  const document: unknown = JSON.parse(text);
  return typeof document === "object" && document !== null && "version" in document
    ? String(document.version)
    : "unknown";
}
