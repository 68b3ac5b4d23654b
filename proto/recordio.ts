/** Why a RecordIO stream cannot be read on. */
export type RecordIoErrorKind = "bad_length" | "too_long" | "truncated";

export class RecordIoError extends Error {
  override readonly name = "RecordIoError";
  readonly kind: RecordIoErrorKind;
  constructor(kind: RecordIoErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const NEWLINE = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * RecordIO framing: decimal length in ASCII (digits only, no padding), a newline, that many bytes; over and over.
 * Pure: bytes in, records out, whatever the chunks; each byte is copied once, so chunks may be reused by the
 * caller. Records of length 0 are skipped.
 *
 * The first error is final, every later call throws it again: a stream out of step cannot find the next record.
 *
 * @see Mesos documentation, "RecordIO format" of the scheduler HTTP API
 */
export class RecordIoDecoder {
  #length = 0; // value of the digits read so far
  #digits = 0; // how many there were
  #record: Uint8Array | undefined; // allocated as soon as its length is known
  #filled = 0;
  #error: RecordIoError | undefined;
  readonly #recordBytesMax: number;

  /** @param limits `recordBytesMax`: a longer record is `too_long`, told from its length line alone */
  constructor(limits: { readonly recordBytesMax: number }) {
    this.#recordBytesMax = limits.recordBytesMax;
  }

  /**
   * @returns the records that end in this chunk; what follows is kept for the next call
   * @throws RecordIoError `bad_length` | `too_long`; records of the same chunk are lost with the connection
   */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#error !== undefined) throw this.#error;
    const records: Uint8Array[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#record === undefined) {
        at = this.#readLength(chunk, at);
      } else {
        const part = chunk.subarray(at, at + this.#record.length - this.#filled);
        this.#record.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
        if (this.#filled === this.#record.length) {
          records.push(this.#record);
          this.#record = undefined;
          this.#filled = 0;
        }
      }
    }
    return records;
  }

  /** To be called at end of file. @throws RecordIoError `truncated` when it came in the middle of a record. */
  end(): void {
    if (this.#error !== undefined) throw this.#error;
    if (this.#record !== undefined) {
      this.#fail(
        "truncated",
        `the stream ended after ${this.#filled} of ${this.#record.length} bytes of a record`,
      );
    }
    if (this.#digits > 0) this.#fail("truncated", "the stream ended in the length of a record");
  }

  #readLength(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) {
        this.#takeLength();
        return at + 1;
      }
      if (byte < ZERO || byte > NINE) {
        this.#fail("bad_length", `byte 0x${byte.toString(16).padStart(2, "0")} in the length of a record`);
      }
      if (this.#digits === 1 && this.#length === 0)
        this.#fail("bad_length", "the length of a record starts with 0");
      this.#length = this.#length * 10 + (byte - ZERO);
      this.#digits += 1;
      // Also the limit on digits: without it, a peer that never sends a newline would be read for ever.
      if (this.#length > this.#recordBytesMax) {
        this.#fail("too_long", `a record is longer than ${this.#recordBytesMax} bytes`);
      }
    }
    return chunk.length;
  }

  #takeLength(): void {
    if (this.#digits === 0) this.#fail("bad_length", "the length of a record is empty");
    if (this.#length > 0) this.#record = new Uint8Array(this.#length);
    this.#length = 0;
    this.#digits = 0;
  }

  #fail(kind: RecordIoErrorKind, message: string): never {
    this.#error = new RecordIoError(kind, message);
    this.#record = undefined; // up to recordBytesMax bytes that nobody will read
    throw this.#error;
  }
}

/** One framed record. Text is written as UTF-8; the length counts bytes. */
export function encodeRecord(payload: Uint8Array | string): Uint8Array {
  const body = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const head = new TextEncoder().encode(`${body.length}\n`);
  const record = new Uint8Array(head.length + body.length);
  record.set(head);
  record.set(body, head.length);
  return record;
}
