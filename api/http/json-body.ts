import { jsonFaultOffset } from "./json-fault.ts";
import { PublicError } from "./problems.ts";

/** Deeper documents are refused before they are parsed: the deepest valid job has 4 levels. */
export const JSON_DEPTH_MAX = 32;

/** UTF-8 has no half of a surrogate pair: only by an escape sequence can one come into a string. */
const HALF_ESCAPED = /\\u[dD]/;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * JSON of a request. UTF-8 only; a byte order mark is accepted. Of a repeated key the last one counts, on every door.
 * @throws PublicError  `malformed_json`, with `offset` in characters where one is known
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decodeBody(bytes);
  checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(...describe(text)); // a SyntaxError is all that can be thrown here
  }
  if (HALF_ESCAPED.test(text) && !isWellFormed(value))
    throw malformed("A string has a lone surrogate, which is no character.", undefined);
  return value;
}

/** @throws PublicError  `malformed_json` when there is none, or it is not UTF-8 */
export function decodeBody(bytes: Uint8Array): string {
  if (bytes.length === 0) throw malformed("The body is empty.", 0);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new PublicError("malformed_json", "The body is not valid UTF-8.", { cause });
  }
}

/** Counted on the text, not by recursion: a parser survives depths that later steps would not. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inString) {
      if (character === 0x5c) at += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) {
      inString = true;
    } else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX)
        throw malformed(`The body is nested deeper than ${JSON_DEPTH_MAX} levels.`, at);
    } else if (character === 0x7d || character === 0x5d) {
      depth -= 1;
    }
  }
}

/** Recursion is bounded by `JSON_DEPTH_MAX`. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}

/** The parser's own message quotes the body, which may hold a secret: only the place is told. */
function describe(text: string): [string, number] {
  const offset = jsonFaultOffset(text);
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  const what = offset >= text.length ? "The JSON ends too early" : "Unexpected character in the JSON";
  return [`${what}, at line ${line} column ${column}.`, offset];
}

function malformed(detail: string, offset: number | undefined): PublicError {
  return new PublicError("malformed_json", detail, offset === undefined ? {} : { extra: { offset } });
}
