// How large the source is: lines, comments, functions, test titles. Read by the same parser as the imports.
import { parseSync, Visitor } from "oxc-parser";
import { LAYERS, LEAVES, MOST_FILE_LINES, MOST_FUNCTION_LINES, STILL_LONG } from "./layers.ts";
import { isGenerated, isTest, type SourceFile } from "./sources.ts";

export interface FileSize {
  readonly path: string;
  readonly lines: number;
  /** Lines on which nothing but a comment stands. */
  readonly commentLines: number;
  readonly functions: readonly FunctionSize[];
}

export interface FunctionSize {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Its nested functions included. */
  readonly lines: number;
}

export function sizeOf({ path, text }: SourceFile): FileSize {
  const { program, comments } = parseSync(path, text);
  const starts = lineStarts(text);
  const lineOf = (index: number): number => upperBound(starts, index);
  const functions: FunctionSize[] = [];
  const measure = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const line = lineOf(start);
    functions.push({ line, lines: lineOf(end - 1) - line + 1 });
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  const commentLines = new Set<number>();
  for (const { start, end } of comments) {
    const first = lineOf(start);
    if (text.slice(starts[first - 1], start).trim() !== "") continue; // behind code
    for (let line = first; line <= lineOf(end - 1); line += 1) commentLines.add(line);
  }
  return { path, lines: starts.length - 1, commentLines: commentLines.size, functions };
}

/** Functions and files of product code that are too long, as `file:line: what (where the rule is written)`. */
export function tooLong(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => path.includes("/") && !isTest(path) && !isGenerated(path) && !isTool(path))
    .map(sizeOf)
    .flatMap(({ path, lines, functions }) => [
      ...(lines <= MOST_FILE_LINES || STILL_LONG.has(path)
        ? []
        : [`${path}:1: a file of ${lines} lines, at most ${MOST_FILE_LINES} (MOST_FILE_LINES in ${LAYERS})`]),
      ...functions
        .filter((one) => one.lines > MOST_FUNCTION_LINES && !STILL_LONG.has(path))
        .map(
          (one) =>
            `${path}:${one.line}: a function of ${one.lines} lines, at most ${MOST_FUNCTION_LINES} (MOST_FUNCTION_LINES in ${LAYERS})`,
        ),
    ]);
}

function isTool(path: string): boolean {
  return LEAVES.has(path.slice(0, path.indexOf("/")));
}

/** Words of each title that `describe`, `it` or `test` is given as a plain string. */
export function titleLengths({ text }: SourceFile): readonly number[] {
  return [...text.matchAll(/\b(?:it|test)\(\s*(?:"((?:[^"\\\n]|\\.)+)"|`([^`]+)`)/g)].map(
    ([, plain, template]) => (plain ?? template ?? "").replace(/^\[[^\]]*\]\s*/, "").split(/\s+/).length,
  );
}

/** The value below which the part `p` (0 to 1) of the values lies; 0 of none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? 0;
}

/** Where each line begins, and at the end the length of the text. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}

/** How many of the ascending numbers are at most `value`. */
function upperBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
