/**
 * A value in a filter (RFC 4515): what has a meaning there has none afterwards. Other letters stay as they are, in
 * UTF-8.
 */
export function filterValue(text: string): string {
  return text.toWellFormed().replaceAll(/[\\*()\0]/g, (letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(2, "0");
    return `\\${code}`;
  });
}

/** A value in a distinguished name (RFC 4514). */
export function dnValue(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\\,+"<>;=\0]/g, hexOf)
    .replace(/^[ #]/, hexOf)
    .replace(/ $/, hexOf);
}

function hexOf(letter: string): string {
  return `\\${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** Puts values into the places of a text that are named so, such as `{user}`; each once, whatever is in the others. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
