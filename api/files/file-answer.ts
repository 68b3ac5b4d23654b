import { isKnown } from "../http/etag.ts";
import { PublicError } from "../http/problems.ts";
import { rangeOf } from "../http/range.ts";
import type { Answer } from "../http/route.ts";
import { attachment, downloadHeaders } from "./download.ts";
import type { Name, OpenFile } from "./job-files.ts";

const PIECE_BYTES = 1024 * 1024;

/** Closes a file when the answer is over, however: one whose body is never begun has no end of its own. */
export function closeAtEnd(file: OpenFile, signal: AbortSignal): void {
  const close = (): void => void file.close();
  if (signal.aborted) close();
  else signal.addEventListener("abort", close, { once: true });
}

/** A file, or the part of it that was asked for, as a download. @throws PublicError  `range_not_satisfiable` */
export function fileAnswer(
  file: OpenFile,
  name: Name | undefined,
  header: (name: string) => string | undefined,
): Answer {
  const { size, etag, modifiedAtMs } = file;
  const told = { etag, "last-modified": new Date(modifiedAtMs).toUTCString(), "accept-ranges": "bytes" };
  if (isKnown(etag.replace(/^W\//, ""), header("if-none-match")))
    return { status: 304, headers: told, none: true };
  const part = rangeOf({ range: header("range"), ifRange: header("if-range") }, { size, etag });
  if (part === "not_satisfiable") {
    const headers = { "content-range": `bytes */${size}` };
    throw new PublicError("range_not_satisfiable", `The file has ${size} bytes.`, { headers });
  }
  const { first, last } = part ?? { first: 0, last: size - 1 };
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...downloadHeaders("application/octet-stream", attachment(name ?? Buffer.from("file"))),
      ...told,
      "content-length": String(last - first + 1),
      ...(part === undefined ? {} : { "content-range": `bytes ${first}-${last}/${size}` }),
    },
    chunks: exactlyOf(file, first, last - first + 1),
  };
}

/** Exactly `length` bytes; the size was promised already, so a file that became shorter is an error. */
async function* exactlyOf(file: OpenFile, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length;) {
    const piece = await file.read(offset + sent, Math.min(PIECE_BYTES, length - sent));
    if (piece.length === 0) throw new Error("the file became shorter while it was read");
    sent += piece.length;
    yield piece;
  }
}
