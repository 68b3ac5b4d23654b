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

/**
 * The part of a version that a request means, as `parseRange` tells it: the whole when `If-Range` names another version,
 * or one that is weak (RFC 9110, 13.1.5).
 */
export function rangeOf(
  { range, ifRange }: { readonly range: string | undefined; readonly ifRange: string | undefined },
  { size, etag }: { readonly size: number; readonly etag: string },
): ByteRange | "not_satisfiable" | undefined {
  if (range === undefined) return undefined;
  if (ifRange !== undefined && (ifRange.trim() !== etag || etag.startsWith("W/"))) return undefined;
  return parseRange(range, size);
}
