// Patterns within what every RE2 takes in the same way and compiles to a program of foreseeable size. Source: RE2,
// wiki page Syntax; re2/compile.cc.

/** A pattern that matches that text alone. */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

/** Of any one character: ranges of the bytes of UTF-8. */
const ANY_COST = 14;
const BASE_COST = 6;

const CLASS = /^\[((?:[A-Za-z0-9_]-[A-Za-z0-9_]|[A-Za-z0-9_])+-?)\]/;

/**
 * Instructions that RE2 makes of a pattern, rather too many than too few; `undefined` for a pattern with anything in it
 * whose size or meaning is less plain.
 */
export function patternCost(pattern: string): number | undefined {
  let cost = BASE_COST;
  let depth = 0;
  let canRepeat = false;
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    let length = char.length;
    let repeatable = true;
    if (char === "\\") {
      const escaped = rest[1] ?? "";
      // Escapes of letters and digits are classes, and more.
      if (!/^[\\.+*?()|[\]{}^$\-/]$/.test(escaped) && escaped !== "d") return undefined;
      length = 2;
      cost += 1;
    } else if (char === "[") {
      const [whole, ranges = ""] = CLASS.exec(rest) ?? [];
      if (whole === undefined || hasReversedRange(ranges)) return undefined;
      length = whole.length;
      cost += ranges.length + 1;
    } else if (char === "(") {
      if (rest[1] === "?") return undefined;
      depth += 1;
      cost += 2;
      repeatable = false;
    } else if (char === ")") {
      depth -= 1;
      if (depth < 0) return undefined;
    } else if (char === "|") {
      cost += 2;
      repeatable = false;
    } else if (char === "*" || char === "+" || char === "?") {
      if (!canRepeat) return undefined; // also of what is repeated already
      cost += 2;
      repeatable = false;
    } else if (char === ".") cost += ANY_COST;
    else if (/[\]{}^$\n\r]/.test(char)) return undefined;
    else cost += Buffer.byteLength(char) + 1;
    canRepeat = repeatable;
    at += length;
  }
  return depth === 0 ? cost : undefined;
}

function hasReversedRange(ranges: string): boolean {
  return [...ranges.matchAll(/(\w)-(\w)/g)].some(([, from = "", to = ""]) => from > to);
}
