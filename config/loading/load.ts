import convict from "convict";
import type { Assignment, ConfigFile, Gathered } from "./assignments.ts";
import { exampleText, fromEnvironment, fromFile, fromFlags, shown } from "./assignments.ts";
import { crossCheck } from "./cross-check.ts";
import type { Config, Places } from "./config.ts";
import { configOf } from "./config.ts";
import { Refusal } from "../formats/formats.ts";
import { KEY_NAMES, KEYS } from "../schema/keys.ts";
import type { KeyName, ValueOf } from "../schema/keys.ts";
import type { ConfigProblem } from "../formats/problem.ts";

export interface ConfigSources {
  /** In the order in which they were named; later ones win, key by key. Lists are replaced. */
  readonly files: readonly ConfigFile[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `path=value`, as after `--set`. */
  readonly set: readonly string[];
  /** Reads what a `…_FILE` variable names. @throws Error  whose message is shown */
  readonly readFile: (path: string) => string;
  /** Home directory of the person who starts it. */
  readonly home: string;
}

export interface Loaded {
  readonly ok: true;
  readonly config: Config;
  /** Where each value comes from; `default` where nobody set it. */
  readonly sources: ReadonlyMap<KeyName, string>;
  /** As they would be written, secrets included. */
  readonly settings: ReadonlyMap<KeyName, unknown>;
  readonly warnings: readonly ConfigProblem[];
}

export type LoadedConfig = Loaded | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Weakest source first: defaults, files, environment, flags. Every fault of every source is told at once. */
export function loadConfig({ files, env, set, readFile, home }: ConfigSources): LoadedConfig {
  const gathered: readonly Gathered[] = [
    ...files.map(fromFile),
    fromEnvironment(env, readFile),
    fromFlags(set),
  ];
  const problems = gathered.flatMap((each) => each.problems);
  const warnings = gathered.flatMap((each) => each.warnings);
  const settings = convict<Readonly<Record<string, unknown>>>(schema(), { env: {}, args: [] });
  const sources = new Map<KeyName, string>(KEY_NAMES.map((key) => [key, "default"]));
  for (const assignment of gathered.flatMap((each) => each.assignments)) {
    const fault = faultOf(assignment);
    if (fault !== undefined) {
      problems.push(fault);
      continue;
    }
    settings.set(assignment.key, assignment.value);
    sources.set(assignment.key, assignment.source);
  }
  if (problems.length > 0) return { ok: false, problems };
  // Each value was read by its own format: convict's check takes a dot in a name, of a label of Kubernetes, for a level.
  const written = new Map<KeyName, unknown>(KEY_NAMES.map((key) => [key, settings.get(key)]));
  return checked(written, sources, warnings, { home, env });
}

/** @param settings  each of which its format takes */
export function checked(
  settings: ReadonlyMap<KeyName, unknown>,
  sources: ReadonlyMap<KeyName, string>,
  warnings: readonly ConfigProblem[],
  places: Places,
): LoadedConfig {
  // Each key's own format reads what was checked with that format a moment ago.
  const get = <K extends KeyName>(key: K): ValueOf<K> =>
    KEYS[key].format.read(settings.get(key)) as ValueOf<K>;
  const config = configOf(get, places);
  const problems = crossCheck(config, sources);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config, sources, settings, warnings };
}

const FORMAT_PREFIX = "setting ";

// Formats with names: by the type of a default alone convict would turn texts into something else.
for (const key of KEY_NAMES) {
  convict.addFormat({
    name: FORMAT_PREFIX + key,
    validate: (value: unknown) => void KEYS[key].format.read(value),
    coerce: (value: unknown) => value,
  });
}

/** The settings as convict takes them: nested, each with its doc, default and check. */
function schema(): convict.Schema<Readonly<Record<string, unknown>>> {
  const root: Record<string, unknown> = {};
  for (const key of KEY_NAMES) {
    const segments = key.split(".");
    const last = segments.pop() ?? key;
    let group = root;
    for (const segment of segments) {
      const inner = group[segment] ?? {};
      group[segment] = inner;
      group = inner as Record<string, unknown>; // only this loop puts groups there
    }
    const { doc, default: byDefault } = KEYS[key];
    group[last] = {
      doc,
      default: byDefault,
      nullable: byDefault === null,
      format: FORMAT_PREFIX + key,
    };
  }
  return root as convict.Schema<Readonly<Record<string, unknown>>>; // built of nothing but groups and leaves
}

function faultOf({ key, value, source }: Assignment): ConfigProblem | undefined {
  try {
    KEYS[key].format.read(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { allowed } = KEYS[key].format;
    return {
      source,
      key,
      got: shown(value),
      reason: error.message,
      example: `${exampleText(key)} (${allowed})`,
    };
  }
}
