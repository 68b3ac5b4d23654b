import { printable } from "./printable.ts";

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: "right";
  /** Narrower than this it is never cut; absent = it is never cut at all. */
  readonly shrinksTo?: number;
  /** Colours a cell that is already cut and padded. */
  readonly paint?: (cell: string, row: Row) => string;
}

/**
 * A table without borders, two spaces between the columns; a line for each row.
 * @param width  what does not fit is cut in the columns that may shrink, the widest first; `undefined` = nothing is cut
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { width, header = true }: { readonly width: number | undefined; readonly header?: boolean },
): string {
  const cells = rows.map((row) => columns.map(({ text }) => printable(text(row)) || "-"));
  const widths = columns.map(({ title }, at) =>
    cells.reduce((most, row) => Math.max(most, lengthOf(row[at] ?? "")), header ? title.length : 0),
  );
  if (width !== undefined) shrink(widths, columns, width);
  const line = (texts: readonly string[], row: Row | undefined) =>
    columns
      .map(({ align, paint }, at) => {
        const cut = fitted(texts[at] ?? "", widths[at] ?? 0);
        const padding = " ".repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(cut)));
        const shown = row === undefined || paint === undefined ? cut : paint(cut, row);
        return align === "right" ? padding + shown : shown + padding;
      })
      .join("  ")
      .trimEnd();
  const lines = rows.map((row, at) => line(cells[at] ?? [], row));
  if (header) {
    lines.unshift(
      line(
        columns.map(({ title }) => title),
        undefined,
      ),
    );
  }
  return lines.map((each) => `${each}\n`).join("");
}

function shrink<Row>(widths: number[], columns: readonly Column<Row>[], width: number): void {
  const spaces = 2 * (columns.length - 1);
  for (;;) {
    const total = widths.reduce((sum, each) => sum + each, spaces);
    if (total <= width) return;
    let widest: number | undefined;
    for (const [at, { shrinksTo }] of columns.entries()) {
      if (shrinksTo === undefined || (widths[at] ?? 0) <= shrinksTo) continue;
      if (widest === undefined || (widths[at] ?? 0) > (widths[widest] ?? 0)) widest = at;
    }
    if (widest === undefined) return; // every column is as narrow as it may be
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** Characters, not UTF-16 units: a cut never leaves half a character. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function fitted(text: string, width: number): string {
  if (lengthOf(text) <= width) return text;
  return `${[...text].slice(0, Math.max(0, width - 1)).join("")}…`;
}
