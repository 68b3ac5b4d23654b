/** The JSON of a submission in two parts. */
export interface BodyParts {
  /** Without the spec, an object as well. */
  readonly rest: string;
  /** As it stands there. */
  readonly spec: string;
}

const SPEC = '"spec":{';

/**
 * Takes a submission apart without reading it. Many of a long queue have the same spec, and what is the same need be read
 * once only.
 * @param known   specs that it may well have
 * @returns `undefined` where that is not so simple: it has to be read as a whole
 */
export function bodyParts(body: string, known: readonly string[]): BodyParts | undefined {
  const key = body.indexOf(SPEC);
  // A quote inside of a string has a backslash before it, so this is a name; of the outermost object, if no other begins before.
  if (key <= 0 || body.lastIndexOf("{", key) !== 0) return undefined;
  const at = key + SPEC.length - 1;
  const spec = known.find((one) => body.startsWith(one, at)) ?? objectAt(body, at);
  if (spec === undefined) return undefined;
  const end = at + spec.length;
  if (body[end] === ",") return { rest: body.slice(0, key) + body.slice(end + 1), spec };
  const before = body[key - 1] === "," ? key - 1 : key;
  return { rest: body.slice(0, before) + body.slice(end), spec };
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/** The object that begins there. An object's text is never the beginning of another one's. */
function objectAt(text: string, at: number): string | undefined {
  let depth = 0;
  let inString = false;
  for (let to = at; to < text.length; to += 1) {
    const character = text.charCodeAt(to);
    if (inString) {
      if (character === BACKSLASH) to += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN) depth += 1;
    else if (character === CLOSE) {
      depth -= 1;
      if (depth === 0) return text.slice(at, to + 1);
    }
  }
  return undefined;
}
