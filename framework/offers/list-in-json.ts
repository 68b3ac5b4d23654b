export interface ListInJson {
  /** @throws SyntaxError  when an element is no JSON */
  push(chunk: Uint8Array): void;
  /**
   * All came.
   * @returns the answer, with an empty object for each object of the list
   * @throws SyntaxError  when it is no JSON
   */
  end(): unknown;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Where in the answer it is: before the member, after its key, after the colon, in its list, after that. */
type Place = "before" | "key" | "value" | "list" | "after";

/**
 * Reads the objects of a list one by one as the bytes of the answer come: what all of them say is never in memory at
 * once. The list is that of the first member of the name; what is beside its objects is read as a whole.
 * @param found  told of each object in order
 */
export function listInJson(member: string, found: (element: unknown) => void): ListInJson {
  const key = Buffer.from(JSON.stringify(member));
  /** All that is no object of the list, a character for each byte. */
  let frame = "";
  /** Of an object that began in an earlier chunk. */
  let begun: Buffer[] = [];
  let place: Place = "before";
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let inElement = false;
  /** So many bytes of the string are those of the key; -1: it is another one. */
  let matched = -1;

  const complete = (last: Buffer): void => {
    const bytes = begun.length === 0 ? last : Buffer.concat([...begun, last]);
    begun = [];
    found(JSON.parse(bytes.toString("utf8")));
  };
  /** A byte that is neither of a string nor of an object of the list. @returns whether one begins with it */
  const beginsWith = (byte: number): boolean => {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (place === "list") return depth === 3 && byte === OPEN_BRACE;
      if (place === "value" && byte === OPEN_BRACKET && depth === 2) place = "list";
      else if (place === "key" || place === "value") place = "before";
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (place === "list" && depth === 1) place = "after";
    } else if (byte === COLON) {
      if (place === "key") place = "value";
    } else if (byte === COMMA && (place === "key" || place === "value")) place = "before";
    return false;
  };
  const push = (chunk: Buffer): void => {
    /** Of what is kept next, of the frame or of an object. */
    let from = 0;
    // What each byte changes is quicker here.
    let [string, escaped, level] = [inString, isEscaped, depth];
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (string) {
        if (matched >= 0) matched = byte === key[matched] ? matched + 1 : -1;
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          string = false;
          if (matched === key.length) place = "key";
          matched = -1;
        }
      } else if (byte === QUOTE) {
        string = true;
        if (inElement) continue;
        if (place === "key" || place === "value") place = "before";
        if (place === "before" && depth === 1) matched = 1;
      } else if (inElement) {
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) level += 1;
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          level -= 1;
          if (level > 2) continue;
          inElement = false;
          depth = level;
          complete(chunk.subarray(from, at + 1));
          frame += "{}";
          from = at + 1;
        }
      } else if (beginsWith(byte)) {
        frame += chunk.toString("latin1", from, at);
        from = at;
        inElement = true;
        level = depth;
      }
    }
    [inString, isEscaped] = [string, escaped];
    if (inElement) {
      depth = level;
      begun.push(Buffer.from(chunk.subarray(from)));
    } else frame += chunk.toString("latin1", from);
  };
  return {
    push: (chunk) => push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
    // What was cut off within an object is no JSON either.
    end: () => JSON.parse(Buffer.from(inElement ? `${frame}{` : frame, "latin1").toString("utf8")) as unknown,
  };
}
