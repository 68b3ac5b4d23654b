import { printable, printableLines } from "./printable.ts";
import type { Column } from "./table.ts";

/** Values with commas (RFC 4180, but with `\n` as line end) or tabs between them; columns are named in lower case. */
export function separated<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { kind, header }: { readonly kind: "csv" | "tsv"; readonly header: boolean },
): string {
  const cell = kind === "csv" ? csvCell : tsvCell;
  const lines = rows.map((row) => columns.map(({ text }) => cell(text(row))));
  if (header) lines.unshift(columns.map(({ title }) => cell(title.toLowerCase().replaceAll(" ", "_"))));
  return lines.map((cells) => `${cells.join(kind === "csv" ? "," : "\t")}\n`).join("");
}

/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+@-]/;

function csvCell(text: string): string {
  const shown = printable(text);
  const safe = FORMULA.test(shown) && !/^-?\d+(\.\d+)?$/.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function tsvCell(text: string): string {
  return printable(text);
}

/**
 * `{id} {resources.cpus}\n`: each name in braces is replaced by that field, one that is absent by nothing. `\n` and
 * `\t` are line end and tab, `{{` is a brace; a line end is added at the end.
 */
export function filledTemplate(template: string, document: object): string {
  const filled = template.replaceAll(
    /\{\{|\\n|\\t|\\\\|\{([A-Za-z0-9_.-]+)\}/g,
    (found: string, path: string | undefined) => {
      if (path !== undefined) return textOf(at(document, path.split(".")));
      return { "{{": "{", "\\n": "\n", "\\t": "\t" }[found] ?? "\\";
    },
  );
  return `${filled}\n`;
}

function at(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return undefined;
    return new Map<string, unknown>(Object.entries(value)).get(name);
  }, document);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return printableLines(typeof value === "object" ? JSON.stringify(value) : String(value));
}
