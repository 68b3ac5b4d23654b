import { ENUMS, MESSAGES } from "./generated/descriptor.ts";
import type { FieldDescriptor } from "./generated/descriptor.ts";

/** Values of one enum, both ways. */
export interface EnumSchema {
  readonly numberOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<number, string>;
}

/** One field with what it refers to. `message` or `values` is there exactly when `kind` says so. */
export interface FieldSchema extends FieldDescriptor {
  readonly message?: MessageSchema;
  readonly values?: EnumSchema;
}

export interface MessageSchema {
  readonly name: string;
  /** In declaration order, which is the order of members in Mesos' JSON. */
  readonly fields: readonly FieldSchema[];
  readonly required: readonly FieldSchema[];
  /** Fields that hold messages, by number: the order in which Mesos looks for missing required fields. */
  readonly nested: readonly FieldSchema[];
}

/** A message without its type: what JSON mapping and protobuf code work on. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Levels of messages within messages: a deeper JSON or protobuf text is refused rather than overflowing the stack.
 * The same number as protobuf's own recursion limit.
 */
export const NESTING_MAX = 100;

function link(): ReadonlyMap<string, MessageSchema> {
  const enums = new Map<string, EnumSchema>();
  for (const [name, values] of Object.entries(ENUMS)) {
    const numberOf = new Map(Object.entries(values));
    enums.set(name, { numberOf, nameOf: new Map([...numberOf].map(([value, number]) => [number, value])) });
  }
  // Messages refer to each other in circles, so they are filled after all of them exist.
  const filling = new Map<
    string,
    { name: string; fields: FieldSchema[]; required: FieldSchema[]; nested: FieldSchema[] }
  >();
  for (const name of Object.keys(MESSAGES)) filling.set(name, { name, fields: [], required: [], nested: [] });
  for (const [name, { fields, required, nested }] of filling) {
    for (const descriptor of MESSAGES[name] ?? []) {
      const message = filling.get(descriptor.type ?? "");
      const values = enums.get(descriptor.type ?? "");
      const field = { ...descriptor, ...(message && { message }), ...(values && { values }) };
      fields.push(field);
      if (field.label === "required") required.push(field);
      if (message) nested.push(field);
    }
    nested.sort((a, b) => a.number - b.number);
  }
  return filling;
}

const schemas = link();

/** @throws RangeError when there is no such message; the typed callers cannot name one */
export function schemaOf(name: string): MessageSchema {
  const schema = schemas.get(name);
  if (schema === undefined) throw new RangeError(`no message is called ${name}`);
  return schema;
}

/** Whether a field of this kind holds an object as its value, and not something else. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** `undefined` unless the object itself has the member: a field called `constructor` is not there by heritage. */
export function ownMember(object: Fields, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

const RANGES = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
} as const;

/** Whether an integer field can carry the number. 2^63 and 2^64 themselves are outside: no double is nearer. */
export function isInRange(kind: keyof typeof RANGES, value: number): boolean {
  const [least, most] = RANGES[kind];
  const open = kind === "int64" || kind === "uint64";
  return value >= least && (open ? value < most : value <= most);
}

/**
 * Paths of the required fields that are not set, such as `accept.operations[0].launch.task_infos[1].name`.
 * Per message its own first, then those of the messages in it.
 */
export function missingRequired(schema: MessageSchema, message: Fields, prefix = ""): string[] {
  const missing: string[] = [];
  for (const field of schema.required) {
    if (ownMember(message, field.name) === undefined) missing.push(prefix + field.name);
  }
  for (const field of schema.nested) {
    const value = ownMember(message, field.name);
    if (value === undefined || field.message === undefined) continue;
    const path = prefix + field.name;
    if (field.label === "repeated" && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (isFields(item)) missing.push(...missingRequired(field.message, item, `${path}[${index}].`));
      }
    } else if (field.label === "map" && isFields(value)) {
      for (const [index, item] of Object.values(value).entries()) {
        if (isFields(item)) missing.push(...missingRequired(field.message, item, `${path}[${index}].value.`));
      }
    } else if (isFields(value)) {
      missing.push(...missingRequired(field.message, value, `${path}.`));
    }
  }
  return missing;
}
