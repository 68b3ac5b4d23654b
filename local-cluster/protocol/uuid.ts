/** The 16 bytes of a UUID in text form. */
export function uuidBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll("-", ""), "hex"));
}

/** The text of 16 bytes, or `undefined` when they are no UUID of version 1 to 5. Source: Mesos, `id::UUID::fromBytes`. */
export function uuidText(bytes: Uint8Array): string | undefined {
  const version = (bytes[6] ?? 0) >> 4;
  if (bytes.length !== 16 || version < 1 || version > 5) return undefined;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
