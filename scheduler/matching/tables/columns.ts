/** Columns in typed arrays grow by being copied; what is new holds the filler. */
export function wider(from: Int32Array, size: number, filler = 0): Int32Array<ArrayBuffer> {
  const to = new Int32Array(size).fill(filler);
  to.set(from);
  return to;
}

export function widerDoubles(from: Float64Array, size: number, filler = 0): Float64Array<ArrayBuffer> {
  const to = new Float64Array(size).fill(filler);
  to.set(from);
  return to;
}

export function widerBytes(from: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(size);
  to.set(from);
  return to;
}
