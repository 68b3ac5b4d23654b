export interface KeyPlace {
  /** From the outermost key inwards; indices of lists are left out. */
  readonly path: readonly string[];
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Which object it stands in: two keys of one object have the same. */
  readonly object: number;
}

/**
 * Where each key of a JSON5 text stands. The parser tells neither places nor repeated keys, of which it takes the
 * last. The text must be one that the parser took, so this needs to look only for strings, comments and brackets.
 */
export function keyPlaces(text: string): readonly KeyPlace[] {
  const places: KeyPlace[] = [];
  const open: { readonly kind: "{" | "["; readonly id: number; key: string | undefined }[] = [];
  const token =
    /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|[{}[\]:,]|[^\s{}[\]:,"'/]+/g;
  let objects = 0;
  let pending: { readonly key: string; readonly at: number } | undefined;
  for (const match of text.matchAll(token)) {
    const [word] = match;
    if (word.startsWith("//") || word.startsWith("/*")) continue;
    const inside = open.at(-1);
    if (word === "{" || word === "[") {
      objects += 1;
      open.push({ kind: word, id: objects, key: undefined });
      pending = undefined;
    } else if (word === "}" || word === "]") {
      open.pop();
      pending = undefined;
    } else if (word === ",") {
      if (inside !== undefined) inside.key = undefined;
      pending = undefined;
    } else if (word === ":" && inside?.kind === "{" && pending !== undefined && inside.key === undefined) {
      inside.key = pending.key;
      const path = open.flatMap(({ key }) => key ?? []);
      places.push({ path, object: inside.id, ...placeOf(text, pending.at) });
    } else {
      pending = { key: keyOf(word), at: match.index };
    }
  }
  return places;
}

function keyOf(word: string): string {
  if (word.startsWith('"') || word.startsWith("'")) {
    const inner = word.slice(1, -1);
    return inner.replaceAll(
      /\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([^])/g,
      (_, u: string, x: string, c: string) =>
        u !== undefined || x !== undefined ? String.fromCharCode(Number.parseInt(u ?? x, 16)) : c,
    );
  }
  return word.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, u: string) =>
    String.fromCharCode(Number.parseInt(u, 16)),
  );
}

export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}
