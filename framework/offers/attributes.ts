import type { Attribute } from "../../proto/generated/types.ts";

/**
 * Attributes of an agent as text, written as Mesos shows them in its own answers. Of several with one name the first
 * counts, as it does for offer constraints.
 *
 * @see Mesos: src/common/http.cpp, `model(const Attributes&)`
 */
export function attributesOf(attributes: readonly Attribute[]): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const attribute of attributes) {
    if (!texts.has(attribute.name)) texts.set(attribute.name, textOf(attribute));
  }
  return Object.fromEntries(texts);
}

function textOf({ text, scalar, ranges, set }: Attribute): string {
  if (text !== undefined) return text.value;
  if (scalar !== undefined) return String(scalar.value);
  if (ranges !== undefined) {
    return `[${(ranges.range ?? []).map(({ begin, end }) => `${begin}-${end}`).join(", ")}]`;
  }
  return `{${(set?.item ?? []).join(", ")}}`;
}
