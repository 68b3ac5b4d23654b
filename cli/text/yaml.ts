import { parseDocument, stringify } from "yaml";

/** Characters that a terminal would obey, or that reorder what is around them; line ends are none. */
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** YAML 1.2, harmless for a terminal. */
export function yaml(value: unknown): string {
  const plain = stringify(value, { lineWidth: 0 });
  if (plain.search(HARMFUL) < 0) return plain;
  // Only quotes can hold what must be escaped.
  const quoted = stringify(value, {
    lineWidth: 0,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
  });
  return quoted.replace(HARMFUL, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * One document of the core schema: no tags of a language, few aliases, no key twice.
 * @throws Error  with line and column
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { schema: "core", uniqueKeys: true, prettyErrors: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new Error(fault.message.split("\n", 1)[0] ?? "it cannot be read");
  return document.toJS({ maxAliasCount: 100 });
}
