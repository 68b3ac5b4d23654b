import { Buffer } from "node:buffer";

export interface Line {
  /** From 1; empty lines count, but do not appear. */
  readonly number: number;
  /** `undefined` for a line that is too long: it was skipped, not kept. */
  readonly bytes: Uint8Array | undefined;
}

const NEWLINE = 0x0a;

/**
 * Cuts bytes into lines, handing over together what one chunk completed. Holds at most one unfinished line of
 * `lineBytesMax` bytes. The last line needs no newline.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const keep = (part: Uint8Array): void => {
    bytes += part.length;
    if (bytes <= lineBytesMax) parts.push(part);
    else parts = [];
  };
  const finish = (): Line[] => {
    const line = { number, bytes: bytes > lineBytesMax ? undefined : Buffer.concat(parts) };
    number += 1;
    [parts, bytes] = [[], 0];
    return line.bytes !== undefined && isBlank(line.bytes) ? [] : [line];
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      lines.push(...finish());
      from = end + 1;
    }
    keep(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (bytes > 0) {
    const last = finish();
    if (last.length > 0) yield last;
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
