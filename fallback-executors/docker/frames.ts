/** One piece of what an engine sends of a container without a terminal. */
export interface Frame {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

const HEADER_BYTES = 8;
/** Engines send 16 KiB of output, or a chunk of a command's, at a time. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Frames out of chunks that are cut anywhere.
 * Source: Docker Engine API, "Stream format" of `POST /containers/{id}/attach`.
 * @throws RangeError  for what no engine sends
 */
export class FrameDecoder {
  #pending: Buffer = Buffer.alloc(0);

  *push(chunk: Uint8Array): Generator<Frame> {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      if (this.#pending.length < HEADER_BYTES) return;
      const kind = this.#pending.readUInt8(0);
      const length = this.#pending.readUInt32BE(4);
      if (kind > 2 || length > FRAME_BYTES_MAX)
        throw new RangeError(`the engine sent a frame of kind ${kind} and ${length} bytes`);
      if (this.#pending.length < HEADER_BYTES + length) return;
      const bytes = this.#pending.subarray(HEADER_BYTES, HEADER_BYTES + length);
      this.#pending = this.#pending.subarray(HEADER_BYTES + length);
      yield { stream: kind === 2 ? "stderr" : "stdout", bytes };
    }
  }
}
