// What a source file imports, read by a parser: static and dynamic imports, re-exports, and types named by `import()`.
import { parseSync, Visitor } from "oxc-parser";

/** `load`: runs the other file first. `type`: gone when the program runs. `lazy`: `import()`, when it is reached. */
export type ImportKind = "load" | "type" | "lazy";

export interface Import {
  /** As written, or `undefined` for an `import()` of something that is not a literal. */
  readonly specifier: string | undefined;
  readonly kind: ImportKind;
  /** From 1. */
  readonly line: number;
}

/** @param path of the file; its ending says how the text is parsed */
export function importsOf(path: string, text: string): readonly Import[] {
  const { module, program } = parseSync(path, text);
  const found: Import[] = [];
  const add = (start: number, specifier: string | undefined, kind: ImportKind): void => {
    found.push({ specifier, kind, line: lineAt(text, start) });
  };
  const kindAt = (start: number): ImportKind =>
    /^(?:import|export)\s+type\b/.test(text.slice(start, start + 14)) ? "type" : "load";
  for (const { start, moduleRequest } of module.staticImports) add(start, moduleRequest.value, kindAt(start));
  for (const { start, entries } of module.staticExports) {
    const from = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest;
    if (from !== undefined && from !== null) add(start, from.value, kindAt(start));
  }
  for (const { start, moduleRequest } of module.dynamicImports)
    add(start, literalIn(text.slice(moduleRequest.start, moduleRequest.end)), "lazy");
  // Only this kind needs the syntax tree, which costs as much again.
  if (/[:<|&=(,]\s*import\s*\(|typeof\s+import\s*\(/.test(text)) {
    new Visitor({
      TSImportType: ({ start, source }) => add(start, source.value, "type"),
    }).visit(program);
  }
  return found;
}

function literalIn(source: string): string | undefined {
  return /^(["'`])([^"'`$]+)\1$/.exec(source)?.[2];
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
