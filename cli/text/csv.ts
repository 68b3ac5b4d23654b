import { EXIT, Failure } from "./failure.ts";
import { printable } from "./printable.ts";

export interface CsvRow<Column extends string> {
  /** From 1, in the file. */
  readonly line: number;
  /** Without those that are empty. */
  readonly fields: Readonly<Partial<Record<Column, string>>>;
}

/**
 * Reads CSV (RFC 4180) whose first line names its columns; lines that begin with # are left out.
 * @throws Failure  with every fault at once
 */
export function readCsv<const Column extends string>(
  text: string,
  file: string,
  columns: readonly Column[],
): readonly CsvRow<Column>[] {
  const records = recordsOf(text.replace(/^\ufeff/, ""), file);
  const [head, ...rest] = records;
  if (head === undefined)
    throw new Failure({
      exit: EXIT.invalid,
      what: `${file} is empty`,
      fix: `begin it with the line ${columns.join(",")}`,
    });
  const names = head.cells.map((cell) => columns.find((column) => column === cell.trim().toLowerCase()));
  const unknown = head.cells.filter((_, at) => names[at] === undefined);
  if (unknown.length > 0)
    throw new Failure({
      exit: EXIT.invalid,
      what: `${file}:${head.line} names the column "${printable(unknown[0] ?? "")}"`,
      fix: `the first line names columns; there are ${columns.join(", ")}`,
    });
  const faults = rest
    .filter(({ cells }) => cells.length > names.length)
    .map(({ line }) => ({ where: `${file}:${line}`, why: `it has more than ${names.length} cells` }));
  if (faults.length > 0) throw new Failure({ exit: EXIT.invalid, what: `${file} cannot be read`, faults });
  return rest.map(({ line, cells }) => ({
    line,
    fields: Object.fromEntries(
      names.flatMap((name, at) => {
        const cell = cells[at]?.trim() ?? "";
        return name === undefined || cell === "" ? [] : [[name, cell]];
      }),
      // Keys are those columns.
    ) as Partial<Record<Column, string>>,
  }));
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(text: string, file: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [line, at] = [1, 0];
  while (at < text.length) {
    const begun = line;
    const cells: string[] = [];
    for (;;) {
      const [cell, end, lines] = cellAt(text, at, `${file}:${line}`);
      cells.push(cell);
      line += lines;
      at = end;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    line += 1;
    const isEmpty = cells.length === 1 && cells[0]?.trim() === "";
    if (!isEmpty && cells[0]?.startsWith("#") !== true) records.push({ line: begun, cells });
  }
  return records;
}

/** @returns what is in it, where it ends, and how many lines it goes over */
function cellAt(text: string, at: number, where: string): readonly [string, number, number] {
  if (text[at] !== '"') {
    const end = /[,\r\n]|$/g;
    end.lastIndex = at;
    const stop = end.exec(text)?.index ?? text.length;
    return [text.slice(at, stop), stop, 0];
  }
  const quoted = /"((?:[^"]|"")*)"(?=[,\r\n]|$)/y;
  quoted.lastIndex = at;
  const found = quoted.exec(text);
  if (found === null)
    throw new Failure({ exit: EXIT.invalid, what: `${where} has a quotation mark that is not closed` });
  const [all, inner = ""] = found;
  return [inner.replaceAll('""', '"'), at + all.length, inner.split("\n").length - 1];
}
