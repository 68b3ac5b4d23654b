import { nearest } from "../../resources/nearest.ts";
import { parseSize, UnitError } from "../../resources/units.ts";
import { JOB_STATES } from "../life/job.ts";
import type { JobFilter, NumberField, NumberOp } from "./job-filter.ts";
import { NUMBER_OPS } from "./job-filter.ts";

/**
 * The search box: `state:failed user:ana cpus>8 name:"blast*" -project:bio`. Terms are separated by spaces and must
 * all hold; a comma means "or" within one (`state:failed,cancelled`), a minus before one "not". A word without a field
 * is looked for in names. API, CLI and web read it with this one function.
 */
export const QUERY_LIMITS = { characters: 1000, terms: 32, values: 20 } as const;

export type ParsedQuery =
  | { readonly ok: true; readonly filter: JobFilter }
  /** `at`: characters from the beginning. */
  | { readonly ok: false; readonly at: number; readonly message: string };

type Read = (op: Op, value: Text) => JobFilter;
type Op = NumberOp | ":";

interface Text {
  readonly text: string;
  readonly at: number;
}

class Fault extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export function parseJobQuery(query: string): ParsedQuery {
  try {
    if (query.length > QUERY_LIMITS.characters)
      throw new Fault(QUERY_LIMITS.characters, `a search has at most ${QUERY_LIMITS.characters} characters`);
    const of: JobFilter[] = [];
    const scanner = { query, at: 0 };
    for (skipSpaces(scanner); scanner.at < query.length; skipSpaces(scanner)) {
      if (of.length === QUERY_LIMITS.terms)
        throw new Fault(scanner.at, `a search has at most ${QUERY_LIMITS.terms} terms`);
      of.push(term(scanner));
    }
    return { ok: true, filter: { kind: "all", of } };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { ok: false, at: fault.at, message: fault.message };
  }
}

interface Scanner {
  readonly query: string;
  at: number;
}

function term(scanner: Scanner): JobFilter {
  const isNot = scanner.query[scanner.at] === "-";
  if (isNot) scanner.at += 1;
  const from = scanner.at;
  const [field = ""] = take(scanner, /[A-Za-z]+(?=[:<>=])/y);
  const found = field === "" ? wordTerm(scanner) : fieldTerm(scanner, { text: field, at: from });
  const next = scanner.query[scanner.at];
  if (next !== undefined && next !== " ")
    throw new Fault(scanner.at, `"${next}" is not expected here; quote text that has it`);
  return isNot ? { kind: "not", of: found } : found;
}

/** Somewhere in the name. */
function wordTerm(scanner: Scanner): JobFilter {
  return { kind: "name", glob: `*${valueAt(scanner).text}*` };
}

function fieldTerm(scanner: Scanner, field: Text): JobFilter {
  const read = Object.hasOwn(FIELDS, field.text) ? FIELDS[field.text] : undefined;
  if (read === undefined) {
    const near = nearest(field.text, Object.keys(FIELDS));
    const hint = near === undefined ? `known are ${Object.keys(FIELDS).join(", ")}` : `did you mean ${near}?`;
    throw new Fault(field.at, `there is no field "${field.text}"; ${hint}`);
  }
  const opAt = scanner.at;
  const [sign = ""] = take(scanner, /:|<=|>=|<|>|=/y);
  const op = sign === ":" ? ":" : NUMBER_OPS.find((each) => each === sign);
  if (op === undefined) throw new Fault(opAt, "write field:value, or < <= = >= > before a number");
  const values = [valueAt(scanner)];
  while (scanner.query[scanner.at] === ",") {
    scanner.at += 1;
    if (values.length === QUERY_LIMITS.values)
      throw new Fault(scanner.at, `one term has at most ${QUERY_LIMITS.values} values`);
    values.push(valueAt(scanner));
  }
  const of = values.map((value) => {
    if (op !== ":" && op !== "=" && values.length > 1)
      throw new Fault(value.at, "only one value can be compared with < or >");
    return read(op, value);
  });
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "any", of };
}

/** Quoted, with `\` before a quote or itself, or up to the next space, comma, quote, bracket or parenthesis. */
function valueAt(scanner: Scanner): Text {
  const at = scanner.at;
  const [quoted] = take(scanner, /"(?:[^"\\]|\\["\\])*"/y);
  if (quoted !== undefined) return { text: quoted.slice(1, -1).replaceAll(/\\(["\\])/g, "$1"), at };
  if (scanner.query[at] === '"') throw new Fault(at, "the quote is not closed");
  const [bare] = take(scanner, /[^\s,"()[\]{}<>]+/y);
  if (bare === undefined) throw new Fault(at, "a value is missing");
  return { text: bare, at };
}

function take(scanner: Scanner, pattern: RegExp): RegExpExecArray | [] {
  pattern.lastIndex = scanner.at;
  const match = pattern.exec(scanner.query);
  if (match === null) return [];
  scanner.at = pattern.lastIndex;
  return match;
}

function skipSpaces(scanner: Scanner): void {
  while (scanner.query[scanner.at] === " ") scanner.at += 1;
}

const word =
  (field: "user" | "project" | "reason"): Read =>
  (op, value) => ({ kind: "word", field, values: [plain(op, value)] });

const number =
  (field: NumberField, read: (value: Text) => number): Read =>
  (op, value) => ({ kind: "number", field, op: op === ":" ? "=" : op, value: read(value) });

const FIELDS: Readonly<Record<string, Read>> = {
  state: (op, value) => {
    const text = plain(op, value);
    if (!JOB_STATES.some((state) => state === text))
      throw new Fault(value.at, `"${text}" is no state; states are ${JOB_STATES.join(", ")}`);
    return { kind: "word", field: "state", values: [text] };
  },
  user: word("user"),
  project: word("project"),
  reason: word("reason"),
  name: (op, value) => ({ kind: "name", glob: plain(op, value) }),
  node: (op, value) => ({ kind: "node", hostname: plain(op, value) }),
  label: (op, value) => {
    const [, key = "", , wanted] = /^([^=]*)(=(.*))?$/s.exec(plain(op, value)) ?? [];
    return { kind: "label", key, ...(wanted === undefined ? {} : { value: wanted }) };
  },
  array: (op, value) => {
    const text = plain(op, value);
    if (text !== "true" && text !== "false") throw new Fault(value.at, "array is true or false");
    return { kind: "array", isArray: text === "true" };
  },
  id: number("id", whole),
  priority: number("priority", whole),
  exitCode: number("exitCode", whole),
  retryOf: number("retryOf", whole),
  gpus: number("gpus", whole),
  cpus: number("cpus", decimal),
  memory: number("memoryBytes", size),
  created: number("createdAt", instant),
  started: number("startedAt", instant),
  ended: number("endedAt", instant),
  updated: number("updatedAt", instant),
};

function plain(op: Op, { text, at }: Text): string {
  if (op !== ":" && op !== "=") throw new Fault(at, "this field has no order: write field:value");
  return text;
}

function whole({ text, at }: Text): number {
  if (!/^\d{1,15}$/.test(text)) throw new Fault(at, `"${text}" is no whole number`);
  return Number(text);
}

function decimal({ text, at }: Text): number {
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text))
    throw new Fault(at, `"${text}" is no number with three decimals at most`);
  return Number(text);
}

function size({ text, at }: Text): number {
  try {
    return parseSize(text);
  } catch (error) {
    if (error instanceof UnitError) throw new Fault(at, error.message);
    throw error;
  }
}

function instant({ text, at }: Text): number {
  const atMs = parseInstant(text);
  if (atMs === undefined)
    throw new Fault(at, `"${text}" is no time; write 2026-01-31 or 2026-01-31T12:00:00Z (RFC 3339)`);
  return atMs;
}

/** A day (its beginning in UTC) or an instant with its offset, by RFC 3339, in Unix milliseconds. */
export function parseInstant(text: string): number | undefined {
  const match = /^(\d{4}-(\d\d)-(\d\d))(?:[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d))?$/.exec(
    text,
  );
  const atMs = match === null ? Number.NaN : Date.parse(text.toUpperCase());
  // What is no day of the calendar is taken for one of the next month otherwise.
  const isDay = !Number.isNaN(Date.parse(`${match?.[1]}T00:00:00Z`)) && isInMonth(match?.[1] ?? "");
  return Number.isNaN(atMs) || !isDay ? undefined : atMs;
}

function isInMonth(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return date <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
