import { normalise, type Ranges } from "../../resources/ranges.ts";
import type { ArraySpec } from "./spec.ts";

/** Some tasks of an array by their indexes: `3-8,12`. */
export const TASK_RANGES = /^\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*$/;

/**
 * The elements that a text like `3-8,12` names by their indexes; those that the array does not have are left out.
 * @param text  matches `TASK_RANGES`
 */
export function elementsNamed(array: ArraySpec, text: string): Ranges {
  const wanted = text.split(",").map((part): readonly [number, number] => {
    const [first = "", last = first] = part.split("-");
    return [Number(first), Number(last)];
  });
  if ("indices" in array) {
    const isWanted = (index: number) => wanted.some(([first, last]) => first <= index && index <= last);
    return normalise(
      array.indices.flatMap((index, element) => (isWanted(index) ? [[element, element] as const] : [])),
    );
  }
  const { from, step, to } = array;
  return normalise(
    wanted.map(([first, last]) => [
      Math.max(0, Math.ceil((first - from) / step)),
      Math.floor((Math.min(last, to) - from) / step),
    ]),
  );
}
