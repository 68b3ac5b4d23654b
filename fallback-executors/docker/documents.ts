/**
 * What is read of the engine's answers. Programs that only nearly speak its API, and engines that lie, must not bring
 * down a scheduler: whatever is not there, or of another type, reads as absent.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // checked: an object
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** `{ name: text }`, other values left out. */
export function textsIn(fields: Fields, name: string): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(fields[name])).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** RFC 3339 → ms since 1970; `undefined` for the year 1 that the engine writes for never. */
export function timeIn(fields: Fields, name: string): number | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text.startsWith("0001-")) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
