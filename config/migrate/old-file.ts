import { readYaml } from "../loading/documents.ts";
import type { KeyPlace } from "../loading/json5-keys.ts";

/** One value of a GoDocker 1.x configuration. */
export interface OldEntry {
  /** `mongo_url`, `mesos.master`. */
  readonly key: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

export type OldFile =
  | { readonly ok: true; readonly entries: readonly OldEntry[] }
  | { readonly ok: false; readonly reason: string; readonly line?: number };

/** Groups of the old file; any other object is a value of its own. */
const GROUPS = new Set(["network", "mesos", "docker", "ldap", "placement", "ftp", "flow", "failure_policy"]);

/** A `go-d.ini`, which is YAML whatever its name says, as a list of its values in their order. */
export function readOldFile(text: string): OldFile {
  const read = readYaml(text);
  if (!read.ok) return read;
  if (!isRecord(read.value)) return { ok: false, reason: "must hold keys and values" };
  const entries: OldEntry[] = [];
  const walk = (group: Readonly<Record<string, unknown>>, above: readonly string[]): void => {
    for (const [own, value] of Object.entries(group)) {
      const path = [...above, own];
      const isGroup = above.length > 0 || GROUPS.has(own);
      if (isGroup && isRecord(value)) walk(value, path);
      else entries.push({ key: path.join("."), value, line: lineOf(read.places, path) });
    }
  };
  walk(read.value, []);
  return { ok: true, entries };
}

/** Of keys that are there twice the last one holds. */
function lineOf(places: readonly KeyPlace[], path: readonly string[]): number {
  const wanted = path.join("\0");
  return places.findLast((place) => place.path.join("\0") === wanted)?.line ?? 1;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
