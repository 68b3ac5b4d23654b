import { ProtoError } from "./proto-error.ts";
import { isFields, isInRange, ownMember } from "./schema.ts";
import type { FieldSchema, Fields, MessageSchema } from "./schema.ts";

function unencodable(field: FieldSchema, value: unknown): never {
  const what = typeof value === "object" ? "an object" : String(value).slice(0, 64);
  throw new ProtoError("not_encodable", `Field '${field.name}' (${field.kind}) cannot hold ${what}`);
}

/** JSON text of a message. Members in declaration order, as Mesos writes them. @throws ProtoError `not_encodable` */
export function jsonFromMessage(
  schema: MessageSchema,
  message: Fields,
  options: { readonly writeDefaults: boolean },
): string {
  let text = "";
  for (const field of schema.fields) {
    const value =
      ownMember(message, field.name) ?? (options.writeDefaults ? defaultToWrite(field) : undefined);
    if (value === undefined) continue;
    const written = writeField(field, value, options);
    if (written !== undefined) text += `${text === "" ? "" : ","}"${field.name}":${written}`;
  }
  return `{${text}}`;
}

function defaultToWrite(field: FieldSchema): string | number | boolean | undefined {
  return field.label === "optional" && field.deprecated !== true ? field.default : undefined;
}

/** @returns `undefined` for a repeated field or a map without elements: JSON leaves them out */
function writeField(
  field: FieldSchema,
  value: unknown,
  options: { readonly writeDefaults: boolean },
): string | undefined {
  if (field.label === "repeated") {
    if (!Array.isArray(value)) return unencodable(field, value);
    return value.length === 0
      ? undefined
      : `[${value.map((item) => writeElement(field, item, options)).join(",")}]`;
  }
  if (field.label === "map") {
    if (!isFields(value)) return unencodable(field, value);
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}:${writeElement(field, item, options)}`,
    );
    return members.length === 0 ? undefined : `{${members.join(",")}}`;
  }
  return writeElement(field, value, options);
}

function writeElement(
  field: FieldSchema,
  value: unknown,
  options: { readonly writeDefaults: boolean },
): string {
  switch (field.kind) {
    case "message":
      if (field.message === undefined || !isFields(value)) return unencodable(field, value);
      return jsonFromMessage(field.message, value, options);
    case "enum":
      return typeof value === "string" && field.values?.numberOf.has(value)
        ? `"${value}"`
        : unencodable(field, value);
    case "string":
      return typeof value === "string" ? JSON.stringify(value) : unencodable(field, value);
    case "bytes":
      if (!(value instanceof Uint8Array)) return unencodable(field, value);
      return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"`;
    case "bool":
      return typeof value === "boolean" ? String(value) : unencodable(field, value);
    case "double":
      return typeof value === "number"
        ? (writeDouble(value) ?? unencodable(field, value))
        : unencodable(field, value);
    default:
      if (!Number.isInteger(value) || typeof value !== "number") return unencodable(field, value);
      return isInRange(field.kind, value) ? String(value + 0) : unencodable(field, value);
  }
}

/** With a decimal point, as Mesos writes doubles. `undefined` for NaN, which JSON has no word for. */
function writeDouble(value: number): string | undefined {
  if (Number.isNaN(value)) return undefined;
  if (!Number.isFinite(value)) return `"${value}"`;
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return String(value);
  return Object.is(value, -0) ? "-0.0" : `${value}.0`;
}
