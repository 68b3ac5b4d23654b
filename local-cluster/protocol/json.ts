/**
 * JSON of the internal protocol and of checkpoints: as `JSON.stringify`, with bytes as `{"$bytes": base64}` and
 * infinite numbers, which stand for "no limit", as `{"$number": "Infinity"}`.
 * Mesos' own JSON mapping writes bytes as plain text and can only be read back with a schema.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Uint8Array) return { $bytes: Buffer.from(item).toString("base64") };
    if (typeof item === "number" && !Number.isFinite(item)) return { $number: String(item) };
    return item;
  });
}

/** Throws `SyntaxError`. The caller knows the type from where the text came: our own other side. */
export function fromJson(text: string): unknown {
  if (!text.includes('"$bytes"') && !text.includes('"$number"')) return JSON.parse(text);
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null) return item;
    if ("$bytes" in item && typeof item.$bytes === "string")
      return new Uint8Array(Buffer.from(item.$bytes, "base64"));
    return "$number" in item ? Number(item.$number) : item;
  });
}

/** Members sorted by name: equal messages give equal text, whoever wrote them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item) && !(item instanceof Uint8Array)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
