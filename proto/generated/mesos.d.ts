// Generated from proto/messages by scripts/generate-proto.ts: do not edit, run `npm run generate`.

/** Static code of one message, on protobufjs' own shape: enums as numbers, 64-bit numbers as number or Long. */
export interface MessageCoder {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

/** Every message by its full protobuf name. */
export declare const coders: Readonly<Record<string, MessageCoder>>;
