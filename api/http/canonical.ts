import { createHash } from "node:crypto";

/** The same for documents that say the same, in whatever order their fields came. Nesting is bounded by the parser. */
export function canonicalHash(document: unknown): string {
  return createHash("sha256").update(canonicalText(document)).digest("base64url");
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${canonicalText(item)}`).join(",")}}`;
}
