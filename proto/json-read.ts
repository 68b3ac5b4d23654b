import { ProtoError } from "./proto-error.ts";
import { NESTING_MAX, isFields, isInRange, ownMember } from "./schema.ts";
import type { FieldSchema, Fields, MessageSchema } from "./schema.ts";

// The texts are those of Mesos. Source: Mesos, 3rdparty/stout/include/stout/protobuf.hpp.

const fail = (message: string): never => {
  throw new ProtoError("not_convertible", message);
};

/**
 * The message that a parsed JSON value stands for. Required fields are not looked at.
 * Repeated fields and maps without elements are left out.
 *
 * @throws ProtoError `not_convertible`
 */
export function messageFromJson(schema: MessageSchema, json: unknown): Fields {
  if (!isFields(json)) return fail("Expecting a JSON object");
  return readMessage(schema, json, 1);
}

function readMessage(schema: MessageSchema, json: Fields, level: number): Fields {
  if (level > NESTING_MAX) fail(`More than ${NESTING_MAX} messages within each other`);
  const message: Record<string, unknown> = {};
  const chosen = new Map<string, string>();
  for (const field of schema.fields) {
    const raw = ownMember(json, field.name);
    if (raw === undefined || raw === null) continue;
    const value = readField(field, raw, level);
    if (value === undefined) continue;
    if (field.oneof !== undefined) {
      // Mesos reads members by name, and a later member of a oneof replaces an earlier one.
      const before = chosen.get(field.oneof);
      if (before !== undefined && before > field.name) continue;
      if (before !== undefined) delete message[before];
      chosen.set(field.oneof, field.name);
    }
    message[field.name] = value;
  }
  return message;
}

function readField(field: FieldSchema, raw: unknown, level: number): unknown {
  if (field.label === "map") return readMap(field, raw, level);
  if (field.label !== "repeated") return readElement(field, raw, level);
  const items: unknown[] = [];
  for (const item of Array.isArray(raw) ? raw : [raw]) {
    const value = item === null ? undefined : readElement(field, item, level);
    if (value !== undefined) items.push(value);
  }
  return items.length === 0 ? undefined : items;
}

function readMap(field: FieldSchema, raw: unknown, level: number): unknown {
  if (!isFields(raw)) return notExpecting(field, raw);
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(raw)) {
    const value = item === null ? undefined : readElement(field, item, level);
    if (value !== undefined) entries.push([key, value]);
  }
  // fromEntries and not assignment: a key `__proto__` stays an ordinary key
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** @returns `undefined` when the field counts as unset */
function readElement(field: FieldSchema, raw: unknown, level: number): unknown {
  switch (field.kind) {
    case "message":
      if (field.message === undefined || !isFields(raw)) return notExpecting(field, raw);
      return readMessage(field.message, raw, level + 1);
    case "enum":
      return typeof raw === "string" ? readEnum(field, raw) : notExpecting(field, raw);
    case "string":
      return typeof raw === "string" ? raw : notExpecting(field, raw);
    case "bytes":
      return typeof raw === "string" ? readBytes(field, raw) : notExpecting(field, raw);
    case "bool":
      return readBool(field, raw);
    case "double":
      return readNumber(field, raw);
    default:
      return readInteger(field, field.kind, raw);
  }
}

function notExpecting(field: FieldSchema, raw: unknown): never {
  const what = Array.isArray(raw) ? "array" : typeof raw;
  return fail(`Not expecting a JSON ${what} for field '${field.name}'`);
}

function readEnum(field: FieldSchema, raw: string): string | undefined {
  if (field.values?.numberOf.has(raw)) return raw;
  // A name of a newer Mesos: the sender means something that this side does not know.
  return field.label === "required" ? fail(`Failed to find enum for '${shorten(raw)}'`) : undefined;
}

function readBytes(field: FieldSchema, raw: string): Uint8Array {
  const text = /\s/.test(raw) ? raw.replace(/\s+/g, "") : raw;
  // Buffer alone would skip what is not base64, and take the URL alphabet as well.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) fail(`Failed to base64 decode bytes field '${field.name}'`);
  return new Uint8Array(Buffer.from(text, "base64"));
}

function readBool(field: FieldSchema, raw: unknown): boolean {
  if (typeof raw === "boolean") return raw;
  if (raw === "true" || raw === "false") return raw === "true";
  if (typeof raw !== "string") return notExpecting(field, raw);
  return fail(`Failed to parse '${shorten(raw)}' as a JSON boolean for field '${field.name}'`);
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function readNumber(field: FieldSchema, raw: unknown): number {
  if (typeof raw === "number") return raw;
  if (typeof raw !== "string") return notExpecting(field, raw);
  if (raw === "Infinity" || raw === "-Infinity" || JSON_NUMBER.test(raw)) return Number(raw);
  return fail(`Failed to parse '${shorten(raw)}' as a JSON number for field '${field.name}'`);
}

function readInteger(
  field: FieldSchema,
  kind: "int32" | "int64" | "uint32" | "uint64",
  raw: unknown,
): number {
  const value = Math.trunc(readNumber(field, raw)) + 0; // + 0: an integer has no negative zero
  if (!isInRange(kind, value)) fail(`The number for field '${field.name}' is out of the range of ${kind}`);
  return value;
}

/** What a peer sent, short enough to send back. */
const shorten = (text: string): string => (text.length > 64 ? `${text.slice(0, 64)}…` : text);
