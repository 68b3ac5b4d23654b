import { RE2JS, RE2JSException } from "re2js";

/** Patterns that people may write: RE2, whose time grows with the length of pattern and text alone. */
export const PATTERN_LIMITS = { characters: 256, weight: 100, programSize: 1000 } as const;

/** Compiled, the oldest first. Bounded: every submission may bring new ones. */
const compiled = new Map<string, RE2JS>();
const COMPILED_MAX = 1000;

/** Whether the pattern matches all of the text. A pattern with a fault matches nothing. */
export function matchesWhole(pattern: string, text: string): boolean {
  const known = compiled.get(pattern);
  if (known !== undefined) return known.testExact(text);
  try {
    return compile(pattern).testExact(text);
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}

/** What is wrong with a pattern, for people; `undefined` when it can be used. */
export function patternFault(pattern: string): string | undefined {
  if (pattern.length > PATTERN_LIMITS.characters) return `it is longer than ${PATTERN_LIMITS.characters}`;
  if (weightOf(pattern) > PATTERN_LIMITS.weight) {
    return "it would grow too large: counted repetitions must add up to 100 at most, and \\p counts for 10 of them";
  }
  const [twice] = /\((?:\?:)?(?:\\.|\[[^\]]+\]|[^()[\]\\|])[+*]\)[+*]/.exec(pattern) ?? [];
  if (twice !== undefined) return `${twice} repeats nothing but a repetition: one of the two is enough`;
  try {
    const size = compile(pattern).programSize();
    return size > PATTERN_LIMITS.programSize ? "it is too complex" : undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace("error parsing regexp: ", "");
    throw error;
  }
}

/** Compiling writes counted repetitions and classes of Unicode out, so a short pattern could cost much. */
function weightOf(pattern: string): number {
  let weight = 0;
  for (const [text, least = 0, most = 0] of pattern.matchAll(/\\.|\{(\d+)(?:,(\d*))?\}/g)) {
    weight += /^\\p/i.test(text) ? 10 : Math.max(Number(least), Number(most));
  }
  return weight;
}

function compile(pattern: string): RE2JS {
  const made = RE2JS.compile(pattern);
  const [oldest] = compiled.keys();
  if (compiled.size >= COMPILED_MAX && oldest !== undefined) compiled.delete(oldest);
  compiled.set(pattern, made);
  return made;
}
