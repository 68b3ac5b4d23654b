/** Bytes from `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The `Range` header of RFC 9110: one range of bytes. Several ranges, other units and nonsense are ignored, as the
 * RFC allows: the whole is the answer.
 */
export function parseRange(header: string, size: number): ByteRange | "not_satisfiable" | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  const [from = "", to = ""] = match?.slice(1) ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const length = Math.min(size, Number(to));
    return length === 0 ? "not_satisfiable" : { first: size - length, last: size - 1 };
  }
  if (to !== "" && Number(to) < Number(from)) return undefined;
  if (Number(from) >= size) return "not_satisfiable";
  return { first: Number(from), last: to === "" ? size - 1 : Math.min(size - 1, Number(to)) };
}
