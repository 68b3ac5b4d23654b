import type { Constraint } from "../../../jobs/spec/constraint.ts";

/** `N` is 1 to N; `first:last`; `first:last:step`. `undefined` for any other text. */
export function parseArray(
  text: string,
): { readonly from: number; readonly to: number; readonly step: number } | undefined {
  const parts = text.trim().split(":");
  const numbers = parts.map((part) => (/^\s*\d{1,10}\s*$/.test(part) ? Number(part) : Number.NaN));
  const [a = Number.NaN, b, c = 1] = numbers;
  const [from, to] = b === undefined ? [1, a] : [a, b];
  if (parts.length > 3 || ![from, to, c].every(Number.isSafeInteger) || c < 1 || to < from) return undefined;
  return { from, to, step: c };
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `10g` in bytes, in steps of 1000. */
export function parseStorage(text: string): number | undefined {
  const [, digits, unit = ""] = /^\s*(\d{1,9})\s*([kmgt]?)b?\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** `name==value`; `undefined` for any other text, and for slots of a resource. */
export function labelConstraint(label: string): Constraint | undefined {
  const at = label.indexOf("==");
  const [attribute, value] = [label.slice(0, at).trim(), label.slice(at + 2).trim()];
  if (at < 1 || attribute === "" || value === "" || attribute === "resource") return undefined;
  return { attribute, op: "eq", values: [value] };
}
