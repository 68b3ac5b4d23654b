const NEWLINE = 0x0a;
const PIECE_BYTES = 64 * 1024;
/** Searched for lines at most, from the end. */
export const TAIL_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Where the last lines of an output begin. A newline at the very end ends the last line and begins none.
 * @param read  bytes from an offset on; fewer than asked for at the end only
 * @param size  of the output
 * @param lines  how many; 0 = none, the end
 * @returns an offset, at most `TAIL_BYTES_MAX` before the end however long the lines are
 */
export async function lastLinesFrom(
  read: (offset: number, length: number) => Promise<Uint8Array>,
  size: number,
  lines: number,
): Promise<number> {
  if (lines === 0) return size;
  const first = Math.max(0, size - TAIL_BYTES_MAX);
  let found = 0;
  for (let end = size; end > first;) {
    const from = Math.max(first, end - PIECE_BYTES);
    const bytes = await read(from, end - from);
    for (let at = bytes.length - 1; at >= 0; at -= 1) {
      if (bytes[at] !== NEWLINE || from + at === size - 1) continue;
      found += 1;
      if (found === lines) return from + at + 1;
    }
    end = from;
  }
  return first;
}
