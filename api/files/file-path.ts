import { PublicError } from "../http/problems.ts";
import type { Name } from "./job-files.ts";

/** Of Linux, in bytes. */
const NAME_BYTES_MAX = 255;
const PATH_BYTES_MAX = 4096;

/**
 * The names of a path below a job's files. It comes decoded, once: `%2e` in it is text.
 * @param text  empty parts and `.` stand for nothing
 * @throws PublicError  `not_found` for one that no file of a job can have
 */
export function filePath(text: string): readonly Name[] {
  const names = text
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .map((name) => Buffer.from(name));
  if (text.includes("\0") || !text.isWellFormed() || text.includes("\ufffd"))
    throw refusal("has characters that no path can have");
  if (names.some((name) => name.equals(Buffer.from("..")))) throw refusal('leads out: write it without ".."');
  const bytes = names.reduce((sum, name) => sum + name.length + 1, 0);
  if (names.some((name) => name.length > NAME_BYTES_MAX) || bytes > PATH_BYTES_MAX)
    throw refusal("is longer than a path can be");
  return names;
}

function refusal(why: string): PublicError {
  return new PublicError("not_found", `The path ${why}.`);
}
