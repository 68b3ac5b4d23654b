import type { ArraySpec } from "../../jobs/spec/spec.ts";

/** Text that is no list of array indices. */
export class ArrayError extends Error {
  override readonly name = "ArrayError";
}

/** Indices written out, when no single range says the same. The job document takes no more. */
const INDICES_MAX = 10_000;

/**
 * `1-100`, `1-99:2`, `1,3,7-9`, each with `%8` for at most 8 tasks at a time.
 * @throws ArrayError
 */
export function parseArray(text: string): ArraySpec {
  const [, list = "", limit] = /^([\d,:-]+)(?:%(\d{1,7}))?$/.exec(text.replaceAll(/\s+/g, "")) ?? [];
  const parts = list === "" ? [] : list.split(",").map((part) => parsePart(text, part));
  const [first] = parts;
  if (first === undefined) throw notAList(text);
  const maxConcurrent = limit === undefined ? {} : { maxConcurrent: Number(limit) };
  if (maxConcurrent.maxConcurrent === 0) {
    throw new ArrayError(`"${text}" would run no task at all; write %1 or more`);
  }
  if (parts.length === 1) return { ...first, ...maxConcurrent };
  const indices: number[] = [];
  for (const { from, to, step } of parts) {
    for (let index = from; index <= to; index += step) {
      if (indices.length === INDICES_MAX) {
        throw new ArrayError(`"${text}" lists more than ${INDICES_MAX} tasks; write it as one range`);
      }
      indices.push(index);
    }
  }
  return { indices: [...new Set(indices)].toSorted((a, b) => a - b), ...maxConcurrent };
}

export function formatArray(array: ArraySpec): string {
  const limit = array.maxConcurrent === undefined ? together(array) : `%${array.maxConcurrent}`;
  if ("indices" in array) return `${array.indices.join(",")}${limit}`;
  const { from, to, step } = array;
  return `${from}-${to}${step === 1 ? "" : `:${step}`}${limit}`;
}

function together({ gang }: ArraySpec): string {
  if (gang === undefined) return "";
  return gang.uniform === undefined ? " (a gang)" : ` (a gang, on one ${gang.uniform})`;
}

function parsePart(whole: string, part: string): { from: number; to: number; step: number } {
  const match = /^(\d{1,10})(?:-(\d{1,10})(?::(\d{1,10}))?)?$/.exec(part);
  if (match === null) throw notAList(whole);
  const from = Number(match[1]);
  const to = Number(match[2] ?? from);
  const step = Number(match[3] ?? 1);
  if (step === 0) throw new ArrayError(`"${whole}" has the step 0; write 1 or more`);
  if (to < from) throw new ArrayError(`"${part}" is empty; write ${to}-${from}`);
  return { from, to, step };
}

function notAList(text: string): ArrayError {
  return new ArrayError(
    `"${text}" is no list of tasks; write 1-100, 1-99:2 or 1,5,7-9, and %8 for 8 at a time`,
  );
}
