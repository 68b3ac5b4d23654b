import type { ServerResponse } from "node:http";
import { encodeJson, encodeProtobuf } from "../../proto/codec.ts";
import type { MessageName } from "../../proto/codec.ts";
import type { MessageTypes } from "../../proto/generated/types.ts";
import { encodeRecord } from "../../proto/recordio.ts";
import type { MediaType } from "./media-types.ts";
import { wireInterception } from "./wire-interception.ts";

/** A reader that lets this much pile up is cut off. */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

export interface RecordStream<Message> {
  send(message: Message): void;
  /** Ends it with the last chunk. */
  end(): void;
}

/** Answers a call by an endless stream of messages in RecordIO. `onClose` is called once, whoever ended it. */
export function openRecordStream<Name extends MessageName>(
  name: Name,
  response: ServerResponse,
  type: MediaType,
  headers: Readonly<Record<string, string>>,
  onClose: () => void,
): RecordStream<MessageTypes[Name]> {
  response.writeHead(200, { "Content-Type": type, ...headers });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  response.socket?.setKeepAlive(true, 30_000);
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    onClose();
  };
  response.on("close", close);
  response.on("error", close);
  const bytesOf = (message: MessageTypes[Name]): Uint8Array =>
    encodeRecord(type === "application/json" ? encodeJson(name, message) : encodeProtobuf(name, message));
  const writeBytes = (bytes: Uint8Array): void => {
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    else response.write(bytes);
  };
  const write = (message: MessageTypes[Name]): void => writeBytes(bytesOf(message));
  return {
    send(message) {
      if (response.writableEnded || response.destroyed) return;
      const interception = wireInterception();
      if (interception === undefined) write(message);
      else interception.record(message, { write, writeBytes, bytesOf, cut: () => response.destroy() });
    },
    end: () => response.end(),
  };
}
