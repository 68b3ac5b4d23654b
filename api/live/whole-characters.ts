/** Of a character of UTF-8, in bytes. */
const CHARACTER_BYTES_MAX = 4;

/**
 * The same bytes in pieces that end between two characters of UTF-8. Bytes that are no UTF-8 pass as they are; a
 * character that its end is missing of comes last.
 */
export async function* inWholeCharacters(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const bytes = begun.length === 0 ? piece : Buffer.concat([begun, piece]);
    const end = bytes.length - unfinished(bytes);
    begun = bytes.slice(end);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (begun.length > 0) yield begun;
}

/** How many bytes at the end are the beginning of a character. */
export function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back < CHARACTER_BYTES_MAX && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0b1000_0000 && byte < 0b1100_0000) continue; // inside of one
    const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** At most `bytesMax` of them. */
export async function* atMost(
  pieces: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  let left = bytesMax;
  for await (const piece of pieces) {
    yield piece.subarray(0, left);
    left -= Math.min(left, piece.length);
    if (left === 0) return;
  }
}
