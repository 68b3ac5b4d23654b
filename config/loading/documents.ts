import JSON5 from "json5";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { keyPlaces, type KeyPlace } from "./json5-keys.ts";

/** A configuration file, read: its values, and where each key stands. */
export type ReadDocument =
  | { readonly ok: true; readonly value: unknown; readonly places: readonly KeyPlace[] }
  /** `line` and `column` from 1, where known. */
  | { readonly ok: false; readonly reason: string; readonly line?: number; readonly column?: number };

/** YAML by the ends `.yaml` and `.yml`, JSON5 otherwise. */
export function readDocument(name: string, text: string): ReadDocument {
  return /\.ya?ml$/i.test(name) ? readYaml(text) : readJson5(text);
}

function readJson5(text: string): ReadDocument {
  try {
    return { ok: true, value: JSON5.parse(text), places: keyPlaces(text) };
  } catch (error) {
    // The library counts as we do; its message ends with the place, which is told apart.
    const [, what, line, column] =
      /^(?:JSON5: )?(.*) at (\d+):(\d+)$/.exec(error instanceof Error ? error.message : "") ?? [];
    return {
      ok: false,
      reason: `is not JSON5: ${what ?? "it cannot be read"}`,
      ...(line === undefined ? {} : { line: Number(line), column: Number(column) }),
    };
  }
}

/** So many aliases a file may resolve to: more is a mistake, or an attack on memory. */
const ALIASES_MAX = 100;

/** YAML 1.2, core schema. An empty file is an empty object, as a file of nothing but comments should be. */
export function readYaml(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: false, // told with both places by whoever reads the keys
    lineCounter: lines,
    prettyErrors: false,
  });
  const fault = [...document.errors, ...document.warnings].at(0);
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    return { ok: false, reason: `is not YAML: ${fault.message}`, line, column: col };
  }
  try {
    return {
      ok: true,
      value: document.contents === null ? {} : document.toJS({ maxAliasCount: ALIASES_MAX }),
      places: yamlKeyPlaces(document, lines),
    };
  } catch (error) {
    return { ok: false, reason: `is not YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function yamlKeyPlaces(document: Document.Parsed, lines: LineCounter): readonly KeyPlace[] {
  const places: KeyPlace[] = [];
  let objects = 0;
  const walk = (node: unknown, above: readonly string[]): void => {
    if (isSeq(node)) for (const item of node.items) walk(item, above);
    if (!isMap(node)) return; // the keys of an alias stand where its anchor is
    objects += 1;
    const object = objects;
    for (const { key, value } of node.items) {
      const path = [...above, isScalar(key) ? String(key.value) : String(key)];
      const { line, col } = lines.linePos(isNode(key) ? (key.range?.[0] ?? 0) : 0);
      places.push({ path, object, line, column: col });
      walk(value, path);
    }
  };
  walk(document.contents, []);
  return places;
}
