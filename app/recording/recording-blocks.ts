import { promisify } from "node:util";
import { zstdCompress, zstdDecompressSync } from "node:zlib";

/**
 * A recording's file is a row of blocks: a skippable frame of Zstandard that says how long the next frame is, and that
 * frame. `zstd -dc` reads it as it is; here blocks are read one by one, and one that was cut off is seen as such.
 */
const SKIPPABLE = 0x184d2a50;
const HEAD_BYTES = 12;

const compress = promisify(zstdCompress);

export async function blockOf(text: string): Promise<Buffer> {
  const frame = await compress(text);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(SKIPPABLE, 0);
  head.writeUInt32LE(4, 4);
  head.writeUInt32LE(frame.length, 8);
  return Buffer.concat([head, frame]);
}

/** The text of each block, up to the end or to where the file was cut off. @throws RangeError  when it is none of ours */
export function* textsOf(file: Buffer): Generator<string> {
  let at = 0;
  while (at + HEAD_BYTES <= file.length) {
    if (file.readUInt32LE(at) !== SKIPPABLE || file.readUInt32LE(at + 4) !== 4)
      throw new RangeError("no block of a recording begins there");
    const end = at + HEAD_BYTES + file.readUInt32LE(at + 8);
    if (end > file.length) return; // the process ended while it was written
    yield zstdDecompressSync(file.subarray(at + HEAD_BYTES, end)).toString("utf8");
    at = end;
  }
}
