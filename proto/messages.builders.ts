import fc from "fast-check";
import type { MessageName } from "./codec.ts";
import type { MessageTypes } from "./generated/types.ts";
import { schemaOf } from "./schema.ts";
import type { FieldSchema, MessageSchema } from "./schema.ts";

const SCALARS = {
  bool: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 20 }),
  double: fc.double({ noNaN: true }),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int64: fc.oneof(
    fc.maxSafeInteger(),
    fc.double({ min: -(2 ** 63), max: 2 ** 63 - 1024, noNaN: true }).map((x) => Math.trunc(x) + 0),
  ),
  uint64: fc.oneof(
    fc.maxSafeNat(),
    fc.double({ min: 0, max: 2 ** 64 - 2048, noNaN: true }).map((x) => Math.trunc(x) + 0),
  ),
  string: fc.string({ unit: "grapheme", maxLength: 12 }),
};

/** Any valid message of the type: every field may be there or not, lists and maps have elements when they are. */
export function anyMessage<Name extends MessageName>(type: Name): fc.Arbitrary<MessageTypes[Name]> {
  // Built from the same descriptor as the types, and nothing required is left out.
  return anyFields(schemaOf(type), 3) as fc.Arbitrary<object> as fc.Arbitrary<MessageTypes[Name]>;
}

function anyFields(schema: MessageSchema, depth: number): fc.Arbitrary<object> {
  const fields = schema.fields.filter(
    (field) => field.label === "required" || depth > 0 || field.message === undefined,
  );
  const members = Object.fromEntries(fields.map((field) => [field.name, anyField(field, depth)]));
  const required = schema.required.map((field) => field.name);
  return fc
    .record(members, { requiredKeys: required, noNullPrototype: true })
    .map((message) => oneOfEach(schema, message));
}

function anyField(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const value = anyValue(field, depth);
  if (field.label === "repeated") return fc.array(value, { minLength: 1, maxLength: 3 });
  if (field.label !== "map") return value;
  return fc.dictionary(SCALARS.string, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
}

function anyValue(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return anyFields(field.message, depth - 1);
  if (field.values !== undefined) return fc.constantFrom(...field.values.numberOf.keys());
  if (field.kind === "message" || field.kind === "enum") throw new Error(`${field.name} refers to nothing`);
  return SCALARS[field.kind];
}

function oneOfEach(schema: MessageSchema, message: object): object {
  const taken = new Set<string>();
  const entries = Object.entries(message).filter(([name]) => {
    const oneof = schema.fields.find((field) => field.name === name)?.oneof;
    if (oneof === undefined) return true;
    if (taken.has(oneof)) return false;
    taken.add(oneof);
    return true;
  });
  return Object.fromEntries(entries);
}
