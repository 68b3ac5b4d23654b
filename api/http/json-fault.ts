/**
 * Where a text stops being JSON (RFC 8259), in characters from the beginning; the text's length when it ends too
 * early or has no fault. The parser of the language names no position in some of its messages. Recursion follows the
 * nesting, so the caller bounds that.
 */
export function jsonFaultOffset(text: string): number {
  const scanner = { text, at: 0 };
  try {
    value(scanner);
    space(scanner);
  } catch (fault) {
    if (fault instanceof Fault) return fault.at;
    throw fault;
  }
  return scanner.at;
}

interface Scanner {
  readonly text: string;
  at: number;
}

class Fault extends Error {
  readonly at: number;
  constructor(at: number) {
    super("fault");
    this.at = at;
  }
}

function value(scanner: Scanner): void {
  space(scanner);
  switch (scanner.text[scanner.at]) {
    case "{":
      return list(scanner, "}", member);
    case "[":
      return list(scanner, "]", value);
    case '"':
      return string(scanner);
    case "t":
      return word(scanner, "true");
    case "f":
      return word(scanner, "false");
    case "n":
      return word(scanner, "null");
    default:
      return number(scanner);
  }
}

function list(scanner: Scanner, close: "]" | "}", item: (scanner: Scanner) => void): void {
  scanner.at += 1;
  space(scanner);
  if (scanner.text[scanner.at] === close) {
    scanner.at += 1;
    return;
  }
  for (;;) {
    item(scanner);
    space(scanner);
    const next = scanner.text[scanner.at];
    if (next !== "," && next !== close) throw new Fault(scanner.at);
    scanner.at += 1;
    if (next === close) return;
  }
}

function member(scanner: Scanner): void {
  space(scanner);
  if (scanner.text[scanner.at] !== '"') throw new Fault(scanner.at);
  string(scanner);
  space(scanner);
  word(scanner, ":");
  value(scanner);
}

function string(scanner: Scanner): void {
  const { text } = scanner;
  for (let at = scanner.at + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      scanner.at = at + 1;
      return;
    }
    if (code < 0x20) throw new Fault(at);
    if (code !== 0x5c) continue;
    at += 1;
    if (text[at] === "u") {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) throw new Fault(at);
      at += 4;
    } else if (at < text.length && !'"\\/bfnrt'.includes(text[at] ?? "")) {
      throw new Fault(at);
    }
  }
  throw new Fault(text.length);
}

function number(scanner: Scanner): void {
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = scanner.at;
  if (!pattern.test(scanner.text)) throw new Fault(scanner.at);
  scanner.at = pattern.lastIndex;
}

function word(scanner: Scanner, expected: string): void {
  for (const letter of expected) {
    if (scanner.text[scanner.at] !== letter) throw new Fault(scanner.at);
    scanner.at += 1;
  }
}

function space(scanner: Scanner): void {
  while (" \t\n\r".includes(scanner.text[scanner.at] ?? "x")) scanner.at += 1;
}
