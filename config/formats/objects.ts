import { asItIs, Refusal, textOf, type Format } from "./formats.ts";

export const texts: Format<readonly string[]> = {
  allowed: "a list of texts",
  example: ["docker"],
  schema: { type: "array", items: { type: "string" } },
  fromText: asItIs,
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map(textOf);
  },
};

/** Reads one field of an object; `absent` is what stands for one that is not there. @throws Refusal */
export type Field = <T>(key: string, format: Format<T>, absent?: unknown) => T;

/** A list of objects with these fields, none else. */
export function listOf<T>(item: {
  readonly fields: readonly string[];
  readonly example: unknown;
  readonly read: (field: Field, where: string) => T;
  /** What two of them must not have in common, as a name for people. */
  readonly unique?: (value: T) => string;
}): Format<readonly T[]> {
  return {
    allowed: `a list of {${item.fields.join(", ")}}; as JSON5 in variables and flags`,
    example: item.example,
    schema: { type: "array", items: objectSchema(item.fields) },
    fromText: asItIs,
    json5: true,
    read: (value) => {
      if (!Array.isArray(value)) throw new Refusal("is not a list");
      const seen = new Set<string>();
      return value.map((element: unknown, at) => {
        const where = `number ${at + 1}`;
        const read = item.read(fieldsOf(element, where, item.fields), where);
        const own = item.unique?.(read);
        if (own !== undefined && seen.has(own)) throw new Refusal(`names ${own} twice`);
        if (own !== undefined) seen.add(own);
        return read;
      });
    },
  };
}

function fieldsOf(item: unknown, where: string, known: readonly string[]): Field {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw new Refusal(`${where} is not an object`);
  const fields = new Map<string, unknown>(Object.entries(item));
  const unknown = [...fields.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new Refusal(`${where} has an unknown field "${unknown}"; known are ${known.join(", ")}`);
  return (key, format, absent) => {
    try {
      return format.read(fields.get(key) ?? absent);
    } catch (error) {
      if (error instanceof Refusal)
        throw new Refusal(`${where}: ${key} ${error.message} (${format.allowed})`);
      throw error;
    }
  };
}

/** One object with these fields, none else. */
export function objectOf<T>(item: {
  readonly fields: readonly string[];
  readonly example: unknown;
  readonly read: (field: Field) => T;
}): Format<T> {
  return {
    allowed: `{${item.fields.join(", ")}}; as JSON5 in variables and flags`,
    example: item.example,
    schema: objectSchema(item.fields),
    fromText: asItIs,
    json5: true,
    read: (value) => item.read(fieldsOf(value, "it", item.fields)),
  };
}

/** Values of one kind by names of one kind. */
export function mapOf<T>(
  names: Format<string>,
  values: Format<T>,
  example: unknown,
): Format<Readonly<Record<string, T>>> {
  return {
    allowed: `{name: value}, each value ${values.allowed}; as JSON5 in variables and flags`,
    example,
    schema: { type: "object", additionalProperties: values.schema ?? {} },
    fromText: asItIs,
    json5: true,
    read: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new Refusal("is not an object");
      return Object.fromEntries(
        Object.entries(value).map(([key, item]: [string, unknown]) => {
          try {
            return [names.read(key), values.read(item)];
          } catch (error) {
            if (error instanceof Refusal) throw new Refusal(`${key} ${error.message}`);
            throw error;
          }
        }),
      );
    },
  };
}

function objectSchema(fields: readonly string[]): Readonly<Record<string, unknown>> {
  const properties = Object.fromEntries(fields.map((field) => [field, {}]));
  return { type: "object", properties, additionalProperties: false };
}

/** The same, or nothing. */
export function maybe<T>(format: Format<T>): Format<T | undefined> {
  return { ...format, read: (value) => (value === undefined ? undefined : format.read(value)) };
}

/** Absent fields instead of `undefined` ones. */
export function given<T extends Record<string, unknown>>(fields: T): Given<T> {
  // Only entries that are undefined are left out, which is what `Given` says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
