import type { JobSpec } from "../../jobs/spec/spec.ts";

/*
 * Of many jobs most have a spec that one before them had. A recording has each spec once, where it comes first; after
 * that its number stands for it. Writer and reader count alike, and begin anew when they know this many.
 */
const KNOWN_MAX = 10_000;

/** @returns what stands for a spec: its number, or the spec itself when it is new. For one core's recording */
export function specWriter(): (bare: JobSpec) => JobSpec | number {
  const numbers = new Map<string, number>();
  return (bare) => {
    const text = JSON.stringify(bare);
    const number = numbers.get(text);
    if (number !== undefined) return number;
    if (numbers.size === KNOWN_MAX) numbers.clear();
    numbers.set(text, numbers.size);
    return bare;
  };
}

/** @returns the spec that something stands for; `undefined`: a number that none has */
export function specReader(): (reference: JobSpec | number) => JobSpec | undefined {
  const specs: JobSpec[] = [];
  return (reference) => {
    if (typeof reference === "number") return specs[reference];
    if (specs.length === KNOWN_MAX) specs.length = 0;
    specs.push(reference);
    return reference;
  };
}
