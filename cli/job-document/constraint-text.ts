import type { DraftConstraint } from "./job-draft.ts";
import { ValueError } from "../text/value-error.ts";

const FORMS = "write rack==r1 && zone in (a,b); also !=, <, >, =~ PATTERN, not in (…), a bare NAME, or !NAME";

const NAME = /[A-Za-z0-9_][A-Za-z0-9._/-]*/y;
const OPERATOR = /==|!=|=~|=|<(?!=)|>(?!=)/y;
const IN = /(not\s+|not)?in\s*\(/y;
const AND = /&&/y;
const SPACE = /\s*/y;
const QUOTED = /"((?:[^"\\]|\\["\\])*)"|'([^']*)'/y;
/** What needs no quotes: of a list less than of a single value, of a pattern more. */
const BARE_IN_LIST = /[^\s,()'"&|]+/y;
const BARE = /[^\s()'"&|]+/y;
const BARE_PATTERN = /(?:(?!&&)[^\s'"])+/y;

const OPS: Readonly<Record<string, string>> = {
  "==": "eq",
  "=": "eq",
  "!=": "ne",
  "=~": "match",
  "<": "lt",
  ">": "gt",
};

/**
 * `rack==r1 && zone in (a,b)` → constraints of a job document. All must be met; there is no "or" but `in` and `=~`.
 * @throws ValueError
 */
export function parseConstraints(text: string): readonly DraftConstraint[] {
  const scanner = { text, at: 0 };
  const found: DraftConstraint[] = [];
  do found.push(term(scanner));
  while (taken(scanner, AND) !== undefined);
  take(scanner, SPACE);
  if (scanner.at < text.length) throw notUnderstood(scanner);
  return found;
}

interface Scanner {
  readonly text: string;
  at: number;
}

function term(scanner: Scanner): DraftConstraint {
  const absent = taken(scanner, /!(?!=)/y) !== undefined;
  const attribute = taken(scanner, NAME)?.[0];
  if (attribute === undefined) throw notUnderstood(scanner);
  if (absent) return { attribute, op: "absent" };
  const list = taken(scanner, IN);
  if (list !== undefined)
    return { attribute, op: list[1] === undefined ? "in" : "notIn", values: values(scanner) };
  const operator = taken(scanner, OPERATOR)?.[0];
  if (operator === undefined) return { attribute, op: "exists" };
  const value = valueOf(scanner, operator === "=~" ? BARE_PATTERN : BARE);
  if (value === undefined) throw notUnderstood(scanner);
  return { attribute, op: OPS[operator] ?? operator, value };
}

function values(scanner: Scanner): readonly string[] {
  const found: string[] = [];
  do {
    const value = valueOf(scanner, BARE_IN_LIST);
    if (value === undefined) throw notUnderstood(scanner);
    found.push(value);
  } while (taken(scanner, /,/y) !== undefined);
  if (taken(scanner, /\)/y) === undefined) throw notUnderstood(scanner);
  return found;
}

function valueOf(scanner: Scanner, bare: RegExp): string | undefined {
  const quoted = taken(scanner, QUOTED);
  if (quoted === undefined) return taken(scanner, bare)?.[0];
  return quoted[2] ?? quoted[1]?.replaceAll(/\\(["\\])/g, "$1");
}

/** What the pattern matches here, behind spaces. */
function taken(scanner: Scanner, pattern: RegExp): RegExpExecArray | undefined {
  take(scanner, SPACE);
  return take(scanner, pattern);
}

function take(scanner: Scanner, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = scanner.at;
  const match = pattern.exec(scanner.text);
  if (match === null) return undefined;
  scanner.at += match[0].length;
  return match;
}

function notUnderstood({ text, at }: Scanner): ValueError {
  const rest = text.slice(at).trim();
  if (rest === "") return new ValueError(`the constraint "${text}" is cut off`, FORMS);
  if (rest.startsWith("||"))
    return new ValueError('constraints have no "or"', "write zone in (a,b), or =~ PATTERN");
  if (/^[<>]=/.test(rest)) return new ValueError(`"${rest.slice(0, 2)}" is no comparison`, "write > or <");
  return new ValueError(`"${rest.slice(0, 40)}" is not understood in a constraint`, FORMS);
}

const SIGNS: Readonly<Record<string, string>> = { eq: "==", ne: "!=", match: "=~", lt: "<", gt: ">" };

/** As `parseConstraints` reads it. */
export function formatConstraint({
  attribute,
  op,
  value,
  values: list = [],
}: Readonly<DraftConstraint>): string {
  const all = value === undefined ? list : [value];
  if (op === "exists") return attribute;
  if (op === "absent") return `!${attribute}`;
  const sign = SIGNS[op];
  if (sign !== undefined) return `${attribute} ${sign} ${quoted(all[0] ?? "")}`;
  return `${attribute} ${op === "notIn" ? "not in" : "in"} (${all.map(quoted).join(", ")})`;
}

function quoted(value: string): string {
  return /^[^\s,()'"&|=<>!]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
