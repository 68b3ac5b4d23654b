/** Control characters, and characters that reorder what is around them: a terminal would obey them. */
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of another user on one line of a terminal. */
export function printable(text: string): string {
  return text.replace(HARMFUL, "\ufffd");
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(HARMFUL, (found) => (/[\n\t]/.test(found) ? found : "\ufffd"));
}

/** JSON for people and programs: what a terminal would obey is escaped, and the document stays the same. */
export function printableJson(value: unknown, indent?: number): string {
  // JSON has no character of these outside its strings, other than the line ends between its members.
  return JSON.stringify(value, undefined, indent).replace(HARMFUL, (found) =>
    found === "\n" ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Longest unfinished escape sequence that is kept until its rest arrives. */
const SEQUENCE_MAX = 64;
// Colours and nothing else: moving the cursor, titles and clipboards are what makes foreign output dangerous.
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const COLOUR = /\u001b\[[0-9;:]*m/y;
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const UNFINISHED = /\u001b(\[[0-9;:]*)?$/;

/** Makes the output of a job harmless for a terminal, piece by piece: line ends, tabs and colours stay. */
export function terminalFilter(): (piece: Uint8Array, options?: { readonly last: boolean }) => string {
  const decoder = new TextDecoder("utf-8");
  let held = "";
  return (piece, { last } = { last: false }) => {
    let text = held + decoder.decode(piece, { stream: !last });
    held = "";
    const unfinished = last ? null : UNFINISHED.exec(text);
    if (unfinished !== null && unfinished[0].length <= SEQUENCE_MAX) {
      held = unfinished[0];
      text = text.slice(0, unfinished.index);
    }
    return text.replace(HARMFUL, (found, at: number) => {
      if (found === "\n" || found === "\t" || found === "\r") return found;
      COLOUR.lastIndex = at;
      return found === "\u001b" && COLOUR.test(text) ? found : "\ufffd";
    });
  };
}
