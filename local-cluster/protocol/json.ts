/**
 * JSON of the internal protocol and of checkpoints: as `JSON.stringify`, with bytes as `{"$bytes": base64}`.
 * Mesos' own JSON mapping writes bytes as plain text and can only be read back with a schema.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item instanceof Uint8Array ? { $bytes: Buffer.from(item).toString("base64") } : item,
  );
}

/** Throws `SyntaxError`. The caller knows the type from where the text came: our own other side. */
export function fromJson(text: string): unknown {
  if (!text.includes('"$bytes"')) return JSON.parse(text);
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null || !("$bytes" in item)) return item;
    return typeof item.$bytes === "string" ? new Uint8Array(Buffer.from(item.$bytes, "base64")) : item;
  });
}
