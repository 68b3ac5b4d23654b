import JSON5 from "json5";
import { readDocument } from "./documents.ts";
import { KEYS, KEY_NAMES, isKeyName, variableOf } from "../schema/keys.ts";
import type { Format } from "../formats/formats.ts";
import type { KeyName } from "../schema/keys.ts";
import type { ConfigProblem } from "../formats/problem.ts";
import { nearest } from "../../resources/nearest.ts";

/** One value that some source gives to a key; later ones win. */
export interface Assignment {
  readonly key: KeyName;
  readonly value: unknown;
  /** `godocker.json5:3:5`, `GODOCKER_STORE__URL`, `--set store.url`. */
  readonly source: string;
}

export interface Gathered {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** `text` is YAML when the name says so, else JSON5. */
export type ConfigFile =
  { readonly name: string; readonly text: string } | { readonly name: string; readonly unreadable: string };

const FILE_CHARACTERS_MAX = 1024 * 1024;
const DEPTH_MAX = 8;
/** Keys that would reach into the language instead of the configuration. */
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const GROUPS = new Set(KEY_NAMES.flatMap((name) => groupsOf(name)));

function groupsOf(name: string): string[] {
  const segments = name.split(".");
  return segments.slice(1).map((_, at) => segments.slice(0, at + 1).join("."));
}

export function fromFile(file: ConfigFile): Gathered {
  const { name } = file;
  const problem = (reason: string, source = name, key = ""): Gathered => ({
    assignments: [],
    problems: [{ source, key, reason, example: '{ server: { listen: "127.0.0.1:8080" } }' }],
    warnings: [],
  });
  if ("unreadable" in file) return problem(`cannot be read: ${file.unreadable}`);
  const { text } = file;
  if (text.length > FILE_CHARACTERS_MAX) return problem("is longer than 1 MiB");
  const read = readDocument(name, text);
  if (!read.ok) {
    const { reason, line, column } = read;
    return problem(reason, line === undefined ? name : `${name}:${line}:${column}`);
  }
  const { value: document, places } = read;
  if (!isRecord(document)) return problem("must hold an object");
  const sourceOf = (path: readonly string[]): string => {
    const place = places.findLast((candidate) => candidate.path.join("\0") === path.join("\0"));
    return place === undefined ? name : `${name}:${place.line}:${place.column}`;
  };
  const problems: ConfigProblem[] = [];
  const seen = new Set<string>();
  for (const { path, object, line, column } of places) {
    const key = path.at(-1) ?? "";
    if (seen.has(`${object}\0${key}`)) {
      problems.push({
        source: `${name}:${line}:${column}`,
        key: path.join("."),
        reason: "is there twice",
        example: "each key once",
      });
    }
    seen.add(`${object}\0${key}`);
  }
  const assignments: Assignment[] = [];
  const walk = (group: Readonly<Record<string, unknown>>, above: readonly string[]): void => {
    for (const [own, value] of Object.entries(group)) {
      const path = [...above, own];
      const key = path.join(".");
      if (isKeyName(key)) {
        const forbidden = forbiddenInside(value, 0);
        if (forbidden === undefined) assignments.push({ key, value, source: sourceOf(path) });
        else problems.push(forbiddenKey(sourceOf(path), `${key}.${forbidden}`));
      } else if (FORBIDDEN.has(own)) problems.push(forbiddenKey(sourceOf(path), key));
      else if (GROUPS.has(key) && isRecord(value)) walk(value, path);
      else if (GROUPS.has(key)) {
        const reason = "is a group of settings, not a value";
        problems.push({ source: sourceOf(path), key, got: shown(value), reason, example: groupExample(key) });
      } else problems.push(unknownKey(sourceOf(path), key));
    }
  };
  walk(document, []);
  return { assignments, problems, warnings: [] };
}

/**
 * `GODOCKER_STORE__URL` and, for the content of a file, `GODOCKER_STORE__URL_FILE`. Variables without `__` that are
 * no setting belong to clients and jobs and are left alone.
 */
export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Gathered {
  const assignments: Assignment[] = [];
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const byVariable = new Map(KEY_NAMES.map((key) => [normalised(variableOf(key)), key]));
  for (const [variable, text] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!variable.startsWith("GODOCKER_") || text === undefined) continue;
    const key = byVariable.get(normalised(variable));
    const fileKey = variable.endsWith("_FILE")
      ? byVariable.get(normalised(variable.slice(0, -"_FILE".length)))
      : undefined;
    if (key !== undefined) {
      if (text === "")
        problems.push({
          source: variable,
          key,
          got: '""',
          reason: "is empty",
          example: `${variableOf(key)}=${exampleText(key)}, or leave it unset`,
        });
      else assign(assignments, problems, key, text, variable);
    } else if (fileKey !== undefined) {
      if (env[variableOf(fileKey)] !== undefined) {
        problems.push({
          source: variable,
          key: fileKey,
          reason: `is given twice: ${variableOf(fileKey)} is set, too`,
          example: "one of the two",
        });
        continue;
      }
      try {
        assign(assignments, problems, fileKey, readFile(text).replace(/\r?\n$/, ""), variable);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        problems.push({
          source: variable,
          key: fileKey,
          got: text,
          reason: `names a file that cannot be read: ${why}`,
          example: "/etc/godocker/value",
        });
      }
    } else if (variable.includes("__")) {
      const near = nearest(variable, KEY_NAMES.map(variableOf));
      const reason = near === undefined ? "is no setting" : `is no setting; did you mean ${near}?`;
      warnings.push({
        source: variable,
        key: variable,
        reason,
        example: near ?? variableOf("server.listen"),
      });
    }
  }
  return { assignments, problems, warnings };
}

/** `path=value`, as after `--set`. */
export function fromFlags(set: readonly string[]): Gathered {
  const assignments: Assignment[] = [];
  const problems: ConfigProblem[] = [];
  for (const flag of set) {
    const at = flag.indexOf("=");
    const path = at < 0 ? flag : flag.slice(0, at);
    const source = `--set ${path}`;
    if (path.split(".").some((segment) => FORBIDDEN.has(segment))) problems.push(forbiddenKey(source, path));
    else if (!isKeyName(path)) problems.push(unknownKey(source, path));
    else if (at < 0)
      problems.push({
        source,
        key: path,
        reason: "has no value",
        example: `--set ${path}=${exampleText(path)}`,
      });
    else assign(assignments, problems, path, flag.slice(at + 1), source);
  }
  return { assignments, problems, warnings: [] };
}

function assign(
  assignments: Assignment[],
  problems: ConfigProblem[],
  key: KeyName,
  text: string,
  source: string,
): void {
  const { format }: { readonly format: Format<unknown> } = KEYS[key];
  if (format.json5 !== true) {
    assignments.push({ key, value: format.fromText(text), source });
    return;
  }
  try {
    const value: unknown = JSON5.parse(text);
    const forbidden = forbiddenInside(value, 0);
    if (forbidden === undefined) assignments.push({ key, value, source });
    else problems.push(forbiddenKey(source, `${key}.${forbidden}`));
  } catch {
    problems.push({ source, key, got: shown(text), reason: "is not JSON5", example: exampleText(key) }); // the text is shown
  }
}

function forbiddenInside(value: unknown, depth: number): string | undefined {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN.has(key)) return key;
    const inside = forbiddenInside(item, depth + 1);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function forbiddenKey(source: string, key: string): ConfigProblem {
  return { source, key, reason: "is a key that no configuration may have", example: "remove it" };
}

function unknownKey(source: string, key: string): ConfigProblem {
  const known = [...KEY_NAMES, ...GROUPS];
  // A name that only sits in the wrong group is found by its last word.
  const last = key.split(".").at(-1) ?? key;
  const near = nearest(key, known) ?? KEY_NAMES.find((name) => name.split(".").at(-1) === last);
  const siblings = known.filter(
    (name) => name.split(".").slice(0, -1).join(".") === key.split(".").slice(0, -1).join("."),
  );
  const reason =
    near === undefined ? "is no setting of this version" : `is no setting; did you mean ${near}?`;
  const example = near ?? (siblings.length > 0 ? siblings.join(", ") : KEY_NAMES.slice(0, 4).join(", "));
  return { source, key, reason, example };
}

function groupExample(group: string): string {
  const name = KEY_NAMES.find((candidate) => candidate.startsWith(`${group}.`));
  return name === undefined ? "" : `${name} = ${exampleText(name)}`;
}

export function exampleText(key: KeyName): string {
  const { example } = KEYS[key];
  return typeof example === "string" ? example : JSON.stringify(example);
}

/** For people; short, one line, without passwords of URLs. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  const clean = withoutUrlPassword(text);
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
}

/** The same value, fit to be shown: without passwords of URLs, however deep they stand in it. */
export function withoutPasswords(value: unknown): unknown {
  if (typeof value === "string") return withoutUrlPassword(value);
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPasswords(item)]));
}

function withoutUrlPassword(text: string): string {
  return text.replaceAll(/:\/\/[^\s/@"]*@/g, "://***@");
}

/** `PUBLIC_URL` and `PUBLICURL` are the same; `__` separates. */
function normalised(variable: string): string {
  return variable
    .split("__")
    .map((segment) => segment.replaceAll("_", "").toUpperCase())
    .join("__");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
