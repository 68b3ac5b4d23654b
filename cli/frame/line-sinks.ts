import { EXIT, Failure } from "../text/failure.ts";

/** Where output goes, piece by piece; `end` brings what is still held back. */
export interface Sink {
  readonly write: (piece: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
}

const NEWLINE = 0x0a;
/** A line that never ends is handed on in parts of that many bytes. */
const LINE_BYTES_MAX = 1024 * 1024;

/** Hands on whole lines only, each as `change` makes it; `undefined` leaves it out. */
function byLine(to: Sink, change: (line: Uint8Array) => Uint8Array | undefined): Sink {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const release = async (): Promise<void> => {
    const line = change(Buffer.concat(held));
    held = [];
    heldBytes = 0;
    if (line !== undefined) await to.write(line);
  };
  return {
    async write(piece) {
      let from = 0;
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
        held.push(piece.subarray(from, at + 1));
        from = at + 1;
        await release();
      }
      if (from < piece.length) {
        held.push(piece.subarray(from));
        heldBytes += piece.length - from;
        if (heldBytes > LINE_BYTES_MAX) await release();
      }
    },
    async end() {
      if (held.length > 0) await release();
      await to.end();
    },
  };
}

/** Each line with a word before it, and a line end behind it. */
export function withPrefix(to: Sink, prefix: string): Sink {
  const before = Buffer.from(prefix);
  return byLine(to, (line) =>
    Buffer.concat([before, line, ...(line.at(-1) === NEWLINE ? [] : [Buffer.from("\n")])]),
  );
}

/** Only lines that match. */
export function onlyMatching(to: Sink, pattern: RegExp): Sink {
  return byLine(to, (line) =>
    pattern.test(
      Buffer.from(line)
        .toString("utf8")
        .replace(/\r?\n$/, ""),
    )
      ? line
      : undefined,
  );
}

/** @throws Failure  for what is no regular expression */
export function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (cause) {
    throw new Failure({
      exit: EXIT.usage,
      what: `--grep: "${text}" is no regular expression`,
      why: cause instanceof Error ? cause.message : String(cause),
      fix: "put a backslash before . * + ? ( ) [ ] { } ^ $ | where they mean themselves",
    });
  }
}
