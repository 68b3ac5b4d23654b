import { ProtoError } from "./proto-error.ts";
import { isFields, isInRange, ownMember } from "./schema.ts";
import type { FieldSchema, Fields, MessageSchema } from "./schema.ts";

// Between our messages and the shape of the static protobuf code, which differs in this: enums are numbers there,
// 64-bit numbers come as `Long`, repeated fields and maps that are not set come empty.

/** What the static code encodes. @throws ProtoError `not_encodable` */
export function wireFromMessage(schema: MessageSchema, message: Fields): Fields {
  const wire: Record<string, unknown> = {};
  for (const field of schema.fields) {
    const value = ownMember(message, field.name);
    if (value === undefined) continue;
    if (field.label === "repeated") {
      if (!Array.isArray(value)) return unencodable(field);
      wire[field.name] = value.map((item) => toWire(field, item));
    } else if (field.label === "map") {
      if (!isFields(value)) return unencodable(field);
      wire[field.name] = Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, toWire(field, item)]),
      );
    } else {
      wire[field.name] = toWire(field, value);
    }
  }
  return wire;
}

function unencodable(field: FieldSchema): never {
  throw new ProtoError(
    "not_encodable",
    `Field '${field.name}' (${field.kind}) holds a value of another type`,
  );
}

function toWire(field: FieldSchema, value: unknown): unknown {
  switch (field.kind) {
    case "message":
      return field.message !== undefined && isFields(value)
        ? wireFromMessage(field.message, value)
        : unencodable(field);
    case "enum":
      return (
        (typeof value === "string" ? field.values?.numberOf.get(value) : undefined) ?? unencodable(field)
      );
    case "string":
      return typeof value === "string" ? value : unencodable(field);
    case "bytes":
      return value instanceof Uint8Array ? value : unencodable(field);
    case "bool":
      return typeof value === "boolean" ? value : unencodable(field);
    case "double":
      return typeof value === "number" ? value : unencodable(field);
    default:
      if (typeof value !== "number" || !Number.isInteger(value)) return unencodable(field);
      return isInRange(field.kind, value) ? value : unencodable(field);
  }
}

/** The message in what the static code decoded. Enum numbers without a name count as unset. */
export function messageFromWire(schema: MessageSchema, wire: Fields): Fields {
  const message: Record<string, unknown> = {};
  for (const field of schema.fields) {
    const value = ownMember(wire, field.name);
    if (value === undefined || value === null) continue;
    if (field.label === "repeated" && Array.isArray(value)) {
      const items = value.map((item) => fromWire(field, item)).filter((item) => item !== undefined);
      if (items.length > 0) message[field.name] = items;
    } else if (field.label === "map" && isFields(value)) {
      const entries = Object.entries(value).map(([key, item]) => [key, fromWire(field, item)] as const);
      if (entries.length > 0) message[field.name] = Object.fromEntries(entries);
    } else {
      const item = fromWire(field, value);
      if (item !== undefined) message[field.name] = item;
    }
  }
  return message;
}

function fromWire(field: FieldSchema, value: unknown): unknown {
  switch (field.kind) {
    case "message":
      return field.message !== undefined && isFields(value)
        ? messageFromWire(field.message, value)
        : undefined;
    case "enum":
      return typeof value === "number" ? field.values?.nameOf.get(value) : undefined;
    case "int64":
    case "uint64":
      return typeof value === "number" ? value : Number(String(value)); // Long prints itself in full
    case "bytes":
      // A copy: the static code hands out a view of what it read, which would keep the whole body alive.
      return value instanceof Uint8Array ? new Uint8Array(value) : undefined;
    default:
      return value;
  }
}
