import type { Command } from "./commands.ts";
import type { Given, ParsedWords } from "./parse.ts";

/** What a command was given, checked against its line of the table. */
export interface Args {
  readonly command: Command;
  readonly given: readonly Given[];
  readonly operands: readonly string[];
  /** What stands behind `--`. */
  readonly rest: readonly string[] | undefined;
}

export function argsOf(command: Command, parsed: ParsedWords): Args {
  return {
    command,
    given: parsed.given,
    operands: parsed.operands.map(({ text }) => text),
    rest: parsed.rest,
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

export type Format = "table" | "wide" | "json" | "name";

export function formatOf(args: Args): Format {
  if (has(args, "json")) return "json";
  const format = valueOf(args, "output");
  if (format === "json" || format === "name" || format === "wide") return format;
  return has(args, "quiet") ? "name" : "table";
}
