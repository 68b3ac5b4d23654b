/** One fault of a document, fit to be shown: where, what kind, a sentence, what was given, what is allowed, how to fix. */
export interface Problem {
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer: string;
  readonly code:
    | "unknown_field"
    | "not_supported"
    | "required"
    | "type"
    | "range"
    | "length"
    | "format"
    | "conflict"
    | "too_large"
    | "unknown_name";
  readonly message: string;
  readonly got?: unknown;
  readonly allowed?: string;
  readonly hint?: string;
}

/** What was given, short and harmless on a terminal. */
export function shown(value: unknown): unknown {
  if (typeof value === "string") return printable(value.length > 64 ? `${value.slice(0, 64)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  return kindOf(value);
}

export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- replacing control characters is the purpose
  return text.slice(0, 128).replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : article(typeof value);
}

export function article(type: string): string {
  if (type === "array") return "a list";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
