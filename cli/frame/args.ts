import type { Command } from "./command.ts";
import type { Given, ParsedWords } from "./parse.ts";

/** What a command was given, checked against its line of the table. */
export interface Args {
  readonly command: Command;
  readonly given: readonly Given[];
  readonly operands: readonly string[];
  /** What stands behind `--`. */
  readonly rest: readonly string[] | undefined;
  /** Of `GODOCKER_OUTPUT`, where this command can print so; weaker than every flag. */
  readonly output: string | undefined;
}

export function argsOf(
  command: Command,
  parsed: ParsedWords,
  env: Readonly<Record<string, string | undefined>>,
): Args {
  const choices = command.flags.find(({ name }) => name === "output")?.choices ?? [];
  const wanted = env["GODOCKER_OUTPUT"];
  return {
    command,
    given: parsed.given,
    operands: parsed.operands.map(({ text }) => text),
    rest: parsed.rest,
    output: choices.find((choice) => choice === wanted),
  };
}

export function has(args: Args, flag: string): boolean {
  return args.given.some((given) => given.flag.name === flag);
}

export function valueOf(args: Args, flag: string): string | undefined {
  return args.given.find((given) => given.flag.name === flag)?.text;
}

export function valuesOf(args: Args, flag: string): readonly string[] {
  return args.given.flatMap(({ flag: { name }, text }) =>
    name === flag && text !== undefined ? [text] : [],
  );
}

export type FormatKind = "table" | "wide" | "json" | "yaml" | "ndjson" | "csv" | "tsv" | "name" | "template";

export interface Format {
  readonly kind: FormatKind;
  /** Of `--json=id,state`: only these. */
  readonly fields?: readonly string[];
  /** Of `template=TEXT`. */
  readonly template?: string;
}

const KINDS: readonly FormatKind[] = ["table", "wide", "json", "yaml", "ndjson", "csv", "tsv", "name"];
const TEMPLATE = "template=";

/** How to print: `--json`, then `-o`, then `-q`, then `GODOCKER_OUTPUT`. */
export function formatOf(args: Args): Format {
  if (has(args, "json")) {
    const fields = valueOf(args, "json");
    return fields === undefined
      ? { kind: "json" }
      : { kind: "json", fields: fields.split(",").filter(Boolean) };
  }
  const given = valueOf(args, "output");
  if (given === undefined && has(args, "quiet")) return { kind: "name" };
  const text = given ?? args.output ?? "table";
  if (text.startsWith(TEMPLATE)) return { kind: "template", template: text.slice(TEMPLATE.length) };
  return { kind: KINDS.find((kind) => kind === text) ?? "table" };
}
