import type { Attribute, Labels, Resource } from "../../proto/generated/types.ts";
import { amountOf, poolOf, rangesOf, totalMilli } from "../resources/pool.ts";
import { amountText } from "../resources/text.ts";
import type { Pool } from "../resources/pool.ts";

/** Resources as the old endpoints write them: `{"cpus":4,"ports":"[31000-31099]"}`. */
export function legacyResources(resources: readonly Resource[] | Pool): Record<string, number | string> {
  const pool: Pool = resources instanceof Map ? resources : poolOf([...(resources as readonly Resource[])]);
  const values: Record<string, number | string> = { disk: 0, mem: 0, gpus: 0, cpus: 0 };
  for (const { kind, amount } of pool.values()) {
    if (amount.type === "SCALAR") values[kind.name] = totalMilli(pool, kind.name) / 1000;
    else if (amount.type === "RANGES")
      values[kind.name] = amountText({ type: "RANGES", ranges: rangesOf(pool, kind.name) });
    else values[kind.name] = amountText(amount);
  }
  return values;
}

export function legacyAttributes(attributes: readonly Attribute[] = []): Record<string, number | string> {
  return Object.fromEntries(
    attributes.map((attribute) => {
      if (attribute.text !== undefined) return [attribute.name, attribute.text.value];
      if (attribute.scalar !== undefined) return [attribute.name, attribute.scalar.value];
      return [attribute.name, amountText(amountOf(attribute))];
    }),
  );
}

export function legacyLabels(
  labels: Labels | undefined,
): Pick<{ labels: readonly unknown[] }, never> | { labels: readonly unknown[] } {
  return labels === undefined ? {} : { labels: labels.labels ?? [] };
}
