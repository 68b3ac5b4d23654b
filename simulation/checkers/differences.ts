import type { Cause, QuotaCause } from "../../offers/explanation.ts";

/* How what is said differs from what is so. */

export type Of<K extends Cause["kind"]> = Extract<Cause, { readonly kind: K }>;

export function only<K extends Cause["kind"]>(causes: readonly Cause[], kind: K): readonly Of<K>[] {
  return causes.filter((cause): cause is Of<K> => cause.kind === kind);
}

/** A cause that is there once or not at all, with what it must say. */
export function* once<K extends Cause["kind"]>(
  causes: readonly Cause[],
  kind: K,
  wanted: Omit<Of<K>, "kind"> | undefined,
): Generator<string> {
  const found = only(causes, kind);
  if (found.length > 1) yield `${kind} is named ${found.length} times`;
  const [first] = found;
  if (first === undefined && wanted !== undefined) yield `${kind} is missing`;
  if (first !== undefined && wanted === undefined) yield `${kind} is named and not so`;
  if (first !== undefined && wanted !== undefined) yield* differences(kind, first, wanted);
}

export function* differences(kind: string, found: object, wanted: object): Generator<string> {
  const there = new Map(Object.entries(found));
  for (const [field, value] of Object.entries(wanted))
    if (JSON.stringify(there.get(field)) !== JSON.stringify(value))
      yield `${kind}: ${field} is ${JSON.stringify(there.get(field))} and should be ${JSON.stringify(value)}`;
}

export function* sameSet(
  kind: string,
  found: readonly unknown[],
  wanted: readonly unknown[],
): Generator<string> {
  const texts = (values: readonly unknown[]) => new Set(values.map((value) => JSON.stringify(value)));
  const [foundTexts, wantedTexts] = [texts(found), texts(wanted)];
  for (const text of wantedTexts) if (!foundTexts.has(text)) yield `${kind} is missing: ${text}`;
  for (const text of foundTexts) if (!wantedTexts.has(text)) yield `${kind} is not so: ${text}`;
  if (found.length !== foundTexts.size) yield `${kind} is named twice`;
}

export function nameOfCause({ project = "", user }: Pick<QuotaCause, "project" | "user">): string {
  return user === undefined ? project : `${project}/${user}`;
}
