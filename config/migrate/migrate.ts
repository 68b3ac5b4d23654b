import { Refusal, type Format } from "../formats/formats.ts";
import { KEYS, type KeyName } from "../schema/keys.ts";
import { shown } from "../loading/assignments.ts";
import { configText } from "./config-text.ts";
import { readOldFile, type OldEntry } from "./old-file.ts";
import type { Outcome } from "./outcome.ts";
import { RULES, RULES_BY_PREFIX } from "./rules.ts";
import { nearest } from "../../resources/nearest.ts";

/** What became of one value of the old file; a value may have several lines of report. */
export interface Reported {
  readonly key: string;
  readonly line: number;
  readonly became: "set" | "built in" | "unset" | "left";
  /** Where it went. */
  readonly to?: KeyName | undefined;
  /** For `left`: what to do about it. */
  readonly note?: string | undefined;
}

export interface SecretFile {
  readonly name: string;
  readonly content: string;
}

export type Migration =
  | {
      readonly ok: true;
      /** The new configuration, JSON5 with a comment for where each value comes from. */
      readonly text: string;
      /** To be written where the text says, readable by their owner alone. */
      readonly secrets: readonly SecretFile[];
      readonly report: readonly Reported[];
    }
  | { readonly ok: false; readonly reason: string; readonly line?: number };

export interface Carried {
  readonly key: KeyName;
  readonly value: unknown;
  readonly from: OldEntry;
}

/**
 * A `go-d.ini` of GoDocker 1.x → a configuration of this version. Every value of the old file is in the report.
 * @param secretsDirectory  absolute; where the files of the secrets will be
 */
export function migrateConfig(text: string, secretsDirectory: string): Migration {
  const old = readOldFile(text);
  if (!old.ok) return old;
  const values = new Map(old.entries.map(({ key, value }) => [key, value ?? null]));
  const lookUp = (key: string): unknown => values.get(key) ?? null;
  const carried = new Map<KeyName, Carried>();
  const secrets: SecretFile[] = [];
  const report: Reported[] = [];
  for (const entry of old.entries) {
    for (const outcome of outcomesOf(entry, lookUp)) {
      const told = takeOne(entry, outcome);
      if (told !== undefined) report.push({ key: entry.key, line: entry.line, ...told });
    }
  }
  return { ok: true, text: configText([...carried.values()]), secrets, report };

  function takeOne(from: OldEntry, outcome: Outcome): Omit<Reported, "key" | "line"> | undefined {
    switch (outcome.kind) {
      case "set":
        return carry(outcome.key, outcome.value, outcome.note);
      case "secret":
        secrets.push({ name: outcome.file, content: outcome.content });
        return carry(outcome.key, `${secretsDirectory}/${outcome.file}`, "in a file of its own");
      case "part":
        return {
          became: "built in",
          note: lookUp(outcome.of) === null ? `it says nothing without ${outcome.of}` : `see ${outcome.of}`,
        };
      case "built in":
      case "left":
        return { became: outcome.kind, note: outcome.note };
      case "unset":
        return { became: "unset" };
      default:
        return outcome satisfies never;
    }

    function carry(key: KeyName, value: unknown, note: string | undefined): Omit<Reported, "key" | "line"> {
      const refusal = refusalOf(KEYS[key].format, value);
      if (refusal !== undefined) return { became: "left", note: `${key} ${refusal} (got ${shown(value)})` };
      carried.set(key, { key, value, from });
      return { became: "set", to: key, note };
    }
  }
}

function outcomesOf({ key, value }: OldEntry, old: (key: string) => unknown): readonly Outcome[] {
  const rule = RULES[key] ?? RULES_BY_PREFIX.find(([prefix]) => key.startsWith(prefix))?.[1];
  if (rule === undefined) {
    const near = nearest(key, Object.keys(RULES));
    const meant = near === undefined ? "" : `; was ${near} meant?`;
    return [{ kind: "left", note: `GoDocker 1.x had no such key${meant}` }];
  }
  if (value === null || value === undefined) return [{ kind: "unset" }];
  const found = rule(value, old);
  return "kind" in found ? [found] : found;
}

function refusalOf(format: Format<unknown>, value: unknown): string | undefined {
  try {
    format.read(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.message}: it takes ${format.allowed}`;
  }
}
