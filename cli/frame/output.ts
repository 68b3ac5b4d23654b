import type { Format } from "./args.ts";
import { formatOf, has, valueOf } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { nearest } from "../../resources/nearest.ts";
import { printable, printableJson } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { table } from "../text/table.ts";

export interface List<Row> {
  readonly rows: readonly Row[];
  /** What a row is in JSON. */
  readonly document: (row: Row) => object;
  /** What `-o name` and `-q` print of it. */
  readonly name: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Behind the others with `-o wide`, and in files. */
  readonly wide?: readonly Column<Row>[];
  /** For a person, when there are no rows. */
  readonly none: string;
}

/**
 * Prints a list in the format that was asked for.
 * @throws Failure  for a column or a field that it does not have
 */
export async function printList<Row>(context: Context, list: List<Row>): Promise<number> {
  const { args, terminal } = context;
  const { rows, document, name } = list;
  const format = formatOf(args);
  const header = !has(args, "no-headers");
  switch (format.kind) {
    case "name":
      await terminal.out(rows.map((row) => `${printable(name(row))}\n`).join(""));
      return EXIT.done;
    case "table":
    case "wide": {
      const wide = format.kind === "wide" ? (list.wide ?? []) : [];
      const columns = chosenColumns(
        context,
        [...list.columns, ...wide],
        [...list.columns, ...(list.wide ?? [])],
      );
      const width = format.kind === "wide" ? undefined : terminal.width;
      if (rows.length > 0) await terminal.out(table(columns, rows, { width, header }));
      else if (context.io.isTty.stderr) await terminal.note(list.none);
      return EXIT.done;
    }
    case "csv":
    case "tsv": {
      const all = [...list.columns, ...(list.wide ?? [])];
      const { separated } = await import("../text/text-formats.ts");
      await terminal.out(separated(chosenColumns(context, all, all), rows, { kind: format.kind, header }));
      return EXIT.done;
    }
    default: {
      const picked = rows.map((row) => pickedFields(context, document(row), format));
      if (format.kind === "ndjson") {
        await terminal.out(picked.map((each) => `${printableJson(each)}\n`).join(""));
      } else if (format.kind === "template") {
        const { filledTemplate } = await import("../text/text-formats.ts");
        await terminal.out(picked.map((each) => filledTemplate(format.template ?? "", each)).join(""));
      } else await printValue(context, format, { items: picked });
      return EXIT.done;
    }
  }
}

/** Prints one document in the format that was asked for, as `human` does for a person. */
export async function printDocument(
  context: Context,
  document: object,
  human: () => Promise<void>,
): Promise<number> {
  const format = formatOf(context.args);
  if (format.kind === "table" || format.kind === "wide" || format.kind === "name") await human();
  else if (format.kind === "template") {
    const { filledTemplate } = await import("../text/text-formats.ts");
    await context.terminal.out(filledTemplate(format.template ?? "", document));
  } else await printValue(context, format, pickedFields(context, document, format));
  return EXIT.done;
}

async function printValue({ terminal }: Context, format: Format, value: object): Promise<void> {
  if (format.kind === "yaml") {
    const { yaml } = await import("../text/yaml.ts");
    await terminal.out(yaml(value));
  } else await terminal.out(`${printableJson(value, format.kind === "ndjson" ? undefined : 2)}\n`);
}

/** Only the fields that `--json` names, all if it names none. @throws Failure  for one that there is not */
export function pickedFields({ args }: Context, document: object, { fields }: Format): object {
  if (fields === undefined) return document;
  const present = new Map<string, unknown>(Object.entries(document));
  const known = [...new Set([...(args.command.json ?? []), ...present.keys()])];
  const wrong = fields.find((field) => !known.includes(field));
  if (wrong === undefined) {
    return Object.fromEntries(
      fields.flatMap((field) => (present.has(field) ? [[field, present.get(field)]] : [])),
    );
  }
  const near = nearest(wrong, known);
  throw new Failure({
    exit: EXIT.usage,
    what: `--json=${wrong}: there is no such field`,
    fix: near === undefined ? `one of ${known.toSorted().join(", ")}` : `did you mean ${near}?`,
  });
}

/** Those of `--columns`, in its order, out of all that there are. */
function chosenColumns<Row>(
  { args }: Context,
  usual: readonly Column<Row>[],
  all: readonly Column<Row>[],
): readonly Column<Row>[] {
  const wanted = valueOf(args, "columns");
  if (wanted === undefined) return usual;
  return wanted.split(",").map((word) => {
    const title = word.trim().toUpperCase();
    const column = all.find((each) => each.title === title);
    if (column !== undefined) return column;
    const titles = all.map((each) => each.title.toLowerCase());
    const near = nearest(word.trim(), titles);
    throw new Failure({
      exit: EXIT.usage,
      what: `--columns ${word}: there is no such column`,
      fix: near === undefined ? `one of ${titles.join(", ")}` : `did you mean ${near}?`,
    });
  });
}
