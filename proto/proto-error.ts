/**
 * - `not_json`: the text is no JSON (Mesos: `Failed to parse body into JSON: <message>`)
 * - `not_protobuf`: the bytes are no such message, or required fields are missing
 *   (Mesos: `Failed to parse body into Call protobuf`)
 * - `not_convertible`: JSON that does not map to the message, or required fields are missing
 *   (Mesos: `Failed to convert JSON into Call protobuf: <message>`)
 * - `not_encodable`: a fault of this side: the message to be written lacks required fields or holds a value that
 *   the field cannot carry
 */
export type ProtoErrorKind = "not_json" | "not_protobuf" | "not_convertible" | "not_encodable";

/** `message` is safe to send to the peer, and worded as Mesos words it where Mesos has such a text. */
export class ProtoError extends Error {
  override readonly name = "ProtoError";
  readonly kind: ProtoErrorKind;
  constructor(kind: ProtoErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
