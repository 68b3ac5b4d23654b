import type { IncomingMessage, ServerResponse } from "node:http";

/** How one record of a stream can be written, or not. */
export interface RecordWriter<Message> {
  write(message: Message): void;
  /** Bytes as they are, without framing. */
  writeBytes(bytes: Uint8Array): void;
  /** The bytes that `write` would put on the wire. */
  bytesOf(message: Message): Uint8Array;
  /** Breaks the connection without a last chunk. */
  cut(): void;
}

/**
 * The place where tests disturb what clients of master and agents see on the wire. Programs never set one;
 * `testing/wire-faults.ts` does.
 */
export interface WireInterception {
  /** Resolves with true when it has answered, or broken, the request itself. */
  request(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  record<Message>(message: Message, writer: RecordWriter<Message>): void;
}

let current: WireInterception | undefined;

export function interceptWire(interception: WireInterception | undefined): void {
  current = interception;
}

export function wireInterception(): WireInterception | undefined {
  return current;
}
