/** Cuts a byte stream into lines. `push` throws `RangeError` when one grows beyond `bytesMax`. */
export function lineSplitter(bytesMax: number): { push(chunk: Uint8Array): string[] } {
  let parts: Uint8Array[] = [];
  let held = 0;
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(10, from);
        if (end === -1) break;
        const last = chunk.subarray(from, end);
        lines.push(Buffer.concat([...parts, last]).toString("utf8"));
        parts = [];
        held = 0;
        from = end + 1;
      }
      if (from < chunk.length) {
        const rest = chunk.subarray(from);
        held += rest.length;
        if (held > bytesMax) throw new RangeError(`a line of more than ${bytesMax} bytes`);
        parts.push(rest);
      }
      return lines;
    },
  };
}
