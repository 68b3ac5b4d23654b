import { parseInstant } from "../../jobs/query/job-query.ts";
import { nearest } from "../../resources/nearest.ts";
import { PublicError } from "./problems.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** One parameter of a path or a query: reads it, and describes itself in the OpenAPI document. */
export interface Parameter<T> {
  readonly schema: JsonSchema;
  readonly description: string;
  /** Whether it may come several times. */
  readonly repeated: boolean;
  readonly required: boolean;
  /**
   * @param texts  every value that was given under this name, at least one
   * @throws Refusal
   */
  readonly read: (texts: readonly string[]) => T;
  /** What it is when it does not come. */
  readonly absent: () => T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type ValuesOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Says what is allowed; turned into `bad_parameter` with the parameter's name. */
class Refusal extends Error {}

const SHOWN_MAX = 64;

export function integer(
  description: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): Parameter<number> {
  return single(description, { type: "integer", minimum, maximum }, (text) => {
    // No sign, no leading zero, no exponent: one way to write each number.
    const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= minimum && value <= maximum))
      throw new Refusal(`an integer from ${minimum} to ${maximum}`);
    return value;
  });
}

export function word<const W extends string>(description: string, words: readonly W[]): Parameter<W> {
  return single(description, { type: "string", enum: words }, (text) => {
    const found = words.find((candidate) => candidate === text);
    if (found !== undefined) return found;
    const near = nearest(text, words);
    throw new Refusal(`one of ${words.join(", ")}${near === undefined ? "" : ` (did you mean ${near}?)`}`);
  });
}

export function text(
  description: string,
  { maxLength, pattern }: { readonly maxLength: number; readonly pattern?: RegExp },
): Parameter<string> {
  const schema = {
    type: "string",
    minLength: 1,
    maxLength,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
  return single(description, schema, (value) => {
    // Counted as JSON Schema does: by characters, not by units of UTF-16.
    if (value === "" || [...value].length > maxLength) throw new Refusal(`1 to ${maxLength} characters`);
    if (pattern !== undefined && !pattern.test(value)) throw new Refusal(`text like ${pattern.source}`);
    return value;
  });
}

/** An instant or a day, RFC 3339. @returns Unix milliseconds */
export function instantText(description: string): Parameter<number> {
  return single(
    description,
    { type: "string", minLength: 10, maxLength: 40, examples: ["2026-01-31T12:00:00Z"] },
    (text) => {
      const atMs = parseInstant(text);
      if (atMs === undefined) throw new Refusal("a time like 2026-01-31T12:00:00Z or a day like 2026-01-31");
      return atMs;
    },
  );
}

/** Several words in one text, with commas between them, none of them twice. */
export function words<const W extends string>(
  description: string,
  known: readonly W[],
  { most = known.length, signed = false }: { readonly most?: number; readonly signed?: boolean } = {},
): Parameter<readonly { readonly word: W; readonly minus: boolean }[]> {
  const each = `${signed ? "-?" : ""}(${known.join("|")})`;
  const schema = { type: "string", pattern: `^${each}(,${each}){0,${most - 1}}$`, maxLength: 1000 };
  return single(description, schema, (text) => {
    const found = text.split(",").map((part) => {
      const minus = signed && part.startsWith("-");
      return { word: word(description, known).read([minus ? part.slice(1) : part]), minus };
    });
    if (found.length > most) throw new Refusal(`at most ${most} words`);
    if (new Set(found.map((one) => one.word)).size < found.length) throw new Refusal("words that differ");
    return found;
  });
}

/** `true` or `false`; absent is false. */
export function flag(description: string): Parameter<boolean> {
  const read = word(description, ["true", "false"]).read;
  return {
    ...single(description, { type: "boolean", default: false }, (value) => read([value]) === "true"),
    required: false,
    absent: () => false,
  };
}

/** May be left out. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined> {
  return { ...parameter, required: false, absent: () => undefined };
}

export function withDefault<T>(parameter: Parameter<T>, value: T): Parameter<T> {
  return {
    ...parameter,
    schema: { ...parameter.schema, default: value },
    required: false,
    absent: () => value,
  };
}

/** May come several times; absent is the empty list. */
export function repeated<T>(parameter: Parameter<T>, timesMax: number): Parameter<readonly T[]> {
  return {
    ...parameter,
    schema: { type: "array", items: parameter.schema, maxItems: timesMax },
    repeated: true,
    required: false,
    read: (texts) => {
      if (texts.length > timesMax) throw new Refusal(`given at most ${timesMax} times`);
      return texts.map((value) => parameter.read([value]));
    },
    absent: () => [],
  };
}

export const JOB_ID = integer("Job id.", { minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const ARRAY_INDEX = integer("Index of an array's task.", { minimum: 0, maximum: 2 ** 31 - 1 });
export const DRY_RUN = flag("Check everything and do nothing.");

/**
 * All of them, or one error that names the first that is wrong.
 * @throws PublicError  `bad_parameter`
 */
export function readParameters<P extends Parameters>(
  declared: P,
  given: ReadonlyMap<string, readonly string[]>,
): ValuesOf<P> {
  for (const name of given.keys()) {
    if (Object.hasOwn(declared, name)) continue;
    const known = Object.keys(declared);
    const near = nearest(name, known);
    const hint = near === undefined ? `Known here: ${known.join(", ") || "none"}.` : `Did you mean ${near}?`;
    throw badParameter(name, `There is no parameter "${shown(name)}". ${hint}`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(declared))
    values[name] = readOne(name, parameter, given.get(name));
  return values as ValuesOf<P>; // every declared name has what its own reader gave
}

function readOne(name: string, parameter: Parameter<unknown>, texts: readonly string[] | undefined): unknown {
  if (texts === undefined) {
    if (parameter.required) throw badParameter(name, `The parameter "${name}" is missing.`);
    return parameter.absent();
  }
  if (texts.length > 1 && !parameter.repeated) {
    throw badParameter(name, `The parameter "${name}" may come only once.`);
  }
  try {
    return parameter.read(texts);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    throw badParameter(name, `"${name}" must be ${refusal.message}; got "${shown(texts.join(", "))}".`);
  }
}

function single<T>(description: string, schema: JsonSchema, read: (value: string) => T): Parameter<T> {
  return {
    schema,
    description,
    repeated: false,
    required: true,
    read: ([value = ""]) => read(value),
    absent: () => {
      throw new Error("a required parameter has no value when it is absent");
    },
  };
}

function badParameter(name: string, detail: string): PublicError {
  return new PublicError("bad_parameter", detail, { extra: { parameter: shown(name) } });
}

function shown(given: string): string {
  const short = given.length > SHOWN_MAX ? `${given.slice(0, SHOWN_MAX)}…` : given;
  // oxlint-disable-next-line no-control-regex -- replacing control characters is the purpose
  return short.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}
