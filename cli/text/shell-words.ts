export interface Word {
  readonly text: string;
  /** From 1, where it begins in the line. */
  readonly column: number;
}

/** A quote that is never closed. */
export class QuoteError extends Error {
  override readonly name = "QuoteError";
  readonly column: number;
  constructor(quote: string, column: number) {
    super(
      `the ${quote === "\\" ? "backslash at the end escapes nothing" : `quote ${quote} is never closed`}`,
    );
    this.column = column;
  }
}

/**
 * Splits a line into words as a shell does, with `'…'`, `"…"` and `\`; variables, globs and commands are plain text.
 * Two spaces (or a tab) and `#` begin a comment.
 * @throws QuoteError
 */
export function shellWords(line: string, firstColumn = 1): readonly Word[] {
  const words: Word[] = [];
  let text: string | undefined;
  let begin = 0;
  let at = 0;
  const add = (piece: string): void => {
    if (text === undefined) [text, begin] = ["", at];
    text += piece;
  };
  for (; at < line.length; at += 1) {
    const char = line[at] ?? "";
    if (char === " " || char === "\t") {
      if (text !== undefined) words.push({ text, column: firstColumn + begin });
      text = undefined;
      if (/^(?: {2}|\t| \t) *#/.test(line.slice(at))) return words;
      continue;
    }
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) throw new QuoteError("'", firstColumn + at);
      add(line.slice(at + 1, end));
      at = end;
    } else if (char === '"') {
      const opened = at;
      add("");
      for (at += 1; line[at] !== '"'; at += 1) {
        if (at >= line.length) throw new QuoteError('"', firstColumn + opened);
        // Inside double quotes a backslash escapes only what would be special there.
        if (line[at] === "\\" && /["\\$`]/.test(line[at + 1] ?? "")) at += 1;
        text += line[at] ?? "";
      }
    } else if (char === "\\") {
      if (at + 1 >= line.length) throw new QuoteError("\\", firstColumn + at);
      add(line[at + 1] ?? "");
      at += 1;
    } else {
      add(char);
    }
  }
  if (text !== undefined) words.push({ text, column: firstColumn + begin });
  return words;
}

/** The command as a person would type it. */
export function quoted(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(" ");
}
