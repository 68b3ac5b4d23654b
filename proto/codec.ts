import { coders } from "./generated/mesos.js";
import type { MessageTypes } from "./generated/types.ts";
import { messageFromJson } from "./json-read.ts";
import { jsonFromMessage } from "./json-write.ts";
import { ProtoError } from "./proto-error.ts";
import { missingRequired, schemaOf } from "./schema.ts";
import type { Fields, MessageSchema } from "./schema.ts";
import { messageFromWire, wireFromMessage } from "./wire.ts";

/** Full protobuf name of a message, such as `mesos.v1.scheduler.Call`. */
export type MessageName = keyof MessageTypes;

// The mapping is Mesos' own and not that of proto3. Its rules are in json-read.ts and json-write.ts.
//
// 64-bit numbers are JavaScript numbers. Above 2^53 they lose precision: a time in nanoseconds today is off by at
// most 128 ns, which is harmless to show and to add up, and useless as an identity. Uuids, not times, tell status
// updates apart.

/**
 * @param options  `writeDefaults`: write optional fields with a declared default even when unset, as masters and
 *                 agents do; frameworks leave them out (the default)
 * @throws ProtoError `not_encodable`
 */
export function encodeJson<Name extends MessageName>(
  type: Name,
  message: MessageTypes[Name],
  options: { readonly writeDefaults?: boolean } = {},
): string {
  const schema = schemaOf(type);
  const fields = refuseIncomplete(schema, message, "not_encodable");
  return jsonFromMessage(schema, fields, { writeDefaults: options.writeDefaults ?? false });
}

/**
 * @param text  JSON, or its bytes in UTF-8
 * @returns     a fresh message; repeated fields and maps without elements are absent, as are unknown members
 * @throws ProtoError `not_json` | `not_convertible`
 */
export function decodeJson<Name extends MessageName>(
  type: Name,
  text: string | Uint8Array,
): MessageTypes[Name] {
  const schema = schemaOf(type);
  const message: object = messageFromJson(schema, parseJson(text));
  refuseIncomplete(schema, message, "not_convertible");
  // Every field was read according to the descriptor that MessageTypes is generated from, and none is missing.
  return message as MessageTypes[Name];
}

/** @throws ProtoError `not_encodable` */
export function encodeProtobuf<Name extends MessageName>(
  type: Name,
  message: MessageTypes[Name],
): Uint8Array {
  const schema = schemaOf(type);
  const wire = wireFromMessage(schema, refuseIncomplete(schema, message, "not_encodable"));
  return new Uint8Array(coderOf(type).encode(wire).finish());
}

/**
 * @returns  a fresh message that shares no memory with `bytes`
 * @throws ProtoError `not_protobuf`
 */
export function decodeProtobuf<Name extends MessageName>(type: Name, bytes: Uint8Array): MessageTypes[Name] {
  const schema = schemaOf(type);
  const message: object = messageFromWire(schema, decodeWire(type, bytes));
  refuseIncomplete(schema, message, "not_protobuf");
  // As in decodeJson: the descriptor, from which MessageTypes is generated, decided over every field.
  return message as MessageTypes[Name];
}

function coderOf(type: MessageName): (typeof coders)[string] {
  const coder = coders[type];
  if (coder === undefined) throw new RangeError(`no message is called ${type}`);
  return coder;
}

function decodeWire(type: MessageName, bytes: Uint8Array): Fields {
  try {
    // The static code's messages are plain records of their fields.
    return coderOf(type).decode(bytes) as Fields;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProtoError("not_protobuf", `Not a ${type}: ${why}`, { cause: error });
  }
}

function refuseIncomplete(
  schema: MessageSchema,
  message: object,
  kind: "not_convertible" | "not_protobuf" | "not_encodable",
): Fields {
  const fields = message as Fields; // a message is named fields and nothing else; what is in them is checked
  const missing = missingRequired(schema, fields);
  if (missing.length > 0) throw new ProtoError(kind, `Missing required fields: ${missing.join(", ")}`);
  return fields;
}

function parseJson(text: string | Uint8Array): unknown {
  let characters = "";
  try {
    characters = typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true }).decode(text);
    return JSON.parse(characters);
  } catch (error) {
    throw new ProtoError("not_json", syntaxError(error, characters), { cause: error });
  }
}

const NEAR_MAX = 80; // characters of the peer's own text to send back

/** Mesos names the line and quotes what follows on it; where the engine does not tell the place, its own words. */
function syntaxError(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = /at position (\d+)/.exec(message)?.[1];
  if (place === undefined && !message.startsWith("Unexpected end")) return message;
  const before = text.slice(0, place === undefined ? text.length : Number(place));
  const near = text.slice(before.length).split("\n", 1)[0] ?? "";
  return `syntax error at line ${before.split("\n").length} near: ${near.slice(0, NEAR_MAX)}`;
}
